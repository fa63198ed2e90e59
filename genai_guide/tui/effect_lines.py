"""What each other answer would do to the verdict, in a line each."""

from __future__ import annotations

from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.explain import Effect, answer_effects
from genai_guide.tui.display import format_level

_MOST = 3


def effect_lines(assessment: Assessment, place: Place) -> list[str]:
    """Say which other answers would change the level; nothing if none would."""
    if assessment.answers.at(assessment.pack, place) is None:
        return []
    now = assessment.lowest, assessment.highest
    found = [
        one
        for one in answer_effects(assessment, place)
        if (one.lowest, one.highest) != now
    ]
    lines = [_line(one) for one in found[:_MOST]]
    rest = len(found) - len(lines)
    return [*lines, f"and {rest} more that would change it"] if rest else lines


def _line(effect: Effect) -> str:
    label = effect.option.label
    start = f"without “{label}”" if effect.dropped else f"if it were “{label}”"
    said = f"{start}: {format_level(effect.lowest)}"
    if effect.highest > effect.lowest:
        said += f", or up to {format_level(effect.highest)}"
    return said
