"""Laws of asking and of the verdict, on small random packs and answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from random import Random

from hypothesis import given, settings

from genai_guide.rules.answers import Answers, Tool, in_asking_order
from genai_guide.rules.evaluate import Assessment, RuleState, assess
from genai_guide.rules.pack import Pack
from tests.helpers.building import acceptable, all_places, put
from tests.helpers.oracle import (
    completion,
    completions,
    fires,
    gaps,
    verdict,
    walk,
)
from tests.helpers.strategies import SEEDS, packs, packs_with_answers

WITH_ANSWERS = packs_with_answers(packs())
TINY = packs_with_answers(packs(most_use=3, most_tool=1, most_options=2), most_tools=2)


def said(found: Assessment) -> tuple[object, ...]:
    """Everything of an assessment that a reader acts on."""
    asked = found.status
    by_rule = {
        one.rule.id: (one.state, one.tools, one.places, one.by_exception)
        for one in found.results
    }
    bounds = found.lowest, found.highest, found.obligations
    return *bounds, by_rule, asked.asked, asked.open, asked.possible


@given(WITH_ANSWERS, SEEDS)
def test_complete_answers_have_the_one_level_that_the_rules_give(
    pair: tuple[Pack, Answers], seed: int
) -> None:
    """Complete answers get exactly the level and obligations of the oracle."""
    pack, answers = pair
    found = assess(pack, completion(pack, answers, Random(seed)))
    level, flags = verdict(pack, found.answers)
    assert found.complete
    assert (found.level, found.lowest, found.highest) == (level, level, level)
    assert set(found.obligations) == flags
    assert RuleState.OPEN not in {one.state for one in found.results}


@given(WITH_ANSWERS)
def test_what_is_asked_and_open_is_what_the_conditions_say(
    pair: tuple[Pack, Answers],
) -> None:
    """Asked are the questions whose condition holds; open those without an answer."""
    pack, answers = pair
    found = assess(pack, answers)
    _, asked = walk(pack, answers)
    # A condition can be certain before all that it names is answered.
    assert set(asked) <= set(found.status.asked) or not found.complete
    assert found.complete is (not found.status.open)
    assert found.complete is (not gaps(pack, answers))
    assert found.level is None or found.complete
    if found.complete:
        assert list(found.status.asked) == asked


@given(WITH_ANSWERS)
def test_every_place_has_one_standing(pair: tuple[Pack, Answers]) -> None:
    """Open is part of asked; nothing is both asked and parked, or asked and perhaps."""
    pack, answers = pair
    asking = assess(pack, answers).status
    asked = set(asking.asked)
    assert set(asking.open) <= asked
    assert not asked & (set(asking.inactive) | set(asking.possible))
    given_at = {one for one in all_places(pack, answers) if answers.at(pack, one)}
    assert set(asking.inactive) == given_at - asked
    assert asking.asked == in_asking_order(pack, asking.asked)
    assert len(asked) == len(asking.asked)


@settings(max_examples=150)
@given(TINY)
def test_bounds_contain_the_level_of_every_completion(
    pair: tuple[Pack, Answers],
) -> None:
    """However the open questions are answered, the verdict ends between the bounds."""
    pack, answers = pair
    found = assess(pack, answers)
    for whole in islice(completions(pack, answers), 400):
        level, flags = verdict(pack, whole)
        assert found.lowest <= level <= found.highest
        assert set(found.obligations) <= flags


@given(TINY)
def test_certain_findings_hold_in_every_completion(pair: tuple[Pack, Answers]) -> None:
    """A rule that fired fires, and one that is off stays off, however it goes on."""
    pack, answers = pair
    findings = assess(pack, answers).results
    for whole in islice(completions(pack, answers), 200):
        rounds, _ = walk(pack, whole)
        for one in findings:
            fired = any(fires(one.rule, known) for known in rounds)
            assert one.state is RuleState.OPEN or fired is (
                one.state is RuleState.APPLIES
            )


@given(TINY)
def test_certain_asking_holds_in_every_completion(pair: tuple[Pack, Answers]) -> None:
    """What is asked stays asked, and only what was perhaps asked comes up."""
    pack, answers = pair
    asking = assess(pack, answers).status
    for whole in islice(completions(pack, answers), 200):
        asked = set(walk(pack, whole)[1])
        assert set(asking.asked) <= asked
        needed = {one for one in asked if not pack.by_id[one.question].optional}
        assert needed <= set(asking.asked) | set(asking.possible)


@given(WITH_ANSWERS, SEEDS)
def test_answering_an_open_question_only_narrows_the_bounds(
    pair: tuple[Pack, Answers], seed: int
) -> None:
    """On the way to the end the lowest never falls and the highest never rises."""
    pack, answers = pair
    random = Random(seed)
    before = assess(pack, answers)
    while before.status.open:
        place = random.choice(before.status.open)
        answer = random.choice(list(acceptable(pack.by_id[place.question])))
        after = assess(pack, put(pack, before.answers, place, answer))
        assert before.lowest <= after.lowest <= after.highest <= before.highest
        assert set(before.obligations) <= set(after.obligations)
        before = after


@given(WITH_ANSWERS, SEEDS)
def test_parked_answers_change_nothing(pair: tuple[Pack, Answers], seed: int) -> None:
    """Dropping the answers to questions not asked gives the same assessment."""
    pack, answers = pair
    if seed % 2:
        answers = completion(pack, answers, Random(seed))
    before = assess(pack, answers)
    dropped = answers
    for place in before.status.inactive:
        dropped = put(pack, dropped, place, None)
    after = assess(pack, dropped)
    assert said(before) == said(after)
    assert not after.status.inactive


@given(WITH_ANSWERS, SEEDS)
def test_the_order_of_rules_has_no_meaning(
    pair: tuple[Pack, Answers], seed: int
) -> None:
    """Rules in another order give the same bounds, obligations and findings."""
    pack, answers = pair
    rules = list(pack.rules)
    Random(seed).shuffle(rules)
    mixed = replace(pack, rules=tuple(rules))
    assert said(assess(mixed, answers)) == said(assess(pack, answers))


@given(WITH_ANSWERS)
def test_the_order_of_rows_and_cells_has_no_meaning(pair: tuple[Pack, Answers]) -> None:
    """Rows and cells of conditions read backwards give the same bounds."""
    pack, answers = pair
    turned = tuple(
        replace(one, when=one.when and tuple(row[::-1] for row in one.when[::-1]))
        for one in pack.rules
    )
    before, after = assess(pack, answers), assess(replace(pack, rules=turned), answers)
    states = [[one.state for one in found.results] for found in (before, after)]
    assert states[0] == states[1]


@given(WITH_ANSWERS, SEEDS)
def test_the_order_of_giving_answers_has_no_meaning(
    pair: tuple[Pack, Answers], seed: int
) -> None:
    """The same answers given in another order give the same assessment."""
    pack, answers = pair
    places = [one for one in all_places(pack, answers) if answers.at(pack, one)]
    Random(seed).shuffle(places)
    again = Answers({}, tuple(Tool() for _ in answers.tools))
    for place in places:
        again = put(pack, again, place, answers.at(pack, place))
    assert said(assess(pack, again)) == said(assess(pack, answers))


@given(WITH_ANSWERS)
def test_every_rule_has_one_finding(pair: tuple[Pack, Answers]) -> None:
    """Each rule is found exactly once, in the pack's order, and fired is a part."""
    pack, answers = pair
    found = assess(pack, answers)
    assert [one.rule for one in found.results] == list(pack.rules)
    fired = [one for one in found.results if one.state is RuleState.APPLIES]
    assert sorted(map(str, found.applied)) == sorted(map(str, fired))
    levels = [one.rule.severity for one in found.applied]
    assert levels == sorted(levels, reverse=True)


@given(WITH_ANSWERS)
def test_a_finding_names_asked_and_answered_places(pair: tuple[Pack, Answers]) -> None:
    """What fired a rule, or kept it off, was asked and answered."""
    pack, answers = pair
    found = assess(pack, answers)
    for one in found.results:
        assert set(one.places) <= set(found.status.asked)
        assert all(answers.at(pack, place) for place in one.places)
        fired_by = one.state is RuleState.APPLIES and one.rule.when is not None
        assert bool(one.places) or not (fired_by or one.state is RuleState.RULED_OUT)


@given(WITH_ANSWERS)
def test_a_rule_per_tool_names_the_tools_that_it_fired_for(
    pair: tuple[Pack, Answers],
) -> None:
    """A rule on tools, of complete answers, fires for exactly the tools it should."""
    pack, answers = pair
    whole = completion(pack, answers, Random(0))
    rounds, _ = walk(pack, whole)
    for one in assess(pack, whole).applied:
        tools = [n for n, known in enumerate(rounds, 1) if fires(one.rule, known)]
        assert list(one.tools) == (tools if one.rule.id in pack.per_tool_rules else [])


@given(WITH_ANSWERS, SEEDS)
def test_one_more_tool_never_lowers_a_complete_verdict(
    pair: tuple[Pack, Answers], seed: int
) -> None:
    """The verdict joins all tools: another one can only add to it."""
    pack, answers = pair
    before = assess(pack, completion(pack, answers, Random(seed)))
    more = replace(before.answers, tools=(*before.answers.tools, Tool()))
    after = assess(pack, completion(pack, more, Random(seed)))
    assert before.level is not None
    assert after.level is not None
    assert before.level <= after.level
    assert set(before.obligations) <= set(after.obligations)


@settings(max_examples=300)
@given(WITH_ANSWERS)
def test_not_reached_means_that_nothing_it_names_was_answered_so(
    pair: tuple[Pack, Answers],
) -> None:
    """A rule that an answered carve-out keeps off is not said to be “not asked”."""
    pack, answers = pair
    found = assess(pack, answers)
    for one in found.results:
        if one.state is RuleState.NOT_ASKED and one.rule.unless:
            rounds = walk(pack, answers)[0]
            assert not all(
                fires(replace(one.rule, when=one.rule.unless.when, unless=None), known)
                for known in rounds
            )
