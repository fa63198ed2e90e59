"""The real app in this process, on a screen that only notes when what was drawn."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from textual import events
from textual.drivers.headless_driver import HeadlessDriver

from genai_guide.rules.pack import Pack
from genai_guide.tui.app import GuideApp

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
SIZE = (80, 24)
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_PATIENCE = 10.0
_FRAME = 1 / 60


class NotingScreen(HeadlessDriver):
    """Draws into nothing; what is drawn is rendered in full, as for a terminal."""

    drawn = ""
    wanted: tuple[str, ...] = ()
    found: asyncio.Future[float]

    @property
    def is_headless(self) -> bool:
        """Have the app render what it draws."""
        return False

    def write(self, data: str) -> None:
        """Note when all that is wanted has been drawn."""
        cls = type(self)
        if cls.wanted:
            now = perf_counter()
            cls.drawn += _ESCAPES.sub("", data)
            if all(one in cls.drawn for one in cls.wanted):
                cls.wanted = ()
                cls.found.set_result(now)


@asynccontextmanager
async def running(pack: Pack, folder: Path) -> AsyncIterator[GuideApp]:
    """Run the app on a new use, saved under a folder."""
    app = GuideApp(
        pack, "new", drafts_dir=folder, summaries_dir=folder, clock=lambda: NOON
    )
    app.driver_class = NotingScreen
    done = asyncio.create_task(app.run_async(size=SIZE))
    try:
        while not (app.is_running and app.front):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await settled(app)
        with app._context():  # noqa: SLF001 - what a message of its own would have
            yield app
    finally:
        app.exit()
        await done


async def settled(app: GuideApp) -> None:
    """Wait until nothing is left to be done, the save too, as between a person's keys.

    Textual draws at most one frame in `_FRAME`: nobody presses a key again within it.
    """
    for _ in range(3):
        await asyncio.sleep(0.003)
        await app.screen.wait_for_refresh()
    await asyncio.to_thread(app.controller.wait, _PATIENCE)
    await asyncio.sleep(2 * _FRAME)


async def pressed(app: GuideApp, key: str, wanted: tuple[str, ...]) -> float:
    """Press a key; give the seconds until all that is wanted has been painted."""
    screen = NotingScreen
    screen.drawn, screen.wanted = "", wanted
    screen.found = asyncio.get_running_loop().create_future()
    start = perf_counter()
    press(app, key)
    try:
        return await asyncio.wait_for(screen.found, _PATIENCE) - start
    except TimeoutError:
        msg = f"{wanted} was not painted after {key}, but {screen.drawn!r}"
        raise AssertionError(msg) from None


async def until(app: GuideApp, holds: Callable[[], bool]) -> None:
    """Wait until something holds, and everything is painted and saved."""
    async with asyncio.timeout(_PATIENCE):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    await settled(app)


def press(app: GuideApp, key: str) -> None:
    """Press a key, as the terminal's reader does."""
    character = key if len(key) == 1 else None
    app.post_message(events.Key(key, character))
