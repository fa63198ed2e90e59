"""`genai-guide sign`: sign off a complete session or answers file."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from genai_guide.commands.carried import print_migration
from genai_guide.commands.output import print_data, print_message, sanitize_option
from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import Draft
from genai_guide.record.statement import SignOff
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import find_evidence_problems
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import Record, RecordKind, read_record
from genai_guide.storage.summaries import propose_summary_path
from genai_guide.workflows.sign import write_summary
from genai_guide.workflows.signing_key import signing_key


def run(options: Namespace) -> int:
    """Write the summary and print its path."""
    pack = load_pack(options.pack)
    if not options.attest:
        print_message(f"add --attest to attest this:\n  {pack.attestation}")
        return ExitCode.USAGE
    now = datetime.now().astimezone().replace(microsecond=0)
    signoff = SignOff(
        name=sanitize_option("name", options.name),
        role=sanitize_option("role", options.role),
        organisation=sanitize_option("organisation", options.organisation),
        email=sanitize_option("e-mail", options.email),
        at=now,
    )
    if wrong := signoff.problem():
        print_message(wrong)
        return ExitCode.USAGE
    record = read_record(options.file, pack)
    if record.file.kind is RecordKind.SUMMARY:
        print_message(f"{options.file}: this is signed off already")
        return ExitCode.FAILED
    print_migration(record)
    if not record.assessment.complete:
        print_message(_what_is_open(record))
        return ExitCode.INCOMPLETE
    for said in find_evidence_problems(record.draft):
        print_message(f"evidence: {said}")
    path = options.out or propose_summary_path(pack, record.draft, Path.cwd())
    key = signing_key(options.key, print_message)
    signed = write_summary(path, pack, record.draft, signoff, key)
    print_message(f"signed off: {record.assessment.lowest.title}. The summary is in")
    print_data(path)
    if record.file.kind is RecordKind.SESSION:
        _note_revision(record, pack, signed, now.isoformat())
    return ExitCode.DONE


def _note_revision(record: Record, pack: Pack, signed: Draft, now: str) -> None:
    """Let the session know, so that its next summary is the next revision."""
    opened = None
    try:
        opened = OpenDraft.resume(record.file.path, pack, now)
        # What another window has answered meanwhile stays.
        opened.save(replace(opened.migration.draft, signed=signed.signed), now)
    except FileError as problem:
        print_message(f"{problem}; so a later summary of it will not name this one")
    finally:
        if opened:
            opened.close()


def _what_is_open(record: Record) -> str:
    places = record.assessment.status.open
    lines = [f"  {place}" for place in places[:10]]
    rest = len(places) - len(lines)
    lines += [f"  and {rest} more"] if rest else []
    return "\n".join(
        [f"{record.file.path}: not complete; still to be answered:", *lines]
    )
