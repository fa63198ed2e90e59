"""The saved drafts of a folder, listed by their heads without opening them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from genai_guide.rules.levels import Level
from genai_guide.storage.draft_parser import CUT_SHORT, DRAFT_FORMATS, EMPTY, END
from genai_guide.storage.errors import FileError
from genai_guide.storage.previous import previous_path
from genai_guide.storage.reading import DRAFT_BYTES, path_is_file, read_bytes
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.text import sanitize

ARCHIVE_FOLDER = "archive"
"""The folder beside the drafts that archived ones are moved to."""
_LAST = f"\n{format_toml({'end': END})}".encode()
_AUTOMATIC_NAME = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{4}")


@dataclass(frozen=True)
class SavedDraft:
    """What the head of a draft's file says of it."""

    path: Path
    title: str = ""
    use: str = ""
    lowest: Level | None = None
    """The bounds of the verdict; `None` where they cannot be read."""
    highest: Level | None = None
    answered: int = 0
    least: int = 0
    most: int = 0
    saved: str = ""
    revision: int = 0
    """Of the summary that was signed last; 0 if there is none."""
    signed: str = ""
    """When it was signed."""
    changed: bool = False
    """Whether it differs from what was signed."""
    production: str = ""
    """The id of the production that it belongs to."""
    problem: str = ""
    """Why the file cannot be opened; empty if it can."""
    previous: Path | None = None
    """The copy of an unreadable one, as it was when it was opened last."""

    @property
    def is_signed(self) -> bool:
        """Whether it is signed, and was not changed since."""
        return self.revision > 0 and not self.changed

    @property
    def verdict(self) -> Level | None:
        """The verdict, where the answers that are missing cannot change it."""
        settled = not self.least or self.lowest == self.highest
        return self.lowest if settled else None

    @property
    def given_name(self) -> str:
        """The name that a person gave the file; empty if it is an automatic one."""
        return "" if _AUTOMATIC_NAME.fullmatch(self.path.stem) else self.path.stem

    def has(self, words: str) -> bool:
        """Return whether each of some words is in its title, its use or its name."""
        text = f"{self.title} {self.use} {self.path.stem}".casefold()
        return all(word in text for word in words.casefold().split())


class DraftOrder(StrEnum):
    """In which order saved drafts are listed."""

    SAVED = "by the last change"
    TITLE = "by title"
    VERDICT = "by verdict, the highest first"


def list_drafts(folder: Path, pack_id: str = "") -> list[SavedDraft]:
    """List the drafts of a folder, the one saved last first.

    A file that cannot be opened is listed with the reason, not left out. So is one that
    answers other questions than those with this id, if one is given.
    """
    try:
        paths = [
            path for path in folder.glob("*.toml") if not path.name.startswith(".")
        ]
    except OSError:
        return []
    drafts = [draft for path in paths if (draft := _read_saved(path, pack_id))]
    return sorted(drafts, key=_age, reverse=True)


def sort_drafts(drafts: Sequence[SavedDraft], order: DraftOrder) -> list[SavedDraft]:
    """Sort saved drafts, those of one production together.

    The production of the first one comes first. Those that are alike stay as they were.
    """
    if order is DraftOrder.TITLE:
        drafts = sorted(drafts, key=lambda draft: draft.use.casefold())
        drafts.sort(key=production_key)
    elif order is DraftOrder.VERDICT:
        drafts = sorted(drafts, key=_lowest_level, reverse=True)
    groups: dict[str, list[SavedDraft]] = {}
    for draft in drafts:
        groups.setdefault(production_key(draft), []).append(draft)
    return [draft for group in groups.values() for draft in group]


def production_key(draft: SavedDraft) -> str:
    """Return what is the same for the drafts of one production: its title."""
    return " ".join(draft.title.split()).casefold()


def _age(draft: SavedDraft) -> tuple[float, str]:
    """Order by the moment, whatever offset it was written with."""
    try:
        return datetime.fromisoformat(draft.saved).timestamp(), draft.path.name
    except (ValueError, OverflowError):
        return 0.0, draft.path.name


def _lowest_level(draft: SavedDraft) -> int:
    """Rank by the level that is sure so far; what cannot be read comes last."""
    return -1 if draft.lowest is None else draft.lowest.rank


def _read_saved(path: Path, pack_id: str) -> SavedDraft | None:
    try:
        content = _read(path)
    except FileError as error:
        return _unreadable(path, error.sentence)
    if not content:
        return _unreadable(path, EMPTY)
    if content.get("format") not in DRAFT_FORMATS:
        return None
    if content.get("end") != END:
        return _unreadable(path, CUT_SHORT)
    head = _table(content, "session")
    signed, pack = _table(head, "signed"), _text(_table(head, "pack"), "id")
    others = f"answered under other questions: {pack}"
    return SavedDraft(
        path=path,
        title=_text(head, "title"),
        use=_text(head, "use"),
        lowest=_level(head, "lowest"),
        highest=_level(head, "highest"),
        answered=_number(head, "answered"),
        least=_number(head, "least"),
        most=_number(head, "most"),
        saved=_text(head, "saved"),
        revision=_number(signed, "revision"),
        signed=_text(signed, "at"),
        changed=head.get("changed") is True,
        production=_text(_table(head, "production"), "id"),
        problem="" if pack_id in ("", pack) else others,
    )


def _read(path: Path) -> dict[str, Any]:
    """Read a file; if it is whole, parse only its head, which is all that is listed.

    A head that is cut too short, at brackets in a text, is no TOML or no draft, and
    then all is parsed. What is wrong after the head comes to light on opening.
    """
    content = read_bytes(path, DRAFT_BYTES)
    head, _, rest = content.partition(b"\n[[")
    if rest.endswith(_LAST):
        with suppress(FileError):
            parsed = parse_toml(path, head)
            if "session" in parsed:
                return {**parsed, "end": END}
    return parse_toml(path, content)


def _unreadable(path: Path, problem: str) -> SavedDraft:
    kept = previous_path(path)
    previous = kept if path_is_file(kept) else None
    return SavedDraft(path, title=path.stem, problem=problem, previous=previous)


def _table(content: dict[str, Any], key: str) -> dict[str, Any]:
    value = content.get(key)
    return value if isinstance(value, dict) else {}


def _text(head: dict[str, Any], key: str) -> str:
    value = head.get(key)
    return sanitize(value) if isinstance(value, str) else ""


def _level(head: dict[str, Any], key: str) -> Level | None:
    table = _table(head, key)
    id_, label, sign = (_text(table, name) for name in ("id", "label", "sign"))
    return Level(_number(table, "rank"), id_, label, sign) if label else None


def _number(head: dict[str, Any], key: str) -> int:
    value = head.get(key)
    return value if type(value) is int else 0
