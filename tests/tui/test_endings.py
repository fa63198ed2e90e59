"""However the process ends: all that was shown as saved is there, and it ends."""

from __future__ import annotations

import asyncio
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.screen import Screen

from tests.helpers.drafts import load_draft
from tests.tui.helpers import SMALL, running

if os.name == "nt":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

import fcntl
import pty
import struct
import termios

CODE = """
import fcntl, sys, termios
from pathlib import Path
from genai_guide.tui import safety
from genai_guide.tui.app import GuideApp
from tests.tui.helpers import NOON, SMALL

folder, kind = Path(sys.argv[1]), sys.argv[2]
if kind == "its own":
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
if kind == "impatient":
    safety.LAST_RESORT = 1.0
app = GuideApp(
    SMALL, "new", drafts_dir=folder, summaries_dir=folder, clock=lambda: NOON
)
app.run()
sys.exit(app.return_code)
"""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Window:
    """A terminal with the app in it."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.end, self.other = pty.openpty()
        fcntl.ioctl(self.other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.sane = termios.tcgetattr(self.other)
        self.seen = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", CODE, str(folder), kind],
            stdin=self.other,
            stdout=self.other,
            stderr=self.other,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
        )

    def read_until(self, text: str, *, raw: bool = False) -> None:
        """Read what is drawn, from here on, until a text comes."""
        self.seen, deadline = "", time.monotonic() + 30
        while time.monotonic() < deadline:
            if select.select([self.end], [], [], 0.2)[0]:
                self.seen += os.read(self.end, 65_536).decode("utf-8", "replace")
            if text in (self.seen if raw else ESCAPES.sub("", self.seen)):
                return
        msg = f"{text!r} did not come; {self.seen[-500:]!r} did"
        raise AssertionError(msg)

    def type(self, keys: str) -> None:
        os.write(self.end, keys.encode())

    def close(self) -> None:
        """Close both ends, as when the window or the connection is gone."""
        for one in (self.end, self.other):
            os.close(one)


@contextmanager
def window(folder: Path, kind: str) -> Iterator[Window]:
    """Open a window in which something has been typed, and is saved."""
    opened = Window(folder, kind)
    try:
        opened.read_until("film called")
        opened.type("Half a ti")
        opened.read_until("saved")
        yield opened
    finally:
        opened.process.kill()
        opened.process.wait(10)


def draft(folder: Path) -> str:
    """Give what was typed last, from the one file that is there."""
    [path] = folder.iterdir()
    return load_draft(path, SMALL).unfinished


@pytest.mark.parametrize("kind", ["its own", "nobody's"])
def test_a_terminal_that_is_gone_ends_the_app(tmp_path: Path, kind: str):
    """A closed window sends a signal, a lost line may not; all is saved, none hangs."""
    with window(tmp_path, kind) as opened:
        opened.close()
        assert opened.process.wait(15) == 128 + signal.SIGHUP
    assert draft(tmp_path) == "Half a ti"


def test_suspended_and_resumed_it_goes_on_where_it_was(tmp_path: Path):
    """The shell gets a sane terminal, and the app gets its own back."""
    with window(tmp_path, "its own") as opened:
        opened.process.send_signal(signal.SIGTSTP)
        opened.read_until("\x1b[?1049l", raw=True)
        os.waitpid(opened.process.pid, os.WUNTRACED)
        assert termios.tcgetattr(opened.other) == opened.sane
        opened.process.send_signal(signal.SIGCONT)
        opened.read_until("Half a ti")
        opened.type("tle")
        opened.read_until("saved")
        opened.process.send_signal(signal.SIGTERM)
        opened.read_until("\x1b[?1049l", raw=True)
        assert opened.process.wait(15) == 128 + signal.SIGTERM
        assert termios.tcgetattr(opened.other) == opened.sane
    assert draft(tmp_path) == "Half a title"


def test_a_terminal_that_takes_nothing_any_more_does_not_keep_it_alive(
    tmp_path: Path,
):
    """When drawing waits for ever, a signal still ends the process in the end."""
    with window(tmp_path, "impatient") as opened:
        for _ in range(200):
            fcntl.ioctl(
                opened.other, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 150, 0, 0)
            )
            opened.process.send_signal(signal.SIGWINCH)
            fcntl.ioctl(
                opened.other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0)
            )
            opened.process.send_signal(signal.SIGWINCH)
            time.sleep(0.01)
        opened.process.send_signal(signal.SIGTERM)
        assert opened.process.wait(15) == 128 + signal.SIGTERM


class Unfinished(Screen[None]):
    """A screen that does not find its own widgets when it comes up."""

    def on_mount(self) -> None:
        """Look for what is not there."""
        self.query_one("#gone")


async def test_a_signal_in_the_middle_of_a_new_screen_is_no_error(tmp_path: Path):
    """The exit code is the signal's, and no report of an error is written."""
    async with running(tmp_path) as (app, _):
        app.controller.reports_dir = tmp_path / "crashes"
        app.endings.end_by_signal(signal.SIGTERM)
        app.push_screen(Unfinished())
        await asyncio.sleep(0.1)
    assert app.return_code == 128 + signal.SIGTERM
    assert not (tmp_path / "crashes").exists()
