"""The verdict, by example: one for each thing that a rule or question can do."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.conditions import Fact
from genai_guide.rules.evaluate import Assessment, RuleResult, RuleState, assess
from genai_guide.rules.pack import Due, Kind, Task, Unless
from genai_guide.rules.status import question_status
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import (
    APPROVAL,
    CONSENT,
    ESCALATE,
    GUILD,
    HOLD,
    NOTIFY,
    TERMS,
)

Q0 = choice("q0")
Q1 = choice("q1", condition=when(literal("q0", "a")))
T0 = choice("t0", per_tool=True)
HIGH = {"level": APPROVAL}


def use(**given: str) -> Answers:
    """Give answers about the use, and one tool without any."""
    return Answers({key: tuple(value) for key, value in given.items()})


def finding(found: Assessment, rule_id: str = "r") -> RuleResult:
    """Find what became of a rule."""
    return next(one for one in found.results if one.rule.id == rule_id)


def test_the_floor_is_notify() -> None:
    """Without any rule that fires every use is still shared."""
    found = assess(pack_of([Q0]), use(q0="a"))
    assert (found.level, found.obligations) == (NOTIFY, ())


def test_none_of_on_a_question_not_asked_does_not_fire() -> None:
    """`none_of` is false on a question that is not asked, though it has an answer."""
    pack = pack_of([Q0, Q1], [rule("r", when(literal("q1", none_of=["a"])), **HIGH)])
    assert assess(pack, use(q0="b", q1="b")).level == NOTIFY
    assert assess(pack, use(q0="a", q1="b")).level == APPROVAL


def test_a_parked_answer_is_listed_and_does_not_count() -> None:
    """An answer whose question went away stays listed, and comes back with it."""
    pack = pack_of([Q0, Q1], [rule("r", when(literal("q1", "b")), **HIGH)])
    off = assess(pack, use(q0="b", q1="b"))
    assert (off.status.inactive, off.level) == ((Place("q1"),), NOTIFY)
    assert finding(off).state is RuleState.NOT_ASKED
    assert assess(pack, use(q0="a", q1="b")).level == APPROVAL


def test_a_question_behind_an_open_one_is_perhaps_asked() -> None:
    """While the question before is open, the one behind it is neither asked nor off."""
    found = question_status(pack_of([Q0, Q1]), Answers())
    assert (found.open, found.possible) == ((Place("q0"),), (Place("q1"),))


def test_an_optional_text_that_may_come_up_is_not_counted_as_left() -> None:
    """What may be skipped is never among the places still to be answered."""
    note = replace(Q1, id="note", kind=Kind.TEXT, options=(), optional=True)
    found = question_status(pack_of([Q0, note]), Answers())
    assert (found.open, found.possible) == ((Place("q0"),), ())


def test_a_parked_answer_behind_an_open_question_leaves_the_verdict_open() -> None:
    """Until it is known to be asked again, a kept answer decides nothing."""
    pack = pack_of([Q0, Q1], [rule("r", when(literal("q1", "b")), **HIGH)])
    found = assess(pack, use(q1="b"))
    assert (found.lowest, found.highest) == (NOTIFY, APPROVAL)
    assert found.level is None


def test_an_optional_text_is_asked_and_never_open() -> None:
    """Nobody has to answer an optional text; its absence can be a headline."""
    note = replace(
        choice("note", ""), kind=Kind.TEXT, optional=True, missing="No note."
    )
    found = assess(pack_of([note]), Answers())
    assert found.complete
    assert found.headlines == ("No note.",)
    assert found.status.asked == (Place("note"),)
    assert assess(pack_of([note]), Answers({"note": "x"})).headlines == ()


def test_a_required_text_is_open() -> None:
    """A text that is not optional keeps the record incomplete."""
    text = replace(choice("title", ""), kind=Kind.TEXT)
    assert assess(pack_of([text]), Answers()).status.open == (Place("title"),)


def test_unless_keeps_a_rule_off_and_says_so() -> None:
    """A carve-out that holds keeps the rule off, named by the answers that did it."""
    carved = Unless(when(literal("q1", "b")), ("c",), "because")
    pack = pack_of(
        [Q0, Q1], [rule("r", when(literal("q0", "a")), unless=carved, **HIGH)]
    )
    found = assess(pack, use(q0="a", q1="b"))
    assert found.level == NOTIFY
    one = finding(found)
    assert (one.state, one.by_exception, one.places) == (
        RuleState.RULED_OUT,
        True,
        (Place("q1"),),
    )
    assert assess(pack, use(q0="a", q1="c")).level == APPROVAL


def test_an_open_unless_leaves_the_rule_open() -> None:
    """Until the carve-out is answered the rule neither fires nor is off."""
    carved = Unless(when(literal("q1", "b")), ("c",), "because")
    pack = pack_of(
        [Q0, Q1], [rule("r", when(literal("q0", "a")), unless=carved, **HIGH)]
    )
    found = assess(pack, use(q0="a"))
    assert finding(found).state is RuleState.OPEN
    assert (found.lowest, found.highest) == (NOTIFY, APPROVAL)


def test_a_carve_out_that_is_not_asked_carves_nothing() -> None:
    """A rule without `when` fires unless its carve-out was asked and holds."""
    carved = Unless(when(literal("q1", none_of=["a"])), ("c",), "because")
    pack = pack_of([Q0, Q1], [rule("r", unless=carved, **HIGH)])
    assert assess(pack, use(q0="b")).level == APPROVAL
    assert assess(pack, use(q0="a", q1="b")).level == NOTIFY


def test_a_rule_kept_off_names_the_answers() -> None:
    """A rule whose condition is false names the answers that made it so."""
    pack = pack_of([Q0], [rule("r", when(literal("q0", "a")), **HIGH)])
    one = finding(assess(pack, use(q0="b")))
    assert (one.state, one.places, one.by_exception) == (
        RuleState.RULED_OUT,
        (Place("q0"),),
        False,
    )


def test_facts_gate_questions_and_rules_and_are_seen_through() -> None:
    """A fact counts like its rows, and the answers behind it are named."""
    fact = Fact("f", when(literal("q0", "a"), literal("q0", "b")))
    gated = choice("q1", condition=when(fact))
    pack = pack_of([Q0, gated], [rule("r", when((fact, literal("q1", "b"))), **HIGH)])
    found = assess(pack, use(q0="b", q1="b"))
    assert finding(found).places == (Place("q0"), Place("q1"))
    assert assess(pack, use(q0="c", q1="b")).status.inactive == (Place("q1"),)


def test_levels_join_by_the_highest_and_obligations_by_union() -> None:
    """No rule lowers another: the highest level and all obligations stay."""
    rules = [
        rule("r1", level=ESCALATE, obligations=frozenset({TERMS})),
        rule("r2", level=HOLD),
        rule("r3", level=NOTIFY, obligations=frozenset({CONSENT})),
        rule("r4", obligations=frozenset({GUILD})),
    ]
    found = assess(pack_of([Q0], rules), use(q0="a"))
    assert found.level == HOLD
    assert found.obligations == (
        CONSENT,
        GUILD,
        TERMS,
    )
    assert [one.rule.id for one in found.applied] == ["r2", "r1", "r3", "r4"]


def test_no_tool_listed_is_one_unnamed_tool() -> None:
    """Questions per tool are asked once where no tool is listed."""
    found = assess(pack_of([T0]), Answers())
    assert found.status.open == (Place("t0", 1),)
    assert list(map(str, found.status.open)) == ["t0"]


def test_rules_per_tool_join_over_the_tools() -> None:
    """One risky tool is enough, and the rule says for which tools it fired."""
    pack = pack_of([T0], [rule("r", when(literal("t0", "b")), **HIGH)])
    tools = tuple(Tool("", {"t0": (one,)}) for one in "abb")
    found = assess(pack, Answers({}, tools))
    assert found.level == APPROVAL
    assert finding(found).tools == (2, 3)
    assert list(map(str, finding(found).places)) == ["t0#2", "t0#3"]


def test_a_rule_on_two_tool_questions_does_not_mix_tools() -> None:
    """Both cells must hold for the same tool."""
    other = choice("t1", per_tool=True)
    pack = pack_of(
        [T0, other], [rule("r", when((literal("t0", "b"), literal("t1", "b"))))]
    )
    mixed = (
        Tool("", {"t0": ("b",), "t1": ("a",)}),
        Tool("", {"t0": ("a",), "t1": ("b",)}),
    )
    assert finding(assess(pack, Answers({}, mixed))).state is RuleState.RULED_OUT


def test_an_open_second_tool_keeps_the_verdict_open() -> None:
    """A tool added later widens the bounds until it is answered."""
    pack = pack_of([T0], [rule("r", when(literal("t0", "b")), **HIGH)])
    found = assess(pack, Answers({}, (Tool("", {"t0": ("a",)}), Tool())))
    assert list(map(str, found.status.open)) == ["t0#2"]
    assert (found.lowest, found.highest) == (NOTIFY, APPROVAL)


def test_tasks_come_once_and_those_before_use_first() -> None:
    """A task that two rules ask for is listed once; what is due first stands first."""
    late = Task("late", "Later.", "me", Due.BEFORE_DELIVERY)
    soon = Task("soon", "Now.", "me", Due.BEFORE_USE)
    rules = [rule("r1", tasks=(late, soon), **HIGH), rule("r2", tasks=(soon,))]
    found = assess(pack_of([Q0], rules), use(q0="a"))
    assert [task.id for task, _ in found.tasks] == ["soon", "late"]


def test_headlines_are_those_of_fired_rules_each_once() -> None:
    """Only rules that fired speak, the highest first, and nothing is said twice."""
    rules = [
        rule("r1", headline="Low."),
        rule("r2", headline="High.", **HIGH),
        rule("r3", headline="Low."),
        rule("r4", when(literal("q0", "b")), headline="Not said."),
    ]
    found = assess(pack_of([Q0], rules), use(q0="a"))
    assert found.headlines == ("High.", "Low.")
