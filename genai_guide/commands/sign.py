"""`genai-guide sign`: sign off a complete session or answers file."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from unicodedata import normalize

from genai_guide.commands.carried import say_carried
from genai_guide.exit_codes import ExitCode
from genai_guide.files.evidence import evidence_problems
from genai_guide.files.packs import load_pack
from genai_guide.files.records import Record, RecordKind, read_record
from genai_guide.files.summary_files import proposed_path, write_summary
from genai_guide.record.signoff import SignOff
from genai_guide.record.text import clean, shown


def run(options: Namespace) -> int:
    """Write the summary and print its path."""
    pack = load_pack(options.pack)
    if not options.attest:
        _say(f"add --attest to attest this:\n  {pack.attestation}")
        return ExitCode.USAGE
    now = datetime.now().astimezone().replace(microsecond=0)
    signoff = SignOff(
        name=_cleaned("name", options.name),
        role=_cleaned("role", options.role),
        organisation=_cleaned("organisation", options.organisation),
        email=_cleaned("e-mail", options.email),
        at=now,
    )
    if wrong := signoff.problem():
        _say(wrong)
        return ExitCode.USAGE
    record = read_record(options.file, pack)
    if record.kind is RecordKind.SUMMARY:
        _say(f"{options.file}: this is signed off already")
        return ExitCode.FAILED
    say_carried(record)
    if not record.assessment.complete:
        _say(_what_is_open(record))
        return ExitCode.INCOMPLETE
    for said in evidence_problems(record.session):
        _say(f"evidence: {said}")
    path = options.out or proposed_path(pack, record.session, Path.cwd())
    write_summary(path, pack, record.session, signoff)
    _say(f"signed off: {record.assessment.lowest.title}. The summary is in")
    print(path)
    return ExitCode.DONE


def _say(text: str) -> None:
    print(f"genai-guide: {shown(text)}", file=sys.stderr)


def _cleaned(what: str, typed: str) -> str:
    kept = clean(typed)
    if kept != normalize("NFC", typed).strip():
        _say(f"{what}: changed to “{kept}”; the rest may not stand in a record")
    return kept


def _what_is_open(record: Record) -> str:
    places = record.assessment.asking.open
    lines = [f"  {place}" for place in places[:10]]
    rest = len(places) - len(lines)
    lines += [f"  and {rest} more"] if rest else []
    return "\n".join([f"{record.path}: not complete; still to be answered:", *lines])
