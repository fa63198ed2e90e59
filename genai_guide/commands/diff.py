"""`genai-guide diff`: what changed between two records, and what it does."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from genai_guide.commands.carried import print_migration
from genai_guide.commands.output import print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.record.diff import ComparedRecord, diff_records
from genai_guide.record.replay import find_differences
from genai_guide.record.statement import build_determined
from genai_guide.report.diff import build_diff_document
from genai_guide.report.text import render_text
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import find_pack, load_pack
from genai_guide.storage.records import RecordKind, build_record, load_file

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
    """Load a record with the very questions that it was answered with."""
    file = load_file(path)
    table = file.content.get("statement") or file.content.get("session")
    named = table.get("pack") if isinstance(table, dict) else None
    if not isinstance(named, dict):
        named = {"id": "", "digest": ""}
    own = find_pack(pack, str(named.get("id")), str(named.get("digest")))
    if file.kind is not RecordKind.SUMMARY:
        record = build_record(file, own or pack)
        print_migration(record)
        return ComparedRecord(record.statement, record.assessment)
    reason = _NOT_HERE
    if own is not None:
        try:
            record = build_record(file, own)
        except FileError as error:
            reason = error.sentence
        else:
            determined = build_determined(record.assessment)
            if not find_differences(record.statement, determined):
                return ComparedRecord(
                    record.statement, record.assessment, record.summary
                )
            reason = _DOES_NOT_FOLLOW
    # Such a summary is compared as written: its answers are not assessed again.
    summary = file.summary()
    print_message(f"{path}: {reason}; only what it states is compared")
    return ComparedRecord(summary.statement, summary=summary)
