"""What a person chose once and for all: a small TOML file that may be lost."""

from __future__ import annotations

import contextlib
from pathlib import Path

from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes

_LIMIT = 10_000


def load_theme(path: Path) -> str:
    """Give the theme that was chosen; `""` if none was, or it cannot be read."""
    with contextlib.suppress(FileError):
        content = read_bytes(path, _LIMIT)
        # Imported here: where nothing was chosen, nothing waits for a parser.
        from genai_guide.storage.toml import parse_toml

        theme = parse_toml(path, content).get("theme")
        return theme if isinstance(theme, str) else ""
    return ""


def save_theme(path: Path, theme: str) -> None:
    """Remember a theme.

    Raises:
        FileProblem: if it cannot be written.
    """
    from genai_guide.storage.atomic_write import write_atomic
    from genai_guide.storage.toml import format_toml

    write_atomic(path, format_toml({"theme": theme}).encode())
