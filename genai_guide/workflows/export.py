"""Make files of a record for others: a PDF to keep, an e-mail to send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from genai_guide.record.draft import Draft
from genai_guide.record.message import (
    BRIEF,
    SUMMARY,
    format_contact_message,
    format_subject,
)
from genai_guide.report.brief import build_brief
from genai_guide.report.document import Document
from genai_guide.report.email_draft import Attachment, render_email
from genai_guide.report.html import render_html
from genai_guide.report.pdf import PdfError, render_pdf
from genai_guide.report.source import Source, source_of_draft, source_of_summary
from genai_guide.rules.evaluate import assess, field_values
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Result, Verification
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import free_path
from genai_guide.storage.records import load_file
from genai_guide.storage.summaries import format_file_name
from genai_guide.workflows.verify import Verifier

_ELSEWHERE = "Open it where it is now, and write the e-mail from there."


class NotSentError(Exception):
    """Why there is nothing that could be sent, in a sentence for the person."""


def load_summary(
    path: Path, pack: Pack, now: datetime, digest: str = ""
) -> tuple[Source, bytes]:
    """Read and verify a summary; return what it says, and the file as it was read.

    Args:
        path: The file.
        pack: The questions.
        now: The time.
        digest: The digest of the summary that a person looks at; any may be read
            without one.

    Raises:
        FileError: if it cannot be read, is no summary of this version, or another one.
    """
    file = load_file(path)
    verification = Verifier(pack, now).verify_file(file)
    if not isinstance(verification, Verification):
        raise FileError(path, verification.first_line)
    if digest and verification.summary.digest != digest:
        raise FileError(path, "this is another summary than the one on the screen")
    return source_of_summary(verification), file.source


def build_pdf(
    source: Source,
    file: bytes,
    today: date,
    documents: Sequence[Document] = (),
    paper: str = "a4",
) -> bytes:
    """Return a record as a PDF, a summary with its file attached.

    Args:
        source: What the record says.
        file: The record as it was read.
        today: The date of a record that is not signed.
        documents: What is printed; the brief, if nothing else is named.
        paper: The size of the paper.

    Raises:
        PdfError: if it cannot be made.
    """
    signoff = source.statement.signoff
    day = signoff.at.date() if signoff else today
    attached = file if source.verification else None
    return render_pdf(documents or [build_brief(source)], day, attached, paper)


def build_email(source: Source, file: bytes, today: date) -> bytes:
    """Return the message to the contact as an e-mail that nobody has sent yet.

    A summary is attached, with its brief to read. Of a draft it is the text alone.

    Args:
        source: What the record says.
        file: The record as it was read.
        today: The day on which the message is written.

    Raises:
        NotSentError: if the summary must not be sent as it is.
    """
    assessment, verification = source.assessment, source.verification
    attachments: list[Attachment] = []
    attached: tuple[str, ...] = ()
    if verification:
        result = verification.result
        if result.is_broken or result is Result.UNSIGNED:
            raise NotSentError(verification.first_line)
    if assessment is None:
        msg = "The questions of this summary are not here. Name them with --pack."
        raise NotSentError(msg)
    if verification:
        name = format_file_name(assessment)
        attachments = [
            _brief(source, file, today, name),
            Attachment(f"{name}.toml", "application/toml", file),
        ]
        attached = (BRIEF, SUMMARY)
    production = field_values(assessment, "production")
    return render_email(
        format_subject(assessment),
        format_contact_message(assessment, today, attached),
        (production.get("contact", ""), production.get("contact_email", "")),
        production.get("legal_email", ""),
        attachments,
    )


def write_pdf(
    summary: Path, pack: Pack, now: datetime, paper: str = "a4", digest: str = ""
) -> Path:
    """Write the brief of a summary as a PDF beside it, and return where.

    Args:
        summary: The summary's file.
        pack: The questions.
        now: When it is written.
        paper: The size of the paper.
        digest: As for `load_summary`.

    Raises:
        FileError: if the summary cannot be read, or the PDF not written.
        PdfError: if it cannot be made.
    """
    source, file = load_summary(summary, pack, now, digest)
    path = free_path(summary.parent, summary.stem, ".pdf")
    write_new(path, build_pdf(source, file, now.date(), paper=paper), private=False)
    return path


def write_email(
    folder: Path, pack: Pack, draft: Draft, now: datetime, summary: Path | None
) -> Path:
    """Write the message about a draft as an e-mail, and return where.

    Args:
        folder: Where it is written.
        pack: The questions.
        draft: The use.
        now: When it is written.
        summary: The summary of these very answers, which is attached; `None` if they
            are not signed.

    Raises:
        FileError: if the e-mail cannot be written.
        NotSentError: if the summary is not there, or must not be sent as it is.
    """
    if summary is None:
        assessment = assess(pack, draft.answers)
        source = source_of_draft(draft, assessment, now.date())
        return _write_email(folder, source, b"", now.date())
    try:
        source, file = load_summary(summary, pack, now)
    except FileError as error:
        msg = f"the summary cannot be attached: {error}. {_ELSEWHERE}"
        raise NotSentError(msg) from None
    verification, signed = source.verification, draft.signed
    if verification and signed and verification.summary.digest != signed.digest:
        msg = f"{summary} is another summary than the one that you signed. {_ELSEWHERE}"
        raise NotSentError(msg)
    return _write_email(folder, source, file, now.date())


def write_summary_email(summary: Path, pack: Pack, now: datetime, digest: str) -> Path:
    """Write the message about a summary as an e-mail beside it, and return where.

    Args:
        summary: The summary's file.
        pack: The questions.
        now: When it is written.
        digest: As for `load_summary`.

    Raises:
        FileError: if the summary cannot be read, or the e-mail not written.
        NotSentError: if the summary must not be sent as it is.
    """
    source, file = load_summary(summary, pack, now, digest)
    return _write_email(summary.parent, source, file, now.date())


def _write_email(folder: Path, source: Source, file: bytes, today: date) -> Path:
    content = build_email(source, file, today)
    name = format_file_name(source.assessment) if source.assessment else "genai"
    path = free_path(folder, f"{name}-message", ".eml")
    write_new(path, content, private=False)
    return path


def _brief(source: Source, file: bytes, today: date, name: str) -> Attachment:
    """Return the brief as a PDF, or as a page where there is no PDF."""
    try:
        content = build_pdf(source, file, today)
    except PdfError:
        content = render_html(build_brief(source)).encode("utf-8")
        return Attachment(f"{name}.html", "text/html", content)
    return Attachment(f"{name}.pdf", "application/pdf", content)
