"""What the app remembers from one time to the next: a small TOML file, easily lost."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.toml import format_toml, parse_toml
from genai_guide.text import recordable_path

_LIMIT = 100_000
MOST_RECENT = 10
"""So many files that were opened or signed are remembered."""


@dataclass(frozen=True)
class Settings:
    """What was chosen, and what was opened last; each part may be empty."""

    theme: str = ""
    paper: str = ""
    """The size of paper of a PDF."""
    recent: tuple[str, ...] = ()
    """The files that were opened or signed lately, the latest first."""
    register: tuple[str, ...] = ()
    """The folders that the register was read from last."""

    def with_recent(self, path: Path) -> Settings:
        """Return them with a file that was opened or signed just now."""
        text = os.path.abspath(path)  # noqa: PTH100 - links stay
        if not recordable_path(text):
            return self
        others = (other for other in self.recent if other != text)
        return replace(self, recent=(text, *others)[:MOST_RECENT])


def load_settings(path: Path) -> Settings:
    """Load the settings; what is not there or cannot be read is empty."""
    try:
        table = parse_toml(path, read_bytes(path, _LIMIT))
    except FileError:
        return Settings()
    return Settings(
        _text(table.get("theme")),
        _text(table.get("paper")),
        _paths(table.get("recent"))[:MOST_RECENT],
        _paths(table.get("register")),
    )


def save_settings(path: Path, settings: Settings) -> None:
    """Save the settings.

    Raises:
        FileError: if they cannot be written.
    """
    table = {key: value for key, value in asdict(settings).items() if value}
    write_atomic(path, format_toml(table).encode())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _paths(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(filter(None, map(recordable_path, map(_text, listed))))
