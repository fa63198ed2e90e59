"""`genai-guide diff`: what changed between two records, and what it does."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from genai_guide.commands.carried import say_carried
from genai_guide.exit_codes import ExitCode
from genai_guide.record.diff import difference
from genai_guide.record.diff_values import Side
from genai_guide.record.replay import differences
from genai_guide.record.statement import session_body
from genai_guide.report.diff import difference_document
from genai_guide.report.text import text
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.packs import load_pack, pack_at_hand
from genai_guide.storage.reading import SESSION_LIMIT
from genai_guide.storage.records import Record, RecordKind, read_record
from genai_guide.storage.summaries import document_from
from genai_guide.storage.toml import read_toml
from genai_guide.text import shown

_NOT_HERE = "its questions are not here (`--pack DIR` may name them)"


def run(options: Namespace) -> int:
    """Print the redline of two records."""
    pack = load_pack(options.pack)
    old, new = _side(options.old, pack), _side(options.new, pack)
    title = f"From {options.old} to {options.new}"
    found = difference_document(title, difference(old, new), old, new)
    sys.stdout.write(text(found))
    return ExitCode.DONE


def _side(path: Path, pack: Pack) -> Side:
    """Read a record with the very questions that it was answered with."""
    content = read_toml(path, SESSION_LIMIT)
    own = pack_at_hand(pack, *_named(content))
    if own is None and "statement" in content:
        return _stated(path, document_from(path, content), _NOT_HERE)
    try:
        record = read_record(path, own or pack)
    except FileProblem as problem:
        if "statement" not in content:
            raise
        return _stated(path, document_from(path, content), problem.sentence)
    say_carried(record)
    if not _follows(record):
        why = "its verdict does not follow from its answers, as verify says"
        return _stated(path, record.document, why)
    decision = record.document.get("decision")
    return Side(record.statement, record.assessment, decision)


def _stated(path: Path, document: dict[str, Any], why: str) -> Side:
    """Take a summary as it stands, without judging its answers."""
    said = f"genai-guide: {path}: {why}; only what it states is compared"
    print(shown(said), file=sys.stderr)
    return Side(document["statement"], decision=document.get("decision"))


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
    body = session_body(record.session, record.assessment)
    return not differences(record.statement, body)
