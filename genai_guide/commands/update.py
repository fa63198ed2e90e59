"""`genai-guide update`: say what has happened since a summary was signed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from genai_guide.commands.decide import add_entry, is_confirmed
from genai_guide.commands.output import print_data, print_message, sanitize_option
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.entries import EntryKind, EvidenceEntry
from genai_guide.signing.verification import Result, TrialCheck, Verification
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from genai_guide.storage.summaries import load_summary
from genai_guide.workflows.entries import add_own_entries
from genai_guide.workflows.possible_entries import parse_entry_evidence
from genai_guide.workflows.signing_key import signing_key
from genai_guide.workflows.verify import Verifier


def run(options: Namespace) -> int:
    """Append a closed task or condition, an answer or a note."""
    if options.copy:
        return _add_from_copy(options)
    if options.close is None:
        if options.evidence is not None:
            print_message("--evidence needs --close")
            return ExitCode.USAGE
        kind = EntryKind.ANSWER if options.note is None else EntryKind.NOTE
        typed = options.answer if options.note is None else options.note
        return add_entry(
            options, kind, {"reasons": sanitize_option(str(kind), typed, long=True)}
        )
    tasks = [task.id for task in load_summary(options.file).statement.tasks]
    what = "task" if options.close in tasks else "condition"
    said = {what: options.close, "evidence": _evidence(options.evidence)}
    return add_entry(options, EntryKind.CLOSING, said)


def _add_from_copy(options: Namespace) -> int:
    """Add one's own entries from another copy of the summary."""
    verifier = Verifier(load_pack(options.pack), local_now())

    def verify(path: Path) -> Verification:
        verification = verifier.verify(path)
        if isinstance(verification, TrialCheck):
            raise FileError(path, verification.first_line)
        if verification.result not in (Result.GENUINE, Result.ENTRY_NOT_TRUSTED):
            raise FileError(path, f"nothing was added: {verification.first_line}")
        return verification

    for path in (options.file, options.copy):
        print_message(f"{path}: {verify(path).first_line}")
    key = signing_key(options.key, print_message)
    try:
        added = add_own_entries(options.file, options.copy, verify, key, is_confirmed)
    except ValueError as error:
        print_message(f"nothing else was added: {error}")
        return ExitCode.FAILED
    entries = "1 entry" if added == 1 else f"{added} entries"
    print_message(f"added {entries} of yours from {options.copy}")
    print_data(options.file)
    return ExitCode.DONE


def _evidence(given: str | None) -> EvidenceEntry | None:
    """Return what shows that something is done: words, a link, or a measured file."""
    if not given:
        return None
    return parse_entry_evidence(
        given, lambda text: sanitize_option("evidence", text, long=True)
    )
