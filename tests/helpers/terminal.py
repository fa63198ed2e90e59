"""A real pseudo-terminal with the program in it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Sequence
from pathlib import Path
from typing import Self

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|[PX^_].*?\x1b\\|[@-Z\\-_])"
)
_PATIENCE = 30.0


class Terminal:
    """The program, started in a pseudo-terminal of 80 by 24."""

    def __init__(self, folder: Path, *words: str) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "genai_guide", *words],
            cwd=folder,
            env={
                **os.environ,
                "GENAI_GUIDE_DATA": str(folder / "data"),
                "GENAI_GUIDE_CONFIG": str(folder / "config"),
                "TERM": "xterm-256color",
            },
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._seen = ""
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._shown_before = 0
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                got = os.read(self._master, 65536)
            except OSError:
                return
            if not got:
                return
            self._seen += self._decoder.decode(got)

    def wait_for(self, text: str) -> None:
        """Wait until a text is drawn, since the last one that was waited for."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            drawn = self._seen[self._shown_before :]
            if text in _ESCAPES.sub("", drawn):
                self._shown_before = len(self._seen)
                return
            time.sleep(0.02)
        drawn = _ESCAPES.sub("", self._seen[self._shown_before :])
        msg = f"{text!r} did not appear; drawn was {drawn[-2000:]!r}"
        raise AssertionError(msg)

    def skip(self) -> None:
        """Wait from now on for what is drawn from now on."""
        self._shown_before = len(self._seen)

    def press(self, keys: str) -> None:
        """Type keys, as bytes that a terminal sends."""
        self.send(keys.encode())

    def send(self, sent: bytes) -> None:
        """Send bytes as they are."""
        os.write(self._master, sent)

    def press_until(self, keys: str, text: str) -> None:
        """Type the same keys again and again until a text is drawn."""
        for _ in range(60):
            self.press(keys)
            time.sleep(0.5)
            if text in _ESCAPES.sub("", self._seen[self._shown_before :]):
                return
        msg = f"{text!r} did not appear"
        raise AssertionError(msg)

    def walk(self, steps: Sequence[tuple[str, str]]) -> None:
        """Wait for each text, and then press its keys."""
        for text, keys in steps:
            self.wait_for(text)
            self.press(keys)

    def __enter__(self) -> Self:
        """Run until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, whatever happened."""
        self.process.kill()
        self.process.communicate()
        with contextlib.suppress(OSError):
            os.close(self._master)

    def end(self) -> tuple[int, str]:
        """Wait for the program to end; give its exit code and its stdout."""
        out, _ = self.process.communicate(timeout=_PATIENCE)
        return self.process.returncode, out.decode()
