"""The saved sessions of a folder, as the start screen lists them."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from genai_guide.storage.draft_parser import CUT_SHORT, DRAFT_FORMAT, END
from genai_guide.storage.errors import FileError
from genai_guide.storage.previous import previous_path
from genai_guide.storage.reading import DRAFT_BYTES, read_bytes
from genai_guide.storage.saved_draft import SavedDraft
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.text import sanitize

_LAST = f"\n{format_toml({'end': END})}".encode()


def list_drafts(folder: Path) -> list[SavedDraft]:
    """List the sessions of a folder, the one saved last first.

    A file that cannot be read is listed with the reason, not left out.
    """
    try:
        paths = [
            path for path in folder.glob("*.toml") if not path.name.startswith(".")
        ]
    except OSError:
        return []
    found = [one for one in map(_saved, paths) if one]
    return sorted(found, key=_age, reverse=True)


def _age(saved: SavedDraft) -> tuple[float, str]:
    """Order by the moment, whatever offset it was written with."""
    try:
        return datetime.fromisoformat(saved.saved).timestamp(), saved.path.name
    except (ValueError, OverflowError):
        return 0.0, saved.path.name


def _saved(path: Path) -> SavedDraft | None:
    try:
        content = _read(path)
    except FileError as problem:
        return _unreadable(path, problem.sentence)
    if content.get("format") != DRAFT_FORMAT:
        return None
    if content.get("end") != END:
        return _unreadable(path, CUT_SHORT)
    head = _table(content, "session")
    signed, pack = _table(head, "signed"), _table(head, "pack")
    return SavedDraft(
        path=path,
        title=_text(head, "title"),
        use=_text(head, "use"),
        verdict=_text(head, "verdict"),
        answered=_number(head, "answered"),
        least=_number(head, "least"),
        most=_number(head, "most"),
        saved=_text(head, "saved"),
        revision=_number(signed, "revision"),
        signed=_text(signed, "at"),
        changed=head.get("changed") is True,
        pack=_text(pack, "id"),
    )


def _read(path: Path) -> dict[str, Any]:
    """Read a file, if it is whole only its head, of which alone the list tells.

    A head that is taken too short, at brackets in a text, is no TOML or no session,
    and then all is read. What is wrong after the head comes to light on opening.
    """
    read = read_bytes(path, DRAFT_BYTES)
    head, _, rest = read.partition(b"\n[[")
    if rest.endswith(_LAST):
        with suppress(FileError):
            content = parse_toml(path, head)
            if "session" in content:
                return {**content, "end": END}
    return parse_toml(path, read)


def _unreadable(path: Path, problem: str) -> SavedDraft:
    kept = previous_path(path)
    previous = kept if kept.is_file() else None
    return SavedDraft(
        path, path.stem, "", "", 0, 0, 0, "", problem=problem, previous=previous
    )


def _table(content: dict[str, Any], key: str) -> dict[str, Any]:
    found = content.get(key)
    return found if isinstance(found, dict) else {}


def _text(head: dict[str, Any], key: str) -> str:
    value = head.get(key)
    return sanitize(value) if isinstance(value, str) else ""


def _number(head: dict[str, Any], key: str) -> int:
    value = head.get(key)
    return value if type(value) is int else 0
