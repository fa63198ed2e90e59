"""`genai-guide diff`: what changed between two records, and what it does."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from genai_guide.commands.carried import print_migration
from genai_guide.exit_codes import ExitCode
from genai_guide.record.diff import ComparedRecord, diff_records
from genai_guide.record.replay import find_differences
from genai_guide.record.statement import build_determined
from genai_guide.report.diff import build_diff_document
from genai_guide.report.text import render_text
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import find_pack, load_pack
from genai_guide.storage.records import (
    RecordFile,
    RecordKind,
    build_record,
    load_file,
)
from genai_guide.text import escape

_NOT_HERE = "its questions are not here (`--pack DIR` may name them)"
_DOES_NOT_FOLLOW = "its verdict does not follow from its answers, as verify says"


def run(options: Namespace) -> int:
    """Print what differs between two records."""
    pack = load_pack(options.pack)
    old, new = _load(options.old, pack), _load(options.new, pack)
    title = f"From {options.old} to {options.new}"
    document = build_diff_document(title, diff_records(old, new), old, new)
    sys.stdout.write(render_text(document))
    return ExitCode.DONE


def _load(path: Path, pack: Pack) -> ComparedRecord:
    """Read a record with the very questions that it was answered with."""
    file = load_file(path)
    own = find_pack(pack, *_pack_of(file))
    if file.kind is not RecordKind.SUMMARY:
        record = build_record(file, own or pack)
        print_migration(record)
        return ComparedRecord(record.statement, record.assessment)
    if own is None:
        return _as_stated(file, _NOT_HERE)
    try:
        record = build_record(file, own)
    except FileError as problem:
        return _as_stated(file, problem.sentence)
    if find_differences(record.statement, build_determined(record.assessment)):
        return _as_stated(file, _DOES_NOT_FOLLOW)
    return ComparedRecord(record.statement, record.assessment, record.summary)


def _as_stated(file: RecordFile, why: str) -> ComparedRecord:
    """Return a summary as it stands, without judging its answers."""
    summary = file.summary()
    text = f"genai-guide: {file.path}: {why}; only what it states is compared"
    print(escape(text), file=sys.stderr)
    return ComparedRecord(summary.statement, summary=summary)


def _pack_of(file: RecordFile) -> tuple[str, str]:
    """Return which questions a file names, if it is one that does."""
    table = file.content.get("statement") or file.content.get("session")
    pack = table.get("pack") if isinstance(table, dict) else None
    if not isinstance(pack, dict):
        return "", ""
    return str(pack.get("id")), str(pack.get("digest"))
