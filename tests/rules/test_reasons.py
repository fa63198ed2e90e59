"""Reasons, headlines and tasks: which sentence is said, in which order, how often."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given

from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.conditions import Fact
from genai_guide.rules.evaluate import assess, deciding_places
from genai_guide.rules.pack import Clause, Due, Kind, Pack, Rule, Task
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.strategies import SEEDS, packs, packs_with_answers

NOTIFY, ESCALATE, APPROVAL, HOLD = pack_of([]).levels
NAME = replace(
    choice("name", "", per_tool=True), kind=Kind.TEXT, field="tool.name", optional=True
)
PEOPLE = replace(
    choice("people", ""), kind=Kind.TEXT, field="use.people", optional=True
)
KEEPS = choice("keeps", "no yes unsure", per_tool=True)
RETENTION = rule(
    "retention",
    when(literal("keeps", "yes", "unsure")),
    level=ESCALATE,
    reason="Something is kept.",
    reasons={
        "keeps": {
            "yes": "{tool} keeps what goes in.",
            "unsure": "It is not known whether {tool} keeps what goes in.",
        }
    },
    tasks=(
        Task(
            "switch-off", "Switch storage off in {tool}.", "production", Due.BEFORE_USE
        ),
        Task("read", "Read the terms.", "legal", Due.BEFORE_USE),
    ),
)


def texts(pack: Pack, answers: Answers) -> list[str]:
    """List the sentences of the reasons."""
    return [reason.text for reason in assess(pack, answers).reasons]


def tools(*listed: tuple[str, str]) -> Answers:
    """Answer one question about each of some tools."""
    return Answers(
        tools=tuple(Tool(name, {"keeps": (keeps,)}) for name, keeps in listed)
    )


def test_each_tool_has_the_sentence_for_its_own_answer() -> None:
    """Nothing is unknown of the tool whose answer is known."""
    pack = pack_of([NAME, KEEPS], [RETENTION])
    found = assess(pack, tools(("Acme", "yes"), ("Bolt", "no"), ("Core", "unsure")))
    assert [(reason.text, reason.tools) for reason in found.reasons] == [
        ("Acme keeps what goes in.", (1,)),
        ("It is not known whether Core keeps what goes in.", (3,)),
    ]
    for reason, number in zip(found.reasons, (1, 3), strict=True):
        assert [place.tool for place in reason.places] == [number]


def test_tasks_are_one_for_each_tool_that_they_name_and_else_one() -> None:
    """The second tool's task has an id of its own."""
    pack = pack_of([NAME, KEEPS], [RETENTION])
    found = assess(pack, tools(("Acme", "no"), ("Bolt", "yes"), ("Core", "yes")))
    assert [(task.id, task.text) for task, _ in found.tasks] == [
        ("switch-off#2", "Switch storage off in Bolt."),
        ("switch-off#3", "Switch storage off in Core."),
        ("read", "Read the terms."),
    ]
    alone = assess(pack, tools(("", "yes")))
    assert [task.id for task, _ in alone.tasks] == ["switch-off", "read"]
    assert alone.tasks[0][0].text == "Switch storage off in the tool."


def test_the_same_task_and_the_same_reason_are_told_once() -> None:
    """Two rules may ask for one thing in the same words, and two tools be alike."""
    again = Task("other", "Read the terms.", "legal", Due.BEFORE_USE)
    pack = pack_of([KEEPS], [RETENTION, rule("also", tasks=(again,))])
    assert len(assess(pack, tools(("Acme", "yes"))).tasks) == 2
    plain = replace(RETENTION, reasons={}, tasks=())
    found = assess(pack_of([KEEPS], [plain]), tools(("A", "yes"), ("B", "yes")))
    assert [(reason.text, reason.tools) for reason in found.reasons] == [
        ("Something is kept.", (1, 2))
    ]


def test_each_of_several_options_has_its_sentence() -> None:
    """The rule's own reason stands for the options that have none."""
    kinds = choice("kinds", "none a b c", multi=True, exclusive="none")
    own = {"kinds": {"a": "A is so.", "b": "B is so."}}
    pack = pack_of(
        [kinds], [rule("r", when(literal("kinds", "a", "b", "c")), reasons=own)]
    )
    for chosen, said in (
        (("a",), "A is so."),
        (("b", "a"), "A is so. B is so."),
        (("c",), "because of r"),
        (("a", "c"), "A is so. because of r"),
    ):
        assert texts(pack, Answers({"kinds": chosen})) == [said]


def test_a_condition_beside_it_needs_no_sentence() -> None:
    """In one row the options with a sentence speak for those without."""
    row = (literal("q0", "a"), literal("q1", "a", "b"))
    own = {"q1": {"a": "It is so.", "b": "It is not known."}}
    pack = pack_of([choice("q0"), choice("q1")], [rule("r", when(row), reasons=own)])
    assert texts(pack, Answers({"q0": ("a",), "q1": ("b",)})) == ["It is not known."]


def test_what_makes_a_fact_true_has_its_sentence() -> None:
    """The rows of a fact are told apart, and one without a sentence is not lost."""
    fact = Fact("f", when(literal("q0", "a", "b"), literal("q1", "a", "b")))
    own = {"q0": {"b": "Q0 is not known."}, "q1": {"b": "Q1 is not known."}}
    pack = pack_of(
        [choice("q0"), choice("q1")], [rule("r", when(fact), reasons=own)], (fact,)
    )
    for first, second, said in (
        ("b", "c", "Q0 is not known."),
        ("b", "b", "Q0 is not known. Q1 is not known."),
        ("a", "b", "because of r Q1 is not known."),
        ("a", "a", "because of r"),
    ):
        assert texts(pack, Answers({"q0": (first,), "q1": (second,)})) == [said]


def test_an_answer_fills_a_placeholder_while_its_question_is_asked() -> None:
    """An inactive answer leaves the optional part out."""
    people = replace(PEOPLE, when=when(literal("q0", "a")))
    pack = pack_of(
        [choice("q0"), people], [rule("r", reason="Ask them[ ({use.people})].")]
    )
    given = Answers({"q0": ("a",), "people": "Ada"})
    assert texts(pack, given) == ["Ask them (Ada)."]
    assert texts(pack, Answers({**given.use, "q0": ("b",)})) == ["Ask them."]


def ranked(*rules: Rule) -> Pack:
    """Make a pack whose clauses are of two kinds, the better kind last in the file."""
    kinds = {"late": "weak", "first": "strong", "second": "strong", "c": "other"}
    clauses = tuple(
        Clause(key, key, "q", "s", kind=kind) for key, kind in kinds.items()
    )
    pack = pack_of([choice("q0")], rules)
    return replace(pack, clauses=clauses, clause_kinds=("strong", "weak"))


def test_reasons_are_ranked_by_level_then_by_their_best_clause() -> None:
    """Kinds that the pack does not rank come last, and notes after all levels."""
    pack = ranked(
        rule("note", clauses=("first",)),
        rule("other", level=APPROVAL),
        rule("weak", level=APPROVAL, clauses=("late",)),
        rule("second", level=APPROVAL, clauses=("second", "late")),
        rule("floor-weak", level=NOTIFY, clauses=("late",)),
        rule("floor-strong", level=NOTIFY, clauses=("first",)),
        rule("first", level=APPROVAL, clauses=("first",)),
        rule("low", level=ESCALATE, clauses=("first",)),
    )
    found = assess(pack, Answers({"q0": ("a",)}))
    order = ["first", "second", "weak", "other", "low"]
    order += ["floor-strong", "floor-weak", "note"]
    assert [reason.rule.id for reason in found.reasons] == order
    assert [result.rule.id for result in found.applied] == order


def test_what_decides_is_what_the_first_reason_looks_at() -> None:
    """Of two rules with one level, the one with the better clause decides."""
    weak = rule("weak", when(literal("q0", "a")), level=HOLD, clauses=("late",))
    strong = rule("strong", when(literal("q1", "a")), level=HOLD, clauses=("first",))
    pack = replace(ranked(weak, strong), questions=(choice("q0"), choice("q1")))
    found = assess(pack, Answers({"q0": ("a",), "q1": ("a",)}))
    assert [place.question for place in deciding_places(found)] == ["q1"]


def test_a_headline_stands_above_the_levels_that_it_names_only() -> None:
    """Without levels it stands above all; while answers are missing it waits."""
    presumed = rule(
        "presumed", level=ESCALATE, headline="Presumed.", headline_at=("escalate",)
    )
    high = rule("high", when(literal("q0", "a")), level=HOLD, headline="High.")
    pack = pack_of([choice("q0")], [presumed, high])
    assert assess(pack, Answers({"q0": ("b",)})).headlines == ("Presumed.",)
    assert assess(pack, Answers({"q0": ("a",)})).headlines == ("High.",)
    assert assess(pack, Answers()).headlines == ()


def test_a_rule_words_its_level_where_it_alone_gives_it() -> None:
    """Not beside another rule of that level or above, nor while answers are missing."""
    own = replace(NOTIFY, label="Not covered", sentence="Nothing is asked.")
    alone = rule("alone", level=NOTIFY, verdict=own)
    same = rule("same", when(literal("q0", "b")), level=NOTIFY)
    high = rule("high", when(literal("q0", "c")), level=HOLD)
    pack = pack_of([choice("q0")], [alone, same, high])
    shown = {
        answer: assess(pack, Answers({"q0": (answer,)})).verdict for answer in "abc"
    }
    assert [level.label for level in shown.values()] == [
        "Not covered",
        NOTIFY.label,
        HOLD.label,
    ]
    assert shown["a"].sentence == "Nothing is asked."
    assert (shown["a"], shown["a"].approval) == (NOTIFY, "no")
    assert assess(pack, Answers()).verdict.label == NOTIFY.label


def test_a_headline_that_names_the_tool_stands_once_for_each() -> None:
    """And once in all, if it says the same of each."""
    named = replace(RETENTION, headline="{tool} keeps it.")
    both = tools(("Acme", "yes"), ("Bolt", "yes"))
    assert assess(pack_of([NAME, KEEPS], [named]), both).headlines == (
        "Acme keeps it.",
        "Bolt keeps it.",
    )
    plain = replace(RETENTION, headline="It is kept.")
    assert assess(pack_of([KEEPS], [plain]), both).headlines == ("It is kept.",)


@given(packs_with_answers(packs()), SEEDS)
def test_every_rule_that_applies_has_reasons_for_all_its_tools(
    pair: tuple[Pack, Answers], seed: int
) -> None:
    """Each of its tools once, whatever sentences the options have."""
    pack, answers = pair
    random = Random(seed)
    choices = [question for question in pack.questions if question.is_choice]
    rules = tuple(
        replace(
            one,
            reasons={
                question.id: {
                    option.id: f"{question.id} {option.id}[ of {{tool}}]."
                    for option in question.options
                    if random.random() < 0.5
                }
                for question in choices
                if random.random() < 0.5
            },
        )
        for one in pack.rules
    )
    found = assess(replace(pack, rules=rules), answers)
    by_rule: dict[str, list[int]] = {}
    for reason in found.reasons:
        assert reason.text
        by_rule.setdefault(reason.rule.id, []).extend(reason.tools)
    assert {rule: sorted(numbers) for rule, numbers in by_rule.items()} == {
        result.rule.id: list(result.tools) for result in found.applied
    }
    ids = [result.rule.id for result in found.applied]
    assert list(by_rule) == ids
