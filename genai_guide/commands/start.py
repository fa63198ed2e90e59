"""Decide what `genai-guide`, `new`, `open` and `ask` start with."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.previous import offer_previous
from genai_guide.storage.records import RecordKind, build_record, load_file


def local_now() -> datetime:
    """Return the time to the second, with its offset."""
    return datetime.now().astimezone().replace(microsecond=0)


def refuse_existing(path: Path, resume_with: str) -> None:
    """Raise an error if a new use is to be saved where a file is already.

    Args:
        path: Where the new use is to be saved.
        resume_with: The command that opens a file.
    """
    if os.path.lexists(path):
        sentence = f"there is such a file already; resume it with `{resume_with}`"
        raise FileError(path, sentence)


def find_kind(path: Path, pack: Pack, for_answers: str) -> RecordKind:
    """Return whether a file is a session or a summary, and can be read.

    Args:
        path: The file.
        pack: The questions that a session has to answer.
        for_answers: The commands that take an answers file, which cannot be opened.

    Raises:
        FileError: if it is neither, or cannot be read.
    """
    try:
        file = load_file(path)
        if file.kind is not RecordKind.SUMMARY:
            build_record(file, pack)
    except FileError as error:
        raise offer_previous(error) from None
    if file.kind is RecordKind.SUMMARY:
        file.summary()
    elif file.kind is RecordKind.ANSWERS:
        sentence = f"this is no session but an answers file; use {for_answers}"
        raise FileError(path, sentence)
    return file.kind
