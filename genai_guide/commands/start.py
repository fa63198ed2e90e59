"""What `genai-guide`, `new`, `open` and `ask` share when they start."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from genai_guide.storage.errors import FileError


def local_now() -> datetime:
    """Return the time to the second, with its offset."""
    return datetime.now().astimezone().replace(microsecond=0)


def refuse_existing(path: Path, resume_with: str) -> None:
    """Raise an error if a new use would be saved where a file is already.

    Args:
        path: Where the new use would be saved.
        resume_with: The command that opens a file.
    """
    if os.path.lexists(path):
        sentence = (
            f"this file exists already. Continue it with `genai-guide {resume_with}`"
        )
        raise FileError(path, sentence)
