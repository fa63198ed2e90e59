"""`genai-guide diff`: what changed between two records, and what it does."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from genai_guide.commands.carried import print_migration
from genai_guide.exit_codes import ExitCode
from genai_guide.record.diff import diff_records
from genai_guide.record.diff_values import ComparedRecord
from genai_guide.record.replay import find_differences
from genai_guide.record.statement import build_draft_statement
from genai_guide.report.diff import build_diff_document
from genai_guide.report.text import render_text
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import find_pack, load_pack
from genai_guide.storage.reading import DRAFT_BYTES
from genai_guide.storage.records import Record, RecordKind, read_record
from genai_guide.storage.summaries import parse_document
from genai_guide.storage.toml import read_toml
from genai_guide.text import escape

_NOT_HERE = "its questions are not here (`--pack DIR` may name them)"


def run(options: Namespace) -> int:
    """Print the redline of two records."""
    pack = load_pack(options.pack)
    old, new = _side(options.old, pack), _side(options.new, pack)
    title = f"From {options.old} to {options.new}"
    found = build_diff_document(title, diff_records(old, new), old, new)
    sys.stdout.write(render_text(found))
    return ExitCode.DONE


def _side(path: Path, pack: Pack) -> ComparedRecord:
    """Read a record with the very questions that it was answered with."""
    content = read_toml(path, DRAFT_BYTES)
    own = find_pack(pack, *_named(content))
    if own is None and "statement" in content:
        return _stated(path, parse_document(path, content), _NOT_HERE)
    try:
        record = read_record(path, own or pack)
    except FileError as problem:
        if "statement" not in content:
            raise
        return _stated(path, parse_document(path, content), problem.sentence)
    print_migration(record)
    if not _follows(record):
        why = "its verdict does not follow from its answers, as verify says"
        return _stated(path, record.document, why)
    decision = record.document.get("decision")
    return ComparedRecord(record.statement, record.assessment, decision)


def _stated(path: Path, document: dict[str, Any], why: str) -> ComparedRecord:
    """Take a summary as it stands, without judging its answers."""
    said = f"genai-guide: {path}: {why}; only what it states is compared"
    print(escape(said), file=sys.stderr)
    return ComparedRecord(document["statement"], decision=document.get("decision"))


def _named(content: dict[str, Any]) -> tuple[str, str]:
    """Find which questions a record names, if it is one that does."""
    for key in ("statement", "session"):
        table = content.get(key)
        pack = table.get("pack") if isinstance(table, dict) else None
        if isinstance(pack, dict):
            return str(pack.get("id")), str(pack.get("digest"))
    return "", ""


def _follows(record: Record) -> bool:
    if record.kind is not RecordKind.SUMMARY:
        return True
    body = build_draft_statement(record.session, record.assessment)
    return not find_differences(record.statement, body)
