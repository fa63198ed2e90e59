"""The pack that ships: what its verdicts must obey, whatever is answered."""

from __future__ import annotations

from random import Random

import pytest

from genai_guide.record.steps import list_steps
from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.conditions import literals
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Risk, Stage
from genai_guide.rules.status import question_status
from tests.helpers.building import put
from tests.helpers.levels import APPROVAL, ESCALATE, NOTIFY
from tests.helpers.oracle import is_true, walk
from tests.helpers.walks import bearing, finish, leaning, toned, tones

WALKS = 120
MOST_CHOICES, MOST_PER_TOOL = 45, 12
MOOD_BOARD_CHOICES, MOOD_BOARD_FORMS = 18, 3


def test_every_clause_is_cited_or_waived(shipped: Pack) -> None:
    """No clause of the guidance is forgotten, and a waived one is not cited."""
    cited = {clause for rule in shipped.rules for clause in rule.clauses}
    cited |= {clause for one in shipped.questions for clause in one.clauses}
    cited |= {
        clause for one in shipped.rules if one.unless for clause in one.unless.clauses
    }
    waived = {clause.id for clause in shipped.clauses if clause.waived}
    assert {clause.id for clause in shipped.clauses} == cited | waived
    assert not cited & waived


def test_every_rule_and_choice_cites_a_clause(shipped: Pack) -> None:
    """Nothing is asked for and no choice is put without saying where it comes from."""
    assert [one.id for one in shipped.rules if not one.clauses] == []
    assert [one.id for one in shipped.questions if not one.clauses] == []
    unless = [one.unless for one in shipped.rules if one.unless]
    assert all(one.clauses for one in unless)


def test_every_choice_that_bears_on_the_verdict_offers_unsure(shipped: Pack) -> None:
    """Who does not know is never forced to guess."""
    found = bearing(shipped)
    assert len(found) > 20
    without = [
        question.id
        for question in found
        if Risk.UNSURE not in {option.risk for option in question.options}
    ]
    assert without == []


def test_every_multi_that_bears_on_the_verdict_has_a_safe_way_out(
    shipped: Pack,
) -> None:
    """“Nothing of the kind” is one safe option that stands alone."""
    for question in bearing(shipped):
        if question.kind is Kind.MULTI:
            alone = [one.risk for one in question.options if one.exclusive]
            assert alone == [Risk.SAFE], question.id
            safe = [one for one in question.options if one.risk is Risk.SAFE]
            assert len(safe) == 1, question.id


def test_a_choice_that_bears_on_nothing_says_so(shipped: Pack) -> None:
    """A choice that no rule and no condition names is marked `informs`."""
    named = {
        cell.question
        for one in (*shipped.rules, *shipped.questions)
        for cell in literals(one.when or ())
    }
    named |= {
        cell.question
        for one in shipped.rules
        if one.unless
        for cell in literals(one.unless.when)
    }
    silent = {one.id for one in shipped.questions if one.is_choice} - named
    assert silent <= {one.id for one in shipped.questions if one.record_only}


def test_the_mood_board_is_short(shipped: Pack) -> None:
    """The safest use takes at most 18 choices and three forms, and is only told."""
    answers = finish(shipped, Answers(), toned(Risk.SAFE))
    asked = question_status(shipped, answers)
    choices = [one for one in asked.asked if shipped.by_id[one.question].is_choice]
    forms = [
        step
        for step in list_steps(shipped, asked)
        if step.places
        and not (first := shipped.by_id[step.places[0].question]).is_choice
        and first.stage is Stage.DECIDE
    ]
    assert len(choices) <= MOOD_BOARD_CHOICES
    assert len(forms) <= MOOD_BOARD_FORMS
    assert assess(shipped, answers).level == NOTIFY


def test_the_longest_path_is_bounded(shipped: Pack) -> None:
    """No path asks more choices than the pack has, and those are few enough.

    All choices together are an upper bound for every path, whatever the
    conditions: 45 with one tool, 12 more for each further one.
    """
    choices = [one for one in shipped.questions if one.is_choice]
    assert len(choices) <= MOST_CHOICES
    assert len([one for one in choices if one.per_tool]) <= MOST_PER_TOOL


def test_long_paths_exist(shipped: Pack) -> None:
    """Walks that take every risk come near to all choices: few of them are dead."""
    random = Random(5)
    longest: set[str] = set()
    for _ in range(WALKS):
        answers = finish(shipped, Answers(), leaning(random, 0.1))
        longest |= {place.question for place in question_status(shipped, answers).asked}
    assert longest == {one.id for one in shipped.questions}


def test_knowing_nothing_is_never_safe(shipped: Pack) -> None:
    """`unsure` everywhere gives at least `escalate`, also question by question."""
    answers = finish(shipped, Answers(), toned(Risk.UNSURE))
    assert (assess(shipped, answers).level or NOTIFY) >= ESCALATE


@pytest.mark.parametrize("tone", [Risk.UNSURE, Risk.RISKY])
def test_one_unsure_or_risky_answer_is_enough(shipped: Pack, tone: Risk) -> None:
    """From the safest complete answers no single step to unsure or risk stays safe.

    Each is at least `escalate`, gives an obligation, or brings up something
    that says more: here all that comes up is answered in the same tone.
    """
    base = finish(shipped, Answers(), toned(Risk.SAFE))
    for place in question_status(shipped, base).asked:
        question = shipped.by_id[place.question]
        if question not in bearing(shipped):
            continue
        for option in question.options:
            if option.risk is tone:
                moved = put(shipped, base, place, (option.id,))
                found = assess(shipped, finish(shipped, moved, toned(tone, Risk.RISKY)))
                assert (found.level or NOTIFY) >= ESCALATE, (place, option)


def walks(pack: Pack, seed: int) -> tuple[Random, float, Answers]:
    """Give a random complete set of answers with one or two tools."""
    random = Random(seed)
    safe = random.choice([0.3, 0.6, 0.8, 0.95])
    tools = tuple(Tool() for _ in range(random.choice([1, 1, 2])))
    return random, safe, finish(pack, Answers({}, tools), leaning(random, safe))


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_step_from_safe_to_risky_or_unsure_never_lowers(
    shipped: Pack, seed: int
) -> None:
    """Such a step lowers neither level nor obligations, whatever is newly asked."""
    random, safe, answers = walks(shipped, seed)
    before = assess(shipped, answers)
    assert before.level is not None
    for place in before.status.asked:
        question = shipped.by_id[place.question]
        if tones(shipped, answers, place) != {Risk.SAFE}:
            continue
        worse = [
            one.id for one in question.options if one.risk in (Risk.RISKY, Risk.UNSURE)
        ]
        if not worse:
            continue
        count = 1 if question.kind is Kind.SINGLE else random.randint(1, 2)
        some = random.sample(worse, min(count, len(worse)))
        chosen = tuple(one for one in worse if one in some)
        moved = put(shipped, answers, place, chosen)
        after = assess(shipped, finish(shipped, moved, leaning(random, safe)))
        assert after.level is not None
        said = f"{place}: {answers.at(shipped, place)} -> {chosen}"
        assert after.level >= before.level, said
        assert set(after.obligations) >= set(before.obligations), said


@pytest.mark.parametrize("seed", range(20))
def test_unsure_beside_other_choices_never_lowers(shipped: Pack, seed: int) -> None:
    """Adding `unsure` to what was chosen of several lowers nothing."""
    random, safe, answers = walks(shipped, seed)
    before = assess(shipped, answers)
    assert before.level is not None
    for place in before.status.asked:
        question = shipped.by_id[place.question]
        chosen = answers.at(shipped, place)
        alone = any(
            one.exclusive and one.id in (chosen or ()) for one in question.options
        )
        unsure = [one.id for one in question.options if one.risk is Risk.UNSURE]
        if question.kind is not Kind.MULTI or alone or not unsure:
            continue
        more = tuple(dict.fromkeys([*(chosen or ()), *unsure]))
        moved = put(shipped, answers, place, more)
        after = assess(shipped, finish(shipped, moved, leaning(random, safe)))
        assert after.level is not None
        assert after.level >= before.level, place
        assert set(after.obligations) >= set(before.obligations), place


@pytest.mark.parametrize("seed", range(WALKS))
def test_the_pack_s_asserts_hold_on_random_walks(shipped: Pack, seed: int) -> None:
    """What legal wants proved of the pack holds for any complete answers."""
    assert shipped.assertions
    answers = walks(shipped, seed)[2]
    found = assess(shipped, answers)
    assert found.level is not None
    for one in shipped.assertions:
        if any(is_true(one.when, known) for known in walk(shipped, answers)[0]):
            assert found.level >= one.at_least, one.id


def test_tasks_of_approval(shipped: Pack) -> None:
    """Whatever needs approval says, as a task before use, that it is to be obtained."""
    for rule in shipped.rules:
        if rule.level == APPROVAL:
            assert "written-approval" in {task.id for task in rule.tasks}, rule.id
