"""Where lines are read and written: the only part that touches the terminal."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable
from textwrap import wrap
from typing import NamedTuple, TextIO

from genai_guide.text import escape

WIDEST = 78
_NARROWEST = 20
_LONGEST = 1_000_000
"""The most characters of one line; what is longer was not typed by anybody."""
_HEAD = re.compile(r" *(?:\d+\. |- )?")
_LIKE_A_HEAD = re.compile(r" (?=(?:\d+\.|-) )")
_GLUE = "\0"
"""Holds together what would begin a row like an item of a list; in no text said."""


class Console(NamedTuple):
    """Says things in short lines, and reads one line at a time."""

    read: Callable[[str], str]
    """Shows a prompt and gives the line; `EOFError` when there are no more."""
    write: Callable[[str], None]
    width: Callable[[], int] = lambda: WIDEST

    def say(self, *texts: str) -> None:
        """Write texts, wrapped; the numbers of lists stand out at the left."""
        for text in texts:
            for line in escape(text).split("\n"):
                for row in wrap_line(line, self.width()):
                    self.write(row)

    def whole(self, line: str) -> None:
        """Write a line that is to be copied: it is not wrapped."""
        self.write(escape(line).replace("\n", " "))

    def ask(self, prompt: str) -> str:
        """Read one line."""
        return self.read(escape(prompt))


def wrap_line(line: str, width: int) -> list[str]:
    """Wrap a line; what is longer than the width, as a path, is left whole."""
    head = _HEAD.match(line)
    begins = head.end() if head else 0
    indent = " " * begins
    rows = wrap(
        line[:begins] + _LIKE_A_HEAD.sub(_GLUE, line[begins:]),
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace(_GLUE, " ") for row in rows] or [""]


def standard_console() -> Console:
    """Talk over stdin and stderr, so that stdout is left to data."""
    stdin: TextIO = sys.stdin or io.StringIO()
    with contextlib.suppress(AttributeError, ValueError):
        # What is not text in the locale's coding is cleaned away later, and said.
        stdin.reconfigure(errors="surrogateescape")  # type: ignore[attr-defined]
    edited = stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()
    return Console(_edited() if edited else _reader(stdin), _write, _width)


def _write(line: str) -> None:
    print(line, file=sys.stderr)


def _width() -> int:
    try:
        columns = os.get_terminal_size(2).columns
    except OSError:
        return WIDEST
    return min(max(columns, _NARROWEST), WIDEST) if columns else WIDEST


def _edited() -> Callable[[str], str]:
    """Read with the keys of the line editor; nothing typed is remembered."""
    with contextlib.suppress(ImportError, AttributeError):
        import readline

        readline.set_auto_history(False)

    def read(prompt: str) -> str:
        try:
            return input(prompt)
        except (EOFError, KeyboardInterrupt):
            _write("")
            raise
        except OSError:
            raise EOFError from None  # the terminal is gone

    return read


def _reader(stdin: TextIO) -> Callable[[str], str]:
    """Read lines as they come; those of a file are repeated after the prompt."""
    typed = stdin.isatty()

    def read(prompt: str) -> str:
        print(prompt, end="", file=sys.stderr, flush=True)
        try:
            line = stdin.readline(_LONGEST)
        except KeyboardInterrupt:
            _write("")
            raise
        except OSError:
            line = ""  # the terminal is gone
        if not line or (len(line) == _LONGEST and line[-1] != "\n"):
            _write("")
            raise EOFError
        line = line.rstrip("\r\n").removeprefix("\ufeff")
        if not typed:
            _write(escape(line))
        return line

    return read
