"""A terminal that has stdout too, as a person's has."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from codecs import getincrementaldecoder
from pathlib import Path

from tests.helpers.terminal import Terminal

_START = (
    "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "from genai_guide.cli import main; sys.exit(main())"
)
"""Takes the terminal as its own, so that its keys send signals."""


class WholeTerminal(Terminal):
    """The program with all three streams in a pseudo-terminal of some name."""

    def __init__(self, folder: Path, *words: str, term: str) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, *words],
            cwd=folder,
            env={
                **os.environ,
                "GENAI_GUIDE_DATA": str(folder / "data"),
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "TERM": term,
            },
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._seen = ""
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._shown_before = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def everything(self) -> str:
        """What the program wrote, as it came."""
        return self._seen

    def end(self) -> tuple[int, str]:
        """Wait for the program to end; its stdout was the terminal."""
        return self.process.wait(timeout=30), ""
