"""How long a person waits for the first screen: `python benchmarks/start.py`.

A pseudo-terminal of 80 by 24; from starting the process until a text of the first
screen has been drawn. Ours and an app of Textual's that shows one line are started in
turn, and the ratio is taken pair by pair, so that it holds on a busy machine too. The
pack has been loaded once before, as after the first start of all.
"""

from __future__ import annotations

import fcntl
import os
import platform
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

TOP = Path(__file__).parent.parent
sys.path[:0] = [str(TOP)]

from genai_guide.files.packs import default_dir, load_pack  # noqa: E402 - needs the path
from genai_guide.files.records import read_record, toml_files  # noqa: E402
from genai_guide.files.session_files import session_bytes  # noqa: E402

PAIRS = 31
SAVED = 500
AT = "2026-03-01T09:00:00+00:00"
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("one line of text")
Bare().run()
"""
OURS = [sys.executable, "-m", "genai_guide"]
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)")


@contextmanager
def started(words: list[str], **variables: str) -> Iterator[int]:
    """Start a program in a terminal of its own; give the terminal's other end."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(  # noqa: S603 - ours
        words,
        cwd=TOP,
        env={**os.environ, "TERM": "xterm-256color", **variables},
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


def until(text: str, words: list[str], **variables: str) -> float:
    """Measure from the start of a program until it has drawn a text."""
    wanted, drawn = text.encode(), b""
    start = perf_counter()
    with started(words, **variables) as terminal:
        while wanted not in _ESCAPES.sub(b"", drawn):
            try:
                drawn += os.read(terminal, 65536)
            except OSError:  # it ended
                sys.exit(f"{words} ended without {text!r}:\n{drawn.decode()}")
        return perf_counter() - start


def save_sessions(folder: Path, count: int) -> None:
    """Save the golden cases as sessions, over and over."""
    pack = load_pack()
    sessions = [
        read_record(path, pack).session
        for path in toml_files([default_dir() / "cases"])
    ]
    folder.mkdir(parents=True)
    for number in range(count):
        path = folder / f"{number}.toml"
        session = sessions[number % len(sessions)]
        path.write_bytes(session_bytes(path, pack, session, AT))


def main() -> None:
    """Print the table."""
    print(f"Python {platform.python_version()}, {PAIRS} pairs of starts\n")
    print("| first screen | median, x a bare Textual app | quartiles |")
    print("|---|---|---|")
    with TemporaryDirectory() as folder:
        data, empty = Path(folder, "data"), Path(folder, "empty")
        save_sessions(data / "sessions", SAVED)
        starts = {
            "`new`, the first question": (["new"], "What is the title", empty),
            "the start screen, nothing saved": ([], "New use", empty),
            f"the start screen, {SAVED} sessions saved": ([], "New use", data),
        }
        for name, (words, text, place) in starts.items():
            ours = [*OURS, *words]
            here = {
                "GENAI_GUIDE_DATA": str(place),
                "GENAI_GUIDE_CACHE": str(Path(folder, "cache")),
            }
            until(text, ours, **here)
            ratios = []
            for _ in range(PAIRS):
                bare = until("one line of text", [sys.executable, "-c", BARE])
                ratios.append(until(text, ours, **here) / bare)
            low, _, high = quantiles(ratios, n=4)
            print(f"| {name} | {median(ratios):.2f} | {low:.2f} to {high:.2f} |")


if __name__ == "__main__":
    main()
