"""Rules are decided as Kleene's tables say, and the verdict joins them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.evaluate import Assessment, RuleState, assess
from genai_guide.rules.pack import Pack, Rule
from genai_guide.rules.status import Truth
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import HOLD, NOTIFY, OBLIGATIONS
from tests.helpers.strategies import packs, packs_with_answers


def use(**given: str) -> Answers:
    """Give answers about the use, and one tool without any."""
    return Answers({key: (value,) for key, value in given.items()})


def by_tables(found: Assessment, condition: Condition | None, tool: int) -> Truth:
    """Decide a condition by Kleene's tables, for one tool."""

    def cell(one: Literal | Fact) -> Truth:
        if isinstance(one, Fact):
            return by_tables(found, one.when, tool)
        per_tool = found.pack.by_id[one.question].per_tool
        place = Place(one.question, tool if per_tool else None)
        if place in found.status.possible:
            return None
        chosen = found.answers.at(found.pack, place)
        asked = place in found.status.asked
        return one.accepts(chosen) if asked and chosen else None if asked else False

    if condition is None:
        return True
    rows = [_all([cell(one) for one in row]) for row in condition]
    return True if True in rows else None if None in rows else False


def _all(truths: list[Truth]) -> Truth:
    return False if False in truths else None if None in truths else True


def rule_by_tables(found: Assessment, rule: Rule, tool: int) -> Truth:
    """Decide a rule by Kleene's tables, for one tool."""
    unless = by_tables(found, rule.unless.when, tool) if rule.unless else False
    excepted = None if unless is None else not unless
    return _all([by_tables(found, rule.when, tool), excepted])


@given(packs_with_answers(packs()))
def test_rules_and_verdict_are_what_kleene_s_tables_say(
    pair: tuple[Pack, Answers],
) -> None:
    """For the use or for each tool, whatever is answered or left open."""
    found = assess(*pair)
    tools = range(1, len(found.answers.tools) + 1)
    certain, possible = [], []
    for one, result in zip(found.pack.rules, found.results, strict=True):
        truths = [rule_by_tables(found, one, tool) for tool in tools]
        certain += [one] * (True in truths)
        possible += [one] * (True in truths or None in truths)
        applies = result.state is RuleState.APPLIES
        assert applies is (True in truths)
        assert (result.state is RuleState.OPEN) is (not applies and None in truths)
        if applies and one.id in found.pack.per_tool_rules:
            assert result.tools == tuple(n for n in tools if truths[n - 1])
    assert found.lowest == max((one.level or NOTIFY for one in certain), default=NOTIFY)
    assert found.highest == max(
        (one.level or NOTIFY for one in possible), default=NOTIFY
    )
    held = {flag for one in certain for flag in one.obligations}
    assert found.obligations == tuple(one for one in OBLIGATIONS if one in held)
    assert set(found.applied_rules) == set(certain)
    weights = [one.severity for one in found.applied_rules]
    assert weights == sorted(weights, reverse=True)


def test_a_fact_needs_one_row_and_the_rest_of_the_row_too() -> None:
    """It is known where it is named: by a question, and by a rule of the tools."""
    fact = Fact("f", when(literal("q0", "a"), (literal("q0", "b"), literal("q1", "b"))))
    named = when((fact, literal("q1", "b", "c")))
    pack = pack_of(
        [
            choice("q0"),
            choice("q1"),
            choice("q2", condition=named),
            choice("t", per_tool=True, condition=when(fact)),
        ],
        [rule("r", when((fact, literal("t", "a"))), level=HOLD)],
        (fact,),
    )
    for first, second, asked in (
        ("a", "a", False),
        ("a", "b", True),
        ("b", "b", True),
        ("b", "c", False),
    ):
        found = assess(pack, use(q0=first, q1=second))
        assert (Place("q2") in found.status.asked) is asked, (first, second)
    given = use(q0="b", q1="b", q2="a")
    found = assess(pack, replace(given, tools=(Tool("", {"t": ("b",)}),) * 2))
    assert found.level == NOTIFY
    tools = Tool("", {"t": ("b",)}), Tool("", {"t": ("a",)})
    assert assess(pack, replace(given, tools=tools)).level == HOLD
    left = assess(pack, replace(given, use={}, tools=tools))
    assert (left.lowest, left.highest) == (NOTIFY, HOLD)


def test_questions_on_one_condition_keep_their_places() -> None:
    """They are decided together, and what stands between them by its own condition."""
    on_a = when(literal("q0", "a"))
    pack = pack_of(
        [
            choice("q0"),
            choice("q1", condition=on_a),
            choice("q2", condition=when(literal("q1", "b"))),
            choice("q3", condition=on_a),
            choice("q4", condition=when((literal("q2", "c"), literal("q3", "c")))),
        ],
        [rule("r", when(literal("q4", "a")), level=HOLD)],
    )
    whole = use(q0="a", q1="b", q2="c", q3="c", q4="a")
    found = assess(pack, whole)
    assert [str(one) for one in found.status.asked] == ["q0", "q1", "q2", "q3", "q4"]
    assert found.level == HOLD
    off = assess(pack, replace(whole, use={**whole.use, "q1": ("a",)}))
    assert [str(one) for one in off.status.asked] == ["q0", "q1", "q3"]
    assert [str(one) for one in off.status.inactive] == ["q2", "q4"]
    left = assess(pack, use(q1="b", q3="c"))
    assert [str(one) for one in left.status.open] == ["q0"]
    assert [str(one) for one in left.status.possible] == ["q1", "q2", "q3", "q4"]
    assert (left.lowest, left.highest) == (NOTIFY, HOLD)
