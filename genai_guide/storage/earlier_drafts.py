"""Opening sessions, those under another version of their pack too.

Only here are answers read that the pack does not know: judged for their shape
and their text, and then carried over (see `record.migration`).
"""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import Any

from genai_guide.record.migration import EarlierAnswer, EarlierDraft, Migration, migrate
from genai_guide.rules.answers import Answer
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import check_keys, require_tables, require_text
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.drafts import (
    ANSWER_KEYS,
    parse_closed_tasks,
    parse_draft,
    parse_head,
    parse_pack_version,
    parse_tools,
    serialize_draft,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import find_pack
from genai_guide.storage.reading import DRAFT_BYTES
from genai_guide.storage.toml import read_toml
from genai_guide.text import sanitize


def load_or_migrate(path: Path, pack: Pack) -> Migration:
    """Read a session; one under another version of the pack is carried over.

    Raises:
        FileProblem: if it is no session of this pack.
    """
    return parse_or_migrate(path, read_toml(path, DRAFT_BYTES), pack)


def parse_or_migrate(path: Path, content: dict[str, Any], pack: Pack) -> Migration:
    """Build a session from parsed TOML, as `open_session` does."""
    version, digest = parse_pack_version(path, parse_head(path, content, pack))
    if digest == pack.digest:
        return Migration(parse_draft(path, content, pack), version)
    old = find_pack(pack, pack.id, digest)
    return migrate(parse_earlier_draft(path, content, version), pack, old)


def write_migrated(path: Path, pack: Pack, found: Migration, now: str) -> Path:
    """Write a session that was carried over to a new file beside the old one.

    Raises:
        FileProblem: if it cannot be written; the old file is never touched.
    """
    new = migrated_path(path, found.before, pack.version)
    write_new(new, serialize_draft(new, pack, found.draft, now))
    return new


def migrated_path(path: Path, before: str, version: str) -> Path:
    """Name the new file: as the old one, with the version, and never taken."""
    stem = path.stem.removesuffix(f"-{before}") if before else path.stem
    names = (f"-{number}" if number > 1 else "" for number in count(1))
    paths = (path.with_name(f"{stem}-{version}{more}.toml") for more in names)
    return next(one for one in paths if not os.path.lexists(one))


def parse_earlier_draft(
    path: Path, content: dict[str, Any], version: str
) -> EarlierDraft:
    """Read the answers, whether or not there are such questions now."""
    tools = parse_tools(path, content)
    given = tuple(
        _given(path, f"answer {number}", entry, len(tools))
        for number, entry in enumerate(require_tables(path, "answer", content), start=1)
    )
    return EarlierDraft(version, given, tools, parse_closed_tasks(path, content))


def _given(path: Path, place: str, entry: dict[str, Any], tools: int) -> EarlierAnswer:
    check_keys(path, place, entry, ANSWER_KEYS)
    tool = entry.get("tool")
    if tool is not None and (type(tool) is not int or not 1 <= tool <= tools):
        raise FileError(path, f"{place}: expected the number of a listed tool")
    return EarlierAnswer(
        question=require_text(path, f"{place}, question", entry.get("question")),
        tool=tool,
        answer=_answer(path, place, entry),
        asked=_words(path, f"{place}, asked", entry.get("asked", "")),
        words=_words(path, f"{place}, answered", entry.get("answered", "")),
        note=require_text(path, f"{place}, note", entry.get("note", ""), long=True),
    )


def _answer(path: Path, place: str, entry: dict[str, Any]) -> Answer | None:
    options = entry.get("options")
    if options is None:
        found = entry.get("answered")
        return None if found is None else require_text(path, place, found, long=True)
    if not isinstance(options, list) or not options:
        raise FileError(path, f"{place}, options: expected a list of options")
    return tuple(require_text(path, f"{place}, options", one) for one in options)


def _words(path: Path, place: str, found: Any) -> str:
    """Take words that are only shown and compared."""
    if not isinstance(found, str):
        raise FileError(path, f"{place}: expected a text in quotes")
    return sanitize(found, long=True)
