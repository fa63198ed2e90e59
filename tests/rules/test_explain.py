"""Which answers decide a verdict, and what other answers would do."""

from __future__ import annotations

from hypothesis import given, settings

from genai_guide.rules.answers import Answers, with_answer
from genai_guide.rules.evaluate import (
    answer_effects,
    assess,
    deciding_places,
    keep_only,
)
from genai_guide.rules.pack import Pack
from tests.helpers.building import acceptable
from tests.helpers.levels import NOTIFY
from tests.helpers.strategies import ANSWERED_PACKS

MANY = 1_000 if settings().max_examples < 1_000 else 20_000


@settings(max_examples=MANY)
@given(ANSWERED_PACKS)
def test_an_effect_is_what_the_other_answer_gives(drawn: tuple[Pack, Answers]) -> None:
    """Each effect equals the bounds after giving that answer."""
    pack, answers = drawn
    assessment = assess(pack, answers)
    for place in assessment.status.asked:
        question = pack.by_id[place.question]
        before = set(answers.at(pack, place) or ()) if question.is_choice else set()
        effects = answer_effects(assessment, place)
        for value in acceptable(question) if question.is_choice and not effects else ():
            then = assess(pack, with_answer(answers, place, value))
            bounds = assessment.lowest, assessment.highest
            assert (then.lowest, then.highest) == bounds
        for effect in effects:
            assert effect.dropped == (effect.option.id in before)
            alone = question.kind == "single" or effect.option.exclusive
            kept = before - {one.id for one in question.options if one.exclusive}
            now = {effect.option.id} if alone else kept ^ {effect.option.id}
            value = tuple(one.id for one in question.options if one.id in now)
            then = assess(pack, with_answer(answers, place, value))
            assert (effect.lowest, effect.highest) == (then.lowest, then.highest)


@settings(max_examples=MANY)
@given(ANSWERED_PACKS)
def test_the_deciding_answers_alone_force_the_level(
    drawn: tuple[Pack, Answers],
) -> None:
    """With them alone the level is the lowest possible; with one fewer it is not."""
    pack, answers = drawn
    assessment = assess(pack, answers)
    deciding = list(deciding_places(assessment))
    if assessment.lowest == NOTIFY:
        assert deciding == []
        return
    assert assess(pack, keep_only(assessment, deciding)).lowest == assessment.lowest
    for place in deciding:
        fewer = [one for one in deciding if one != place]
        assert assess(pack, keep_only(assessment, fewer)).lowest < assessment.lowest
