"""Keys that come faster than the screen: each goes where it was meant to go."""

from __future__ import annotations

from pathlib import Path

from textual import events
from textual.widgets import TextArea

from tests.helpers.building import choice, pack_of
from tests.tui.helpers import running, shown, write
from tests.tui.signing import until


def burst(app, *keys: str) -> None:
    """Press keys at once, as a slow line brings them; letters are typed."""
    for key in keys:
        character = " " if key == "space" else key if len(key) == 1 else None
        app.post_message(events.Key(key, character))


async def test_arrows_move_the_cursor_before_the_next_key(tmp_path: Path):
    """What is ticked is the row that the cursor was moved to."""
    pack = pack_of([choice("first", multi=True), choice("second")])
    async with running(tmp_path, pack=pack) as (app, pilot):
        burst(app, "1", "down", "down", "up", "space")
        await until(pilot, "[x]  2  B")
        assert "[ ]  3  C" in shown(app)
        burst(app, "end", "space")
        await until(pilot, "[x]  3  C")
        burst(app, "home", "space")
        await until(pilot, "[ ]  1  A")


async def test_texts_go_into_the_fields_that_they_were_typed_for(tmp_path: Path):
    """Tab, shift and tab, and the arrows leave a field before the next letter."""
    async with running(tmp_path) as (app, pilot):
        burst(app, *"one", "tab", *"two", "tab", "up", "shift+tab", *"four", "down")
        await until(pilot, "onefour")
        await pilot.pause()
        assert app.screen.focused is app.screen.query_one(TextArea)
        assert app.screen.query_one(TextArea).text == "two"


async def test_a_text_that_is_too_long_is_said_to_be(tmp_path: Path):
    """However it came to be too long: pasted, or typed after that."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("tab")
        await write(pilot, "word " * 1_000)
        await until(pilot, "cut: 999 characters too many")
        await pilot.press("e", "n", "d", "tab")
        await until(pilot, "characters too many")
        assert "may not stand" not in shown(app)
