"""What is typed at `ask` for the small pack, and what it says, in one line."""

from __future__ import annotations

import io

LINES = ["Round the island", "/next", "To see the seals.", "", "calm", "1"]
ALL = [*LINES, "Gull", "sail", "/next", "1"]


def flat(text: str) -> str:
    """Give a text without its line breaks."""
    return " ".join(text.split())


class Typing(io.StringIO):
    """Lines that a person types at a terminal."""

    def isatty(self) -> bool:
        """Pretend to be a terminal."""
        return True
