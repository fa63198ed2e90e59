"""Holding a session, so that two windows do not save over each other.

The lock is the system's own, on a file beside the session: each save gives the
session itself another inode, and a lock on that would be lost with the old one. It
ends with the process, however that ends; the text in the file only says whose it is.
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
from typing import NamedTuple

from genai_guide.text import escape

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK_SUFFIX = ".lock"
"""What is added to a session's name to name its lock."""
_SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HELD = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
_TRIES = 5
_LONGEST = 400
_FAR = 1 << 30
"""The byte that is locked on Windows, where nobody can read what is locked."""


class Holder(NamedTuple):
    """Who has a session open, as the lock says."""

    pid: str = ""
    host: str = ""
    since: str = ""
    """The time with its offset, as ISO 8601; empty if it is not known."""

    def sentence(self, now: str) -> str:
        """Say who holds the session, for the window that may only read it."""
        since = f" since {_clock(self.since, now)}" if self.since else ""
        who = f" (pid {self.pid} on {self.host})" if self.pid and self.host else ""
        return f"open in another window{since}{who}; read only here"


@dataclass(slots=True)
class Lock:
    """The outcome of holding: ours, somebody else's, or not to be had here."""

    path: Path
    holder: Holder | None = None
    """Who else holds it; `None` if nobody does."""
    missing: str = ""
    """Why there is no lock at all; empty if there is one."""
    descriptor: int | None = None

    def release(self) -> None:
        """Let go of it, and take its file away."""
        if self.descriptor is None:
            return
        # While it is still held, so that it is not the next holder's that goes.
        with contextlib.suppress(OSError):
            if _is_at(self.descriptor, self.path):
                self.path.unlink()
        _close(self.descriptor)
        self.descriptor = None
        with contextlib.suppress(OSError):
            if os.name == "nt":  # where an open file cannot be taken away
                self.path.unlink()


def acquire_lock(path: Path, now: str) -> Lock:
    """Try to hold a session for as long as it is open; never waits.

    Args:
        path: The session's file, which need not be there.
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
        # It was taken away between the two calls: the lock of a file without a name.
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
    """Close a lock's file; the lock is gone even if that is called a failure."""
    with contextlib.suppress(OSError):
        os.close(descriptor)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.lstat(path))
    except OSError:
        return False


def _sign(descriptor: int, now: str) -> None:
    """Say whose lock it is; on a full disk it is one all the same."""
    text = f"pid: {os.getpid()}\nhost: {platform.node()}\nsince: {now}\n"
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text.encode("utf-8", "replace"))


def _holder(path: Path) -> Holder:
    """Read what the holder says; the lock holds whatever stands there."""
    try:
        descriptor = os.open(path, os.O_RDONLY | _SAFE)
        with os.fdopen(descriptor, "rb") as file:
            text = file.read(_LONGEST).decode("utf-8", "replace")
    except OSError:
        return Holder()
    said = dict(line.split(": ", 1) for line in text.split("\n") if ": " in line)
    words = {key: escape(said.get(key, ""))[:64] for key in ("pid", "host", "since")}
    return Holder(**words)


def _clock(since: str, now: str) -> str:
    """Say a time as one does: on the same day without the date."""
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
