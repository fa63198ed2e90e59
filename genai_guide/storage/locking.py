"""Lock a draft, so that two windows do not save over each other.

The lock is the system's own, on a file beside the draft: each save gives the draft
itself another inode, and a lock on that would be lost with the old one. It ends with
the process, however that ends; the text in the file only says whose it is.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from genai_guide.text import escape

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_SUFFIX = ".lock"
"""What is added to a draft's name to name its lock."""
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_TRIES = 5
_LONGEST = 400
_FAR = 1 << 30
"""The byte that is locked on Windows, where nobody can read what is locked."""


@dataclass(frozen=True)
class Holder:
    """Who has a draft open, as the lock says."""

    pid: str = ""
    host: str = ""
    since: str = ""
    """The time with its offset, as ISO 8601; empty if it is not known."""

    def sentence(self, now: str) -> str:
        """Return who holds the draft, for the window that may only read it."""
        since = f" since {_clock(self.since, now)}" if self.since else ""
        who = f" (pid {self.pid} on {self.host})" if self.pid and self.host else ""
        return f"open in another window{since}{who}; read only here"


@dataclass(slots=True)
class Lock:
    """The outcome of locking: ours, somebody else's, or impossible here."""

    path: Path
    holder: Holder | None = None
    """Who else holds it; `None` if nobody does."""
    missing: str = ""
    """Why there is no lock at all; empty if there is one."""
    descriptor: int | None = None

    def release(self) -> None:
        """Release the lock, and remove its file."""
        if self.descriptor is None:
            return
        # While it is still held, so that the next holder's file is not removed.
        with contextlib.suppress(OSError):
            if _is_at(self.descriptor, self.path):
                self.path.unlink()
        _close(self.descriptor)
        self.descriptor = None
        with contextlib.suppress(OSError):
            if os.name == "nt":  # where an open file cannot be removed
                self.path.unlink()


def acquire_lock(path: Path, now: str) -> Lock:
    """Try to lock a draft for as long as it is open; never waits.

    Args:
        path: The draft's file, which need not exist.
        now: The time with its offset, which others are told.
    """
    lock = Lock(path.with_name(path.name + LOCK_SUFFIX))
    for _ in range(_TRIES):
        try:
            descriptor = os.open(lock.path, os.O_RDWR | os.O_CREAT | _SAFE, 0o600)
        except OSError as error:
            lock.missing = _no_lock(error)
            return lock
        try:
            _lock(descriptor)
        except OSError as error:
            _close(descriptor)
            if error.errno in _HELD:
                lock.holder = _holder(lock.path)
            else:
                lock.missing = _no_lock(error)
            return lock
        if _is_at(descriptor, lock.path):
            lock.descriptor = descriptor
            _sign(descriptor, now)
            return lock
        # It was removed between the two calls: the lock of a file without a name.
        _close(descriptor)
    lock.missing = "it comes and goes"
    return lock


if sys.platform == "win32":

    def _lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _close(descriptor: int) -> None:
    """Close a lock's file; the lock is gone even if that fails."""
    with contextlib.suppress(OSError):
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except OSError:
        return False


def _sign(descriptor: int, now: str) -> None:
    """Write whose lock it is; on a full disk it is a lock all the same."""
    text = f"pid: {os.getpid()}\nhost: {platform.node()}\nsince: {now}\n"
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode("utf-8", "replace"))


def _holder(path: Path) -> Holder:
    """Read who the holder is; the lock holds whatever stands there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _SAFE)
        with os.fdopen(descriptor, "rb") as file:
            text = file.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return Holder()
    lines = dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)
    pid, host, since = (
        escape(lines.get(key, ""))[:64] for key in ("pid", "host", "since")
    )
    return Holder(pid, host, since)


def _clock(since: str, now: str) -> str:
    """Format a time; on the same day without the date."""
    try:
        then, here = datetime.fromisoformat(since), datetime.fromisoformat(now)
        then = then.astimezone(here.tzinfo)
    except (ValueError, OverflowError):
        return since
    form = "%H:%M" if then.date() == here.date() else "%Y-%m-%d %H:%M"
    return then.strftime(form)


def _no_lock(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    return reason[:1].lower() + reason[1:]
