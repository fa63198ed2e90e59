"""What shows that a task is done; files are measured where they are, never copied."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path

from genai_guide.record.draft import ClosedTask, Draft, Evidence, EvidenceState
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import parse_path, path_is_file
from genai_guide.text import sanitize, text_error

_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+|mailto:\S+")
_PATH = re.compile(
    r"(~|\.{1,2})?[/\\].*|[A-Za-z]:[/\\].*|.*\.(pdf|docx?|odt|rtf|txt|md|html?|eml|msg"
    r"|png|jpe?g|gif|heic|tiff?|webp|xlsx?|ods|csv|pptx?|key|pages|numbers|zip|mov|mp4"
    r"|wav|mp3|toml|json)",
    re.IGNORECASE,
)
"""What is meant as a file, even where there is none of that name."""


def parse_evidence(typed: str) -> Evidence:
    """Return what a person typed as evidence: a link, a file that is there, or words.

    Raises:
        FileError: if a file is meant, and it is not there or cannot be read.
    """
    if _LINK.fullmatch(typed):
        return Evidence(link=typed)
    if "\n" not in typed:
        try:
            path = parse_path(typed)
        except FileError:
            return Evidence(text=typed)  # too long for a name, for example
        if path_is_file(path) or _PATH.fullmatch(typed):
            return measure_evidence(path)
    return Evidence(text=typed)


def measure_evidence(path: Path) -> Evidence:
    """Return a file's name, length and digest.

    Raises:
        FileError: if it is no regular file, or cannot be read.
    """
    path = path.absolute()
    if wrong := text_error(str(path), long=True, nfc=False):
        raise FileError(path, f"the file's name cannot be used: {wrong}")
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
        if task.evidence and task.evidence.path:
            state, problem = _state(task.evidence)
            if state:
                problems.append(problem)
    return problems


def with_evidence_state(task: ClosedTask) -> ClosedTask:
    """Return a closed task that says what has become of its evidence file."""
    if task.evidence is None or not task.evidence.path:
        return task
    state, _ = _state(task.evidence)
    return replace(task, evidence=replace(task.evidence, state=state))


def list_evidence(folder: Path) -> dict[str, Path]:
    """Return the files of a folder by the names that evidence has in a record.

    Raises:
        FileError: if it is no folder, or cannot be read.
    """
    try:
        paths = sorted(folder.iterdir())
    except NotADirectoryError:
        raise FileError(folder, "this is not a folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(folder, f"cannot be read: {reason}") from None
    # The file that has the very name is the one that a person would open.
    exact = {path.name: path for path in paths}
    return {sanitize(path.name): path for path in paths} | exact


def _state(before: Evidence) -> tuple[EvidenceState, str]:
    """Return what has become of an evidence file, with a sentence for people."""
    try:
        now = measure_evidence(Path(before.path))
    except FileError as error:
        return "missing", str(error)
    if now.sha256 != before.sha256:
        return "changed", f"{before.path}: changed since it was named as evidence"
    return "", ""
