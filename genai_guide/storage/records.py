"""Any file that holds answers: a session, a summary, an answers file, a case."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from genai_guide.record.draft import Draft, draft_from_answers
from genai_guide.record.migration import Migration
from genai_guide.record.statement import build_draft_statement
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.draft_parser import (
    DRAFT_FORMAT,
    SUMMARY_FORMAT,
    parse_or_migrate,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import DRAFT_BYTES, RECORD_BYTES, read_bytes
from genai_guide.storage.summaries import draft_from_summary, parse_document
from genai_guide.storage.toml import parse_toml


class RecordKind(StrEnum):
    """What a file that holds answers is."""

    SESSION = "session"
    SUMMARY = "summary"
    ANSWERS = "answers file"


class Record(NamedTuple):
    """What was read from a file, and what follows from its answers now."""

    path: Path
    kind: RecordKind
    session: Draft
    assessment: Assessment
    document: dict[str, Any]
    """The tables as they were read."""
    carried: Migration | None = None
    """What became of a session's answers."""

    @property
    def statement(self) -> dict[str, Any]:
        """The statement of a summary as signed, or the body made from the answers."""
        if self.kind is RecordKind.SUMMARY:
            return dict(self.document["statement"])
        return build_draft_statement(self.session, self.assessment)


def read_record(path: Path, pack: Pack) -> Record:
    """Read any file that holds answers to a pack.

    Raises:
        FileProblem: if it cannot be read, or holds something else.
    """
    whole = read_bytes(path, DRAFT_BYTES)
    if len(whole) > RECORD_BYTES and DRAFT_FORMAT.encode() not in whole[:200]:
        sentence = f"larger than {RECORD_BYTES // 1000} kB, and no session of ours"
        raise FileError(path, sentence)
    content = parse_toml(path, whole)
    found = content.get("format")
    carried = None
    if isinstance(found, str) and found.startswith("genai-guide/session/"):
        carried = parse_or_migrate(path, content, pack)
        kind, session = RecordKind.SESSION, carried.draft
    elif isinstance(found, str) and found.startswith("genai-guide/summary/"):
        statement = parse_document(path, content)["statement"]
        if statement["pack"]["id"] != pack.id:
            raise FileError(path, _other_pack(statement["pack"]["id"], pack))
        kind, session = RecordKind.SUMMARY, draft_from_summary(path, statement, pack)
    elif found is not None:
        expected = f"expected {DRAFT_FORMAT} or {SUMMARY_FORMAT}"
        sentence = f"found the format “{str(found)[:64]}”; {expected}"
        raise FileError(path, sentence)
    else:
        answers = parse_answers(path, content, pack)
        kind, session = RecordKind.ANSWERS, draft_from_answers(pack, answers)
    assessment = assess(pack, session.answers)
    return Record(path, kind, session, assessment, content, carried)


def _other_pack(theirs: str, pack: Pack) -> str:
    return (
        f"a summary made with the questions “{theirs}”, not with “{pack.id}”;"
        " name their folder with --pack"
    )


def list_toml_files(paths: Iterable[Path]) -> list[Path]:
    """List files, and for a folder the TOML files in it, in name order.

    A folder without any stays in the list, to be refused when it is read.
    """
    found: list[Path] = []
    for path in sorted(paths):
        listed = sorted(one for one in _in_folder(path) if one.name[0] != ".")
        found += listed or [path]
    return found


def _in_folder(path: Path) -> list[Path]:
    """List the TOML files of a folder; nothing where there is no folder."""
    try:
        return list(path.glob("*.toml")) if path.is_dir() else []
    except (OSError, ValueError):
        # A name that no file can have; reading it says so.
        return []
