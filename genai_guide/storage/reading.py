"""Read files that anybody may have written: regular ones, bounded in bytes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from genai_guide.debug_log import log_file
from genai_guide.storage.errors import FileError

RECORD_BYTES = 256_000
"""The most bytes of a summary, an answers file or a pack file."""
DRAFT_BYTES = 4_000_000
"""The most bytes of a draft, whose log only grows."""


def read_bytes(path: Path, limit: int) -> bytes:
    """Read a regular file of at most `limit` bytes.

    Raises:
        FileError: if it is not there, is no regular file and is not piped in, or is
            too large.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as file:
            status = os.fstat(file.fileno())
            if stat.S_ISFIFO(status.st_mode) and _is_own_stream(path):
                os.set_blocking(file.fileno(), True)  # somebody pipes it in
            elif not stat.S_ISREG(status.st_mode):
                raise FileError(path, "this is not a file that can be read")
            # Room for what is there, and not for all that might be, is quicker made.
            content = file.read(min(status.st_size, limit) + 1)
            if len(content) > status.st_size:  # it has grown, or tells no size
                content += file.read(limit - status.st_size)
    except FileNotFoundError:
        raise FileError(path, "there is no such file") from None
    except IsADirectoryError:
        raise FileError(path, "this is a folder, not a file") from None
    except PermissionError:
        raise FileError(path, "no permission to read this file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(path, f"cannot be read: {reason}") from None
    if len(content) > limit:
        reason = f"larger than {limit // 1000} kB, too large for such a file"
        raise FileError(path, reason)
    log_file("read", path, len(content))
    return content


def _is_own_stream(path: Path) -> bool:
    """Return whether a path names a stream that this process was started with."""
    return str(path) == "/dev/stdin" or path.parent == Path("/dev/fd")


def _open_without_waiting(path: str, flags: int) -> int:
    """Open a file; opening a FIFO would otherwise wait for a writer for ever."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def parse_path(text: str) -> Path:
    """Parse a path that a person typed, `~` being their own folder.

    Raises:
        FileError: if no file can have that name.
    """
    try:
        path = Path(text).expanduser()
        os.lstat(path)
    except FileNotFoundError:
        return path
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(text[:80], f"this is not a valid file name: {reason}") from None
    return path


def path_is_file(path: Path) -> bool:
    """Return whether there is a file; not so for a name that no file can have."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises an error then


def path_is_folder(path: Path) -> bool:
    """Return whether there is a folder, in the same way."""
    return os.path.isdir(path)  # noqa: PTH112


def entry_is_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether a name in a folder is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere, or back to itself
        return False
