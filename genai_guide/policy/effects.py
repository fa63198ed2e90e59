"""What another answer would do to the verdict, one answer at a time."""

from __future__ import annotations

from typing import NamedTuple

from genai_guide.policy.answers import Place, put, toggled
from genai_guide.policy.assessment import Assessment, bounds
from genai_guide.policy.pack import Option
from genai_guide.policy.verdict import Level


class Effect(NamedTuple):
    """The bounds of the verdict if an option were chosen, or dropped."""

    option: Option
    dropped: bool
    """Whether the option is one of several and would be taken away."""
    lowest: Level
    highest: Level
    """Above `lowest` where the answer would bring up further questions."""


def effects(assessment: Assessment, place: Place) -> tuple[Effect, ...]:
    """Say what each other answer to a question would do, the rest being kept.

    A question that bears on no level has no effects.
    """
    if place.question not in assessment.pack.bears_on_level:
        return ()
    question = assessment.pack.by_id[place.question]
    before = assessment.answers.at(assessment.pack, place)
    found: list[Effect] = []
    for option in question.options:
        chosen = toggled(question, before, option.id)
        if chosen and chosen != before:
            answers = put(assessment.answers, place, chosen)
            dropped = option.id not in chosen
            found.append(Effect(option, dropped, *bounds(assessment.pack, answers)))
    return tuple(found)
