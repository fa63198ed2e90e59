"""What the tests of the app share: a running app, and its screen as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from textual import events
from textual.app import App
from textual.pilot import Pilot

from genai_guide.record.profile import Profile
from genai_guide.storage.packs import load_pack
from genai_guide.tui.app import GuideApp
from genai_guide.tui.screens.dialogs import Page
from genai_guide.tui.screens.start import StartScreen
from genai_guide.tui.widgets.key_line import KeyLine

SMALL = load_pack(Path(__file__).parent.parent / "packs" / "small")
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
HOSTILE = "[/] [b] [@click=app.quit]x[/] \x1b]0;x\x07 日本語 👩‍⚖️ \u202eabc"
SAFE = "[/] [b] [@click=app.quit]x[/] ]0;x 日本語 👩‍⚖️ abc"


def rows(app: App[Any]) -> list[str]:
    """Give the screen as rows of text, as a terminal without colour shows it."""
    strips = app.screen._compositor.render_strips()
    return ["".join(one.text for one in strip).rstrip() for strip in strips]


def shown(app: App[Any]) -> str:
    """Give the screen as one text."""
    return "\n".join(rows(app))


@asynccontextmanager
async def running(  # noqa: PLR0913 - a test names what it is about
    folder: Path,
    start: str | Path | None = "new",
    *,
    size: tuple[int, int] = (80, 24),
    pack: Any = SMALL,
    warning: str = "",
    settings_path: Path | None = None,
    profile: Profile | None = None,
) -> AsyncIterator[tuple[GuideApp, Pilot[Any]]]:
    """Start the app on the small pack, with its files under a folder."""
    app = GuideApp(
        pack,
        start,
        warning=warning,
        drafts_dir=folder / "sessions",
        summaries_dir=folder,
        clock=lambda: NOON,
        settings_path=settings_path,
        profile=profile,
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        pilot._wait_for_screen = partial(_wait, pilot)
        await pilot.pause()
        yield app, pilot


def check_key_line(app: App[Any]) -> None:
    """Check that the line of keys fits, is true, and has help and escape."""
    for line in app.screen.query(KeyLine):
        text = line.render().plain
        assert line.render().cell_length <= app.size.width, text
        assert 0 < len(line._spans) <= 8, text
        working = app.screen.active_bindings
        assert all(working[key].enabled for _, key in line._spans), text
        assert "help" in text or isinstance(app.screen, Page), text
        assert "esc" in text or isinstance(app.screen, StartScreen), text


async def _wait(pilot: Pilot[Any], timeout: float = 30.0) -> bool:  # noqa: ASYNC109 - as Textual
    """Wait as Textual's pilot does, and for the keys that are not handled yet."""
    app = pilot.app
    await asyncio.sleep(0)
    while app._keys._task and app.is_running:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    return await Pilot._wait_for_screen(pilot, timeout)


async def settle(app: GuideApp, pilot: Pilot[Any]) -> None:
    """Wait until all is saved, listed and painted."""
    await pilot.pause()
    app.controller.wait(5)
    await app.workers.wait_for_complete()
    await pilot.pause()


async def write(pilot: Pilot[Any], text: str) -> None:
    """Put a text into a field: as a paste, which is quicker than keys."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def fill_plan(pilot: Pilot[Any], title: str = "Dolls") -> None:
    """Fill in the first form, and go on."""
    await write(pilot, title)
    await pilot.press("enter")
    await write(pilot, "A house")
    await pilot.press("tab", "enter")
    await pilot.pause()


async def answer_all(pilot: Pilot[Any]) -> None:
    """Answer everything, up to the review: inside, candles and animals, a crane."""
    await fill_plan(pilot)
    await pilot.press("2")
    await pilot.press("2", "3", "enter")
    await write(pilot, "Crane")
    await pilot.press("enter")
    await pilot.press("1")
    await pilot.press("1")
    await pilot.pause()


async def saved(app: GuideApp, pilot: Pilot[Any]) -> str:
    """Wait for the writer, and give the text of the session's file."""
    await pilot.pause()
    assert app.controller.wait(5)
    await pilot.pause()
    assert app.controller.path
    return app.controller.path.read_text(encoding="utf-8")
