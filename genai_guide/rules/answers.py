"""Answers, the places that they stand at, and what makes one acceptable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple, TypeVar

from genai_guide.rules.pack import Kind, Option, Pack, Question, Stage
from genai_guide.text import email_error, is_blank

K = TypeVar("K")
V = TypeVar("V")

Answer = tuple[str, ...] | str
"""The ids of the chosen options, or a text (a date is a text `YYYY-MM-DD`)."""

RESERVED = {"production": "id", "use": "same_element_as", "tool": "library_id"}
"""The facts that no pack may ask for: they relate the records of one production."""
TOOL_NAME_FIELD = "tool.name"
"""The field of the question, if a pack has one, that asks for a tool's name."""
CHOSEN, NOT_CHOSEN = ("yes",), ("no",)
"""The answers to the question, if a pack has one, whether a tool is chosen already."""


class Place(NamedTuple):
    """Where an answer stands: a question and, if asked per tool, which tool."""

    question: str
    tool: int | None = None
    """The tool's number, from 1."""

    def __str__(self) -> str:
        """Write `id`, or `id#2` for the second tool."""
        return f"{self.question}#{self.tool}" if (self.tool or 1) > 1 else self.question


@dataclass(frozen=True)
class Tool:
    """A step of the pipeline: its name and the answers about it."""

    name: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def all_answers(self, pack: Pack) -> Mapping[str, Answer]:
        """Return its answers; it is chosen already unless they say otherwise."""
        question = pack.tool_chosen
        return {question.id: CHOSEN, **self.answers} if question else self.answers

    def is_chosen(self, pack: Pack) -> bool:
        """Return whether it is chosen already; a tool that is not needs no name."""
        question = pack.tool_chosen
        return question is None or self.all_answers(pack)[question.id] == CHOSEN


@dataclass(frozen=True)
class Answers:
    """What was answered about one use and its tools."""

    use: Mapping[str, Answer] = field(default_factory=dict)
    tools: tuple[Tool, ...] = (Tool(),)
    """At least one: where none is listed, one unnamed tool is assumed."""

    def at(self, pack: Pack, place: Place) -> Answer | None:
        """Look up the answer at a place; `None` where there is none."""
        if place.tool is None:
            return self.use.get(place.question)
        tool = self.tools[place.tool - 1]
        if pack.by_id[place.question].field == TOOL_NAME_FIELD:
            return tool.name or None
        return tool.all_answers(pack).get(place.question)


def format_tool_name(pack: Pack, tool: Tool) -> str:
    """Return a tool's name, or that it has none yet."""
    if not tool.is_chosen(pack):
        return "not chosen yet"
    return tool.name or "not named yet"


def format_listed_tool(pack: Pack, number: int, tool: Tool) -> str:
    """Format a tool with its number in the list of tools."""
    between = ":" if tool.is_chosen(pack) else " is"
    return f"Tool {number}{between} {format_tool_name(pack, tool)}"


def is_name_question(pack: Pack, place: Place) -> bool:
    """Return whether a place asks for the name of a tool that may not be chosen yet."""
    is_name = pack.by_id[place.question].field == TOOL_NAME_FIELD
    return is_name and pack.tool_chosen is not None


def is_chosen_question(pack: Pack, place: Place) -> bool:
    """Return whether a place asks if a tool is chosen, which no screen shows."""
    return pack.tool_chosen is not None and place.question == pack.tool_chosen.id


def with_answer(answers: Answers, place: Place, answer: Answer | None) -> Answers:
    """Return answers with one set or removed (`None`); not for the name of a tool."""
    if place.tool is None:
        return Answers(with_value(answers.use, place.question, answer), answers.tools)
    tools = list(answers.tools)
    tool = tools[place.tool - 1]
    about_tool = with_value(tool.answers, place.question, answer)
    tools[place.tool - 1] = replace(tool, answers=about_tool)
    return Answers(answers.use, tuple(tools))


def with_value(mapping: Mapping[K, V], key: K, value: V | None) -> dict[K, V]:
    """Return a copy of a mapping with one value set at its end, or removed (`None`)."""
    rest = {other: kept for other, kept in mapping.items() if other != key}
    return rest if value is None else {**rest, key: value}


def in_asking_order(pack: Pack, places: Iterable[Place]) -> tuple[Place, ...]:
    """Sort places by the order of asking, each once."""

    def rank(place: Place) -> tuple[bool, int, int]:
        recorded = pack.by_id[place.question].stage is Stage.RECORD
        return recorded, place.tool or 0, pack.rank[place.question]

    return tuple(sorted(set(places), key=rank))


def chosen_options(question: Question, answer: Answer | None) -> tuple[Option, ...]:
    """Return the options that an answer names, in the question's order."""
    if answer is None or isinstance(answer, str):
        return ()
    return tuple(option for option in question.options if option.id in answer)


def toggle_option(
    question: Question, now: Answer | None, option_id: str
) -> tuple[str, ...] | None:
    """Choose an option, or drop it, as a person would; `None` when none is left.

    In a single choice it replaces the one chosen before. In a multiple choice it is
    added or dropped; an exclusive option clears the others, and any other option
    clears an exclusive one.
    """
    option = question.option(option_id)
    before = {chosen.id for chosen in chosen_options(question, now)}
    if question.kind is Kind.SINGLE or (option and option.exclusive):
        after = {option_id} - (before if question.kind is Kind.MULTI else set())
    elif option_id in before:
        after = before - {option_id}
    else:
        exclusive = {each.id for each in question.options if each.exclusive}
        after = before - exclusive | {option_id}
    return tuple(each.id for each in question.options if each.id in after) or None


def format_answer(question: Question, answer: Answer | None) -> str:
    """Format an answer for a reader: the labels of its options, or the text itself."""
    if isinstance(answer, str):
        return answer
    return "; ".join(option.label for option in chosen_options(question, answer))


def answer_error(question: Question, answer: Answer) -> str | None:
    """Return what is wrong with an answer to a question, or `None`."""
    if question.is_choice:
        if isinstance(answer, str):
            return "expected options, found a text"
        return _choice_error(question, answer)
    if not isinstance(answer, str):
        return "expected a text, found options"
    if is_blank(answer):
        return "expected a text, found nothing"
    if question.kind is Kind.DATE and not is_iso_date(answer):
        return "expected a date such as 2026-03-31"
    if not question.long and len(answer) > question.limit:
        return f"{len(answer)} characters; at most {question.limit} are allowed"
    return None


def answer_warning(question: Question, answer: Answer) -> str | None:
    """Return what looks wrong with an answer that is taken all the same, or `None`."""
    is_email = question.format == "email" and isinstance(answer, str)
    if is_email and answer and email_error(str(answer)):
        return f"This doesn't look like an e-mail address: {answer}"
    return None


def is_iso_date(text: str) -> bool:
    """Return whether a text is a calendar date written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _choice_error(question: Question, answer: tuple[str, ...]) -> str | None:
    known = [option.id for option in question.options]
    for option_id in answer:
        if option_id not in known:
            return f"no option “{option_id}”; the options are {', '.join(known)}"
    if len(set(answer)) != len(answer):
        return "an option is given twice"
    if not answer:
        return "expected at least one option"
    if question.kind is Kind.SINGLE and len(answer) > 1:
        return "expected one option, found several"
    if len(answer) > 1:
        for option in chosen_options(question, answer):
            if option.exclusive:
                return f"“{option.label}” stands alone"
    return None
