"""Which answers decide a verdict, and what other answers would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from genai_guide.rules.answers import (
    Answers,
    Place,
    Tool,
    in_asking_order,
    toggle_option,
    with_answer,
)
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Option, Rule


def relevant_places(
    assessment: Assessment, rule: Rule, tool: int | None
) -> tuple[Place, ...]:
    """Collect the answers that can change what becomes of a rule, for one tool.

    Those are the answers to the questions that the rule and its exception name, and
    to the questions that decide whether these are asked.
    """
    pack, status = assessment.pack, assessment.status
    places = {
        Place(question, tool if pack.by_id[question].per_tool else None)
        for question in pack.questions_behind([rule])
    }
    return in_asking_order(pack, (places & status.asked_set).difference(status.open))


def deciding_places(assessment: Assessment) -> tuple[Place, ...]:
    """Find answers that alone force the level, none of which can be left out.

    There may be other such sets; nothing forces the lowest level of all.
    """
    level, strictest = assessment.lowest, assessment.strictest
    if level == assessment.pack.floor or strictest is None:
        return ()
    tool = next(iter(strictest.tools), None)
    kept = list(relevant_places(assessment, strictest.rule, tool))
    for place in reversed(kept.copy()):
        fewer = [other for other in kept if other != place]
        if assess(assessment.pack, keep_only(assessment, fewer)).lowest >= level:
            kept = fewer
    return tuple(kept)


def keep_only(assessment: Assessment, places: Iterable[Place]) -> Answers:
    """Keep the answers at some places, and leave all others open."""
    kept = Answers(tools=tuple(Tool() for _ in assessment.answers.tools))
    for place in places:
        kept = with_answer(kept, place, assessment.answers.at(assessment.pack, place))
    return kept


@dataclass(frozen=True)
class Effect:
    """The bounds of the verdict if an option were chosen, or dropped."""

    option: Option
    dropped: bool
    """Whether the option is one of several and would be taken away."""
    lowest: Level
    highest: Level
    """Above `lowest` where the answer would bring up further questions."""


def answer_effects(assessment: Assessment, place: Place) -> tuple[Effect, ...]:
    """Find what each other answer to a question would do, the rest being kept.

    A question that bears on no level has no effects.
    """
    pack, answers = assessment.pack, assessment.answers
    if place.question not in pack.level_questions:
        return ()
    question, before = pack.by_id[place.question], answers.at(pack, place)
    effects = []
    for option in question.options:
        chosen = toggle_option(question, before, option.id)
        if chosen and chosen != before:
            after = assess(pack, with_answer(answers, place, chosen))
            dropped = option.id not in chosen
            effects.append(Effect(option, dropped, after.verdict, after.highest))
    return tuple(effects)
