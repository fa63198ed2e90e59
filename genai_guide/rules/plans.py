"""Which other answers may be proposed for a question, and their words as a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from genai_guide.rules.answers import Answer, Answers, Place, chosen_options
from genai_guide.rules.conditions import Literal
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Kind, Option, Pack, Question, Risk

Added = str | None
"""The id of the option that a change adds; with `None` it only leaves some out."""

_MOST_OPTIONS = 3
"""So many groups of like options are left out together, or newly chosen together."""


def options_to_add(question: Question) -> list[Added]:
    """Return the options that a change may add, in their order."""
    options: list[Added] = [
        option.id
        for option in question.options
        if option.risk is Risk.SAFE or (option.risk is Risk.NEUTRAL and option.plan)
    ]
    return options if question.kind is Kind.SINGLE else [None, *options]


def other_answers(
    pack: Pack, question: Question, answer: Answer
) -> Iterator[tuple[Added, Answer]]:
    """Yield the other answers to a question, each with the option that it adds.

    For each option, those that keep most of the answer come first. Options that no
    condition tells apart are left out together.
    """
    before = chosen_options(question, answer)
    alike = _alike(pack, question)
    groups = list(dict.fromkeys(alike[option.id] for option in before))
    least = 1 if question.kind is Kind.SINGLE else 0
    counts = {*range(least, min(len(groups), _MOST_OPTIONS) + 1), len(groups)}
    sets = [
        left_out for count in sorted(counts) for left_out in combinations(groups, count)
    ]
    for added in options_to_add(question):
        for left_out in sets:
            options = tuple(
                option
                for option in question.options
                if option.id == added
                or (option in before and alike[option.id] not in left_out)
            )
            exclusive = any(option.exclusive for option in options)
            if options not in ((), before) and (len(options) == 1 or not exclusive):
                yield added, tuple(option.id for option in options)


def new_answers(pack: Pack, question_id: str) -> list[Answer]:
    """Return the answers that a question may get that a change brings up.

    Of options that no condition tells apart, only the first is tried.
    """
    question = pack.by_id[question_id]
    alike = _alike(pack, question)
    options: dict[object, Option] = {}
    for option in question.options:
        if option.risk in (Risk.SAFE, Risk.NEUTRAL):
            options.setdefault(alike[option.id], option)
    answers: list[Answer] = [(option.id,) for option in options.values()]
    if question.kind is Kind.MULTI:
        free = [option.id for option in options.values() if not option.exclusive]
        for count in range(2, min(len(free), _MOST_OPTIONS) + 1):
            answers += combinations(free, count)
    return answers


def _alike(pack: Pack, question: Question) -> dict[str, object]:
    """Return for each option a key that it shares with those just like it."""
    cells = [
        cell
        for cell in pack.compiled.by_id[question.id].cells
        if isinstance(cell, Literal)
    ]
    return {
        option.id: (
            tuple(
                (option.id in cell.any_of, option.id in cell.none_of) for cell in cells
            ),
            option.exclusive,
            option.risk,
            bool(option.plan),
        )
        for option in question.options
    }


def plan_lines(
    assessment: Assessment, changes: Iterable[tuple[Place, Answer]]
) -> list[str]:
    """Format changes as a plan, a line for each thing to be done otherwise.

    A line about tools begins with their names.
    """
    pack, answers = assessment.pack, assessment.answers
    tools_by_line: dict[tuple[str, str], list[int]] = {}
    for place, other in sorted(
        changes, key=lambda change: (pack.rank[change[0].question], change[0].tool or 0)
    ):
        for line in plan_sentences(pack, answers, place, other):
            tools = tools_by_line.setdefault((place.question, line), [])
            if place.tool:
                tools.append(place.tool)
    return [
        _about_tools(answers, tools) + line
        for (_, line), tools in tools_by_line.items()
    ]


def plan_sentences(
    pack: Pack, answers: Answers, place: Place, other: Answer
) -> list[str]:
    """Format a change of one answer as a change of plan."""
    question = pack.by_id[place.question]
    added, left_out = _difference(question, answers.at(pack, place), other)
    if plan := _plan_to_find_out(added, left_out):
        return [plan]
    sentences = [option.plan or f"{question.text} {option.label}" for option in added]
    if question.kind is Kind.MULTI and not any(option.exclusive for option in added):
        sentences += [
            option.plan or f"find out: {question.text}"
            if option.risk is Risk.UNSURE
            else f"do without: {option.label}"
            for option in left_out
        ]
    return sentences


def is_planned(question: Question, answer: Answer, other: Answer) -> bool:
    """Return whether a change is more than another answer.

    It has a plan, finds out what was not known, or leaves out something of several.
    """
    added, left_out = _difference(question, answer, other)
    return (
        any(option.plan for option in added)
        or _plan_to_find_out(added, left_out) is not None
        or (
            question.kind is Kind.MULTI
            and any(option.risk is not Risk.UNSURE for option in left_out)
        )
    )


def _difference(
    question: Question, answer: Answer | None, other: Answer
) -> tuple[list[Option], list[Option]]:
    """Return the options that another answer adds and those that it leaves out."""
    before = chosen_options(question, answer)
    after = chosen_options(question, other)
    return (
        [option for option in after if option not in before],
        [option for option in before if option not in after],
    )


def _plan_to_find_out(added: list[Option], left_out: list[Option]) -> str | None:
    """Return the plan of an unsure option, if the change is only to find out."""
    if all(option.risk is Risk.UNSURE for option in left_out) and all(
        option.risk is Risk.SAFE for option in added
    ):
        return next((option.plan for option in left_out if option.plan), None)
    return None


def _about_tools(answers: Answers, tools: list[int]) -> str:
    """Format the beginning of a line about some tools; empty for the use."""
    names = [tool.name for tool in answers.tools]
    if not tools or names == [""]:
        return ""
    if len(tools) == len(names) > 1:
        return "in all tools: "
    words = []
    for tool in tools:
        name = names[tool - 1]
        number = f"tool {tool}"
        words.append(
            f"{number} ({name})" if names.count(name) > 1 and name else name or number
        )
    *others, last = words
    return f"in {', '.join(others)} and {last}: " if others else f"in {last}: "
