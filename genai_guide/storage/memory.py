"""What was signed on this computer: a file in the data folder that only grows."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from genai_guide.record.entries import EntryKind
from genai_guide.record.memory import STATEMENT, Remembered
from genai_guide.storage.atomic_write import create_folder
from genai_guide.storage.errors import FileError
from genai_guide.storage.locking import acquire_lock
from genai_guide.storage.paths import data_dir
from genai_guide.storage.reading import read_bytes

_MOST_BYTES = 64_000_000
_TRIES, _PAUSE = 40, 0.05


def memory_path() -> Path:
    """Return the path of the memory."""
    return data_dir() / "memory.jsonl"


def load_memory() -> tuple[Remembered, ...]:
    """Load what was signed on this computer; nothing if there is no file yet.

    A line that cannot be read, as after a power cut, is passed over: the others count.

    Raises:
        FileError: if the file is there and cannot be read.
    """
    path = memory_path()
    if not os.path.lexists(path):
        return ()
    text = read_bytes(path, _MOST_BYTES).decode("utf-8", "replace")
    found = []
    for line in text.split("\n"):
        try:
            found.append(_parse(json.loads(line)))
        except (ValueError, TypeError, RecursionError):
            continue
    return tuple(found)


def _parse(values: object) -> Remembered:
    """Return what a line says, or raise `ValueError` or `TypeError`."""
    if not isinstance(values, dict):
        raise TypeError
    revision = values.get("revision")
    texts = [value for key, value in values.items() if key != "revision"]
    if type(revision) is not int or not all(isinstance(text, str) for text in texts):
        raise TypeError
    remembered = Remembered(**values)
    datetime.fromisoformat(remembered.at)
    if remembered.kind != STATEMENT:
        EntryKind(remembered.kind)
    return remembered


def remember(signed: Remembered) -> None:
    """Add a line to the memory.

    Raises:
        FileError: if it cannot be written.
    """
    path = memory_path()
    line = json.dumps({key: value for key, value in asdict(signed).items() if value})
    try:
        create_folder(path.parent)
        lock = acquire_lock(path, signed.at)
        for _ in range(_TRIES):
            if lock.holder is None:
                break
            time.sleep(_PAUSE)
            lock = acquire_lock(path, signed.at)
        try:
            _append(path, line)
        finally:
            lock.release()
    except OSError as error:
        raise FileError(path, f"cannot be written: {error.strerror}") from None


def _append(path: Path, line: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        # A line that was cut short must not swallow this one.
        os.write(descriptor, f"\n{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
