"""From a cube to complete answers that a person can read and assess."""

from __future__ import annotations

from genai_guide.policy.answers import TOOL_NAME, Answer, Answers, Tool
from genai_guide.policy.assessment import assess
from genai_guide.policy.conditions import holds
from genai_guide.policy.pack import Kind, Pack, Question
from genai_guide.policy.proof.flaws import Witness
from genai_guide.policy.proof.space import Cube, Space

PLACEHOLDER = "Placeholder"
PLACEHOLDER_DAY = "2026-01-01"
"""What is put where a text or a date is required."""


def witness(
    pack: Pack, space: Space, cube: Cube, shows: str = "", part: str = ""
) -> Witness:
    """Make complete answers that lie in a cube, the rest as harmless as can be.

    The verdict that they get is said after what they show.
    """
    answers = answers_in(pack, space, cube)
    return Witness(answers, f"{shows}{verdict_words(pack, answers)}", part)


def answers_in(pack: Pack, space: Space, cube: Cube) -> Answers:
    """Give the answers to all that is asked, within a cube."""
    space.budget.spend(4 * len(pack.questions))
    values: dict[str, frozenset[str]] = {}
    use: dict[str, Answer] = {}
    tool: dict[str, Answer] = {}
    name = ""
    for question in pack.questions:
        if question.when is not None and not holds(question.when, values):
            continue
        if question.field == TOOL_NAME:
            name = PLACEHOLDER
        elif question.is_choice:
            chosen = _chosen(question, space, cube)
            values[question.id] = frozenset(chosen)
            (tool if question.per_tool else use)[question.id] = chosen
        elif not question.optional:
            text = PLACEHOLDER_DAY if question.kind is Kind.DATE else PLACEHOLDER
            (tool if question.per_tool else use)[question.id] = text
    return Answers(use, (Tool(name, tool),))


def verdict_words(pack: Pack, answers: Answers) -> str:
    """Say the verdict of complete answers by its ids: `approval, consent`."""
    found = assess(pack, answers)
    return ", ".join([found.lowest.id, *found.obligations])


def _chosen(question: Question, space: Space, cube: Cube) -> tuple[str, ...]:
    """Choose within a cube; the space may have options that this question has not."""
    choice = space.choices[question.id]
    own = {one.id for one in question.options}
    if choice.multi:
        bits = choice.answer(space.own(choice, cube)) or set()
        allowed = {choice.options[bit - choice.start].id for bit in bits} & own
        if allowed:
            return tuple(one.id for one in question.options if one.id in allowed)
    else:
        mask = cube.get(choice.start, -1)
        allowed = {o.id for n, o in enumerate(choice.options) if mask >> n & 1} & own
    mildest = (choice.options[n - choice.start].id for n in choice.mildest)
    return (next(one for one in mildest if one in (allowed or own)),)
