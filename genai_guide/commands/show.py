"""`genai-guide show`: a record as a document to read."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from genai_guide.commands.arguments import FILE_FORMATS
from genai_guide.commands.carried import print_migration
from genai_guide.commands.output import print_message
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.message import format_contact_message
from genai_guide.record.statement import Statement, build_draft_statement
from genai_guide.report.document import Document
from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.pdf import PdfError, render_pdf
from genai_guide.report.record import build_draft_document, build_summary_document
from genai_guide.report.text import render_text
from genai_guide.rules.evaluate import Assessment
from genai_guide.signing.verification import TrialCheck, Verification
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import RecordKind, build_record, load_file
from genai_guide.storage.summaries import to_table
from genai_guide.text import escape
from genai_guide.workflows.verify import Verifier

_RENDER = {"html": render_html, "markdown": render_markdown, "text": render_text}


def run(options: Namespace) -> int:
    """Print the record, or write it to a file that is not there yet."""
    if options.format in FILE_FORMATS and not options.out and sys.stdout.isatty():
        print_message(f"--format {options.format} makes a file; name it with -o")
        return ExitCode.USAGE
    pack, file, now = load_pack(options.pack), load_file(options.file), local_now()
    verification: Verification | TrialCheck | None = None
    if file.kind is RecordKind.SUMMARY:
        verification = Verifier(pack, now).verify_file(file)
    if isinstance(verification, TrialCheck) and options.format in FILE_FORMATS:
        print_message(f"{options.file}: {verification.first_line} Show it as text.")
        return ExitCode.FAILED
    try:
        if isinstance(verification, TrialCheck):
            content = _show_table(verification).encode("utf-8")
        elif verification:
            content = _show_summary(verification, file.source, options)
        else:
            record = build_record(file, pack)
            print_migration(record)
            assessment, today = record.assessment, now.date()
            statement = build_draft_statement(record.draft, assessment, today)
            document = build_draft_document(statement, assessment, today)
            if options.format == "pdf":
                content = render_pdf(document, today, paper=options.paper)
            else:
                content = _render(statement, document, assessment, options.format)
    except PdfError as error:
        print_message(f"{options.file}: {error}")
        return ExitCode.FAILED
    if options.out:
        write_new(options.out, content)
        print(f"Written to {escape(str(options.out))}", file=sys.stderr)
    elif options.format in FILE_FORMATS:
        sys.stdout.buffer.write(content)
    else:
        sys.stdout.write(content.decode("utf-8"))
    if isinstance(verification, TrialCheck):
        return verification.result.code
    if verification is None or not verification.result.is_broken:
        return ExitCode.DONE
    print_message(f"{options.file}: {verification.first_line}")
    for difference in verification.differences:
        print_message(f"  {difference}")
    return ExitCode.CHANGED


def _show_summary(
    verification: Verification, source: bytes, options: Namespace
) -> bytes:
    statement = verification.summary.statement
    document = build_summary_document(verification)
    if options.format == "pdf":
        day = statement.signoff.at.date()
        return render_pdf(document, day, source, options.paper)
    return _render(statement, document, verification.assessment, options.format)


def _render(
    statement: Statement,
    document: Document,
    assessment: Assessment | None,
    output_format: str,
) -> bytes:
    if output_format == "json":
        return _to_json(to_table(statement)).encode("utf-8")
    text = _RENDER[output_format](document)
    if output_format == "text" and assessment:
        message = escape(format_contact_message(assessment))
        text += f"\nMessage to {escape(assessment.pack.contact)}\n\n{message}"
    return text.encode("utf-8")


def _show_table(trial: TrialCheck) -> str:
    """Show a pre-release summary as the table that it is."""
    table = _to_json(trial.summary.tables)
    return f"{trial.sentence}\n\n{escape(table)}"


def _to_json(table: Mapping[str, Any]) -> str:
    text = json.dumps(table, ensure_ascii=False, indent=1, default=datetime.isoformat)
    return f"{text}\n"
