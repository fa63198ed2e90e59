"""Opening a session of another version: shown first, and nothing touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record import draft as sessions
from genai_guide.rules.answers import Answers
from genai_guide.storage.draft_list import list_drafts
from genai_guide.tui.screens.interview import InterviewScreen
from genai_guide.tui.screens.other_version import OtherVersion
from genai_guide.tui.screens.start import StartScreen
from tests.helpers.drafts import load_draft, save_draft
from tests.tui.helpers import NOON, SMALL, running, shown

OLD = replace(SMALL, version="1.0.0")
NEW = replace(
    SMALL,
    version="1.1.0",
    digest="0" * 64,
    questions=tuple(
        replace(one, text="Where?") if one.id == "plan.where" else one
        for one in SMALL.questions
    ),
)
USE = {"plan.title": "Dolls", "plan.where": ("no",)}
SIZES = [(80, 24), (60, 16), (120, 40)]


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Save a session under the version before; afterwards it is as it was."""
    path = tmp_path / "sessions" / "s.toml"
    save_draft(
        path, OLD, sessions.draft_from_answers(OLD, Answers(USE)), NOON.isoformat()
    )
    before = path.read_bytes()
    yield path
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_left_as_it_is(tmp_path: Path, path: Path, size):
    async with running(tmp_path, path, size=size, pack=NEW) as (app, pilot):
        assert isinstance(app.screen, OtherVersion)
        assert "To confirm" in shown(app)
        assert "Continue in a new file" in shown(app)
        assert "Leave it as it is" in shown(app)
        await pilot.press("pagedown", "pagedown")
        await pilot.pause()
        assert "Kept: 1" in shown(app)
        await pilot.press("1", "1")
        await pilot.pause()
        assert isinstance(app.screen, StartScreen)
        assert "Nothing was changed." in shown(app)
        assert not app.controller.path
    assert [one.path for one in list_drafts(path.parent)] == [path]


async def test_what_is_no_longer_asked_is_left_out(tmp_path: Path, path: Path):
    """Nobody is told to answer it again."""
    kept = tuple(one for one in NEW.questions if one.id != "plan.title")
    pack = replace(NEW, questions=kept)
    async with running(tmp_path, path, pack=pack) as (app, pilot):
        await pilot.press("pagedown", "pagedown")
        await pilot.pause()
        assert "Left out (the old file keeps them): 1" in shown(app)
        assert "To answer again" not in shown(app)


async def test_going_on_writes_a_new_file(tmp_path: Path, path: Path):
    async with running(tmp_path, path, pack=NEW) as (app, pilot):
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen)
        new = path.with_name("s-1.1.0.toml")
        assert app.controller.path == new
        loaded = load_draft(new, NEW)
        assert loaded.use == {"plan.title": "Dolls"}
        assert loaded.notes == {("plan.where", None): "Answered before: No"}
        assert loaded.pack_digest == NEW.digest


async def test_from_the_start_screen_too(tmp_path: Path, path: Path):
    async with running(tmp_path, None, pack=NEW) as (app, pilot):
        await app.workers.wait_for_complete()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, OtherVersion)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, StartScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, OtherVersion)
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen)


async def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("genai_guide.storage.atomic_write._write_through", full)
    async with running(tmp_path, path, pack=NEW) as (app, pilot):
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, StartScreen)
        assert "no space left on device" in shown(app)
