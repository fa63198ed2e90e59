"""Two windows on one session: one writes, the other reads and says who writes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from genai_guide.storage.locking import acquire_lock
from genai_guide.tui.app import GuideApp
from genai_guide.tui.screens.dialogs import Choose
from tests.helpers.drafts import load_draft
from tests.tui.helpers import (
    NOON,
    SMALL,
    answer_all,
    fill_plan,
    rows,
    running,
    saved,
    shown,
    write,
)

NOW = NOON.isoformat()
HELD = f"Open in another window since 12:00 (pid {os.getpid()} on "


def said(app: GuideApp) -> str:
    """Give the screen in one line, without the frames of what pops up."""
    return " ".join(word for word in shown(app).split() if word not in "│▌▏▎")


async def begun(folder: Path, *, whole: bool = False) -> Path:
    """Save a session, and leave it."""
    async with running(folder) as (app, pilot):
        await (answer_all(pilot) if whole else fill_plan(pilot))
        await saved(app, pilot)
    assert app.controller.path
    return app.controller.path


async def test_the_file_is_held_while_it_is_open(tmp_path: Path):
    """From the first save until the app has ended; then only the session is left."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await saved(app, pilot)
        assert acquire_lock(app.controller.path, NOW).holder
    assert [one.suffix for one in (tmp_path / "sessions").iterdir()] == [".toml"]


async def test_a_second_window_says_who_holds_it_and_changes_nothing(tmp_path: Path):
    """Opened it is only to be read; each change is refused in the same words."""
    path = await begun(tmp_path)
    lock = acquire_lock(path, NOW)
    before = path.read_bytes()
    async with running(tmp_path, start=path, size=(110, 30)) as (app, pilot):
        assert isinstance(app.screen, Choose)
        assert HELD in said(app)
        assert "Open it to read" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert rows(app)[0].endswith("read only")
        session = app.controller.draft
        await pilot.press("2")
        await pilot.pause()
        assert HELD in said(app)
        assert "Ctrl+R tries again" in said(app)
        await pilot.press("left")
        await write(pilot, "a draft")
        await pilot.press("u", "s", "r")
        await pilot.pause()
        assert app.controller.draft.answers == session.answers
        assert app.controller.draft.log == session.log
        assert app.controller.draft.unfinished == ""
        await pilot.press("ctrl+q")
        await app.workers.wait_for_complete()
    lock.release()
    assert path.read_bytes() == before
    assert app.return_value.draft is None, "nothing was saved from here"


async def test_what_the_other_window_wrote_is_there_when_one_tries_again(
    tmp_path: Path,
):
    """Trying again fails as long as it is held; then it can be changed, as it is."""
    path = await begun(tmp_path)
    lock = acquire_lock(path, NOW)
    async with running(tmp_path, start=path, size=(110, 30)) as (app, pilot):
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, Choose)
        await pilot.press("enter")
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("Dolls", "Puppets"), encoding="utf-8")
        lock.release()
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert app.controller.draft.use["plan.title"] == "Puppets"
        await pilot.press("2")
        await saved(app, pilot)
        assert rows(app)[0].endswith("saved ✓")
    assert len(load_draft(path, SMALL).use) == 3


async def test_a_change_behind_our_back_is_said_and_both_are_kept(tmp_path: Path):
    """The answers go on in a copy, which the header and the exit speak of."""
    path = await begun(tmp_path)
    async with running(tmp_path, start=path, size=(110, 30)) as (app, pilot):
        text = path.read_text(encoding="utf-8").replace("Dolls", "Puppets")
        path.write_text(text, encoding="utf-8")
        await pilot.press("2")
        await saved(app, pilot)
        assert "was changed by somebody else. From now on your" in said(app)
        assert app.controller.path != path
        copy = app.controller.path
        await pilot.press("ctrl+q")
        await app.workers.wait_for_complete()
    assert path.read_text(encoding="utf-8") == text
    assert load_draft(copy, SMALL).use["plan.title"] == "Dolls"
    assert app.return_value.draft == copy


async def test_a_file_that_was_deleted_is_written_again_and_said(tmp_path: Path):
    """Nothing is lost with it."""
    path = await begun(tmp_path)
    async with running(tmp_path, start=path, size=(110, 30)) as (app, pilot):
        path.unlink()
        await pilot.press("2")
        await saved(app, pilot)
        assert "was deleted. It is written again" in said(app)
    assert len(load_draft(path, SMALL).use) == 3


async def test_one_s_own_session_opens_again(tmp_path: Path):
    """From the start screen back to the use that is open: it is nobody else's."""
    async with running(tmp_path, size=(110, 30)) as (app, pilot):
        await fill_plan(pilot)
        await saved(app, pilot)
        assert app.open(app.controller.path) == ""
        await pilot.pause()
        assert app.controller.read_only == ""
        assert acquire_lock(app.controller.path, NOW).holder
        await pilot.press("2")
        assert "2 answered" not in await saved(app, pilot)


async def test_a_damaged_session_is_gone_on_with_from_before(tmp_path: Path):
    """The list offers how it was opened last, and goes on in a new file."""
    path = await begun(tmp_path)
    async with running(tmp_path, start=path) as (app, pilot):
        await pilot.press("2")
        await saved(app, pilot)
    damaged = path.read_bytes()[:-40]
    path.write_bytes(damaged)
    async with running(tmp_path, start=None, size=(110, 30)) as (app, pilot):
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert f"Cannot be opened: {path.name}" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.controller.path == path.with_name(f"{path.stem}.restored.toml")
        assert app.controller.draft.use["plan.title"] == "Dolls"
    assert path.read_bytes() == damaged


async def test_a_folder_without_locks_is_said_to_be_one(tmp_path: Path, monkeypatch):
    """Two windows cannot be kept apart there, so a person is told."""

    def none(*_: object) -> None:
        raise OSError(37, "No locks available")

    path = await begun(tmp_path)
    monkeypatch.setattr("genai_guide.storage.locking._lock", none)
    async with running(tmp_path, start=path, size=(110, 30)) as (app, pilot):
        await asyncio.sleep(0)
        assert "cannot be locked (no locks available)" in said(app)
        await pilot.press("2")
        await saved(app, pilot)
        assert rows(app)[0].endswith("saved ✓")
