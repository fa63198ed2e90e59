"""Which answers decide a verdict, and what other answers would do."""

from __future__ import annotations

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

    Those are the answers to the questions that the rule and its carve-out name, and
    to the questions that decide whether these are asked.
    """
    pack = assessment.pack
    places = {
        Place(one, tool if pack.by_id[one].per_tool else None)
        for one in pack.questions_behind([rule])
    }
    return in_asking_order(
        pack,
        (
            place
            for place in places & assessment.status.asked_set
            if assessment.answers.at(pack, place) is not None
        ),
    )


def deciding_places(assessment: Assessment) -> tuple[Place, ...]:
    """Find answers that alone force the level, none of which can be left out.

    There may be other such sets; nothing forces the lowest level of all.
    """
    level = assessment.lowest
    finding = assessment.strictest
    if level is Level.NOTIFY or finding is None:
        return ()
    tool = finding.tools[0] if finding.tools else None
    kept = list(relevant_places(assessment, finding.rule, tool))
    for place in reversed(kept.copy()):
        fewer = [one for one in kept if one != place]
        if assess(assessment.pack, keep_only(assessment, fewer)).lowest >= level:
            kept = fewer
    return tuple(kept)


def keep_only(assessment: Assessment, places: list[Place]) -> Answers:
    """Keep the answers at some places, and leave all others open."""
    given = {place: assessment.answers.at(assessment.pack, place) for place in places}
    held = {place: answer for place, answer in given.items() if answer is not None}
    return Answers(
        {place.question: one for place, one in held.items() if place.tool is None},
        tuple(
            Tool(
                "", {at.question: one for at, one in held.items() if at.tool == number}
            )
            for number in range(1, len(assessment.answers.tools) + 1)
        ),
    )


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
    """Say what each other answer to a question would do, the rest being kept.

    A question that bears on no level has no effects.
    """
    if place.question not in assessment.pack.level_questions:
        return ()
    question = assessment.pack.by_id[place.question]
    before = assessment.answers.at(assessment.pack, place)
    found: list[Effect] = []
    for option in question.options:
        chosen = toggle_option(question, before, option.id)
        if chosen and chosen != before:
            answers = with_answer(assessment.answers, place, chosen)
            dropped = option.id not in chosen
            then = assess(assessment.pack, answers)
            found.append(Effect(option, dropped, then.lowest, then.highest))
    return tuple(found)
