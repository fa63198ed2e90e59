"""A draft that is open: locked, compared with the disk before each save, and saved."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Self

from genai_guide.debug_log import log
from genai_guide.record.draft import Draft, new_draft
from genai_guide.record.migration import Migration
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.pack import Pack
from genai_guide.storage.atomic_write import (
    READ_ONLY,
    create_folder,
    is_read_only,
    not_saved_error,
    write_atomic,
)
from genai_guide.storage.draft_parser import parse_or_migrate
from genai_guide.storage.drafts import DraftSerializer, serialize_draft, write_migrated
from genai_guide.storage.errors import FileError, SaveError
from genai_guide.storage.locking import LOCK_SUFFIX, Lock, acquire_lock
from genai_guide.storage.previous import (
    is_previous,
    keep_previous,
    offer_previous,
    previous_path,
    restore_previous,
)
from genai_guide.storage.reading import DRAFT_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml

_GONE = ""
"""Stands for the digest of a file that is not there."""
_SOMETHING_ELSE = "something else"
"""Stands for the digest of what no draft of ours can be, such as a link or a folder."""
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_NOT_OURS = (errno.ELOOP, errno.EACCES, errno.EISDIR, errno.ENXIO)
_HALF_FULL = (
    f"This draft uses more than half of the {DRAFT_BYTES // 1_000_000} MB that it"
    " may have, mostly for its history of changes. Finish it, or start a new use."
)
_TEMPORARY = re.compile(r"\.(?P<name>.+)\.(?P<pid>[1-9][0-9]{0,9})\.[0-9a-f]{8}\.tmp")
"""The name that `atomic_write` gives to what it moves into place."""
_DAY = 24 * 60 * 60.0


class OpenDraft:
    """The file of one draft, from opening to closing.

    Args:
        path: The file; if it is a link, the file that it leads to.
        pack: The questions and rules.
    """

    def __init__(self, path: Path, pack: Pack) -> None:
        self.path = _real(path)
        """Where it is saved; another file once somebody else has changed this one."""
        self.pack = pack
        self.migration = Migration(new_draft(pack), pack.version)
        """What was read; for a new draft an empty one."""
        self.read_only = ""
        """Why nothing is saved here, in a sentence; empty if it is."""
        self._lock: Lock | None = None
        self._opened = b""
        """What the file held when it was opened, until that is kept as a copy."""
        self._digest = _GONE
        """The digest of the file as it was read or saved last."""
        self._tried: set[str] = set()
        self._serializer = DraftSerializer()
        self._warned = False

    @classmethod
    def resume(cls, path: Path, pack: Pack, now: str) -> Self:
        """Open a saved draft; if another window holds it, only for reading.

        A kept copy (see `previous`) is continued in a new file.

        Raises:
            FileError: if it is no draft of this pack.
        """
        opened = cls(restore_previous(path) if is_previous(path) else path, pack)
        try:
            # A name that leads nowhere gets no lock, and reading says what is wrong.
            if os.path.isfile(opened.path):  # noqa: PTH113 - it refuses any name
                opened._acquire_lock(now)
            content = read_bytes(opened.path, DRAFT_BYTES)
            parsed = parse_toml(opened.path, content)
            opened.migration = parse_or_migrate(
                opened.path, parsed, pack, source=content
            )
        except FileError as error:
            opened.close()
            raise offer_previous(error) from None
        opened._opened, opened._digest = content, _digest(content)
        if opened._lock and opened._lock.holder:
            opened.read_only = opened._lock.holder.sentence(now)
        elif is_read_only(opened.path):
            opened.read_only = READ_ONLY
        elif opened.migration.moved:
            opened.read_only = "answered under another version of the questions"
        return opened

    def _acquire_lock(self, now: str) -> Lock:
        self._lock = acquire_lock(self.path, now)
        other = "held by another window" if self._lock.holder else "held"
        log("lock: %s", "not to be had" if self._lock.missing else other)
        if not self._lock.holder:
            remove_leftovers(self.path, held=not self._lock.missing)
        return self._lock

    @property
    def exists(self) -> bool:
        """Whether the draft was read from its file, or saved to it."""
        return self._digest != _GONE

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
        """Continue with what was carried over, in a new file; the old one stays.

        Raises:
            FileError: if the new file cannot be written.
        """
        path = write_migrated(self.path, self.pack, self.migration, now)
        self.close()
        return OpenDraft.resume(path, self.pack, now)

    def save(self, draft: Draft, now: str, assessment: Assessment | None = None) -> str:
        """Save a draft, and return what a person should be told, or `""`.

        Args:
            draft: What is to be saved.
            now: The time with its offset.
            assessment: What follows from its answers, if that is known already.

        Raises:
            FileError: if it is not on the disk; it may be tried again.
        """
        if self.read_only:
            raise SaveError(self.path, self.read_only)
        content = serialize_draft(
            self.path,
            self.pack,
            draft,
            now,
            assessment=assessment,
            text=self._serializer,
        )
        is_first = not self._lock
        if is_first:
            try:
                create_folder(self.path.parent)
            except OSError as error:
                raise not_saved_error(self.path, error) from None
        lock = self._lock or self._acquire_lock(now)
        on_disk = _digest_on_disk(self.path)
        message = ""
        if lock.holder:
            message = self._save_beside(content, now, "is open in another window")
        elif on_disk not in (_GONE, self._digest, *self._tried):
            message = self._save_beside(content, now, "was changed by somebody else")
        else:
            if on_disk == _GONE != self._digest:
                message = f"{self.path.name} was deleted. It is written again."
            self._replace(content)
        unlocked = self.unlocked if is_first else ""
        return " ".join(filter(None, (message, unlocked, self._half_full(content))))

    def close(self) -> None:
        """Release the lock; a later save would acquire it again."""
        if self._lock:
            self._lock.release()
            self._lock = None

    def _replace(self, content: bytes) -> None:
        if self._opened:
            keep_previous(self.path, self._opened)
            self._opened = b""
        # What fails may be there all the same, and is then no change by others.
        digest = _digest(content)
        self._tried.add(digest)
        write_atomic(self.path, content)
        self._digest, self._tried = digest, set()

    def _save_beside(self, content: bytes, now: str, why: str) -> str:
        """Save in a new file, and stay there."""
        copy, lock = _lock_copy(self.path, now)
        try:
            write_atomic(copy, content)
        except FileError:
            lock.release()
            raise
        self.close()
        message = (
            f"{self.path.name} {why}. From now on your answers are saved in"
            f" {copy.name}."
        )
        self.path, self._lock, self._opened = copy, lock, b""
        self._digest, self._tried = _digest(content), set()
        return message

    def _half_full(self, content: bytes) -> str:
        """Warn, once, while there is still room."""
        if self._warned or len(content) * 2 < DRAFT_BYTES:
            return ""
        self._warned = True
        return _HALF_FULL


def _real(path: Path) -> Path:
    """Return the file that a link leads to, so that this one is locked."""
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError):
        return path  # reading it says what is wrong with it


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_on_disk(path: Path) -> str:
    """Return the digest of a file, or what stands there instead.

    Raises:
        SaveError: if that cannot be found out now, so that nothing can be saved.
    """
    try:
        descriptor = os.open(path, _READ)
    except (FileNotFoundError, NotADirectoryError):
        return _GONE
    except OSError as error:
        if error.errno in _NOT_OURS:
            return _SOMETHING_ELSE
        raise not_saved_error(path, error) from None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return _SOMETHING_ELSE
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return _digest(file.read(DRAFT_BYTES + 1))
    except OSError as error:
        raise not_saved_error(path, error) from None
    finally:
        # What was read is read, even if closing fails.
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _lock_copy(path: Path, now: str) -> tuple[Path, Lock]:
    """Find a name beside a file that nobody has, and lock it."""
    when = datetime.fromisoformat(now).strftime("%Y%m%d-%H%M%S")
    more = (f"-{number}" if number > 1 else "" for number in count(1))
    while True:
        copy = path.with_name(f"{path.stem}.conflict-{when}{next(more)}.toml")
        lock = acquire_lock(copy, now)
        if not lock.holder and not os.path.lexists(copy):
            return copy, lock
        lock.release()


def remove_leftovers(path: Path, *, held: bool) -> None:
    """Remove what dead processes left beside a draft.

    Processes of other machines cannot be checked. So of a draft that we hold all
    temporary files go whose process is dead here; of others only what is a day old.
    """
    try:
        with os.scandir(path.parent) as entries:
            listed = [
                (Path(entry.path), entry.stat(follow_symlinks=False).st_mtime)
                for entry in entries
            ]
    except OSError:
        return
    ours = (path.name, previous_path(path).name) if held else ()
    for file, modified in listed:
        is_old = modified < time.time() - _DAY
        if temporary := _TEMPORARY.fullmatch(file.name):
            is_ours = temporary["name"] in ours
            if (is_ours or is_old) and _is_dead(int(temporary["pid"])):
                with contextlib.suppress(OSError):
                    file.unlink()
        elif is_old and file.name.endswith(f".toml{LOCK_SUFFIX}"):
            # The lock of a draft that was never saved goes, if nobody holds it.
            draft = file.with_name(file.name.removesuffix(LOCK_SUFFIX))
            if not os.path.lexists(draft):
                acquire_lock(draft, "").release()


def _is_dead(pid: int) -> bool:
    if os.name == "nt":
        # There, asking with a signal would end it; a day's age has to be enough.
        return pid != os.getpid()
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
