"""Parse answers out of TOML tables, judging every part of them."""

from __future__ import annotations

from collections.abc import Iterable
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
from genai_guide.text import text_error

_FEW = 12


def parse_answers(path: Path, content: dict[str, Any], pack: Pack) -> Answers:
    """Parse an answers file: `[answers]`, and `[[tool]]` with `[tool.answers]`.

    Raises:
        FileError: at the first thing that is not an answer to the pack.
    """
    check_keys(path, "", content, ("case", "answers", "tool"))
    use = require_table(path, "answers", content.get("answers", {}))
    listed = [
        _tool(path, number, table, pack)
        for number, table in enumerate(require_tables(path, "tool", content), start=1)
    ]
    if len(listed) > MOST_TOOLS:
        raise FileError(path, f"{len(listed)} tools; at most {MOST_TOOLS} are allowed")
    return Answers(
        _given(path, "answers", use, pack, per_tool=False), tuple(listed) or (Tool(),)
    )


def _tool(path: Path, number: int, content: dict[str, Any], pack: Pack) -> Tool:
    place = f"tool {number}"
    check_keys(path, place, content, ("name", "chosen", "answers"))
    given = _given(
        path,
        f"{place}, answers",
        require_table(path, f"{place}, answers", content.get("answers", {})),
        pack,
        per_tool=True,
    )
    name = require_text(path, f"{place}, name", content.get("name", "")).strip()
    asked = pack.question_for_field(TOOL_NAME_FIELD)
    if asked and asked.id in given:
        again = str(given.pop(asked.id))
        if name and name != again:
            raise FileError(path, f"{place}: two names, “{name}” and “{again}”")
        name = again
    chosen = content.get("chosen", True)
    if not isinstance(chosen, bool):
        raise FileError(path, f"{place}, chosen: expected true or false")
    if not chosen:
        if pack.tool_chosen is None:
            raise FileError(path, f"{place}, chosen: every tool has to be chosen here")
        given[pack.tool_chosen.id] = NOT_CHOSEN
    return Tool(name, given)


def _given(
    path: Path, place: str, content: dict[str, Any], pack: Pack, *, per_tool: bool
) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    for key, value in content.items():
        question = pack.by_id.get(key)
        if question is None:
            known = [one.id for one in pack.questions if one.per_tool is per_tool]
            raise FileError(
                path, unknown_word(place, "a question of the pack", key, known)
            )
        if question.per_tool is not per_tool:
            where = "under [tool.answers]" if question.per_tool else "under [answers]"
            sentence = f"{place}: “{key}” is answered {where}"
            raise FileError(path, sentence)
        found[key] = parse_answer(path, f"{place}, “{key}”", question, value)
    return found


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
        raise FileError(path, f"{place}: expected an option, or a list of options")
    raise FileError(path, unknown_word(place, "one of the options", wrong[0], known))


def require_text(
    path: Path, place: str, value: Any, *, long: bool = False, nfc: bool = True
) -> str:
    """Return a value as a text that may stand in a record, or refuse it."""
    if not isinstance(value, str):
        raise FileError(path, f"{place}: expected a text in quotes")
    if wrong := text_error(value, long=long, nfc=nfc):
        raise FileError(path, f"{place}: {wrong}")
    return value


def require_table(path: Path, place: str, value: Any) -> dict[str, Any]:
    """Return a value as a table, or refuse it."""
    if not isinstance(value, dict):
        raise FileError(path, f"{place}: expected a table")
    return value


def require_tables(
    path: Path, key: str, content: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the value of a key as a list of tables, or refuse it."""
    value = content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise FileError(path, f"{key}: expected tables headed [[{key}]]")
    return value


def check_keys(
    path: Path, place: str, content: Iterable[str], known: tuple[str, ...]
) -> None:
    """Refuse a table with keys that it should not have."""
    for key in content:
        if key not in known:
            raise FileError(path, unknown_word(place, "one of the keys", key, known))


def unknown_word(place: str, expected: str, found: str, known: Iterable[str]) -> str:
    """Return the message that a word is not known, and which one comes near."""
    known = list(known)
    near = nearest_word(found, known)
    start = f"{place}: " if place else ""
    some = f": {', '.join(known)}" if len(known) <= _FEW else ""
    hint = f"; did you mean “{near}”?" if near else ""
    return f"{start}found “{found[:64]}”; expected {expected}{some}{hint}"
