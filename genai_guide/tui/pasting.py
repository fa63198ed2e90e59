"""What is pasted is text from its first to its last mark, whatever stands in it.

The toolkit takes what follows an escape character in a paste for keys.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import (
    BRACKETED_PASTE_END,
    BRACKETED_PASTE_START,
    XTermParser,
)
from textual.message import Message

_ESCAPE: Final = "\x1b"
_SUBSTITUTE: Final = "\x1a"
"""Stands for an escape character; like it, it may not stand in a record."""
_DRIVERS = ("linux_driver", "win32")


class WholePastes(XTermParser):
    """Reads what the terminal sends; no paste can press a key."""

    _pasting = False
    _held = ""
    """The end of what came last: it may be the beginning of a mark."""

    def feed(self, data: str) -> Iterable[Message]:
        """Read what came; nothing at all ends it."""
        tamed = self._tamed(data) if data else ""
        return super().feed(tamed) if tamed or not data else ()

    def _tamed(self, data: str) -> str:
        """Give what came, with no escape character within a paste but in its mark."""
        tamed = ""
        while data:
            if self._pasting:
                text, end, data = (self._held + data).partition(BRACKETED_PASTE_END)
                self._pasting = not end
                self._held = "" if end else _begun(text, BRACKETED_PASTE_END)
                text = text.removesuffix(self._held) if self._held else text
                tamed += text.replace(_ESCAPE, _SUBSTITUTE) + end
            else:
                # This was given on already: a key alone must not wait for more.
                known = len(self._held)
                text, start, data = (self._held + data).partition(BRACKETED_PASTE_START)
                self._pasting = bool(start)
                self._held = "" if start else _begun(text, BRACKETED_PASTE_START)
                tamed += (text + start)[known:]
        return tamed


def _begun(text: str, mark: str) -> str:
    """Give the part of a mark that a text ends with."""
    parts = (mark[:length] for length in range(len(mark) - 1, 0, -1))
    return next((part for part in parts if text.endswith(part)), "")


def whole_pastes() -> None:
    """Have whatever reads the terminal take each paste as a whole."""
    for name in _DRIVERS:
        driver = sys.modules.get(f"textual.drivers.{name}")
        if driver:
            vars(driver)["XTermParser"] = WholePastes
