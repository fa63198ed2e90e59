"""`genai-guide show`: a record as a document to read."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import date, datetime, time
from typing import Any

from genai_guide.commands.arguments import FILE_FORMATS
from genai_guide.commands.opening import print_migration
from genai_guide.commands.output import print_message
from genai_guide.commands.start import local_now
from genai_guide.commands.verification_objects import PRINTED, verification_as_object
from genai_guide.exit_codes import ExitCode
from genai_guide.report.annex import build_annex
from genai_guide.report.brief import build_brief
from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.pdf import PdfError
from genai_guide.report.source import Source, source_of_draft, source_of_summary
from genai_guide.report.text import render_text
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Result, TrialCheck, Verification
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import RecordFile, RecordKind, build_record, load_file
from genai_guide.storage.summaries import to_table
from genai_guide.text import escape, escape_line
from genai_guide.workflows.export import NotSentError, build_email, build_pdf
from genai_guide.workflows.verify import Verifier

_RENDER = {"html": render_html, "markdown": render_markdown, "text": render_text}


def run(options: Namespace) -> int:
    """Print the brief, or write it to a file that is not there yet."""
    if options.format in FILE_FORMATS and not options.out and sys.stdout.isatty():
        print_message(f"--format {options.format} makes a file. Name it with -o")
        return ExitCode.USAGE
    pack, file, now = load_pack(options.pack), load_file(options.file), local_now()
    verification: Verification | TrialCheck | None = None
    if file.kind is RecordKind.SUMMARY:
        verification = Verifier(pack, now).verify_file(file)
    try:
        if isinstance(verification, TrialCheck):
            content = _render_table(verification, options.format)
        else:
            source = (
                source_of_summary(verification)
                if verification
                else _load_draft(file, pack, now)
            )
            content = _render(source, file, now, options)
    except (PdfError, NotSentError) as error:
        print_message(f"{options.file}: {error}")
        return ExitCode.FAILED
    if options.out:
        write_new(options.out, content, private=False)
        print(f"Written to {escape_line(str(options.out))}", file=sys.stderr)
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


def _load_draft(file: RecordFile, pack: Pack, now: datetime) -> Source:
    record = build_record(file, pack)
    print_migration(record)
    return source_of_draft(record.draft, record.assessment, now.date())


def _render(
    source: Source, file: RecordFile, now: datetime, options: Namespace
) -> bytes:
    if options.format == "json":
        found = {"file": str(options.file), **_as_object(source)}
        return _to_json(found).encode("utf-8")
    if options.format == "eml":
        return build_email(source, file.source, now.date())
    documents = [build_brief(source)]
    if options.full:
        documents.append(build_annex(source))
    if options.format == "pdf":
        return build_pdf(source, file.source, now.date(), documents, options.paper)
    return _RENDER[options.format](*documents).encode("utf-8")


def _as_object(source: Source) -> dict[str, Any]:
    """Return a record with what verifying it found, as one object for scripts."""
    statement = {"statement": to_table(source.statement)}
    if source.verification is None:
        return {
            "result": Result.UNSIGNED.word,
            "decision": None,
            "in_force": False,
            "signer": None,
            "entries": [],
            "warnings": [],
            **statement,
        }
    found = verification_as_object(source.verification)
    shown = {key: value for key, value in found.items() if key not in PRINTED}
    return {**shown, **statement}


def _render_table(trial: TrialCheck, output_format: str) -> bytes:
    """Show a pre-release summary as the table that it is."""
    if output_format in FILE_FORMATS:
        msg = f"{trial.first_line} It can only be shown as text."
        raise NotSentError(msg)
    table = _to_json(dict(trial.summary.tables))
    return f"{trial.first_line}\n\n{escape(table)}".encode()


def _format_time(value: date | time) -> str:
    return value.isoformat()


def _to_json(table: dict[str, Any]) -> str:
    text = json.dumps(table, ensure_ascii=False, indent=1, default=_format_time)
    return f"{text}\n"
