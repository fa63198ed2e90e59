"""What can be done with a saved draft as a whole: rename and archive."""

from __future__ import annotations

import os
import re
from pathlib import Path

from genai_guide.storage.atomic_write import create_folder, not_saved_error
from genai_guide.storage.draft_list import ARCHIVE_FOLDER
from genai_guide.storage.errors import FileError
from genai_guide.storage.locking import LOCK_SUFFIX, acquire_lock
from genai_guide.storage.previous import previous_path

_LONGEST = 60
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def rename_draft(path: Path, name: str, now: str) -> Path:
    """Rename a draft's file, in the same folder.

    Args:
        path: The draft.
        name: What was typed; characters that no file name should have become `-`.
        now: The time, as ISO 8601 with the offset.

    Raises:
        FileError: if it is open, or the name is taken or none.
    """
    stem = file_stem(name)
    if not stem:
        raise FileError(path, "this name cannot be used. Use letters or numbers")
    return _moved(path, path.with_name(f"{stem}.toml"), now)


def file_stem(name: str) -> str:
    """Return a name as that of a file, without `.toml`; empty if it cannot be one."""
    stem = re.sub(r"[^\w .-]+", "-", name.strip().removesuffix(".toml"))
    stem = stem.strip(" .-_")[:_LONGEST].strip(" .-_")
    return "" if _DEVICES.fullmatch(stem) else stem


def archive_draft(path: Path, now: str) -> Path:
    """Move a draft to the archive, which the list does not show.

    Raises:
        FileError: if it is open, or cannot be moved.
    """
    return _moved(path, path.parent / ARCHIVE_FOLDER / path.name, now)


def restore_archived(path: Path, now: str) -> Path:
    """Move an archived draft back into the list.

    Raises:
        FileError: if it is open, or cannot be moved.
    """
    return _moved(path, path.parent.parent / path.name, now)


def _moved(path: Path, new: Path, now: str) -> Path:
    """Move a draft with the copy that is kept of it, while nobody has it open."""
    lock = acquire_lock(path, now)
    if lock.holder:
        raise FileError(path, lock.holder.sentence(now))
    try:
        create_folder(new.parent)
        if any(map(os.path.lexists, (new, new.with_name(new.name + LOCK_SUFFIX)))):
            raise FileError(new, "this file exists already")
        path.rename(new)
        if os.path.lexists(previous_path(path)):
            previous_path(path).replace(previous_path(new))
    except OSError as error:
        raise not_saved_error(new, error) from None
    finally:
        lock.release()
    return new
