"""What can be done with a saved use from the list: by key, mouse or name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from genai_guide.storage.draft_actions import (
    archive_draft,
    duplicate_draft,
    rename_draft,
    restore_archived,
)
from genai_guide.storage.draft_list import SavedDraft
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import new_draft_path
from genai_guide.tui.screens.dialogs import AskText, Choose
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.fields import Field

if TYPE_CHECKING:
    from genai_guide.tui.screens.start import StartScreen


def session_menu(screen: StartScreen, saved: SavedDraft) -> None:
    """Offer what can be done with one saved use, and do it."""
    away = screen.view.away
    rows = [
        Row("duplicate", "Duplicate: the same answers for a similar use"),
        Row("rename", "Rename"),
        Row("move", "Take it back into the list" if away else "Put it away"),
    ]
    name = saved.title or saved.path.name

    def take(chosen: str | None) -> None:
        if chosen == "duplicate":
            _do(screen, lambda: _duplicate(screen, saved.path))
        elif chosen and (reason := screen.guide.part_from(saved.path)):
            screen.say(reason)
        elif chosen == "rename":
            _ask_name(screen, saved.path)
        elif chosen == "move":
            move = restore_archived if away else archive_draft
            _do(screen, lambda: move(saved.path, screen.guide.now()))

    screen.app.push_screen(Choose(f"“{name}”", rows), take)


def _duplicate(screen: StartScreen, path: Path) -> Path:
    guide = screen.guide
    new = new_draft_path(guide.sessions_dir, guide.clock())
    duplicate_draft(path, new, guide.pack, guide.now())
    return new


def _ask_name(screen: StartScreen, path: Path) -> None:
    def take(name: str | None) -> None:
        if name is not None:
            _do(screen, lambda: rename_draft(path, name, screen.guide.now()))

    field = Field("name", "Name of its file, shown in the list", path.stem)
    screen.app.push_screen(AskText("Rename", field), take)


def _do(screen: StartScreen, act: Callable[[], Path]) -> None:
    """Act beside the screen, say if it cannot be done, and list anew."""

    async def work() -> None:
        try:
            await asyncio.to_thread(act)
        except FileError as problem:
            screen.say(problem.sentence)
        else:
            screen.say("")
        screen.list_again()

    screen.run_worker(work())
