"""Parse answers out of TOML tables, judging every part of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from genai_guide.record.draft import MOST_TOOLS
from genai_guide.rules.answers import (
    NOT_CHOSEN,
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Tool,
    answer_error,
)
from genai_guide.rules.pack import Pack, Question
from genai_guide.storage.errors import FileError, nearest_word
from genai_guide.storage.pack_issues import STAND_IN
from genai_guide.storage.toml import Location, Table, describe_value
from genai_guide.storage.toml_lines import FaultCollector
from genai_guide.text import quote, text_error

_FEW = 12


def parse_answers(
    path: Path, content: Table, pack: Pack, source: bytes = b""
) -> Answers:
    """Parse an answers file: `[answers]`, and `[[tool]]` with `[tool.answers]`.

    Args:
        path: The file.
        content: Its tables.
        pack: The questions that are answered.
        source: What was parsed, to name the lines of faults.

    Raises:
        FaultsError: if anything is no answer to the pack, with every fault.
    """
    faults = FaultCollector(path, source)
    answers = collect_answers(content, pack, faults)
    faults.check()
    return answers


def collect_answers(
    content: Table, pack: Pack, faults: FaultCollector, unread: Collection[str] = ()
) -> Answers:
    """Return the answers of a file, and collect what is no answer to the pack.

    Args:
        content: The tables of the file.
        pack: The questions that are answered.
        faults: What is wrong is added to it.
        unread: The questions of a broken pack whose answers cannot be judged;
            `STAND_IN` among them means that there may be more questions.
    """
    return _AnswersParser(pack, faults, unread).parse(content)


class _AnswersParser:
    """Parses an answers file, and goes on behind each fault."""

    def __init__(
        self, pack: Pack, faults: FaultCollector, unread: Collection[str]
    ) -> None:
        self._path = faults.path
        self._pack = pack
        self._at = faults.at
        self._unread = unread

    def parse(self, content: Table) -> Answers:
        """Return the answers of a file, without those that are faults."""
        self._check_keys((), "", content, ("case", "answers", "tool"))
        use = self._given(("answers",), "answers", content, per_tool=False)
        tables: list[Table] = []
        with self._at("tool"):
            tables = require_tables(self._path, "tool", content)
        with self._at("tool", MOST_TOOLS):
            if len(tables) > MOST_TOOLS:
                sentence = f"{len(tables)} tools; at most {MOST_TOOLS} are allowed"
                raise FileError(self._path, sentence)
        tools = [self._tool(*numbered) for numbered in enumerate(tables[:MOST_TOOLS])]
        return Answers(use, tuple(tools) or (Tool(),))

    def _check_keys(
        self, location: Location, place: str, content: Table, known: tuple[str, ...]
    ) -> None:
        for key in content:
            with self._at(*location, key):
                check_keys(self._path, place, (key,), known)

    def _tool(self, index: int, content: Table) -> Tool:
        path, pack, location = self._path, self._pack, ("tool", index)
        place = f"tool {index + 1}"
        self._check_keys(location, place, content, ("name", "chosen", "answers"))
        given = self._given(
            (*location, "answers"), f"{place}, answers", content, per_tool=True
        )
        name = ""
        with self._at(*location, "name"):
            text = require_text(path, f"{place}, name", content.get("name", ""))
            name = text.strip()
        asked = pack.question_for_field(TOOL_NAME_FIELD)
        if asked and asked.id in given:
            again = str(given.pop(asked.id))
            with self._at(*location, "name"):
                if name and name != again:
                    sentence = f"{place}: two names, “{name}” and “{again}”"
                    raise FileError(path, sentence)
            name = again
        if asked and name:
            with self._at(*location, "name"):
                parse_answer(path, f"{place}, name", asked, name)
        with self._at(*location, "chosen"):
            chosen = content.get("chosen", True)
            if not isinstance(chosen, bool):
                raise wrong_value(path, f"{place}, chosen", chosen, "true or false")
            if not chosen and pack.tool_chosen is None and not self._unread:
                sentence = f"{place}, chosen: every tool has to be chosen here"
                raise FileError(path, sentence)
            if not chosen and pack.tool_chosen:
                given[pack.tool_chosen.id] = NOT_CHOSEN
        return Tool(name, given)

    def _given(
        self, location: Location, place: str, content: Table, *, per_tool: bool
    ) -> dict[str, Answer]:
        """Return the answers under the key `answers` of a table."""
        path, pack = self._path, self._pack
        table: Table = {}
        with self._at(*location):
            table = require_table(path, place, content.get("answers", {}))
        found: dict[str, Answer] = {}
        for key, value in table.items():
            if key in self._unread:
                continue
            if key not in pack.by_id and STAND_IN in self._unread:
                continue
            if key not in pack.by_id and isinstance(value, dict):
                self._refuse_bare_ids(location, place, key, value)
                continue
            with self._at(*location, key):
                question = self._question(place, key, per_tool=per_tool)
                found[key] = parse_answer(path, f"{place}, “{key}”", question, value)
        return found

    def _question(self, place: str, key: str, *, per_tool: bool) -> Question:
        question = self._pack.by_id.get(key)
        if question is None:
            known = [q.id for q in self._pack.questions if q.per_tool is per_tool]
            sentence = unknown_word(place, "a question of the pack", key, known)
            raise FileError(self._path, sentence)
        if question.per_tool is not per_tool:
            where = "[tool.answers]" if question.per_tool else "[answers]"
            sentence = f"{place}: “{key}” is answered under {where}"
            raise FileError(self._path, sentence)
        return question

    def _refuse_bare_ids(
        self, location: Location, place: str, key: str, table: Table
    ) -> None:
        """Refuse what TOML takes for tables in tables: ids without quotes."""
        todo: list[tuple[str, Any]] = [(key, table)]
        while todo:
            id_, value = todo.pop()
            if isinstance(value, dict) and value:
                todo += [(f"{id_}.{inner}", value[inner]) for inner in value]
                continue
            with self._at(*location, id_):
                short = id_[:64]
                meant = nearest_word(short, self._pack.by_id) or short
                advice = f'put the id in quotes: "{meant}"'
                sentence = f"{place}: found {short} without quotes; {advice}"
                raise FileError(self._path, sentence)


def parse_answer(path: Path, place: str, question: Question, value: Any) -> Answer:
    """Return a value as the answer to a question, or refuse it."""
    answer: Answer
    if question.is_choice:
        answer = _options(path, place, question, value)
        if len(answer) == 1:
            return answer  # any one of the options can be chosen
    else:
        answer = require_text(path, place, value, long=question.long)
    if wrong := answer_error(question, answer):
        raise FileError(path, f"{place}: {wrong}")
    return answer


def _options(path: Path, place: str, question: Question, value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    known = [option.id for option in question.options]
    wrong = [option for option in listed if option not in known]
    if not wrong:
        # In the question's order, so that the same choice is the same record.
        return tuple(sorted(listed, key=known.index))
    if not all(isinstance(option, str) for option in wrong):
        odd = next(option for option in wrong if not isinstance(option, str))
        raise wrong_value(path, place, odd, "an option, or a list of options")
    sentence = unknown_word(place, "one of the options", wrong[0], known)
    if others := ", ".join(quote(option[:64]) for option in wrong[1:_FEW]):
        sentence += f" (also not known: {others})"
    raise FileError(path, sentence)


def require_text(
    path: Path, place: str, value: Any, *, long: bool = False, nfc: bool = True
) -> str:
    """Return a value as a text that may stand in a record, or refuse it."""
    if not isinstance(value, str):
        raise wrong_value(path, place, value, "a text in quotes")
    if wrong := text_error(value, long=long, nfc=nfc):
        raise FileError(path, f"{place}: {wrong}")
    return value


def require_table(path: Path, place: str, value: Any) -> Table:
    """Return a value as a table, or refuse it."""
    if not isinstance(value, dict):
        raise wrong_value(path, place, value, "a table")
    return value


def require_tables(path: Path, key: str, content: Table) -> list[Table]:
    """Return the value of a key as a list of tables, or refuse it."""
    value = content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise wrong_value(path, key, value, f"tables headed [[{key}]]")
    return value


def check_keys(
    path: Path, place: str, content: Iterable[str], known: tuple[str, ...]
) -> None:
    """Refuse a table with keys that it should not have."""
    for key in content:
        if key not in known:
            raise FileError(path, unknown_word(place, "one of the keys", key, known))


def wrong_value(path: Path, place: str, value: Any, expected: str) -> FileError:
    """Return the error that a value is of another kind than expected."""
    found = describe_value(value)
    return FileError(path, f"{place}: found {found}; expected {expected}")


def unknown_word(place: str, expected: str, found: str, known: Iterable[str]) -> str:
    """Return the message that a word is not known, and which one comes near."""
    known = list(known)
    near = nearest_word(found, known)
    start = f"{place}: " if place else ""
    some = f": {', '.join(known)}" if 0 < len(known) <= _FEW else ""
    hint = f"; did you mean “{near}”?" if near else ""
    return f"{start}found {quote(found[:64])}; expected {expected}{some}{hint}"
