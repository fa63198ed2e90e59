"""Read and write lines: the only part of plain mode that touches the terminal."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from textwrap import wrap
from typing import TextIO

from genai_guide.text import escape

_MAX_WIDTH = 78
_MIN_WIDTH = 20
_USUAL_HEIGHT, _MIN_HEIGHT = 24, 6
_MAX_LINE = 1_000_000
"""The most characters of one line; nobody types a longer one."""
_ITEM = re.compile(r" *(?:\d+\. |- )?")
_NEXT_ITEM = re.compile(r" (?=(?:\d+\.|-) )")
_GLUE = "\0"
"""Stands for a space after which a row would begin like an item of a list."""


_MORE = "--More-- (Enter, or q to skip the rest): "


@dataclass
class Console:
    """Writes texts in short lines, a screenful at a time, and reads single lines."""

    read: Callable[[str], str]
    """Shows a prompt and returns the line; raises `EOFError` when there are no more."""
    write: Callable[[str], None]
    width: Callable[[], int] = lambda: _MAX_WIDTH
    height: Callable[[], int] | None = None
    """How many rows the screen has; `None` where nobody has to keep up."""
    _rows: int = 0
    """How many rows were written since the person last typed something."""
    _typed_ahead: list[str] = field(default_factory=list)
    """The answer to the next prompt, typed or pasted before it was shown."""

    def say(self, *texts: str) -> None:
        """Write texts, wrapped; the rows of an item are indented under its number."""
        for text in texts:
            for line in escape(text).split("\n"):
                for row in wrap_line(line, self.width()):
                    if self._is_full() and self._skips_rest():
                        return
                    self.write(row)
                    self._rows += 1

    def say_unwrapped(self, line: str) -> None:
        """Write a line that will be copied, and so is not wrapped."""
        self.write(escape(line).replace("\n", " "))

    def ask(self, prompt: str) -> str:
        """Read one line."""
        self._rows = 0
        if self._typed_ahead:
            line = self._typed_ahead.pop()
            self.write(escape(f"{prompt}{line}"))
            return line
        return self.read(escape(prompt))

    def _is_full(self) -> bool:
        """Return whether the next row would push the first one off the screen."""
        if self.height is None or self._typed_ahead:
            return False
        return self._rows >= self.height() - 1

    def _skips_rest(self) -> bool:
        """Wait for the person; return whether to leave out the rest of these texts."""
        line = self.read(_MORE)
        self._rows = 0
        if line.strip().lower() not in ("", "q"):
            self._typed_ahead.append(line)
        return bool(line.strip())


def wrap_line(line: str, width: int) -> list[str]:
    """Wrap a line; a word longer than the width, such as a path, stays whole."""
    item = _ITEM.match(line)
    indent = item.end() if item else 0
    rows = wrap(
        line[:indent] + _NEXT_ITEM.sub(_GLUE, line[indent:]),
        width,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace(_GLUE, " ") for row in rows] or [""]


def standard_console() -> Console:
    """Return the console of stdin and stderr; stdout is left to data."""
    stdin: TextIO = sys.stdin or io.StringIO()
    with contextlib.suppress(AttributeError, ValueError):
        # Bytes that are no text in the locale's coding are sanitized later.
        stdin.reconfigure(errors="surrogateescape")  # type: ignore[attr-defined]
    typed = stdin.isatty()
    if not (typed and sys.stdout is not None and sys.stdout.isatty()):
        height = _height if typed and _is_screen() else None
        return Console(partial(_read, stdin, echo=not typed), _write, _width, height)
    with contextlib.suppress(ImportError, AttributeError):
        import readline

        readline.set_auto_history(False)
    return Console(_read_edited, _write, _width, _height if _is_screen() else None)


def _write(line: str) -> None:
    print(line, file=sys.stderr)


def _width() -> int:
    try:
        columns = os.get_terminal_size(2).columns
    except OSError:
        return _MAX_WIDTH
    return min(max(columns, _MIN_WIDTH), _MAX_WIDTH) if columns else _MAX_WIDTH


def _is_screen() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()


def _height() -> int:
    try:
        lines = os.get_terminal_size(2).lines
    except OSError:
        lines = 0
    return max(lines or _USUAL_HEIGHT, _MIN_HEIGHT)


def _read_edited(prompt: str) -> str:
    """Read with the keys of the line editor."""
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt):
        _write("")
        raise
    except OSError:
        raise EOFError from None  # the terminal is gone


def _read(stdin: TextIO, prompt: str, *, echo: bool) -> str:
    """Read a line as it comes; `echo` repeats what nobody typed."""
    print(prompt, end="", file=sys.stderr, flush=True)
    try:
        line = stdin.readline(_MAX_LINE)
    except KeyboardInterrupt:
        _write("")
        raise
    except OSError:
        line = ""  # the terminal is gone
    if not line or (len(line) == _MAX_LINE and line[-1] != "\n"):
        _write("")
        raise EOFError
    line = line.rstrip("\r\n").removeprefix("\ufeff")
    if echo:
        _write(escape(line))
    return line
