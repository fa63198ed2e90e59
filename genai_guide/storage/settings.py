"""The settings that a person chose: a small TOML file that may be lost."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import read_bytes
from genai_guide.storage.toml import format_toml, parse_toml

_LIMIT = 50_000
_THEME, _REGISTER = "theme", "register"


def load_theme(path: Path) -> str:
    """Return the theme that was chosen; `""` if none was, or it cannot be read."""
    theme = _load(path).get(_THEME)
    return theme if isinstance(theme, str) else ""


def save_theme(path: Path, theme: str) -> None:
    """Save a theme.

    Raises:
        FileError: if it cannot be written.
    """
    _save(path, _THEME, theme)


def load_register_folders(path: Path) -> tuple[Path, ...]:
    """Return the folders that the register was read from last; none if none was."""
    folders = _load(path).get(_REGISTER)
    listed = folders if isinstance(folders, list) else []
    return tuple(Path(folder) for folder in listed if isinstance(folder, str))


def save_register_folders(path: Path, folders: Iterable[Path]) -> None:
    """Save the folders that the register is read from.

    Raises:
        FileError: if they cannot be written.
    """
    _save(path, _REGISTER, [str(folder) for folder in folders])


def _load(path: Path) -> dict[str, Any]:
    with contextlib.suppress(FileError):
        return parse_toml(path, read_bytes(path, _LIMIT))
    return {}


def _save(path: Path, key: str, value: str | list[str]) -> None:
    write_atomic(path, format_toml({**_load(path), key: value}).encode())
