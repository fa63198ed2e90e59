"""The saved sessions of a folder, as the start screen lists them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SESSION
from genai_guide.files.reading import SESSION_LIMIT, read_toml
from genai_guide.record.text import clean


@dataclass(frozen=True, slots=True)
class SavedSession:
    """What the head of a session's file says of it."""

    path: Path
    title: str
    use: str
    verdict: str
    answered: int
    least: int
    most: int
    saved: str
    problem: str = ""
    """Why the file cannot be read; empty if it can."""


def saved_sessions(folder: Path) -> list[SavedSession]:
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


def _age(saved: SavedSession) -> tuple[float, str]:
    """Order by the moment, whatever offset it was written with."""
    try:
        return datetime.fromisoformat(saved.saved).timestamp(), saved.path.name
    except (ValueError, OverflowError):
        return 0.0, saved.path.name


def new_session_path(folder: Path, now: datetime) -> Path:
    """Name a new session's file in a folder: by the time, and never taken."""
    while True:
        name = f"{now:%Y-%m-%d-%H%M%S}-{secrets.token_hex(2)}.toml"
        if not (folder / name).exists():
            return folder / name


def _saved(path: Path) -> SavedSession | None:
    try:
        content = read_toml(path, SESSION_LIMIT)
    except FileProblem as problem:
        return SavedSession(path, path.stem, "", "", 0, 0, 0, "", problem.sentence)
    if content.get("format") != SESSION:
        return None
    head = content.get("session")
    head = head if isinstance(head, dict) else {}
    return SavedSession(
        path=path,
        title=_text(head, "title"),
        use=_text(head, "use"),
        verdict=_text(head, "verdict"),
        answered=_number(head, "answered"),
        least=_number(head, "least"),
        most=_number(head, "most"),
        saved=_text(head, "saved"),
    )


def _text(head: dict[str, Any], key: str) -> str:
    value = head.get(key)
    return clean(value) if isinstance(value, str) else ""


def _number(head: dict[str, Any], key: str) -> int:
    value = head.get(key)
    return value if type(value) is int else 0
