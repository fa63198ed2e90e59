"""Any file that holds answers: a draft, a summary, an answers file, a test case."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from genai_guide.record.draft import Draft, draft_from_answers
from genai_guide.record.migration import Migration
from genai_guide.record.statement import Summary
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.draft_parser import (
    DRAFT_FORMAT,
    DRAFT_FORMATS,
    EMPTY,
    SUMMARY_FORMAT,
    parse_or_migrate,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import (
    DRAFT_BYTES,
    RECORD_BYTES,
    entry_is_folder,
    read_bytes,
)
from genai_guide.storage.summaries import draft_from_summary, parse_summary
from genai_guide.storage.toml import Table, parse_toml
from genai_guide.text import quote


class RecordKind(StrEnum):
    """What a file that holds answers is."""

    SESSION = "session"
    SUMMARY = "summary"
    ANSWERS = "answers file"


@dataclass(frozen=True)
class RecordFile:
    """A file that was read and parsed once, with what it says that it is."""

    path: Path
    kind: RecordKind
    content: Table
    """Its tables."""
    source: bytes
    """The file as it was read."""

    def summary(self) -> Summary:
        """Return the file as a summary.

        Raises:
            FileError: if it is none.
        """
        return parse_summary(self.path, self.content, self.source)


@dataclass(frozen=True)
class Record:
    """The answers of a file under some questions, and what follows from them now."""

    file: RecordFile
    draft: Draft
    assessment: Assessment
    summary: Summary | None = None
    """The summary that the file is, if it is one."""
    migration: Migration | None = None
    """What became of a draft's answers."""


def load_file(path: Path) -> RecordFile:
    """Read a file, and tell what it is.

    Raises:
        FileError: if it cannot be read, or has a format that is not known.
    """
    whole = read_bytes(path, DRAFT_BYTES)
    if len(whole) > RECORD_BYTES and not any(
        known.encode() in whole[:200] for known in DRAFT_FORMATS
    ):
        sentence = f"larger than {RECORD_BYTES // 1000} kB, and not a draft"
        raise FileError(path, sentence)
    content = parse_toml(path, whole)
    if not content:
        raise FileError(path, EMPTY)
    return RecordFile(path, _kind(path, content), content, whole)


def read_title(path: Path) -> str:
    """Return what a draft or a summary is about, in a line; `""` if it is neither."""
    try:
        file = load_file(path)
    except FileError:
        return ""
    is_draft = file.kind is RecordKind.SESSION
    head = file.content.get("session" if is_draft else "statement")
    if not isinstance(head, dict) or not head.get("title"):
        return ""
    use = head.get("use") if is_draft else ""  # a summary's title names its use
    named = ": ".join(filter(None, (head["title"], use)))
    return f"{named} ({'draft' if is_draft else 'summary'})"


def _kind(path: Path, content: Table) -> RecordKind:
    file_format = content.get("format")
    if file_format is None:
        is_summary = "statement" in content
        return RecordKind.SUMMARY if is_summary else RecordKind.ANSWERS
    for known in (*DRAFT_FORMATS, SUMMARY_FORMAT):
        # A newer format of one of them is refused where its content is read.
        if str(file_format).startswith(f"{known.rpartition('/')[0]}/"):
            is_summary = known == SUMMARY_FORMAT
            return RecordKind.SUMMARY if is_summary else RecordKind.SESSION
    expected = f"expected {DRAFT_FORMAT} or {SUMMARY_FORMAT}"
    sentence = f"found the format {quote(str(file_format)[:64])}; {expected}"
    raise FileError(path, sentence)


def build_record(file: RecordFile, pack: Pack) -> Record:
    """Return what the answers of a file come to by a pack.

    Raises:
        FileError: if they are no answers to it.
    """
    summary, migration = None, None
    if file.kind is RecordKind.SESSION:
        migration = parse_or_migrate(file.path, file.content, pack, source=file.source)
        draft = migration.draft
    elif file.kind is RecordKind.SUMMARY:
        summary = file.summary()
        made_with = summary.statement.pack.id
        if made_with != pack.id:
            sentence = (
                f"a summary made with the questions {quote(made_with[:64])}, not"
                f" “{pack.id}”. Name the folder of those questions with --pack"
            )
            raise FileError(file.path, sentence)
        draft = draft_from_summary(file.path, summary, pack)
    else:
        answers = parse_answers(file.path, file.content, pack, file.source)
        draft = draft_from_answers(pack, answers)
    assessment = assess(pack, draft.answers)
    return Record(file, draft, assessment, summary, migration)


def read_record(path: Path, pack: Pack) -> Record:
    """Read any file that holds answers to a pack.

    Raises:
        FileError: if it cannot be read, or holds something else.
    """
    return build_record(load_file(path), pack)


@dataclass(frozen=True)
class TomlFiles:
    """The TOML files among some paths, and what was left out of their folders."""

    files: tuple[Path, ...]
    skipped: tuple[tuple[Path, str], ...] = ()
    """What was not listed, each with the reason."""


def list_toml_files(paths: Iterable[Path], *, recursive: bool = False) -> TomlFiles:
    """List files, and for a folder the TOML files in it, in name order.

    A folder without any stays in the list, to be refused when it is read.

    Args:
        paths: Files and folders.
        recursive: Whether to go into the folders inside a folder as well.
    """
    files: list[Path] = []
    skipped: list[tuple[Path, str]] = []
    for path in sorted(paths):
        found = _list_folder(path, skipped, recursive=recursive)
        files += found or [path]
    return TomlFiles(tuple(files), tuple(skipped))


def _list_folder(
    folder: Path, skipped: list[tuple[Path, str]], *, recursive: bool
) -> list[Path]:
    """List the TOML files of a folder; nothing where there is no folder."""
    files: list[Path] = []
    others: Counter[Path] = Counter()
    # No function that calls itself: folders may lie in each other a thousand deep.
    try:
        todo = _entries(folder)[::-1]
    except (OSError, ValueError):
        # A name that no file can have, or no permission; reading it says so.
        return []
    while todo:
        path, is_folder = todo.pop()
        if is_folder:
            if path.name.startswith("."):
                skipped.append((path, "a hidden folder"))
            elif not recursive:
                skipped.append((path, "a folder; --recursive goes into it"))
            elif os.path.islink(path):  # noqa: PTH114 - never an error
                # It may lead back to where the search began.
                skipped.append((path, "a link to a folder"))
            else:
                try:
                    todo += reversed(_entries(path))
                except OSError as error:
                    skipped.append((path, f"it cannot be read: {error.strerror}"))
        elif path.suffix.lower() != ".toml":
            others[path.parent] += not path.name.startswith(".")
        elif path.name.startswith("."):
            skipped.append((path, "a hidden file"))
        else:
            files.append(path)
    for parent, number in (+others).items():
        count = "1 file" if number == 1 else f"{number} files"
        skipped.append((parent, f"{count} in it not called .toml"))
    return files


def _entries(folder: Path) -> list[tuple[Path, bool]]:
    """List what is in a folder, and which of it are folders, in name order."""
    with os.scandir(folder) as found:
        named = sorted((entry.name, entry_is_folder(entry)) for entry in found)
    return [(folder / name, is_folder) for name, is_folder in named]
