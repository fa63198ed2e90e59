"""The copy that is kept of a draft as it was when it was opened last.

A draft that can no longer be read, because something else damaged it, can be continued
from there: in a new file, so that the damaged one can still be looked at.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from genai_guide.storage.atomic_write import write_atomic, write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import free_path
from genai_guide.storage.reading import DRAFT_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml

_ENDING = ".previous"


def previous_path(path: Path) -> Path:
    """Return the path of the copy that is kept of a draft."""
    return path.with_name(path.name + _ENDING)


def is_previous(path: Path) -> bool:
    """Return whether a path is that of such a copy."""
    return path.name.endswith(f".toml{_ENDING}")


def keep_previous(path: Path, content: bytes) -> None:
    """Write the copy of a draft; if there is no room, do without."""
    with contextlib.suppress(FileError):
        write_atomic(previous_path(path), content)


def restore_previous(path: Path) -> Path:
    """Copy a kept copy to a new draft beside it, and return its path.

    Raises:
        FileError: if it cannot be read or written.
    """
    content = read_bytes(path, DRAFT_BYTES)
    parse_toml(path, content)
    stem = path.name.removesuffix(f".toml{_ENDING}")
    new = free_path(path.parent, f"{stem}.restored", ".toml", joint="")
    write_new(new, content)
    return new


def offer_previous(error: FileError) -> FileError:
    """Add to the error of an unreadable draft its earlier copy, if there is one."""
    kept = previous_path(error.path)
    try:
        parse_toml(kept, read_bytes(kept, DRAFT_BYTES))
    except FileError:
        return error
    offer = f"There is a copy from when it was last opened: open {kept.name}."
    return FileError(error.path, f"{error.reason}. {offer}")
