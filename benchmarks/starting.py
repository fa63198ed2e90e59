"""How long a person waits for the first screen, and a script for `--help`.

A pseudo-terminal of 80 by 24; from starting the process until a text of the first
screen has been drawn. Ours, an app of Textual's that shows one line, and questionary's
first prompt are started in turn, and the ratios are taken pair by pair. The pack has
been loaded once before, as after the first start of all.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.deciding import OURS, process
from benchmarks.measuring import Row, at_most, in_turn, ratios
from benchmarks.peers import installed
from genai_guide.storage.drafts import serialize_draft
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import list_toml_files, read_record

PAIRS = 31
SAVED = 500
AT = "2026-03-01T09:00:00+00:00"
TOP = Path(__file__).parent.parent
BARE_TEXT, ASKED = "one line of text", "What is the title"
BARE = f"""
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static({BARE_TEXT!r})
Bare().run()
"""
PROMPT = f"import questionary; questionary.text({ASKED!r}).ask()"
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


def run() -> Iterator[Row]:
    """Measure."""
    bare = partial(until, BARE_TEXT, [sys.executable, "-c", BARE])
    prompt = partial(until, ASKED, [str(installed("questionary")), "-c", PROMPT])
    with TemporaryDirectory() as name:
        folder = Path(name)
        save_sessions(folder / "saved" / "sessions", SAVED)
        new = partial(until, ASKED, [*OURS, "new"], data=folder / "none")
        found, framed, prompted = in_turn(PAIRS, new, bare, prompt)
        what = "`new`, the first question, beside a bare Textual app"
        yield at_most(what, ratios(found, framed), 1.6)
        yield at_most("the same, beside questionary's", ratios(found, prompted), None)
        for many, place in (("nothing", "none"), (f"{SAVED} drafts", "saved")):
            # The line of keys is in the first frame; the table comes when it is read.
            start = partial(until, "n new", OURS, data=folder / place)
            what = f"the start screen, {many} saved, beside a bare Textual app"
            yield at_most(what, ratios(*in_turn(PAIRS, start, bare)), 1.35)
    nothing = partial(process, [sys.executable, "-c", "pass"])
    for option in ("--help", "--version"):
        ours = partial(process, [*OURS, option])
        what = f"`{option}`, beside `python -c pass`"
        yield at_most(what, ratios(*in_turn(PAIRS, ours, nothing)), 3)


@contextmanager
def started(words: list[str], data: Path | None = None) -> Iterator[int]:
    """Start a program in a terminal of its own; give the terminal's other end."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    if data:
        environment["GENAI_GUIDE_DATA"] = str(data)
    process = subprocess.Popen(  # noqa: S603
        words,
        cwd=TOP,
        env=environment,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield master
    finally:
        process.kill()
        process.wait()
        os.close(master)


def until(text: str, words: list[str], data: Path | None = None) -> float:
    """Measure from the start of a program until it has drawn a text."""
    wanted, drawn = text.encode(), b""
    start = perf_counter()
    with started(words, data) as terminal:
        while wanted not in _ESCAPES.sub(b"", drawn):
            try:
                drawn += os.read(terminal, 65536)
            except OSError:  # it ended
                msg = f"{words} ended without {text!r}:\n{drawn.decode()}"
                raise AssertionError(msg) from None
        return perf_counter() - start


def save_sessions(folder: Path, count: int) -> None:
    """Save the golden cases as sessions, over and over."""
    pack = load_pack()
    paths = list_toml_files([default_dir() / "cases"]).files
    sessions = [read_record(path, pack).draft for path in paths]
    folder.mkdir(parents=True)
    for number in range(count):
        path = folder / f"{number}.toml"
        session = sessions[number % len(sessions)]
        path.write_bytes(serialize_draft(path, pack, session, AT))
