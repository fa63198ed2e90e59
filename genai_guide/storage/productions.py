"""Productions as TOML files: what the uses of one share, and its library of tools."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from genai_guide.record.fields import IDENTITY_PATTERN
from genai_guide.record.production import LibraryTool, Production
from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import check_keys, parse_answers, require_tables
from genai_guide.storage.atomic_write import create_folder, write_atomic, write_new
from genai_guide.storage.draft_actions import file_stem
from genai_guide.storage.errors import FileError
from genai_guide.storage.locking import acquire_lock
from genai_guide.storage.open_draft import remove_leftovers
from genai_guide.storage.paths import free_path
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import format_toml, parse_toml

PRODUCTION_FORMAT = "genai-guide/production/1"
_HEAD = (
    "# What the uses of one production share. Change it here, and each use is offered"
    " the change.\n"
)


def load_production(path: Path, pack: Pack) -> Production:
    """Load a production.

    Raises:
        FileError: if it cannot be read, or is no production under these questions.
    """
    return _parse(path, read_bytes(path, RECORD_BYTES), pack)


def _parse(path: Path, source: bytes, pack: Pack) -> Production:
    content = parse_toml(path, source)
    if content.get("format") != PRODUCTION_FORMAT:
        raise FileError(path, f"not a file of the format “{PRODUCTION_FORMAT}”")
    check_keys(path, "", content, ("format", "id", "pack", "answers", "tool"))
    if content.get("pack") != pack.id:
        sentence = f"made with other questions than “{pack.id}”. Name those with --pack"
        raise FileError(path, sentence)
    identity = _identity(path, "id", content.get("id"))
    ids = [
        _identity(path, f"tool {number}, id", tool.get("id"))
        for number, tool in enumerate(require_tables(path, "tool", content), start=1)
    ]
    if len(set(ids)) < len(ids):
        raise FileError(path, "two tools have the same id")
    given: dict[str, Any] = {
        key: content[key] for key in ("answers", "tool") if key in content
    }
    if ids:
        given["tool"] = [
            {key: value for key, value in tool.items() if key != "id"}
            for tool in content["tool"]
        ]
    answers = parse_answers(path, given, pack, source)
    tools = answers.tools if ids else ()
    for questions in (answers.use, *(tool.answers for tool in tools)):
        for question in questions:
            if not pack.by_id[question].shared:
                sentence = f"“{question}” is answered for each use, not shared"
                raise FileError(path, sentence)
    return Production(
        identity,
        pack.id,
        answers.use,
        tuple(map(LibraryTool, ids, tools)),
    )


def _identity(path: Path, place: str, found: object) -> str:
    if not isinstance(found, str) or not re.fullmatch(IDENTITY_PATTERN, found):
        raise FileError(path, f"{place}: expected 32 hex digits")
    return found


def save_new_production(path: Path, pack: Pack, production: Production) -> None:
    """Save a production in a file that is not there yet.

    Raises:
        FileError: if it is there, or cannot be written.
    """
    content = _serialize(path, pack, production)
    create_folder(path.parent)
    write_new(path, content)


def save_production(
    path: Path, pack: Pack, production: Production, before: Production, now: str
) -> None:
    """Replace a production's file, unless somebody else changed it in the meantime.

    Args:
        path: The file.
        pack: The questions.
        production: What is to be written.
        before: The production as it was read.
        now: The time with its offset, which others are told.

    Raises:
        FileError: if it is open elsewhere, was changed, or cannot be written.
    """
    lock = acquire_lock(path, now)
    if lock.holder:
        raise FileError(path, f"not written: {lock.holder.sentence(now)}")
    try:
        remove_leftovers(path, held=not lock.missing)
        if load_production(path, pack) != before:
            raise FileError(
                path, "not written: somebody else changed it in the meantime"
            )
        write_atomic(path, _serialize(path, pack, production))
    finally:
        lock.release()


def new_production_path(folder: Path, title: str) -> Path:
    """Return a path in a folder that is not taken, named after a production."""
    return free_path(folder, file_stem(title) or "production", ".toml")


def list_productions(folder: Path, pack: Pack) -> dict[Path, Production | FileError]:
    """Return the productions of a folder, or why one cannot be read, by title."""
    found: dict[Path, Production | FileError] = {}
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        return found
    except OSError as error:
        return {folder: FileError(folder, f"cannot be read: {error.strerror}")}
    for path in paths:
        if path.suffix != ".toml":
            continue
        try:
            found[path] = load_production(path, pack)
        except FileError as error:
            found[path] = error

    def title(item: tuple[Path, Production | FileError]) -> str:
        production = item[1]
        if isinstance(production, FileError):
            return "\uffff"
        return production.title(pack).casefold()

    return dict(sorted(found.items(), key=title))


def _serialize(path: Path, pack: Pack, production: Production) -> bytes:
    """Return a production as TOML, and refuse one that could not be read again."""
    tables: dict[str, Any] = {
        "format": PRODUCTION_FORMAT,
        "id": production.id,
        "pack": production.pack_id,
        "answers": _in_order(pack, production.answers),
        "tool": [
            {
                "id": each.id,
                "name": each.tool.name,
                "answers": _in_order(pack, each.tool.answers),
            }
            for each in production.tools
        ],
    }
    content = f"{_HEAD}{format_toml(tables)}".encode()
    if len(content) > RECORD_BYTES:
        raise FileError(path, "not written: there is too much in it")
    _parse(path, content, pack)
    return content


def _in_order(pack: Pack, answers: Any) -> dict[str, Any]:
    """Return answers in the order of the questions, as an answers file has them."""

    def value(question: str, answer: Answer) -> Any:
        if isinstance(answer, str):
            return answer
        is_single = pack.by_id[question].kind == "single"
        return answer[0] if is_single else list(answer)

    return {
        question.id: value(question.id, answers[question.id])
        for question in pack.questions
        if question.id in answers and question.field != TOOL_NAME_FIELD
    }
