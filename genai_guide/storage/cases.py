"""The test cases of a pack, which are answers files, and its counterexamples.

A case says which verdict it expects. An answer that cases lack is written into them:
their text stays as it is, comments and all, and one line is added for each answer.
Counterexamples are written as answers files, each under a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    answer_error,
    with_answer,
)
from genai_guide.rules.check.findings import Counterexample, Finding, TestCase
from genai_guide.rules.pack import ItemState, Kind, Pack, Question
from genai_guide.rules.status import question_status
from genai_guide.storage.answers_files import (
    check_keys,
    collect_answers,
    parse_answers,
    require_table,
    unknown_word,
    wrong_value,
)
from genai_guide.storage.atomic_write import write_new, write_shared
from genai_guide.storage.errors import FaultsError, FileError, nearest_word
from genai_guide.storage.pack_issues import STAND_IN
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import Location, Table, format_toml, line_in, parse_toml
from genai_guide.storage.toml_lines import FaultCollector

CASES_FOLDER = "cases"
_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\- \"]+?)\s*\]\]?\s*(#.*)?")
_LONGEST_NAME = 120


def case_paths(folder: Path) -> list[Path]:
    """Return the files of the test cases in a pack's folder, in order."""
    paths = sorted((folder / CASES_FOLDER).glob("*.toml"))
    return [path for path in paths if not path.name.startswith(".")]


def load_cases(
    folder: Path, pack: Pack, unread: Collection[str] = ()
) -> tuple[list[TestCase], list[Finding]]:
    """Return the cases of a pack's folder, and a finding for each fault in others.

    Args:
        folder: The folder of the pack.
        pack: The pack; of a broken one, what can be used of it.
        unread: The questions of a broken pack whose answers cannot be judged.
    """
    cases: list[TestCase] = []
    findings: list[Finding] = []
    for path in case_paths(folder):
        try:
            source = read_bytes(path, RECORD_BYTES)
            content = parse_toml(path, source)
            faults = FaultCollector(path, source)
            answers = collect_answers(content, pack, faults, unread)
            expected = _Expectation(pack, faults).parse(content)
            faults.check()
            cases.append(TestCase(path.name, answers, **expected))
        except FaultsError as error:
            findings += [
                Finding.in_case(path.name, fault.sentence, line=fault.line)
                for fault in error.faults
            ]
        except FileError as error:
            line = line_in(error.sentence)
            findings.append(Finding.in_case(path.name, error.sentence, line=line))
    return cases, findings


class _Expectation:
    """Parses what a test case expects, and goes on behind each fault."""

    def __init__(self, pack: Pack, faults: FaultCollector) -> None:
        self._pack = pack
        self._path = faults.path
        self._at = faults.at

    def parse(self, content: Table) -> Table:
        """Return the parts of the test case, without those that are faults."""
        pack, at = self._pack, ("case", "expect")
        head = self._table(("case",), content, ("title", "source", "expect"))
        rules = [rule.id for rule in pack.rules]
        tasks = [*{task.id: None for rule in pack.rules for task in rule.tasks}]
        if STAND_IN in rules:
            tasks.append(STAND_IN)
        lists = {
            "obligations": list(pack.obligation_by_id),
            "cites": list(pack.clause),
            "tasks": tasks,
            "no_tasks": tasks,
            "conflicts": [conflict.id for conflict in pack.conflicts],
            "alternative": list(pack.by_id),
        }
        expect = self._table(at, head, ("level", "first", "items", *lists))
        level = self._word((*at, "level"), expect.get("level"), [*pack.level_by_id])
        if (first := expect.get("first")) is not None:
            first = self._word((*at, "first"), first, rules)
        listed = {
            key: self._words((*at, key), expect.get(key, []), known)
            for key, known in lists.items()
        }
        return {
            "level": pack.level_by_id.get(level, pack.floor),
            "first": first,
            **listed,
            "obligations": frozenset(
                pack.obligation_by_id[each]
                for each in listed["obligations"]
                if each in pack.obligation_by_id
            ),
            "conflicts": listed["conflicts"] if "conflicts" in expect else None,
            "alternative": listed["alternative"] if "alternative" in expect else None,
            "items": self._items((*at, "items"), expect),
        }

    def _table(self, at: Location, outer: Table, known: tuple[str, ...] = ()) -> Table:
        """Return a table that has certain keys only; any keys, if none are given."""
        table: Table = {}
        place = _place(at)
        with self._at(*at):
            table = require_table(self._path, place, outer.get(str(at[-1]), {}))
        for key in table if known else ():
            with self._at(*at, key):
                check_keys(self._path, place, (key,), known)
        return table

    def _words(self, at: Location, value: Any, known: list[str]) -> frozenset[str]:
        with self._at(*at):
            if not isinstance(value, list):
                expected = "a list in square brackets"
                raise wrong_value(self._path, _place(at), value, expected)
        words = value if isinstance(value, list) else []
        return frozenset(self._word(at, word, known) for word in words)

    def _word(self, at: Location, word: Any, known: list[str]) -> str:
        """Return a word, or note that it is not known."""
        place = _place(at)
        with self._at(*at):
            if not isinstance(word, str):
                raise wrong_value(self._path, place, word, "a text in quotes")
            if word not in known and STAND_IN not in known:
                sentence = unknown_word(place, "a known word", word, known)
                raise FileError(self._path, sentence)
        return str(word)

    def _items(self, at: Location, expect: Table) -> dict[str, ItemState]:
        """Return the states expected of items of checklists, by their clauses."""
        states: dict[str, ItemState] = {}
        clauses = [item.clause for each in self._pack.checklists for item in each.items]
        for clause, state in self._table(at, expect).items():
            self._word(at, clause, clauses)
            word = self._word((*at, clause), state, [*ItemState])
            states[clause] = ItemState(word) if word in [*ItemState] else ItemState.OPEN
        return states


def _place(at: Location) -> str:
    return ", ".join(map(str, at))


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


def require_new_folder(folder: Path) -> None:
    """Refuse a folder that holds something, before anything is written.

    Raises:
        FileError: if it is there, and is not an empty folder.
    """
    try:
        taken = next(folder.iterdir(), None) is not None
    except FileNotFoundError:
        return
    except OSError as error:
        raise FileError(folder, f"no folder to write to: {error.strerror}") from None
    if taken:
        sentence = "this folder is not empty. Name a new one after --examples"
        raise FileError(folder, sentence)


def write_counterexamples(
    folder: Path, named: Iterable[tuple[str, str, Counterexample]]
) -> list[Path]:
    """Write counterexamples into a folder and return their paths; replace nothing.

    Args:
        folder: Where to write; it is created if it is not there.
        named: How each file name begins, its title, and the counterexample.

    Raises:
        FileError: if there is such a file already, or it cannot be written.
    """
    taken: set[str] = set()
    paths: list[Path] = []
    for start, title, example in named:
        stem = f"{start}-{example.part}" if example.part else start
        # Keep what every file system takes; ids and names of cases may hold more.
        stem = re.sub(r"[^A-Za-z0-9_.-]", "-", stem)[:_LONGEST_NAME].strip(".")
        name, number = stem, 1
        # File systems may not tell upper from lower case.
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        path = folder / f"{name}.toml"
        tables = {"case": {"title": title}, **answers_to_tables(example.answers)}
        write_new(path, format_toml(tables).encode("utf-8"), private=False)
        paths.append(path)
    return paths


def answers_to_tables(answers: Answers) -> Table:
    """Return complete answers as the tables of an answers file."""
    return {
        "answers": {key: _to_value(answer) for key, answer in answers.use.items()},
        "tool": [
            {
                "name": tool.name,
                "answers": {key: _to_value(one) for key, one in tool.answers.items()},
            }
            for tool in answers.tools
        ],
    }


def _to_value(answer: Answer) -> str | list[str]:
    if isinstance(answer, str):
        return answer
    return answer[0] if len(answer) == 1 else list(answer)
