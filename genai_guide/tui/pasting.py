"""Whatever is pasted is text, never keys.

Textual takes what follows an escape character in a paste for keys.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from textual.message import Message

from genai_guide.tui.textual_private import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    XTermParser,
)

_ESCAPE: Final = "\x1b"
_SUBSTITUTE: Final = "\x1a"
"""Replaces an escape character; neither may stand in a record."""
_DRIVERS = ("linux_driver", "win32")


class WholePastes(XTermParser):
    """Reads what the terminal sends; no paste can press a key."""

    _pasting = False
    _held = ""
    """The end of what came last: it may be the beginning of a mark."""

    def feed(self, data: str) -> Iterable[Message]:
        """Read what came; an empty text ends the input."""
        tamed = self._tamed(data) if data else ""
        return super().feed(tamed) if tamed or not data else ()

    def _tamed(self, data: str) -> str:
        """Return what came, with the escape characters inside pastes replaced."""
        tamed = ""
        while data:
            if self._pasting:
                text, end, data = (self._held + data).partition(BRACKETED_PASTE_END)
                self._pasting = not end
                self._held = "" if end else _started_mark(text, BRACKETED_PASTE_END)
                text = text.removesuffix(self._held) if self._held else text
                tamed += text.replace(_ESCAPE, _SUBSTITUTE) + end
            else:
                # This was given on already: a key alone must not wait for more.
                known = len(self._held)
                text, start, data = (self._held + data).partition(BRACKETED_PASTE_START)
                self._pasting = bool(start)
                self._held = "" if start else _started_mark(text, BRACKETED_PASTE_START)
                tamed += (text + start)[known:]
        return tamed


def _started_mark(text: str, mark: str) -> str:
    """Return the part of a mark that a text ends with."""
    parts = (mark[:length] for length in range(len(mark) - 1, 0, -1))
    return next((part for part in parts if text.endswith(part)), "")


def read_pastes_whole() -> None:
    """Have whatever reads the terminal take each paste as a whole."""
    for name in _DRIVERS:
        driver = sys.modules.get(f"textual.drivers.{name}")
        if driver:
            vars(driver)["XTermParser"] = WholePastes
