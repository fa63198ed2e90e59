"""What the fields of a form hold after some keys, worked out without the app."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD_START = re.compile(r"(?<=\W)\w")
EDITING = (
    "backspace",
    "delete",
    "home",
    "end",
    "left",
    "right",
    "ctrl+u",
    "ctrl+k",
    "ctrl+w",
)
LEAVING = ("tab", "shift+tab", "up", "down", "enter")


@dataclass
class Line:
    """A field of one line, and where its cursor is."""

    text: str = ""
    at: int = 0

    def press(self, key: str) -> None:
        """Edit the text as a person expects of a key."""
        before, after = self.text[: self.at], self.text[self.at :]
        if len(key) == 1:
            before += key
        elif key == "space":
            before += " "
        elif key == "backspace":
            before = before[:-1]
        elif key == "delete":
            after = after[1:]
        elif key == "ctrl+u":
            before = ""
        elif key == "ctrl+k":
            after = ""
        elif key == "ctrl+w":
            starts = [match.start() for match in _WORD_START.finditer(before)]
            before = before[: starts[-1]] if starts else ""
        self.text, self.at = before + after, len(before)
        moved = {
            "home": 0,
            "end": len(self.text),
            "left": max(self.at - 1, 0),
            "right": min(self.at + 1, len(self.text)),
        }
        self.at = moved.get(key, self.at)

    def leave(self) -> None:
        """Drop the blanks around the text, as a record has none."""
        self.text = self.text.strip()
        self.at = min(self.at, len(self.text))


class Lines:
    """Fields of one line below each other, the first one in front."""

    def __init__(self, count: int) -> None:
        self.lines = [Line() for _ in range(count)]
        self.here = 0

    def press(self, key: str) -> bool:
        """Press a key; return whether it leads away from the fields."""
        if key not in LEAVING:
            self.lines[self.here].press(key)
            return False
        last = len(self.lines) - 1
        if self.here == last and key in ("enter", "down", "tab"):
            return True
        to = self.here + (-1 if key in ("shift+tab", "up") else 1)
        if key == "shift+tab":
            to %= len(self.lines)
        if 0 <= to <= last:
            self.lines[self.here].leave()
            self.here = to
        return False
