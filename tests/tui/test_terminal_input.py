"""What a terminal sends is read: a paste is text, whatever stands in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from genai_guide.tui.terminal_input import TerminalParser
from genai_guide.tui.terminal_input import _tolerant_decoder as decoder
from genai_guide.tui.widgets.fields import LineInput, LongInput
from tests.helpers.terminal_replies import REPLIES, pieces
from tests.tui.helpers import running, shown
from tests.tui.signing import until

START, END = "\x1b[200~", "\x1b[201~"
RED = "aa\x1b[31mred\n"


def read(*parts: str) -> list[str]:
    """Read what comes in parts; give keys by their names, pastes in brackets."""
    parser = TerminalParser()
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
    parser = TerminalParser()
    assert not list(parser.feed("\x1b"))
    assert [one.key for one in parser.feed("[C")] == ["right"]


def read_bytes(*parts: bytes) -> list[str]:
    """Read bytes that come in parts, as the terminal's reader does."""
    decode = decoder("utf-8")().decode
    return read(*filter(None, map(decode, parts)))


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_of_the_terminal_presses_no_key(name: str):
    """Whole, or in pieces; what is typed before and behind it arrives."""
    for parts in pieces(REPLIES[name]):
        assert read_bytes(b"a", *parts, b"b", b"\r") == ["a", "b", "enter"], parts
        assert read_bytes(b"".join((b"a", *parts, b"b\x1b[B"))) == ["a", "b", "down"]


def test_two_replies_in_a_row_press_no_key():
    """Each of them ends where the next one begins, even if it has no end itself."""
    for first in REPLIES.values():
        for second in REPLIES.values():
            assert read_bytes(first + second + b"b") == ["b"]
    assert read_bytes(b"\x1b]11;rgb:1e\x1b]10;rgb:1\x07b") == ["b"]
    assert read_bytes(b"\x1b]11;rgb:1e\x1b[Bb") == ["down", "b"]


def test_a_reply_that_breaks_off_is_forgotten(monkeypatch: pytest.MonkeyPatch):
    """Nothing of it is typed, and what is typed later arrives."""
    for reply in REPLIES.values():
        for at in range(3, len(reply)):
            now = pass_time(monkeypatch)
            parser, decode = TerminalParser(), decoder("utf-8")().decode
            found = [*parser.feed(decode(reply[:at]))]
            now.append(1.0)
            found += [*parser.tick(), *parser.feed(decode(b"xy"))]
            keys = [event.key for event in found if isinstance(event, events.Key)]
            assert keys in (["x", "y"], ["shift+end", "x", "y"]), reply[:at]


def pass_time(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Have the parser's clock show the last of some times."""
    now = [0.0]
    monkeypatch.setattr("textual._parser.get_time", lambda: now[-1])
    return now


def test_an_escape_alone_is_a_key(monkeypatch: pytest.MonkeyPatch):
    """A letter that follows later is a letter; at once, both are one key."""
    now = pass_time(monkeypatch)
    parser = TerminalParser()
    assert not list(parser.feed("\x1b"))
    now.append(0.1)
    assert [event.key for event in parser.feed("n")] == ["escape", "n"]
    [key] = TerminalParser().feed("\x1bn")
    assert (key.key, key.character) == ("alt+n", None)


def test_every_key_of_common_terminals_is_still_read():
    """Xterm, rxvt, the Linux console, PuTTY, kitty."""
    for sequence, key in {
        "\x1b[A": "up",
        "\x1bOB": "down",
        "\x1b[1~": "home",
        "\x1bOF": "end",
        "\x1b[5~": "pageup",
        "\x1b[3~": "delete",
        "\x1b[Z": "shift+tab",
        "\x1bOP": "f1",
        "\x1b[11~": "f1",
        "\x1b[[A": "f1",
        "\x1b[P": "f1",
        "\x1b[1;3D": "alt+left",
        "\x1b[1;5C": "ctrl+right",
        "\x1b[13u": "enter",
        "\x1b[27u": "escape",
        "\x1b[110;5u": "ctrl+n",
        "\x1b[97;;97u": "a",
        "\x7f": "backspace",
        "\x08": "backspace",
        "\x15": "ctrl+u",
        "\n": "enter",
    }.items():
        assert read(sequence) == [key], sequence


def test_bytes_that_are_no_utf8_are_left_out():
    """A terminal that is set to Latin-1 loses its accents, and nothing ends."""
    assert read_bytes(b"\xc9lite\r") == [*"lite", "enter"]
    assert read_bytes(b"caf\xe9", b"q") == [*"cafq"]
    assert read_bytes(b"caf\xc3", b"\xa9", b"q") == [*"café", "q"]
    assert read_bytes(b"\x1b[200~\xc9lite\x1b[201~") == ["<lite>"]


@given(st.binary(max_size=60))
def test_no_bytes_end_the_reader(sent: bytes):
    """Whatever they are; and the program reads on behind them."""
    parser, decode = TerminalParser(), decoder("utf-8")().decode
    for part in filter(None, [decode(sent)]):
        list(parser.feed(part))
    list(parser.feed("\x1b[201~\x1b[201~"))
    assert [one.key for one in parser.feed("z") if isinstance(one, events.Key)] == ["z"]


def test_a_paste_without_marks_loses_nothing():
    """Line ends of all kinds are line ends, and each letter is a key."""
    assert read("a\r\nb\nc\rd") == ["a", "enter", "b", "enter", "c", "enter", "d"]


async def test_what_is_pasted_as_keys_is_in_the_fields(tmp_path: Path):
    """Joiners within an emoji and fixed blanks too, however long it is."""
    text = "Zoë 👩‍⚖️ 10\u00a0000 日本 " * 20
    async with running(tmp_path) as (app, pilot):
        for part in ("title " * 20, "\t", f"{text}\r\n{text}", "\t"):
            for one in TerminalParser().feed(part):
                app.post_message(one)
        await until(pilot, lambda app: app._keys._task is None)
        assert app.screen.query_one(LineInput).value == ("title " * 20).strip()
        assert app.screen.query_one(LongInput).text == f"{text}\n{text}".strip()


@pytest.mark.skipif(sys.platform == "win32", reason="has another driver")
async def test_the_app_reads_so_and_says_that_it_was_changed(tmp_path: Path):
    """The driver of this system has it, and the field takes text alone."""
    async with running(tmp_path) as (app, pilot):
        from textual.drivers import linux_driver

        app.get_driver_class()
        assert linux_driver.XTermParser is TerminalParser
        for one in TerminalParser().feed(f"{START}{RED}{END}"):
            app.post_message(one)
        await pilot.pause()
        assert app.screen.focused.value == "aa[31mred"
        await pilot.pause()
        assert "! some characters were removed" in shown(app)
