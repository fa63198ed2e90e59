"""Text that would like to be markup, a link, or an order to the terminal."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from tests.helpers.drafts import load_draft
from tests.tui.helpers import (
    HOSTILE,
    SAFE,
    SMALL,
    rows,
    running,
    saved,
    shown,
    write,
)
from tests.tui.signing import take_key, until


async def test_hostile_text_goes_literally_through_every_screen(  # noqa: PLR0915 - one walk
    tmp_path: Path,
):
    """As title, description, name, note and signer it is text, and nothing else."""
    async with running(tmp_path, size=(100, 40)) as (app, pilot):

        async def look(text: str = "[@click=app.quit]x[/]") -> None:
            await pilot.pause()
            assert text in shown(app)
            assert not any(
                unicodedata.category(char) == "Cc" or char in "\u202e\x1b"
                for char in "".join(rows(app))
            )

        await write(pilot, HOSTILE)
        await pilot.press("enter")
        await write(pilot, HOSTILE)
        await look()
        await pilot.press("tab", "enter")
        await look()
        await pilot.press("n")
        await pilot.pause()
        await write(pilot, HOSTILE)
        await look()
        await pilot.press("enter")
        await pilot.press("1")
        await pilot.pause()
        await write(pilot, HOSTILE)
        await pilot.press("enter")
        await pilot.pause()
        await look("Tool 1 of 1: [/] [b]")
        await pilot.press("f1")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.press("1")
        await look()
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("escape", "right", "right")
        await pilot.pause()
        await look("Remove tool 1: [/] [b]")
        await pilot.press("3")
        await look("Remove tool 1: [/] [b]")
        await pilot.press("2")
        await pilot.pause()
        await pilot.press("u")
        await pilot.pause()
        await pilot.press("r")
        await look("Note: [/] [b]")
        await pilot.press("v")
        await look()
        await pilot.press("ctrl+p")
        await pilot.pause()
        await write(pilot, "inside")
        await pilot.pause()
        await pilot.press("escape")
        text = await saved(app, pilot)
        assert "\x1b" not in text
        assert "\u202e" not in text
        again = load_draft(app.controller.path, SMALL)
        assert again.use["plan.title"] == SAFE
    async with running(tmp_path, start=None, size=(100, 40)) as (start, pilot):
        await start.workers.wait_for_complete()
        await pilot.pause()
        assert "[@click=app.quit]x[/]" in shown(start)


async def test_a_hostile_signer_and_file_name_are_text(tmp_path: Path):
    """The sign-off and the last screen show them as they are."""
    folder = tmp_path / "[b]out [@click=app.quit]x\udcff\n"
    folder.mkdir()
    async with running(tmp_path, size=(160, 40)) as (app, pilot):
        app._summaries_dir = folder
        await write(pilot, HOSTILE)
        await pilot.press("enter")
        await write(pilot, "a")
        await pilot.press("tab", "enter")
        await pilot.press("1")
        await pilot.pause()
        await write(pilot, HOSTILE)
        await pilot.press("enter")
        await pilot.press("1", "1")
        await pilot.press("s")
        await pilot.pause()
        for _ in range(3):
            await write(pilot, HOSTILE)
            await pilot.press("enter")
        await write(pilot, "a@b.c")
        await pilot.press("enter", "enter")
        await pilot.pause()
        await pilot.press("enter")
        await take_key(pilot, "[/] [@click=app.quit]x[/]")
        await until(pilot, "Signed. The summary is in")
        whole = " ".join(row.strip() for row in rows(app))
        assert "[b]out [@click=app.quit]x" in whole.replace("- ", "-")
        await pilot.press("c")
        await until(pilot, "Copied, if your terminal allows it: ")
        assert "[@click=app.quit]x\\u{dcff}\\u{a}" in app.clipboard
