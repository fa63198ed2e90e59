"""What is on the disk now, to be compared with what we last read or wrote."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from pathlib import Path

from genai_guide.files.reading import SESSION_LIMIT
from genai_guide.files.replacing import not_saved

GONE = ""
"""Stands for a file that is not there."""
SOMETHING_ELSE = "something else"
"""Stands for what no session of ours can be, such as a link or a folder."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NOT_OURS = (errno.ELOOP, errno.EACCES, errno.EISDIR, errno.ENXIO)


def digest(content: bytes) -> str:
    """Give the digest of a content."""
    return hashlib.sha256(content).hexdigest()


def digest_on_disk(path: Path) -> str:
    """Give the digest of a file, or what stands there instead.

    Raises:
        FileProblem: if that cannot be found out now, so that nothing can be saved.
    """
    try:
        descriptor = os.open(path, _READ)
    except (FileNotFoundError, NotADirectoryError):
        return GONE
    except OSError as error:
        if error.errno in _NOT_OURS:
            return SOMETHING_ELSE
        raise not_saved(path, error) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return SOMETHING_ELSE
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return digest(file.read(SESSION_LIMIT + 1))
    except OSError as error:
        raise not_saved(path, error) from None
    finally:
        # What was read is read, whatever closing says.
        with contextlib.suppress(OSError):
            os.close(descriptor)
