"""Write an answer into the test cases of a pack that ask for it and lack it.

The text of a file stays as it is, comments and all: one line is added for each answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Place,
    answer_error,
    with_answer,
)
from genai_guide.rules.pack import Kind, Pack, Question
from genai_guide.rules.status import question_status
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.atomic_write import write_shared
from genai_guide.storage.cases import case_paths
from genai_guide.storage.errors import FileError, nearest_word
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import format_toml, parse_toml

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\- \"]+?)\s*\]\]?\s*(#.*)?")


@dataclass(frozen=True)
class Filling:
    """An answer to write, and to which question."""

    question: str
    answer: Answer


@dataclass(frozen=True)
class FilledCase:
    """A test case, and what became of it."""

    path: Path
    places: tuple[Place, ...] = ()
    """The places whose answers were written."""
    problem: str = ""
    """Why nothing was written, for example because the file cannot be read."""


def parse_filling(pack: Pack, text: str) -> Filling:
    """Parse `question=option`; several options of a multiple choice have commas.

    Raises:
        ValueError: if it is no answer to a question of the pack; the text says why.
    """
    question_id, equals, value = text.partition("=")
    question = pack.by_id.get(question_id)
    if not equals:
        msg = f"found “{text}”; expected question=option"
        raise ValueError(msg)
    if question is None or question.field == TOOL_NAME_FIELD:
        near = nearest_word(question_id, pack.by_id)
        hint = f"; did you mean “{near}”?" if near and near != question_id else ""
        msg = f"found “{question_id}”; expected the id of a question{hint}"
        raise ValueError(msg)
    answer: Answer = value
    if question.is_choice:
        multi = question.kind is Kind.MULTI
        answer = tuple(value.split(",")) if multi else (value,)
    if fault := answer_error(question, answer):
        msg = f"{question_id}: {fault}"
        raise ValueError(msg)
    return Filling(question_id, answer)


def fill_cases(
    folder: Path, pack: Pack, fillings: Sequence[Filling]
) -> list[FilledCase]:
    """Write answers into the test cases that are asked for them and lack them.

    Raises:
        FileError: if a file cannot be written.
    """
    filled = []
    for path in case_paths(folder):
        try:
            content = read_bytes(path, RECORD_BYTES)
            places: list[Place] = []
            changed = content
            # One after the other, for an answer may bring up the next question.
            for filling in fillings:
                changed, written = _fill(path, changed, pack, filling)
                places += written
        except FileError as error:
            filled.append(FilledCase(path, problem=error.sentence))
            continue
        if changed != content:
            write_shared(path, changed)
        filled.append(FilledCase(path, tuple(places)))
    return filled


def _fill(
    path: Path, content: bytes, pack: Pack, filling: Filling
) -> tuple[bytes, list[Place]]:
    """Return the content of a file with an answer, and where it was written."""
    answers = expected = parse_answers(path, parse_toml(path, content), pack, content)
    places = [
        place
        for place in question_status(pack, answers).asked
        if place.question == filling.question
        and (place.tool or 0) <= len(answers.tools)
        and answers.at(pack, place) is None
    ]
    if not places:
        return content, []
    line = _format_line(pack.by_id[filling.question], filling.answer)
    newline = "\r\n" if b"\r\n" in content else "\n"
    lines = content.decode("utf-8").removesuffix(newline).split(newline)
    for place in reversed(places):
        _insert(lines, place.tool, line)
        expected = with_answer(expected, place, filling.answer)
    changed = (newline.join(lines) + newline).encode("utf-8")
    try:
        done = parse_answers(path, parse_toml(path, changed), pack) == expected
    except FileError:
        done = False
    if not done:
        sentence = f"no place was found for the answer; add {line} by hand"
        raise FileError(path, sentence)
    return changed, places


def _format_line(question: Question, answer: Answer) -> str:
    """Format an answer as a line of TOML, a list for a multiple choice."""
    if question.kind is Kind.MULTI:
        options = ", ".join(f'"{option}"' for option in answer)
        return f'"{question.id}" = [{options}]'
    value = answer if isinstance(answer, str) else answer[0]
    return format_toml({question.id: value}).strip()


def _insert(lines: list[str], tool: int | None, line: str) -> None:
    """Insert a line at the end of the answers about the use, or about a tool."""
    headers = [
        (number, match[1], match[2])
        for number, text in enumerate(lines)
        if (match := _HEADER.fullmatch(text))
    ]
    starts = [
        number for number, kind, name in headers if (kind, name) == ("[[", "tool")
    ]
    table, first, last = "answers", 0, len(lines)
    if tool is not None and tool <= len(starts):
        table, first = "tool.answers", starts[tool - 1]
        last = next(
            (
                number
                for number, _, name in headers
                if number > first and not name.startswith("tool.")
            ),
            last,
        )
    for number, _, name in headers:
        if name == table and first <= number < last:
            end = next((n for n, _, _ in headers if n > number), len(lines))
            break
    else:
        # There is no such table yet: it begins before the tools, or ends its tool.
        end = starts[0] if table == "answers" and starts else last
        while end and not lines[end - 1].strip():
            end -= 1
        lines[end:end] = ["", f"[{table}]"]
        end += 2
    # Blank lines and comments before the next table belong to that.
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    indent = lines[end - 1][: len(lines[end - 1]) - len(lines[end - 1].lstrip())]
    lines.insert(end, indent + line)
