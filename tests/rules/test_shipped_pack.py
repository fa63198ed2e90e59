"""The pack that ships: what its verdicts must obey, whatever is answered."""

from __future__ import annotations

from itertools import groupby
from random import Random

import pytest

from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.conditions import literals
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Risk
from genai_guide.rules.status import question_status
from tests.helpers.building import put
from tests.helpers.levels import ESCALATE, NOTIFY
from tests.helpers.oracle import is_true, walk
from tests.helpers.walks import bearing, finish, leaning, toned, tones

WALKS = 120
GIVEN = {"talent.kind", "people.who", "alteration.kind", "output.what"}
GENAI = Answers({"scope.genai": ("yes",)})


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
    """Who does not know is never forced to guess.

    Whether a tool is chosen is not asked: a tool without a name is not.
    """
    found = bearing(shipped)
    assert len(found) > 20
    without = [
        question
        for question in found
        if Risk.UNSURE not in {option.risk for option in question.options}
    ]
    assert without == [shipped.tool_chosen]


def test_every_multi_that_bears_on_the_verdict_has_a_safe_way_out(
    shipped: Pack,
) -> None:
    """A safe option stands alone, but where somebody or something is given already."""
    for question in bearing(shipped):
        if question.kind is Kind.MULTI and question.id not in GIVEN:
            safe = [one for one in question.options if one.risk is Risk.SAFE]
            assert safe, question.id
            assert all(one.exclusive for one in safe), question.id
            assert safe[0] is question.options[0], question.id


def test_a_choice_that_bears_on_nothing_says_so(shipped: Pack) -> None:
    """A choice that no rule and no condition names is marked `record_only`."""
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


def test_long_paths_exist(shipped: Pack) -> None:
    """Walks that take every risk come near to all choices: few of them are dead."""
    random = Random(5)
    longest: set[str] = set()
    people = Answers({**GENAI.use, "real.kinds": ("people",)})
    for number in range(WALKS):
        begun = (Answers(), people)[number % 2]
        answers = finish(shipped, begun, leaning(random, 0.1))
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
    base = finish(shipped, GENAI, toned(Risk.SAFE))
    assert assess(shipped, base).level == shipped.floor
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
            assert found.level >= (one.at_least or shipped.floor), one.id
            assert set(found.obligations) >= one.obligations, one.id


def test_tasks_of_approval(shipped: Pack) -> None:
    """What needs approval or an answer says so in a task before use."""
    asked_for = {"approval": "written-approval", "escalate": "ask-contact"}
    for rule in shipped.rules:
        if rule.level and rule.level.id in asked_for:
            tasks = {task.id for task in rule.tasks}
            assert asked_for[rule.level.id] in tasks, rule.id


def test_no_section_is_come_back_to(shipped: Pack):
    """Within a stage the section only goes on, so that “Section 4 of 9” never drops."""
    seen = [
        section
        for section, _ in groupby(
            shipped.questions, key=lambda question: (question.stage, question.section)
        )
    ]
    assert len(seen) == len(set(seen))
