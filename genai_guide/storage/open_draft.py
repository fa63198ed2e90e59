"""A draft that is open: locked, compared with the disk before each save, and saved."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Self

from genai_guide.record.draft import Draft, new_draft
from genai_guide.record.migration import Migration
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.storage.atomic_write import (
    create_folder,
    not_saved_error,
    write_atomic,
)
from genai_guide.storage.cleanup import remove_leftovers
from genai_guide.storage.drafts import DraftSerializer, serialize_draft
from genai_guide.storage.earlier_drafts import parse_or_migrate, write_migrated
from genai_guide.storage.errors import FileError, SaveError
from genai_guide.storage.locking import Lock, acquire_lock
from genai_guide.storage.previous import (
    is_previous,
    keep_previous,
    offer_previous,
    restore_previous,
)
from genai_guide.storage.reading import DRAFT_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml

GONE = ""
"""Stands for a file that is not there."""
SOMETHING_ELSE = "something else"
"""Stands for what no session of ours can be, such as a link or a folder."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NOT_OURS = (errno.ELOOP, errno.EACCES, errno.EISDIR, errno.ENXIO)


def digest_content(content: bytes) -> str:
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
        raise not_saved_error(path, error) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return SOMETHING_ELSE
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return digest_content(file.read(DRAFT_BYTES + 1))
    except OSError as error:
        raise not_saved_error(path, error) from None
    finally:
        # What was read is read, whatever closing says.
        with contextlib.suppress(OSError):
            os.close(descriptor)


_HALF_FULL = (
    f"This session's file is more than half of the {DRAFT_BYTES // 1_000_000} MB that"
    " one may be, most of it the history of changes. Finish it, or begin a new use."
)


class OpenDraft:
    """The file of one session, from opening to closing.

    Args:
        path: The file; where it is a link, the file that it leads to is meant.
        pack: The questions and rules.
    """

    def __init__(self, path: Path, pack: Pack) -> None:
        self.path = _real(path)
        """Where it is saved; another file once somebody else has changed this one."""
        self.pack = pack
        self.found = Migration(new_draft(pack), pack.version)
        """What was read; for a new session an empty one."""
        self.read_only = ""
        """Why nothing is saved here, in a sentence; empty where it is."""
        self._lock: Lock | None = None
        self._opened = b""
        self._there = GONE
        self._tried: set[str] = set()
        self._text = DraftSerializer()
        self._warned = False

    @classmethod
    def resume(cls, path: Path, pack: Pack, now: str) -> Self:
        """Open a saved session; if another window holds it, only to be read.

        A kept copy (see `previous`) is gone on with in a new file.

        Raises:
            FileProblem: if it is no session of this pack.
        """
        opened = cls(restore_previous(path) if is_previous(path) else path, pack)
        try:
            # A name that leads nowhere should get no lock, so this comes first.
            read_bytes(opened.path, DRAFT_BYTES)
            lock = opened._hold(now)
            opened._read()
        except FileError as problem:
            opened.close()
            raise offer_previous(problem) from None
        if lock.holder:
            opened.read_only = lock.holder.sentence(now)
        elif opened.found.moved:
            opened.read_only = "answered under another version of the questions"
        return opened

    def _read(self) -> None:
        self._opened = read_bytes(self.path, DRAFT_BYTES)
        parsed = parse_toml(self.path, self._opened)
        self.found = parse_or_migrate(self.path, parsed, self.pack)
        self._there = digest_content(self._opened)

    def _hold(self, now: str) -> Lock:
        self._lock = acquire_lock(self.path, now)
        if not self._lock.holder:
            remove_leftovers(self.path, held=not self._lock.missing)
        return self._lock

    @property
    def exists(self) -> bool:
        """Whether the draft was read from its file, or saved to it."""
        return self._there != GONE

    @property
    def unlocked(self) -> str:
        """A sentence if other windows are not kept out; else empty."""
        if not self._lock or not self._lock.missing:
            return ""
        return (
            f"This file cannot be locked ({self._lock.missing}): open it in one"
            " window only."
        )

    def carry(self, now: str) -> OpenDraft:
        """Go on with what was carried over, in a new file; the old one stays.

        Raises:
            FileProblem: if the new file cannot be written.
        """
        path = write_migrated(self.path, self.pack, self.found, now)
        self.close()
        return OpenDraft.resume(path, self.pack, now)

    def save(
        self, session: Draft, now: str, assessment: Assessment | None = None
    ) -> str:
        """Bring a session to the disk; give what a person should be told, or `""`.

        Args:
            session: What is to be saved.
            now: The time with its offset.
            assessment: What follows from its answers, where that is known already.

        Raises:
            FileProblem: if it is not on the disk; it may be tried again.
        """
        if self.read_only:
            raise SaveError(self.path, self.read_only)
        content = serialize_draft(
            self.path, self.pack, session, now, assessment=assessment, text=self._text
        )
        begins = not self._lock
        lock = self._lock or self._begin(now)
        there = digest_on_disk(self.path)
        if lock.holder:
            told = self._save_beside(content, now, "is open in another window")
        elif there not in (GONE, self._there, *self._tried):
            told = self._save_beside(content, now, "was changed by somebody else")
        else:
            gone = there == GONE != self._there
            self._replace(content)
            told = f"{self.path.name} was gone; it is written again." if gone else ""
        unlocked = self.unlocked if begins else ""
        return " ".join(filter(None, (told, unlocked, self._half_full(content))))

    def close(self) -> None:
        """Let others have it; a later save would hold it again."""
        if self._lock:
            self._lock.release()
            self._lock = None

    def _begin(self, now: str) -> Lock:
        """Hold a new session, which gets its lock with its first save."""
        try:
            create_folder(self.path.parent)
        except OSError as error:
            raise not_saved_error(self.path, error) from None
        return self._hold(now)

    def _replace(self, content: bytes) -> None:
        if self._opened:
            keep_previous(self.path, self._opened)
            self._opened = b""
        # What fails may be there all the same, and is then no change by others.
        ours = digest_content(content)
        self._tried.add(ours)
        write_atomic(self.path, content)
        self._is_ours(ours)

    def _is_ours(self, there: str) -> None:
        self._there = there
        self._tried.clear()

    def _save_beside(self, content: bytes, now: str, why: str) -> str:
        """Save in a new file, and stay there."""
        copy, lock = _copy_of(self.path, now)
        try:
            write_atomic(copy, content)
        except FileError:
            lock.release()
            raise
        self.close()
        told = (
            f"{self.path.name} {why}; your answers are kept in {copy.name}, and this"
            " goes on there."
        )
        self.path, self._lock, self._opened = copy, lock, b""
        self._is_ours(digest_content(content))
        return told

    def _half_full(self, content: bytes) -> str:
        """Warn, once, while there is still room."""
        if self._warned or len(content) * 2 < DRAFT_BYTES:
            return ""
        self._warned = True
        return _HALF_FULL


def _real(path: Path) -> Path:
    """Find the file that a link leads to, so that it is that one which is held."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path  # reading it says what is wrong with it


def _copy_of(path: Path, now: str) -> tuple[Path, Lock]:
    """Find a name beside a file that nobody has, and hold it."""
    when = datetime.fromisoformat(now).strftime("%Y%m%d-%H%M%S")
    more = (f"-{number}" if number > 1 else "" for number in count(1))
    while True:
        copy = path.with_name(f"{path.stem}.conflict-{when}{next(more)}.toml")
        lock = acquire_lock(copy, now)
        if not lock.holder and not os.path.lexists(copy):
            return copy, lock
        lock.release()
