"""What the register found of files, kept so that the next look is quick.

It can be thrown away at any time, and is never believed against a file: what is opened
from the register is verified again.
"""

from __future__ import annotations

import gc
import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from genai_guide import __version__
from genai_guide.record.memory import Remembered
from genai_guide.record.register import DueItem, RegisterRow, UsedTool
from genai_guide.storage.atomic_write import create_folder
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_key_path
from genai_guide.storage.memory import load_memory
from genai_guide.storage.paths import cache_dir
from genai_guide.storage.trust import allowed_signers_path, trusted_packs_path

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_TABLES = """
create table if not exists row (path text primary key, mark text, data text);
create table if not exists seen (folders text primary key, states text);
"""
_UNUSABLE = (sqlite3.Error, ValueError, TypeError, AttributeError, RecursionError)
"""What comes of an index that somebody else wrote, and of names that are not UTF-8."""


class RegisterIndex:
    """The index of one person, in the cache folder; without one nothing is kept.

    Args:
        today: The day, as ISO 8601: what was found depends on it.
        pack_digest: The digest of the questions that the command line names.
    """

    def __init__(self, today: str, pack_digest: str) -> None:
        shapes = (RegisterRow, DueItem, UsedTool)
        names = ",".join(field.name for shape in shapes for field in fields(shape))
        parts = (today, __version__, names, pack_digest, *_trusted_files())
        self._base = "\n".join(parts)
        self._memory = _Memory()
        self._marks: dict[Path, str] = {}
        """How each file was before it was read."""
        self._connection = _connect()

    def known(self, paths: Iterable[Path]) -> dict[Path, RegisterRow]:
        """Return the rows of files that are as they were when they were verified."""
        found: dict[Path, RegisterRow] = {}
        # All that is made here stays: looking through it for garbage, again and again
        # as it grows, would take a quarter of the time.
        gc.disable()
        try:
            for path in paths:
                with suppress(OSError, *_UNUSABLE):
                    row = self._load(path)
                    if row is not None:
                        found[path] = row
        finally:
            gc.enable()
        return found

    def _load(self, path: Path) -> RegisterRow | None:
        if self._connection is None:
            return None
        select = "select mark, data from row where path = ?"
        values = (os.path.abspath(path),)  # noqa: PTH100 - quicker than absolute()
        with closing(self._connection.execute(select, values)) as cursor:
            mark, data = cursor.fetchone() or ("", "")
        before = self._marks[path] = self._mark(path)
        if not mark.startswith(before):
            return None
        row = _adapter().validate_json(data)
        is_same = mark == f"{before} {self._memory.mark(row)}"
        return row if is_same and row.file == str(path) else None

    def keep(self, rows: Mapping[Path, RegisterRow]) -> None:
        """Keep the rows of files that were verified; errors are looked at again."""
        if self._connection is None:
            return
        values = []
        for path, row in rows.items():
            # A file that is written meanwhile has another mark the next time.
            if not row.error and (before := self._marks.get(path)):
                mark = f"{before} {self._memory.mark(row)}"
                place = os.path.abspath(path)  # noqa: PTH100
                values.append((place, mark, _adapter().dump_json(row)))
        with suppress(*_UNUSABLE), self._connection:
            insert = "insert or replace into row values (?, ?, ?)"
            self._connection.executemany(insert, values)

    def states(self, folders: str) -> dict[str, str]:
        """Return the states of the uses of some folders, as they were seen last."""
        if self._connection is None:
            return {}
        with suppress(*_UNUSABLE):
            select = "select states from seen where folders = ?"
            with closing(self._connection.execute(select, (folders,))) as cursor:
                listed = cursor.fetchone()
            states = json.loads(listed[0]) if listed else {}
            if isinstance(states, dict):
                return {str(key): str(value) for key, value in states.items()}
        return {}

    def keep_states(self, folders: str, states: Mapping[str, str]) -> None:
        """Keep the states of the uses of some folders, for the next look."""
        if self._connection is None:
            return
        with suppress(*_UNUSABLE), self._connection:
            self._connection.execute(
                "insert or replace into seen values (?, ?)",
                (folders, json.dumps(dict(states))),
            )

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()

    def _mark(self, path: Path) -> str:
        """Return what tells whether a file, or what it is judged by, has changed."""
        status = os.stat(path)  # noqa: PTH116 - quicker for ten thousand files
        parts = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        return sha256(f"{self._base}\n{parts}".encode()).hexdigest()


def _connect() -> sqlite3.Connection | None:
    """Open the index; `None` where that is impossible. A damaged one is begun anew."""
    with suppress(RuntimeError, OSError, sqlite3.Error):
        folder = cache_dir()
        create_folder(folder)
        path = folder / "register.sqlite3"
        try:
            return _open(path)
        except sqlite3.OperationalError:  # locked, or the disk is full
            return None
        except sqlite3.DatabaseError:
            path.unlink()
            return _open(path)
    return None


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1)
    try:
        connection.executescript(_TABLES)
    except sqlite3.Error:
        connection.close()
        raise
    path.chmod(0o600)
    return connection


class _Memory:
    """What was signed on this computer, of each use by itself.

    A decision on one use is no reason to verify all the others again.
    """

    def __init__(self) -> None:
        self._about: dict[str, list[Remembered]] = defaultdict(list)
        with suppress(FileError):
            for each in load_memory():
                for key in (each.use, each.statement):
                    self._about[key].append(each)

    def mark(self, row: RegisterRow) -> str:
        """Return what tells whether more is remembered of a use than before."""
        keys = row.use_id, *row.supersedes
        known = [self._about[key] for key in keys if key in self._about]
        return sha256(repr(known).encode()).hexdigest() if known else ""


def _trusted_files() -> list[str]:
    """Return what tells whether the lists of what is trusted have changed."""
    marks = []
    for path in (allowed_signers_path(), trusted_packs_path(), own_key_path()):
        try:
            marks.append(sha256(path.read_bytes()).hexdigest())
        except OSError:
            marks.append("")
    return marks


@cache
def _adapter() -> TypeAdapter[RegisterRow]:
    # Imported here: listing files has no need of it where nothing is kept.
    from pydantic import TypeAdapter

    return TypeAdapter(RegisterRow)
