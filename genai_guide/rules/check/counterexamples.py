"""Complete answers from a cube, as an example that people can read and try."""

from __future__ import annotations

from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Tool
from genai_guide.rules.check.compile import CompiledPack
from genai_guide.rules.check.findings import Counterexample
from genai_guide.rules.check.space import Cube
from genai_guide.rules.evaluate import assess, question_status
from genai_guide.rules.pack import Kind, Pack, Question

PLACEHOLDER = "Placeholder"
PLACEHOLDER_DAY = "2026-01-01"
"""The answers where a text or a date is required."""


def build_counterexample(
    compiled: CompiledPack, cube: Cube, shows: str = "", part: str = ""
) -> Counterexample:
    """Return complete answers that lie in a cube, otherwise as harmless as can be.

    The sentence on what they show ends with their verdict.
    """
    answers = answers_in(compiled, cube)
    shows += format_verdict(compiled.pack, answers)
    return Counterexample(answers, shows, part)


def answers_in(compiled: CompiledPack, cube: Cube) -> Answers:
    """Return answers to everything that is asked, within a cube."""
    compiled.budget.spend(4 * len(compiled.pack.questions))
    use: dict[str, Answer] = {}
    tool: dict[str, Answer] = {}
    name = ""
    for question in compiled.pack.questions:
        answers = tool if question.per_tool else use
        if question.field == TOOL_NAME_FIELD:
            name = PLACEHOLDER
        elif question.is_choice:
            answers[question.id] = _choose(compiled, question, cube)
        elif not question.optional:
            is_date = question.kind is Kind.DATE
            answers[question.id] = PLACEHOLDER_DAY if is_date else PLACEHOLDER
    status = question_status(compiled.pack, Answers(use, (Tool(name, tool),)))
    for place in status.inactive:
        if compiled.pack.by_id[place.question].field == TOOL_NAME_FIELD:
            name = ""
        else:
            del (use if place.tool is None else tool)[place.question]
    return Answers(use, (Tool(name, tool),))


def format_verdict(pack: Pack, answers: Answers) -> str:
    """Format the verdict of complete answers by its ids: `approval, consent`."""
    assessment = assess(pack, answers)
    return ", ".join([assessment.lowest.id, *assessment.obligations])


def _choose(compiled: CompiledPack, question: Question, cube: Cube) -> tuple[str, ...]:
    """Choose within a cube, which may allow options of another pack as well."""
    choice = compiled.choices[question.id]
    own = {option.id for option in question.options}
    if choice.multi:
        chosen = choice.answer(compiled.space.own(choice, cube)) or set()
        allowed = {choice.options[bit - choice.start].id for bit in chosen} & own
        if allowed:
            return tuple(o.id for o in question.options if o.id in allowed)
    else:
        mask = cube.get(choice.start, -1)
        allowed = {o.id for n, o in enumerate(choice.options) if mask >> n & 1} & own
    mildest = (choice.options[n - choice.start].id for n in choice.mildest)
    return (next(one for one in mildest if one in (allowed or own)),)
