"""Evidence files: measured where they lie, never copied."""

from __future__ import annotations

import stat
from hashlib import file_digest
from pathlib import Path

from genai_guide.record.draft import Draft, Evidence
from genai_guide.storage.errors import FileError
from genai_guide.text import sanitize, text_error


def measure_evidence(path: Path) -> Evidence:
    """Take a file's name, length and digest.

    Raises:
        FileProblem: if it is no regular file, or cannot be read.
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


def find_evidence_problems(session: Draft) -> list[str]:
    """Say which evidence files are missing, unreadable, or have changed since."""
    found: list[str] = []
    for closed in session.closed.values():
        before = closed.evidence
        if before is None or not before.path:
            continue
        try:
            now = measure_evidence(Path(before.path))
        except FileError as problem:
            found.append(str(problem))
            continue
        if now.sha256 != before.sha256:
            found.append(f"{before.path}: changed since it was named as evidence")
    return found
