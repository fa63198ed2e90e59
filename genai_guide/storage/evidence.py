"""Evidence files: measured where they are, never copied."""

from __future__ import annotations

import stat
from hashlib import file_digest
from pathlib import Path

from genai_guide.record.draft import Draft, Evidence
from genai_guide.storage.errors import FileError
from genai_guide.text import sanitize, text_error


def measure_evidence(path: Path) -> Evidence:
    """Return a file's name, length and digest.

    Raises:
        FileError: if it is no regular file, or cannot be read.
    """
    path = path.absolute()
    if wrong := text_error(str(path), long=True, nfc=False):
        raise FileError(path, f"the file's name cannot be taken: {wrong}")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileError(path, "this is not a file that can be read")
        with path.open("rb") as file:
            content = file_digest(file, "sha256")
            size = file.tell()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(path, f"cannot be read as evidence: {reason}") from None
    return Evidence(
        path=str(path), name=sanitize(path.name), size=size, sha256=content.hexdigest()
    )


def find_evidence_problems(draft: Draft) -> list[str]:
    """List which evidence files are missing, unreadable, or have changed since."""
    problems: list[str] = []
    for task in draft.closed.values():
        before = task.evidence
        if before is None or not before.path:
            continue
        try:
            now = measure_evidence(Path(before.path))
        except FileError as error:
            problems.append(str(error))
            continue
        if now.sha256 != before.sha256:
            problems.append(f"{before.path}: changed since it was named as evidence")
    return problems
