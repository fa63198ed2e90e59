"""The settings that a person chose: a small TOML file that may be lost."""

from __future__ import annotations

import contextlib
from pathlib import Path

from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.toml import format_toml, parse_toml

_LIMIT = 10_000


def load_theme(path: Path) -> str:
    """Return the theme that was chosen; `""` if none was, or it cannot be read."""
    with contextlib.suppress(FileError):
        content = read_bytes(path, _LIMIT)
        theme = parse_toml(path, content).get("theme")
        return theme if isinstance(theme, str) else ""
    return ""


def save_theme(path: Path, theme: str) -> None:
    """Save a theme.

    Raises:
        FileError: if it cannot be written.
    """
    write_atomic(path, format_toml({"theme": theme}).encode())
