"""An explanation says each thing once, in words, with the answers that say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from genai_guide.record.draft import ClosedTask
from genai_guide.record.explanation import (
    NO_VERDICT,
    READING,
    Explanation,
    explain,
    explain_statement,
    format_answered,
    format_task,
)
from genai_guide.record.statement import build_statement, format_item_answers
from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import (
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Clause,
    Conflict,
    Due,
    Kind,
    Option,
    Pack,
    Risk,
    Rule,
    Task,
    Unless,
)
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import read_record
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import APPROVAL, ESCALATE, NOTIFY

TODAY = date(2026, 6, 1)
Q0, Q1 = choice("q0"), choice("q1", condition=when(literal("q0", "a")))
T = choice("t", per_tool=True)
CLAUSES = tuple(Clause(key, key.upper(), "quote", "section") for key in "cde")


def label(level: Level) -> str:
    """Name a level by its label."""
    return level.label


def pack_with(*rules: Rule) -> Pack:
    """Make a pack with three clauses."""
    return replace(pack_of([Q0, Q1, T], rules), clauses=CLAUSES)


def explained(pack: Pack, answers: Answers) -> Explanation:
    """Explain a verdict, with a note at the first question."""
    notes = {Place("q0"): "As planned."}
    return explain(
        assess(pack, answers), {}, label, TODAY, lambda place: notes.get(place, "")
    )


def answers(use: str, *tools: str) -> Answers:
    """Answer the questions about the use, and the one about each tool."""
    listed = tuple(Tool(f"Tool {one.upper()}", {"t": (one,)}) for one in tools)
    given = {f"q{number}": (option,) for number, option in enumerate(use)}
    return Answers(given, listed or (Tool(),))


def test_there_is_no_verdict_before_the_first_answer() -> None:
    """Not even bounds; later there are, and what the verdict is no approval of."""
    pack = pack_with(rule("r", when(literal("q0", "a")), level=APPROVAL))
    blank = explained(pack, Answers())
    assert (blank.verdict, blank.sentence) == (NO_VERDICT, "")
    assert blank.still_open == "2 questions are open."
    begun = explained(pack, answers("ba"))
    assert begun.verdict == pack.floor.label
    assert begun.still_open == (
        "1 question is open. The remaining questions can't change the verdict."
    )
    assert begun.disclaimer == READING
    assert explained(replace(pack, reading="Ours."), Answers()).disclaimer == "Ours."


def test_what_did_not_apply_says_which_answers_kept_it_off() -> None:
    """An exception speaks for itself; what was never asked is named by its topic."""
    unless = Unless(when(literal("q0", "b")), ("c",), "It is excepted.")
    pack = pack_with(
        rule("off", when((literal("q0", "a"), literal("q1", "a"))), clauses=("d",)),
        rule("excepted", unless=unless),
        rule("unasked", when(literal("q1", "a")), clauses=("e", "c")),
        rule("unasked too", when(literal("q1", "b")), clauses=("e",)),
        rule("applies", level=ESCALATE),
        rule("quoted", when(literal("q1", "c")), clauses=("c",)),
    )
    found = explained(pack, answers("b", "b"))
    assert [(rule.text, rule.why) for rule in found.not_applied] == [
        ("because of off", ("Does not apply, because you answered: q0? B",)),
        (
            "because of excepted",
            ("Does not apply: It is excepted.", "You answered: q0? B"),
        ),
    ]
    assert found.not_asked == ("E",)


def test_a_checklist_says_where_each_clause_stands_and_by_which_answer() -> None:
    """With several tools, it says which of them; a list may not matter at all."""
    items = (
        ChecklistItem(
            "c", when(literal("t", "a")), when(literal("t", "b")), "No copies"
        ),
        ChecklistItem("d", when(literal("q0", "a")), when(literal("q0", "b"))),
    )
    kind = ChecklistKind.PRINCIPLE
    elsewhere = when(literal("q0", "c"))
    pack = replace(
        pack_with(),
        checklists=(
            Checklist("five", "The principles", kind, items),
            Checklist("other", "Other", kind, items, relevant=elsewhere),
        ),
    )
    five, other = explained(pack, answers("ba", "a", "b")).checklists
    assert [(row.text, row.words, row.said, row.place) for row in five.rows] == [
        ("No copies", "not met", "Tool B: t? B", Place("t", 2)),
        ("D", "not met", "q0? B", Place("q0")),
    ]
    assert (other.rows, other.not_relevant) == ((), "Not relevant to this use.")
    alone, _ = explained(pack, answers("ca", "c")).checklists
    assert [(row.words, row.said) for row in alone.rows] == [
        ("not known", "t? C"),
        ("not known", "q0? C"),
    ]


def test_principles_that_are_all_met_beside_more_say_why_more_is_asked_for() -> None:
    """With the first reason; nothing is said at the lowest level, or if one fails."""
    items = [
        ChecklistItem(clause, when(literal("q0", "b", "c")), when(literal("q0", "a")))
        for clause in "cde"
    ]
    kind = ChecklistKind.PRINCIPLE
    pack = replace(
        pack_with(
            rule("weak", level=ESCALATE),
            rule("r", when(literal("q0", "a", "b")), level=APPROVAL, reason="Ask."),
            rule("never", when(literal("q0", "c"))),
        ),
        checklists=(Checklist("three", "The principles", kind, tuple(items)),),
    )
    (met,) = explained(pack, answers("b", "a")).checklists
    assert met.all_met == (
        f"All three are met. The verdict is still “{APPROVAL.label}” because of this:"
        " Ask."
    )
    (failed,) = explained(pack, answers("aa", "a")).checklists
    assert failed.all_met == ""
    (low,) = explained(replace(pack, rules=()), answers("b", "a")).checklists
    assert low.all_met == ""


def test_a_level_in_a_rules_own_words_is_named_so_everywhere() -> None:
    """In the verdict and in its reason, from the answers and from a statement."""
    own = replace(NOTIFY, label="Not covered", sentence="Nothing is asked.")
    pack = pack_with(rule("r", when(literal("q0", "b")), level=NOTIFY, verdict=own))
    given = answers("b", "a")
    statement = explain_statement(
        build_statement(assess(pack, given), today=TODAY), label
    )
    for found in (explained(pack, given), statement):
        assert (found.verdict, found.sentence) == ("Not covered", "Nothing is asked.")
        assert [reason.level for reason in found.reasons] == ["Not covered"]


def test_an_answer_that_tells_enough_needs_no_question() -> None:
    """A whole phrase stands alone, and a tool not chosen yet is named."""
    told = replace(
        choice("q0"), options=(Option("a", "No, it stays out for good", Risk.SAFE),)
    )
    chosen = replace(choice("chosen", "yes no", per_tool=True), field="tool.chosen")
    asked = choice("t", per_tool=True, condition=when(literal("chosen", "yes")))
    items = (
        ChecklistItem("c", when(literal("q0", "a")), ()),
        ChecklistItem("c", when(literal("t", "a")), when(literal("t", "b"))),
    )
    kind = ChecklistKind.PRINCIPLE
    five = Checklist("five", "The principles", kind, items)
    pack = replace(pack_of([told, chosen, asked], []), checklists=(five,))
    tools = Tool("A", {"t": ("a",)}), Tool("", {"chosen": ("no",)})
    (found,) = explained(pack, Answers({"q0": ("a",)}, tools)).checklists
    assert [(row.words, row.said) for row in found.rows] == [
        ("met", "No, it stays out for good"),
        ("not known", "Tool 2 is not chosen yet"),
    ]


def test_conflicts_and_inactive_answers_are_listed() -> None:
    """A conflict with its answers and what was noted, and what counts for nothing."""
    conflict = Conflict("k", "Both.", when((literal("q0", "b"), literal("t", "a"))))
    pack = replace(pack_with(), conflicts=(conflict,))
    found = explained(pack, answers("ba", "a"))
    (both,) = found.conflicts
    assert both.text == "Both."
    assert [answer.text for answer in both.answers] == ["q0? B", "Tool 1: t? A"]
    assert both.notes == ("Note: As planned.",)
    assert [answer.text for answer in found.inactive] == ["q1? A"]


def test_what_is_also_needed_stands_in_one_line() -> None:
    """Without a full stop, so that it can follow a colon anywhere."""
    pack = pack_with()
    consent, guild, *_ = pack.obligations
    needing = replace(pack, rules=(rule("r", obligations=frozenset({guild, consent})),))
    assert explained(needing, answers("b", "a")).also_needed == (
        f"Also needed: {consent.label}, {guild.label}"
    )
    assert explained(pack, answers("b", "a")).also_needed == ""


def test_a_date_is_said_as_people_write_it() -> None:
    """In an answer, and in a task that is done."""
    asked = replace(choice("d"), kind=Kind.DATE, options=())
    pack = pack_of([Q0, asked], [])
    given = Answers({"q0": ("a",), "d": "2026-03-31"})
    assert format_answered(pack, given, Place("d")) == "d? 31 March 2026"
    task = Task("t", "Tell them.", "producer", Due.BEFORE_USE)
    done = format_task(task, ClosedTask("2026-03-02"))
    assert done == "Tell them. (producer, before use) Done on 2 March 2026."


def test_a_principle_names_the_answer_that_tells_most(shipped: Pack) -> None:
    """What fails is named rather than what is in order, and a principle by itself."""
    items = {}
    for name in ("head-of-state", "diary-of-a-dead-girl"):
        file = default_dir() / "cases" / f"{name}.toml"
        assessment = assess(shipped, read_record(file, shipped).draft.answers)
        principles = assessment.checklists[0].items
        items[name] = [format_item_answers(assessment, item) for item in principles]
    assert items["head-of-state"][0].endswith("in writing? Not asked yet")
    assert items["head-of-state"][4] == "Yes, a performance that is not agreed"
    assert items["diary-of-a-dead-girl"][4] == "Yes, and all of it is agreed in writing"


def test_the_question_to_the_contact_names_its_points(shipped: Pack) -> None:
    """Whoever asks the contact reads about what, and each point once."""
    file = default_dir() / "cases" / "tool-retains.toml"
    assessment = assess(shipped, read_record(file, shipped).draft.answers)
    texts = {each.id: each.text for each in explain(assessment, {}, label, TODAY).to_do}
    point = "Open points: Principle 2: the tool keeps and learns nothing. "
    assert point in texts["ask-contact"]
    assert sum(point in text for text in texts.values()) == 1
