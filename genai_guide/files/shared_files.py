"""Replacing files that other people use too."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

from genai_guide.files.replacing import replace_file


def replace_shared(path: Path, content: bytes) -> None:
    """Replace a file; a link to it stays one, and who could read it still can.

    Raises:
        FileProblem: if it cannot be written; it is as it was before.
    """
    file = path.resolve()
    mode = file.stat().st_mode if file.exists() else None
    replace_file(file, content)
    if mode is not None:
        with suppress(OSError):
            file.chmod(stat.S_IMODE(mode))
