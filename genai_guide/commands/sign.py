"""`genai-guide sign`: sign a complete draft or answers file."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from genai_guide.commands.opening import print_migration
from genai_guide.commands.output import print_data, print_message
from genai_guide.commands.profile import read_claims
from genai_guide.commands.start import local_now
from genai_guide.commands.trust_warning import print_trust_warning
from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import SignedRevision, unseen_places
from genai_guide.record.explanation import format_answered
from genai_guide.record.statement import SignOff
from genai_guide.report.pdf import PdfError
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import find_evidence_problems
from genai_guide.storage.packs import load_pack
from genai_guide.storage.profile import load_profile, summaries_folder
from genai_guide.storage.records import RecordKind, read_record
from genai_guide.storage.summaries import propose_summary_path
from genai_guide.workflows.controller import Controller
from genai_guide.workflows.export import write_pdf
from genai_guide.workflows.sign import write_summary
from genai_guide.workflows.signing_key import signing_key

_STDOUT = Path("-")
_LISTED = 10
"""How many open questions are listed."""


def run(options: Namespace) -> int:
    """Write the summary and print its path."""
    pack = load_pack(options.pack)
    if not options.attest:
        print_message("add --attest to state this:", f"  {pack.attestation}")
        return ExitCode.USAGE
    if options.pdf and options.out == _STDOUT:
        print_message("--pdf writes a PDF beside the summary. Name its file with -o")
        return ExitCode.USAGE
    print_trust_warning(options.pack, pack)
    now = local_now()
    signoff = SignOff(**read_claims(options), at=now)
    if problem := signoff.problem():
        print_message(problem)
        return ExitCode.USAGE
    record = read_record(options.file, pack)
    if record.file.kind is RecordKind.SUMMARY:
        print_message(f"{options.file}: this is signed already")
        return ExitCode.FAILED
    print_migration(record)
    if places := record.assessment.status.open:
        lines = [f"{options.file}: not complete. Still to be answered:"]
        lines += [f"  {place}" for place in places[:_LISTED]]
        if len(places) > _LISTED:
            lines.append(f"  and {len(places) - _LISTED} more")
        print_message(*lines)
        return ExitCode.INCOMPLETE
    asked = record.assessment.status.asked
    if unseen := unseen_places(record.draft, asked):
        lines = [f"{options.file}: these answers were copied. Look at each one first:"]
        lines += [
            f"  {format_answered(pack, record.draft.answers, place)}"
            for place in unseen[:_LISTED]
        ]
        if len(unseen) > _LISTED:
            lines.append(f"  and {len(unseen) - _LISTED} more")
        print_message(*lines)
        return ExitCode.INCOMPLETE
    for problem in find_evidence_problems(record.draft):
        print_message(f"evidence: {problem}")
    key = signing_key(options.key, print_message)
    if options.out == _STDOUT:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "summary.toml"
            draft = write_summary(path, pack, record.draft, signoff, key)
            content = path.read_bytes()
        print_message(f"signed: {record.assessment.verdict.title}")
        sys.stdout.buffer.write(content)
    else:
        path = options.out or summaries_folder(load_profile(), options.file)
        if options.out is None or path.is_dir():
            path = propose_summary_path(pack, record.draft, path)
        draft = write_summary(path, pack, record.draft, signoff, key)
        print_message(f"signed: {record.assessment.verdict.title}. The summary is in")
        print_data(path)
    if record.file.kind is RecordKind.SESSION and draft.signed:
        _note_revision(options.file, pack, draft.signed, path, now)
    if options.pdf:
        _write_pdf(path, pack, now)
    return ExitCode.DONE


def _write_pdf(summary: Path, pack: Pack, now: datetime) -> None:
    """Write the PDF of a summary; the summary is signed even if that fails."""
    try:
        print_message(f"the PDF is in {write_pdf(summary, pack, now)}")
    except (FileError, PdfError) as error:
        print_message(f"no PDF: {error}")


def _note_revision(
    draft: Path, pack: Pack, signed: SignedRevision, summary: Path, now: datetime
) -> None:
    """Note in the draft what was signed, so that its next summary is a revision."""
    controller = Controller(pack, lambda: now, draft.parent, lambda _: None)
    problem = ""
    try:
        # What another window has answered meanwhile stays.
        controller.work_on(controller.open(draft))
        controller.record_signature(signed, summary)
        if reason := controller.read_only or controller.problem:
            problem = f"{controller.path}: not saved: {reason}"
    except FileError as error:
        problem = str(error)
    finally:
        controller.close()
    if problem:
        print_message(f"{problem}. The next summary of this use will not name this one")
