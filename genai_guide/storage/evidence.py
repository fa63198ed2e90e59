"""Evidence files: measured where they lie, never copied."""

from __future__ import annotations

import stat
from hashlib import file_digest
from pathlib import Path

from genai_guide.record.draft import Evidence, Session
from genai_guide.storage.errors import FileProblem
from genai_guide.text import clean, fault


def measure(path: Path) -> Evidence:
    """Take a file's name, length and digest.

    Raises:
        FileProblem: if it is no regular file, or cannot be read.
    """
    path = path.absolute()
    if wrong := fault(str(path), long=True, nfc=False):
        raise FileProblem(path, f"the file's name cannot be taken: {wrong}")
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileProblem(path, "this is not a file that can be read")
        with path.open("rb") as file:
            content = file_digest(file, "sha256")
            size = file.tell()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileProblem(path, f"cannot be read as evidence: {reason}") from None
    return Evidence(
        path=str(path), name=clean(path.name), size=size, sha256=content.hexdigest()
    )


def evidence_problems(session: Session) -> list[str]:
    """Say which evidence files are missing, unreadable, or have changed since."""
    found: list[str] = []
    for closed in session.closed.values():
        before = closed.evidence
        if before is None or not before.path:
            continue
        try:
            now = measure(Path(before.path))
        except FileProblem as problem:
            found.append(str(problem))
            continue
        if now.sha256 != before.sha256:
            found.append(f"{before.path}: changed since it was named as evidence")
    return found
