"""Ways of saving that lose answers: what the tests of this room must notice."""

from __future__ import annotations

import os
from pathlib import Path


def bare(path: Path, content: bytes) -> None:
    """Write over the file."""
    path.write_bytes(content)


def renamed(path: Path, content: bytes) -> None:
    """Write beside and move into place, without bringing anything to the disk."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(content)
    beside.replace(path)


def content_synced(path: Path, content: bytes) -> None:
    """Bring the content to the disk, but not the name."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


WEAK = {one.__name__: one for one in (bare, renamed, content_synced)}
