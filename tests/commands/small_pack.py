"""The small pack, and copies of it to change."""

from __future__ import annotations

import shutil
from pathlib import Path

SMALL = Path(__file__).parents[1] / "packs" / "small"


def copied(folder: Path) -> Path:
    """Copy the small pack to a folder."""
    return Path(shutil.copytree(SMALL, folder))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Put one text in the place of another that must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
