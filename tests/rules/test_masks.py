"""Masks decide as the conditions do that they were made of."""

from __future__ import annotations

from hypothesis import given

from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.conditions import Fact, Truth, Values, holds
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Pack, Rule
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.strategies import packs, packs_with_answers


def use(**given: str) -> Answers:
    """Give answers about the use, and one tool without any."""
    return Answers({key: (value,) for key, value in given.items()})


def by_conditions(rule: Rule, values: Values) -> Truth:
    """Decide a rule by Kleene's tables."""
    applies = True if rule.when is None else holds(rule.when, values)
    carved = holds(rule.unless.when, values) if rule.unless else False
    if applies is False or carved is True:
        return False
    return None if carved is None else applies


def rules_where(found: Assessment, truths: set[Truth]) -> list[Rule]:
    """List the rules of which one of these is said, for the use or for any tool."""
    told = zip(found.pack.rules, found.truths, strict=True)
    return [rule for rule, said in told if not truths.isdisjoint(said)]


@given(packs_with_answers(packs()))
def test_rules_are_true_false_or_open_alike(pair: tuple[Pack, Answers]) -> None:
    """For the use or for each tool, whatever is answered or left open."""
    pack, answers = pair
    found = assess(pack, answers)
    for one, truths in zip(pack.rules, found.truths, strict=True):
        per_tool = one.id in pack.per_tool_rules
        rounds = found.status.tools if per_tool else [found.status.use]
        assert truths == tuple(by_conditions(one, values) for values in rounds)


@given(packs_with_answers(packs()))
def test_the_verdict_joins_the_rules_one_by_one(pair: tuple[Pack, Answers]) -> None:
    """Rules that give the same are decided together, and none is passed over."""
    found = assess(*pair)
    certain, possible = rules_where(found, {True}), rules_where(found, {True, None})
    assert found.lowest == max((one.level or 0 for one in certain), default=0)
    assert found.highest == max((one.level or 0 for one in possible), default=0)
    held = {flag for one in certain for flag in one.obligations}
    assert found.obligations == tuple(one for one in Obligation if one in held)
    assert set(found.fired_rules) == set(certain)
    weights = [-1 if one.level is None else one.level for one in found.fired_rules]
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
        [rule("r", when((fact, literal("t", "a"))), level=Level.HOLD)],
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
    found = assess(pack, given._replace(tools=(Tool("", {"t": ("b",)}),) * 2))
    assert found.level == Level.NOTIFY
    tools = Tool("", {"t": ("b",)}), Tool("", {"t": ("a",)})
    assert assess(pack, given._replace(tools=tools)).level == Level.HOLD
    left = assess(pack, given._replace(use={}, tools=tools))
    assert (left.lowest, left.highest) == (Level.NOTIFY, Level.HOLD)


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
        [rule("r", when(literal("q4", "a")), level=Level.HOLD)],
    )
    whole = use(q0="a", q1="b", q2="c", q3="c", q4="a")
    found = assess(pack, whole)
    assert [str(one) for one in found.status.asked] == ["q0", "q1", "q2", "q3", "q4"]
    assert found.level == Level.HOLD
    off = assess(pack, whole._replace(use={**whole.use, "q1": ("a",)}))
    assert [str(one) for one in off.status.asked] == ["q0", "q1", "q3"]
    assert [str(one) for one in off.status.inactive] == ["q2", "q4"]
    left = assess(pack, use(q1="b", q3="c"))
    assert [str(one) for one in left.status.open] == ["q0"]
    assert [str(one) for one in left.status.possible] == ["q1", "q2", "q3", "q4"]
    assert (left.lowest, left.highest) == (Level.NOTIFY, Level.HOLD)


def test_the_masks_are_made_once() -> None:
    """A pack keeps them; another pack made from it has its own."""
    pack = pack_of([choice("q")], [rule("r", when(literal("q", "a")))])
    assert pack.masks is pack.masks
    assert pack.masks.tool(2) is pack.masks.tool(2)
