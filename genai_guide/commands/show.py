"""`genai-guide show`: a record as a document to read."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
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
from genai_guide.storage.records import RecordKind, build_record, load_file
from genai_guide.storage.summaries import summary_answers, to_table
from genai_guide.text import escape

_RENDER = {"html": render_html, "markdown": render_markdown, "text": render_text}


def run(options: Namespace) -> int:
    """Print the record, or write it to a file that is not there yet."""
    pack, file = load_pack(options.pack), load_file(options.file)
    own: Pack | None = pack
    assessment: Assessment | None = None
    verification: Verification | None = None
    if file.kind is RecordKind.SUMMARY:
        # Imported here: only a summary needs it.
        from genai_guide.workflows.verify import Verifier

        summary = file.summary()
        statement: Statement = summary.statement
        table: Mapping[str, Any] = summary.tables["statement"]
        verifier = Verifier(pack, datetime.now().astimezone())
        verification = verifier.verify_summary(file.path, summary)
        # What it states can be shown without its questions, too.
        own = verifier.find_pack(summary.statement.pack)
        if own and verification.replay is Replay.FOLLOWS:
            answers = summary_answers(file.path, summary.statement, own)
            assessment = assess(own, answers)
    else:
        record = build_record(file, pack)
        print_migration(record)
        statement, assessment = record.statement, record.assessment
        table = to_table(statement)
    if options.format == "json":
        text = json.dumps(
            table, ensure_ascii=False, indent=1, default=datetime.isoformat
        )
        text += "\n"
    else:
        text = _RENDER[options.format](
            build_record_document(statement, own, verification)
        )
        if options.format == "text" and assessment:
            message = escape(format_contact_message(assessment))
            text += f"\nMessage to {escape(assessment.pack.contact)}\n\n{message}"
    if options.out:
        write_new(options.out, text.encode("utf-8"))
        print(f"Written to {escape(str(options.out))}", file=sys.stderr)
    else:
        sys.stdout.write(text)
    if verification is None or not verification.result.is_broken:
        return ExitCode.DONE
    lines = "\n  ".join([verification.first_line, *verification.differences])
    print(f"genai-guide: {escape(f'{options.file}: {lines}')}", file=sys.stderr)
    return ExitCode.CHANGED
