"""The copy that is kept of a session as it was when it was opened last.

A session that can no longer be read, because something else damaged it, can be gone
on with from there: in a new file, so that the damaged one stays to be looked at.
"""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

from genai_guide.storage.atomic_write import write_atomic, write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import DRAFT_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml

_ENDING = ".previous"


def previous_path(path: Path) -> Path:
    """Name the copy that is kept of a session."""
    return path.with_name(path.name + _ENDING)


def is_previous(path: Path) -> bool:
    """Whether a name is that of such a copy."""
    return path.name.endswith(f".toml{_ENDING}")


def keep_previous(path: Path, content: bytes) -> None:
    """Keep what a session was; where there is no room, do without."""
    with contextlib.suppress(FileError):
        write_atomic(previous_path(path), content)


def restore_previous(path: Path) -> Path:
    """Copy a kept copy to a new session beside it, and give that one's path.

    Raises:
        FileProblem: if it cannot be read or written.
    """
    content = read_bytes(path, DRAFT_BYTES)
    parse_toml(path, content)
    stem = path.name.removesuffix(f".toml{_ENDING}")
    names = (f"{stem}.restored{n if n > 1 else ''}.toml" for n in count(1))
    new = next(one for one in map(path.with_name, names) if not os.path.lexists(one))
    write_new(new, content)
    return new


def offer_previous(problem: FileError) -> FileError:
    """Add to why a session cannot be read that there is an earlier copy of it."""
    kept = previous_path(problem.path)
    try:
        parse_toml(kept, read_bytes(kept, DRAFT_BYTES))
    except FileError:
        return problem
    offer = f"As it was when it was opened last, it is kept: open {kept.name}."
    return FileError(problem.path, f"{problem.sentence}. {offer}")
