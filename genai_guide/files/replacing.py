"""Replacing a file so that at each moment the old or the new one is whole."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from genai_guide.files.errors import FileProblem

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside, bring it to the disk, and move it into place.

    Raises:
        FileProblem: if any of it fails; the file is as it was before.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_through(beside, content)
        beside.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise _not_saved(path, error) from None


def create_file(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet.

    Raises:
        FileProblem: if it is there, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_saved(path, error) from None
    try:
        _write_through(path, content)
    except FileExistsError:
        raise FileProblem(path, "not written: there is such a file already") from None
    except OSError as error:
        raise _not_saved(path, error) from None
    try:
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise _not_saved(path, error) from None


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, _NEW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk; Windows has no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_saved(path: Path, error: OSError) -> FileProblem:
    reason = error.strerror or str(error)
    return FileProblem(path, f"not saved: {reason[:1].lower()}{reason[1:]}")
