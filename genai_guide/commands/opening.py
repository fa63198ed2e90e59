"""Read a file that a person wants to work on."""

from __future__ import annotations

from pathlib import Path

from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.previous import offer_previous
from genai_guide.storage.records import (
    RecordFile,
    RecordKind,
    build_record,
    load_file,
)


def load_for_work(path: Path, pack: Pack, for_answers: str) -> RecordFile:
    """Load a draft or a summary, once it is sure that all of it can be read.

    Args:
        path: The file.
        pack: The questions that a draft has to answer.
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
        sentence = f"this is no draft but an answers file; use {for_answers}"
        raise FileError(path, sentence)
    return file
