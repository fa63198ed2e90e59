"""What a terminal sends is read: a paste is text, whatever stands in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from textual import events
from textual.message import Message

from genai_guide.tui.pasting import WholePastes
from tests.tui.helpers import running, shown

START, END = "\x1b[200~", "\x1b[201~"
RED = "aa\x1b[31mred\n"


def read(*parts: str) -> list[str]:
    """Read what comes in parts; give keys by their names, pastes in brackets."""
    parser = WholePastes()
    found: Iterable[Message] = [one for part in parts for one in parser.feed(part)]
    return [
        f"<{one.text}>" if isinstance(one, events.Paste) else one.key
        for one in found
        if isinstance(one, (events.Paste, events.Key))
    ]


def test_an_escape_in_a_paste_presses_no_key():
    """What follows it is text too, the line end as well."""
    assert read(f"{START}{RED}{END}") == ["<aa\x1a[31mred\n>"]
    assert read(f"{START}\x1b{START}\x1bq\x1b{END}x") == [
        "<\x1a\x1a[200~\x1aq\x1a>",
        "x",
    ]


@pytest.mark.parametrize("size", [1, 2, 5, 7])
def test_a_paste_may_come_in_parts(size: int):
    """However it is cut, it is one paste, and the keys beside it are keys."""
    sent = f"x\x1b[A{START}{RED}{RED}{END}\x1b[B{START}b{END}y"
    parts = [sent[at : at + size] for at in range(0, len(sent), size)]
    paste = RED.replace("\x1b", "\x1a") * 2
    assert read(*parts) == ["x", "up", f"<{paste}>", "down", "<b>", "y"]


def test_keys_are_not_kept_back():
    """An escape alone, and the beginning of a key, are given on at once."""
    parser = WholePastes()
    assert not list(parser.feed("\x1b"))
    assert [one.key for one in parser.feed("[C")] == ["right"]


@pytest.mark.skipif(sys.platform == "win32", reason="has another driver")
async def test_the_app_reads_so_and_says_that_it_was_changed(tmp_path: Path):
    """The driver of this system has it, and the field takes text alone."""
    async with running(tmp_path) as (app, pilot):
        from textual.drivers import linux_driver

        app.get_driver_class()
        assert linux_driver.XTermParser is WholePastes
        for one in WholePastes().feed(f"{START}{RED}{END}"):
            app.post_message(one)
        await pilot.pause()
        assert app.screen.focused.value == "aa[31mred"
        await pilot.pause()
        assert "! changed: some of it may not stand in a record" in shown(app)
