"""`genai-guide show`: a record as a document to read."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from genai_guide.commands.carried import print_migration
from genai_guide.exit_codes import ExitCode
from genai_guide.record.message import format_contact_message
from genai_guide.record.statement import Statement
from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.record import build_record_document
from genai_guide.report.text import render_text
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Replay, Verification
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import (
    RecordFile,
    RecordKind,
    build_record,
    load_file,
)
from genai_guide.storage.summaries import summary_answers, to_table
from genai_guide.text import escape


@dataclass(frozen=True)
class _Shown:
    """What is shown of a file."""

    statement: Statement
    table: Mapping[str, Any]
    """The statement as it stands in the file."""
    pack: Pack | None
    """The very questions that were answered, if they are at hand."""
    assessment: Assessment | None
    """What follows from the answers; none where the statement says something else."""
    verification: Verification | None = None


def run(options: Namespace) -> int:
    """Print the record, or write it to a file that is not there yet."""
    pack = load_pack(options.pack)
    file = load_file(options.file)
    build = _shown_summary if file.kind is RecordKind.SUMMARY else _shown_answers
    shown = build(file, pack)
    text = _render(shown, options.format)
    if options.out:
        write_new(options.out, text.encode("utf-8"))
        print(f"Written to {escape(str(options.out))}", file=sys.stderr)
    else:
        sys.stdout.write(text)
    verification = shown.verification
    if verification is None or not verification.result.is_broken:
        return ExitCode.DONE
    lines = "\n  ".join([verification.first_line, *verification.differences])
    print(f"genai-guide: {escape(f'{options.file}: {lines}')}", file=sys.stderr)
    return ExitCode.CHANGED


def _shown_answers(file: RecordFile, pack: Pack) -> _Shown:
    record = build_record(file, pack)
    print_migration(record)
    statement = record.statement
    return _Shown(statement, to_table(statement), pack, record.assessment)


def _shown_summary(file: RecordFile, pack: Pack) -> _Shown:
    """Return a summary: what it states can be shown without its questions, too."""
    # Imported here: only a summary needs it.
    from genai_guide.workflows.verify import Verifier

    summary = file.summary()
    verifier = Verifier(pack, datetime.now().astimezone())
    verification = verifier.verify_summary(file.path, summary)
    statement, assessment = summary.statement, None
    own = verifier.find_pack(statement.pack)
    if own and verification.replay is Replay.FOLLOWS:
        assessment = assess(own, summary_answers(file.path, statement, own))
    table = summary.tables["statement"]
    return _Shown(statement, table, own, assessment, verification)


def _render(shown: _Shown, form: str) -> str:
    if form == "json":
        text = json.dumps(
            shown.table, ensure_ascii=False, indent=1, default=datetime.isoformat
        )
        return f"{text}\n"
    document = build_record_document(shown.statement, shown.pack, shown.verification)
    if form == "html":
        return render_html(document)
    if form == "markdown":
        return render_markdown(document)
    if shown.assessment is None:
        return render_text(document)
    message = escape(format_contact_message(shown.assessment))
    return f"{render_text(document)}\nMessage to the contact\n\n{message}"
