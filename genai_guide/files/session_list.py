"""The saved sessions of a folder, as the start screen lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SESSION
from genai_guide.files.previous import previous_path
from genai_guide.files.reading import SESSION_LIMIT, read_bytes
from genai_guide.files.session_reading import CUT_SHORT, END
from genai_guide.files.toml_reading import parse_toml
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.verdict import LEVELS
from genai_guide.record.text import clean

ARCHIVE = "archive"
"""The folder beside the sessions that those which are put away go to."""
_LAST = f"\n{toml_text({'end': END})}".encode()
_AUTOMATIC = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{4}")


class SavedSession(NamedTuple):
    """What the head of a session's file says of it."""

    path: Path
    title: str
    use: str
    verdict: str
    answered: int
    least: int
    most: int
    saved: str
    revision: int = 0
    """Of the summary that was signed last; 0 if there is none."""
    signed: str = ""
    """When it was signed."""
    changed: bool = False
    """Whether it is no longer as it was signed."""
    problem: str = ""
    """Why the file cannot be read; empty if it can."""
    previous: Path | None = None
    """The copy of one that cannot be read, as it was when it was opened last."""

    def has(self, words: str) -> bool:
        """Tell whether each of some words is in its title, its use or its name."""
        text = f"{self.title} {self.use} {self.path.stem}".casefold()
        return all(word in text for word in words.casefold().split())


class Order(StrEnum):
    """In which order saved sessions are listed."""

    SAVED = "saved last first"
    TITLE = "by title"
    VERDICT = "highest verdict first"


def in_order(sessions: Sequence[SavedSession], order: Order) -> list[SavedSession]:
    """Put saved sessions in an order; those that are alike stay as they were."""
    if order is Order.TITLE:
        return sorted(sessions, key=lambda one: f"{one.title} {one.use}".casefold())
    if order is Order.VERDICT:
        return sorted(sessions, key=_lowest, reverse=True)
    return list(sessions)


def _lowest(saved: SavedSession) -> int:
    """Rank by the level that is sure so far; what cannot be read comes last."""
    level = LEVELS.get(saved.verdict.split(" ")[0])
    return -1 if level is None else int(level)


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


def given_name(path: Path) -> str:
    """Give the name that a person gave a session; `""` if it is an automatic one."""
    return "" if _AUTOMATIC.fullmatch(path.stem) else path.stem


def _saved(path: Path) -> SavedSession | None:
    try:
        content = _read(path)
    except FileProblem as problem:
        return _unreadable(path, problem.sentence)
    if content.get("format") != SESSION:
        return None
    if content.get("end") != END:
        return _unreadable(path, CUT_SHORT)
    head = content.get("session")
    head = head if isinstance(head, dict) else {}
    signed = head.get("signed")
    signed = signed if isinstance(signed, dict) else {}
    return SavedSession(
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
    )


def _read(path: Path) -> dict[str, Any]:
    """Read a file, if it is whole only its head, of which alone the list tells.

    A head that is taken too short, at brackets in a text, is no TOML or no session,
    and then all is read. What is wrong after the head comes to light on opening.
    """
    read = read_bytes(path, SESSION_LIMIT)
    head, _, rest = read.partition(b"\n[[")
    if rest.endswith(_LAST):
        with suppress(FileProblem):
            content = parse_toml(path, head)
            if "session" in content:
                return {**content, "end": END}
    return parse_toml(path, read)


def _unreadable(path: Path, problem: str) -> SavedSession:
    kept = previous_path(path)
    previous = kept if kept.is_file() else None
    return SavedSession(
        path, path.stem, "", "", 0, 0, 0, "", problem=problem, previous=previous
    )


def _text(head: dict[str, Any], key: str) -> str:
    value = head.get(key)
    return clean(value) if isinstance(value, str) else ""


def _number(head: dict[str, Any], key: str) -> int:
    value = head.get(key)
    return value if type(value) is int else 0
