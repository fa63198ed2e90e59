"""What is known of a saved session without opening it, and how such are ordered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from genai_guide.rules.levels import LEVELS

ARCHIVE_FOLDER = "archive"
"""The folder beside the sessions that those which are put away go to."""
_AUTOMATIC = re.compile(r"\d{4}-\d\d-\d\d-\d{6}-[0-9a-f]{4}")


class SavedDraft(NamedTuple):
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
    pack: str = ""
    """The id of the questions that it answers."""
    problem: str = ""
    """Why the file cannot be opened; empty if it can."""
    previous: Path | None = None
    """The copy of one that cannot be read, as it was when it was opened last."""

    def has(self, words: str) -> bool:
        """Tell whether each of some words is in its title, its use or its name."""
        text = f"{self.title} {self.use} {self.path.stem}".casefold()
        return all(word in text for word in words.casefold().split())


def mark_other_packs(sessions: Sequence[SavedDraft], pack_id: str) -> list[SavedDraft]:
    """Mark those that answer other questions; these cannot go on with them."""
    return [
        one
        if one.problem or one.pack == pack_id
        else one._replace(problem=f"answered under other questions: {one.pack}")
        for one in sessions
    ]


class Order(StrEnum):
    """In which order saved sessions are listed."""

    SAVED = "saved last first"
    TITLE = "by title"
    VERDICT = "highest verdict first"


def sort_drafts(sessions: Sequence[SavedDraft], order: Order) -> list[SavedDraft]:
    """Put saved sessions in an order; those that are alike stay as they were."""
    if order is Order.TITLE:
        return sorted(sessions, key=lambda one: f"{one.title} {one.use}".casefold())
    if order is Order.VERDICT:
        return sorted(sessions, key=_lowest, reverse=True)
    return list(sessions)


def _lowest(saved: SavedDraft) -> int:
    """Rank by the level that is sure so far; what cannot be read comes last."""
    level = LEVELS.get(saved.verdict.split(" ")[0])
    return -1 if level is None else int(level)


def given_name(path: Path) -> str:
    """Give the name that a person gave a session; `""` if it is an automatic one."""
    return "" if _AUTOMATIC.fullmatch(path.stem) else path.stem
