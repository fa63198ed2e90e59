"""`genai-guide verify`: is a summary genuine, and is the use in force."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from genai_guide.commands.output import print_message
from genai_guide.commands.parallel import map_files
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.record.entries import EntryKind
from genai_guide.record.revisions import Revision, RevisionNote, compare_revisions
from genai_guide.signing.verification import (
    LATER,
    EntryCheck,
    Result,
    SignatureCheck,
    TrialCheck,
    Verification,
    one_line,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import list_evidence
from genai_guide.storage.packs import load_pack
from genai_guide.storage.reading import RECORD_BYTES
from genai_guide.storage.records import RecordFile, RecordKind, list_toml_files
from genai_guide.storage.summaries import NewerVersionError, to_table
from genai_guide.storage.toml import parse_toml
from genai_guide.text import escape, quote
from genai_guide.workflows.verify import Verifier

FileObject = dict[str, Any]
"""What was found of one file, as scripts read it."""
_FEW = 100
"""Up to so many files, starting other processes costs more than it saves."""
_STDIN = Path("-")
_NO_WITNESS = {Result.CHANGED.word, Result.UNSIGNED.word, Result.TRIAL_VERSION.word}
"""Files that say nothing about others."""
_COLUMNS = (22, 24, 13)
"""How wide the result, the verdict and "in force" are in the table."""


def run(options: Namespace) -> int:
    """Verify each file; go on past one that cannot be read."""
    listed = list_toml_files(options.files, recursive=options.recursive)
    paths = listed.files
    evidence = None if options.evidence is None else list_evidence(options.evidence)
    given = sys.stdin.buffer.read(RECORD_BYTES + 1) if _STDIN in paths else b""
    begin = partial(_begin, options.pack, local_now(), evidence)
    work = partial(_verify, given=given)
    objects = []
    for number, found in enumerate(map_files(work, paths, begin, few=_FEW), start=1):
        if len(paths) > _FEW and sys.stderr.isatty():
            end = "\r" if number < len(paths) else "\n"
            text = f"{number} of {len(paths)}"
            print(escape(text), end=end, file=sys.stderr, flush=True)
        objects.append(found)
    notes = _compare(objects)
    if options.in_force:
        for found in objects:
            if found["exit_code"] == ExitCode.DONE and not found["in_force"]:
                found["exit_code"] = int(ExitCode.NOT_IN_FORCE)
    if options.json:
        for found in objects:
            shown = {key: value for key, value in found.items() if key not in _PRINTED}
            print(json.dumps(shown, ensure_ascii=False))
    elif len(objects) == 1:
        _print_one(objects[0])
    else:
        _print_table(objects, notes)
    for path, reason in listed.skipped:
        print_message(f"skipped {quote(str(path))}: {reason}")
    return first_of(found["exit_code"] for found in objects)


_PRINTED = ("first_line", "details", "verdict")
"""What is printed as text alone."""


def _compare(objects: list[FileObject]) -> list[RevisionNote]:
    """Add to each file what the others say of it, and return that once."""
    revisions = [
        Revision(
            file=found["file"],
            use=found["use"],
            number=found["revision"],
            digest=found["digest"],
            supersedes=tuple(found["supersedes"]),
            key=found["signer"]["fingerprint"],
            is_trusted=found["signer"]["trusted"],
            entries=tuple(entry["link"] for entry in found["entries"]),
            decisions=frozenset(
                entry["link"]
                for entry in found["entries"]
                if EntryKind(entry["kind"]).is_decisive and entry["signer"]["trusted"]
            ),
        )
        for found in objects
        if "use" in found and found["result"] not in _NO_WITNESS
    ]
    notes = list(compare_revisions(revisions))
    for note in notes:
        for found in objects:
            if found["file"] in note.files:
                found["warnings"].append(note.text)
            if found["file"] in note.stopped:
                found["in_force"] = False
                found["not_in_force"].append(note.obstacle)
    return notes


def _print(*lines: str) -> None:
    for line in lines:
        print(escape(one_line(line)))


def _print_one(found: FileObject) -> None:
    if "error" in found:
        name = quote(found["file"])
        _print(f"{_title(found)}. {name}: {found['error']}")
        return
    _print(found["first_line"], *(f"  {line}" for line in found["details"]))


def _title(found: FileObject) -> str:
    return str(found["result"]).replace("_", " ").upper()


def _print_table(objects: list[FileObject], notes: list[RevisionNote]) -> None:
    """Print a row for each file, the warnings, and how many there are of each result.

    The file's name comes last: nothing in it can be taken for another column.
    """
    _print(_row("RESULT", "VERDICT", "IN FORCE", "DECISION AND FILE"))
    for found in objects:
        name = quote(found["file"])
        if "error" in found:
            _print(_row(_title(found), "", "", f"{name}: {found['error']}"))
            continue
        force = "in force" if found["in_force"] else "not in force"
        decision = found["summary"]
        _print(_row(_title(found), found["verdict"], force, f"{decision}: {name}"))
    counts = Counter(_title(found) for found in objects)
    parts = [f"{count} {title}" for title, count in sorted(counts.items())]
    in_force = sum(found["in_force"] for found in objects)
    _print(f"{len(objects)} files: {', '.join(parts)}; {in_force} in force. {LATER}")
    several = [note.text for note in notes]
    for found in objects:
        for warning in found["warnings"]:
            if warning not in several:
                _print(f"WARNING: {quote(found['file'])}: {warning}")
    _print(*(f"WARNING: {text}" for text in several))


def _row(*cells: str) -> str:
    *columns, last = cells
    padded = zip(columns, _COLUMNS, strict=True)
    return "  ".join([*(cell.ljust(width) for cell, width in padded), last])


def _begin(
    pack: Path | None, now: datetime, evidence: dict[str, Path] | None
) -> Verifier:
    return Verifier(load_pack(pack), now, evidence=evidence)


def _verify(verifier: Verifier, path: Path, *, given: bytes) -> FileObject:
    """Verify one file, and return the result as one object for scripts."""
    file = {"file": str(path)}
    try:
        verification = _read(verifier, path, given)
    except FileError as error:
        word = "unreadable" if error.code == ExitCode.FAILED else "unsigned"
        if isinstance(error, NewerVersionError):
            word = "newer_version"
        return file | {
            "result": word,
            "exit_code": error.code,
            "error": error.sentence,
            "in_force": False,
            "warnings": [],
        }
    if isinstance(verification, TrialCheck):
        return file | _trial_as_object(verification)
    return file | _verification_as_object(verification)


def _read(verifier: Verifier, path: Path, given: bytes) -> Verification | TrialCheck:
    if path != _STDIN:
        return verifier.verify(path)
    if len(given) > RECORD_BYTES:
        raise FileError(path, f"larger than {RECORD_BYTES // 1000} kB")
    content = parse_toml(path, given)
    return verifier.verify_file(RecordFile(path, RecordKind.SUMMARY, content, given))


def _trial_as_object(trial: TrialCheck) -> FileObject:
    return {
        "result": trial.result.word,
        "exit_code": int(trial.result.code),
        "level": None,
        "verdict": "",
        "decision": None,
        "summary": "verdict not checked",
        "in_force": False,
        "warnings": [],
        "notes": [],
        "first_line": trial.first_line,
        "details": [],
    }


def _verification_as_object(verification: Verification) -> FileObject:
    summary, standing = verification.summary, verification.standing
    statement, decision = summary.statement, standing.decision
    return {
        "result": verification.result.word,
        "exit_code": int(verification.result.code),
        "title": statement.title,
        "level": statement.level,
        "verdict": verification.verdict,
        "needs_approval": statement.needs_approval,
        "decision": {
            "outcome": str(decision.outcome or decision.kind),
            "by": to_table(decision.by),
            "at": decision.at.isoformat(),
            "valid_until": standing.valid_until,
            "reasons": decision.reasons,
            "although_blocked": decision.although_blocked,
            "conditions": [
                {
                    **to_table(each.condition),
                    "state": each.state,
                    "reported_on": each.reported_on,
                    "accepted_on": each.accepted_on,
                }
                for each in standing.conditions
            ],
        }
        if decision
        else None,
        "summary": standing.summary,
        "in_force": verification.in_force,
        "not_in_force": list(verification.obstacles),
        "as_of": standing.as_of.isoformat(),
        "signer": {
            **_key_as_object(verification.signed),
            "claims": to_table(statement.signoff.author),
        },
        "use": statement.id,
        "revision": statement.revision,
        "supersedes": list(statement.supersedes),
        "digest": summary.digest,
        "questions": str(verification.questions),
        "replay": str(verification.replay),
        "differences": list(verification.differences),
        "entries": [_entry_as_object(entry) for entry in verification.entries],
        "earlier": [_entry_as_object(entry) for entry in verification.earlier],
        "warnings": list(verification.warnings),
        "notes": list(verification.notes),
        "first_line": verification.first_line,
        "details": list(verification.lines),
    }


def _entry_as_object(entry: EntryCheck) -> dict[str, Any]:
    signed = entry.signed.entry
    return {
        "kind": str(signed.kind),
        "link": entry.signed.link,
        "at": signed.at.isoformat(),
        "signer": {**_key_as_object(entry.check), "claims": to_table(signed.by)},
    }


def _key_as_object(check: SignatureCheck) -> dict[str, Any]:
    return {
        "state": str(check.state),
        "address": check.address,
        "fingerprint": check.fingerprint,
        "trusted": check.is_known,
        "why": check.why,
    }
