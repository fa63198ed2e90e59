"""What can be done with a saved session as a whole: rename, put away, duplicate."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from genai_guide.rules.pack import Pack
from genai_guide.storage.atomic_write import create_folder, not_saved_error, write_new
from genai_guide.storage.draft_list import ARCHIVE_FOLDER
from genai_guide.storage.drafts import load_or_migrate, serialize_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.locking import LOCK_SUFFIX, acquire_lock
from genai_guide.storage.previous import previous_path

_LONGEST = 60
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def rename_draft(path: Path, name: str, now: str) -> Path:
    """Give a session's file another name, in the same folder.

    Args:
        path: The session.
        name: What was typed; what no file should have in its name becomes `-`.
        now: The time, as ISO 8601 with the offset.

    Raises:
        FileProblem: if it is open, or the name is taken or none.
    """
    stem = re.sub(r"[^\w .-]+", "-", name.strip().removesuffix(".toml"))
    stem = stem.strip(" .-_")[:_LONGEST].strip(" .-_")
    if not stem or _DEVICES.fullmatch(stem):
        raise FileError(path, "no such name: it needs letters or numbers")
    return _moved(path, path.with_name(f"{stem}.toml"), now)


def archive_draft(path: Path, now: str) -> Path:
    """Put a session away, where the list does not show it.

    Raises:
        FileProblem: if it is open, or cannot be moved.
    """
    return _moved(path, path.parent / ARCHIVE_FOLDER / path.name, now)


def restore_archived(path: Path, now: str) -> Path:
    """Take a session that was put away back into the list.

    Raises:
        FileProblem: if it is open, or cannot be moved.
    """
    return _moved(path, path.parent.parent / path.name, now)


def duplicate_draft(path: Path, new: Path, pack: Pack, now: str) -> None:
    """Start a similar use: the same answers and notes, and nothing of the rest.

    What was done, signed or changed belongs to the use that it was done for.

    Raises:
        FileProblem: if the session cannot be read, or the new one not written.
    """
    found = load_or_migrate(path, pack)
    if found.moved:
        sentence = (
            "answered under another version of the questions; open it, and duplicate"
            " what it becomes"
        )
        raise FileError(path, sentence)
    similar = replace(
        found.draft, closed={}, log=(), signed=None, position="", unfinished=""
    )
    write_new(new, serialize_draft(new, pack, similar, now))


def _moved(path: Path, new: Path, now: str) -> Path:
    """Move a session with the copy that is kept of it, while nobody has it open."""
    with _held(path, now):
        try:
            create_folder(new.parent)
            if os.path.lexists(new) or os.path.lexists(
                new.with_name(new.name + LOCK_SUFFIX)
            ):
                raise FileError(new, "there is such a file already")
            path.rename(new)
            if os.path.lexists(previous_path(path)):
                previous_path(path).replace(previous_path(new))
        except OSError as error:
            raise not_saved_error(new, error) from None
    return new


@contextmanager
def _held(path: Path, now: str) -> Iterator[None]:
    lock = acquire_lock(path, now)
    if lock.holder:
        raise FileError(path, lock.holder.sentence(now))
    try:
        yield
    finally:
        lock.release()
