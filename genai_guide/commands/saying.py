"""How commands speak: narration to stderr, data to stdout."""

from __future__ import annotations

import sys
from pathlib import Path

from genai_guide.record.text import shown


def say(text: str) -> None:
    """Tell the person at the terminal; nothing in the text acts on it."""
    print(f"genai-guide: {shown(text)}", file=sys.stderr)


def give(data: str | Path) -> None:
    """Print a path, or a line with one: exactly, unless it is for a terminal."""
    exact = str(data)
    print(shown(exact) if sys.stdout.isatty() else exact)
