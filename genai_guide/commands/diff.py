"""`genai-guide diff`: what changed between two records, and what it does."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from genai_guide.commands.opening import print_migration
from genai_guide.commands.output import print_message
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.diff import ComparedRecord, diff_records
from genai_guide.record.statement import build_draft_statement
from genai_guide.report.diff import build_diff_document
from genai_guide.report.text import render_text
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Replay, Result
from genai_guide.storage.packs import find_pack, load_pack
from genai_guide.storage.records import RecordKind, build_record, load_file
from genai_guide.text import escape_line
from genai_guide.workflows.verify import Verifier

_NOT_HERE = (
    "its questions are not on this computer. If you have them, name them with --pack"
)
_DOES_NOT_FOLLOW = (
    "its verdict does not follow from its answers (see `genai-guide verify`)"
)


def run(options: Namespace) -> int:
    """Print what differs between two records."""
    pack = load_pack(options.pack)
    old, new = _load(options.old, pack), _load(options.new, pack)
    names = escape_line(str(options.old)), escape_line(str(options.new))
    title = f"From {names[0]} to {names[1]}"
    document = build_diff_document(title, diff_records(old, new), old, new)
    sys.stdout.write(render_text(document))
    return ExitCode.DONE


def _load(path: Path, pack: Pack) -> ComparedRecord:
    """Load a record with the very questions that it was answered with."""
    file, now = load_file(path), local_now()
    if file.kind is RecordKind.SUMMARY:
        verification = Verifier(pack, now).verify_summary(path, file.summary())
        decided = verification.standing.summary if verification.entries else ""
        assessment = verification.assessment
        if verification.result.is_broken or verification.result is Result.UNSIGNED:
            print_message(f"{path}: {verification.first_line}")
        if assessment is None:
            # Such a summary is compared as written: its answers are not assessed again.
            is_wrong = verification.replay is Replay.DIFFERS
            reason = _DOES_NOT_FOLLOW if is_wrong else _NOT_HERE
            print_message(f"{path}: {reason}. Only what it states is compared")
        summary = verification.summary
        return ComparedRecord(summary.statement, assessment, summary, decided)
    table = file.content.get("session")
    named = table.get("pack") if isinstance(table, dict) else None
    if not isinstance(named, dict):
        named = {"id": "", "digest": ""}
    own = find_pack(pack, str(named.get("id")), str(named.get("digest")))
    record = build_record(file, own or pack)
    print_migration(record)
    statement = build_draft_statement(record.draft, record.assessment, now.date())
    return ComparedRecord(statement, record.assessment)
