"""Replace a file so that at each moment the old or the new one is complete."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from pathlib import Path

from genai_guide.debug_log import log_file
from genai_guide.storage.errors import FileError, SaveError

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_BUSY = (5, 32, 33)
"""What Windows says while a scanner or another reader has the file open."""
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""What systems say that cannot bring a folder to the disk, such as network drives."""
READ_ONLY = "this file is read-only"
_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file beside, bring it to the disk, and move it into place.

    Raises:
        FileError: if any of it fails, or the file's owner made it read-only; the file
            is as it was before.
    """
    if is_read_only(path):
        raise SaveError(path, READ_ONLY)
    # `open_draft.remove_leftovers` knows this name, and removes what was left.
    beside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}.tmp")
    try:
        create_folder(path.parent)
        _write_through(beside, content)
        _move(beside, path)
        _sync_folder(path.parent)
        log_file("wrote", path, len(content))
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            raise not_saved_error(path, error) from None
        raise


def write_new(path: Path, content: bytes, *, private: bool = True) -> None:
    """Write a file that must not be there yet.

    Args:
        path: Where.
        content: What.
        private: Whether it is for its owner alone. Who may read another file, such as
            a summary, is as the umask says.

    Raises:
        FileError: if it is there, or cannot be written.
    """
    try:
        create_folder(path.parent, private=private)
    except OSError as error:
        raise not_saved_error(path, error) from None
    try:
        _write_through(path, content, 0o600 if private else 0o666)
    except FileExistsError:
        raise FileError(path, "not written: this file exists already") from None
    except OSError as error:
        raise not_saved_error(path, error) from None
    try:
        _sync_folder(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            path.unlink()
        raise not_saved_error(path, error) from None
    log_file("wrote", path, len(content))


def _write_through(path: Path, content: bytes, mode: int = 0o600) -> None:
    descriptor = os.open(path, _NEW, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def create_folder(folder: Path, *, private: bool = True) -> None:
    """Create a folder and those above it, so that they survive a power cut."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    if missing:
        folder.mkdir(0o700 if private else 0o777, parents=True, exist_ok=True)
    for path in reversed(missing):
        _sync_folder(path.parent)


def _move(beside: Path, path: Path) -> None:
    """Move a file into place; wait a little for one that Windows calls busy."""
    for pause in _PAUSES:
        try:
            beside.replace(path)
        except OSError as error:
            if getattr(error, "winerror", None) not in _BUSY:
                raise
            time.sleep(pause)
        else:
            return
    beside.replace(path)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk; Windows and some drives have no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def is_read_only(path: Path) -> bool:
    """Return whether its owner made a file read-only; moving could replace it still."""
    try:
        return not path.stat().st_mode & stat.S_IWUSR
    except (OSError, ValueError):
        return False


def not_saved_error(path: Path, error: OSError) -> SaveError:
    """Return the error of a file that the system did not let us write."""
    reason = error.strerror or str(error)
    return SaveError(path, f"{reason[:1].lower()}{reason[1:]}")


def write_shared(path: Path, content: bytes) -> None:
    """Replace a file; a link to it stays one, and who could read it still can.

    Raises:
        FileError: if it cannot be written; it is as it was before.
    """
    file = path.resolve()
    mode = file.stat().st_mode if file.exists() else None
    write_atomic(file, content)
    if mode is not None:
        with contextlib.suppress(OSError):
            file.chmod(stat.S_IMODE(mode))
