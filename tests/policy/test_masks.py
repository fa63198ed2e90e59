"""Masks decide as the conditions do that they were made of."""

from __future__ import annotations

from hypothesis import given

from genai_guide.policy.answers import Answers
from genai_guide.policy.assessment import assess
from genai_guide.policy.conditions import Truth, Values, holds
from genai_guide.policy.masks import met
from genai_guide.policy.pack import Pack, Rule
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.strategies import packs, packs_with_answers


def by_conditions(rule: Rule, values: Values) -> Truth:
    """Decide a rule by Kleene's tables."""
    applies = True if rule.when is None else holds(rule.when, values)
    carved = holds(rule.unless.when, values) if rule.unless else False
    if applies is False or carved is True:
        return False
    return None if carved is None else applies


@given(packs_with_answers(packs()))
def test_rules_are_true_false_or_open_alike(pair: tuple[Pack, Answers]) -> None:
    """For the use or for each tool, whatever is answered or left open."""
    pack, answers = pair
    found = assess(pack, answers)
    for one, truths in zip(pack.rules, found.truths, strict=True):
        per_tool = one.id in pack.per_tool_rules
        rounds = found.asking.tools if per_tool else [found.asking.use]
        assert truths == tuple(by_conditions(one, values) for values in rounds)


def test_a_fact_needs_one_row_and_the_rest_of_the_row_too() -> None:
    """Bits are met if the row's own are, and one row of each fact."""
    condition = ((0b1, ((0b10, 0b100), (0b1000,))),)
    assert met(condition, 0b1011)
    assert met(condition, 0b1101)
    assert not met(condition, 0b1001)
    assert not met(condition, 0b0111)
    assert not met(condition, 0b1010)


def test_the_masks_are_made_once() -> None:
    """A pack keeps them; another pack made from it has its own."""
    pack = pack_of([choice("q")], [rule("r", when(literal("q", "a")))])
    assert pack.masks is pack.masks
    assert pack.masks.tool(2) is pack.masks.tool(2)
