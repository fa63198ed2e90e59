"""`genai-guide verify`: is a summary whole, and does its verdict follow."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from genai_guide.commands.parallel import map_files
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.record.decision import Outcome
from genai_guide.record.revisions import Revision, RevisionNote, compare_revisions
from genai_guide.signing.verification import (
    SignatureCheck,
    SignatureState,
    Verification,
    one_line,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import list_toml_files
from genai_guide.text import escape
from genai_guide.workflows.verify import Verifier

FileObject = dict[str, Any]
"""What was found of one file, as scripts read it."""
_FEW = 100
"""Up to so many files, starting other processes costs more than it saves."""
_NO_WITNESS = (None, str(SignatureState.BROKEN), str(SignatureState.MISSING))
"""Files whose signature is so say nothing about others."""
_REVISION = ("file", "id", "revision", "digest", "supersedes")


def row(result: FileObject) -> str:
    """Return in one line what one file is, and what was decided on it."""
    start = f"{result['result']:<23} {result['file']}: "
    if "error" in result:
        return f"{start}{result['error']}"
    # The level alone, “approval”, would read as one.
    verdict = result["label"].lower()
    text = f"revision {result['revision']}, verdict: {verdict}"
    return f"{start}{text}; {_decision(result.get('decision'))}: {result['title']}"


def _decision(decision: FileObject | None) -> str:
    if decision is None:
        return "no decision yet"
    state = SignatureState(decision["signature"]["state"])
    if state.is_void:
        return "a decision that does not count"
    label = Outcome(decision["outcome"]).label.lower()
    until = f" until {last}" if (last := decision["valid_until"]) else ""
    unknown = "" if state is SignatureState.KNOWN else ", who is not vouched for"
    return f"{label}{until} by {decision['name']}{unknown}"


def run(options: Namespace) -> int:
    """Verify each file; go on past one that cannot be read."""
    paths = list_toml_files(options.files)
    codes, revisions, results = set(), [], []
    begin = partial(_verifier, options.pack, datetime.now().astimezone())
    every = map_files(_verify, paths, begin, few=_FEW)
    for number, result in enumerate(every, start=1):
        _progress(number, len(paths))
        codes.add(result["code"])
        if result.get("signature", {}).get("state") not in _NO_WITNESS:
            revisions.append(Revision(*(result[key] for key in _REVISION)))
        if options.json:
            # What they say of each other is known at the end.
            results.append(result)
        else:
            _print(*([row(result)] if len(paths) > 1 else _lines(result)))
    notes = list(compare_revisions(revisions))
    if options.json:
        _print_objects(results, notes)
    else:
        _print(*(f"note: {note.text}" for note in notes))
    return first_of(codes)


def _print_objects(results: list[FileObject], notes: list[RevisionNote]) -> None:
    """Print each file as one object in a line, with what others say of it."""
    for result in results:
        more = [note.text for note in notes if result["file"] in note.files]
        with_notes = {"warnings": result["warnings"] + more} if more else {}
        print(json.dumps(result | with_notes, ensure_ascii=False))


def _print(*lines: str) -> None:
    for line in lines:
        print(escape(one_line(line)))


def _verifier(pack: Path | None, now: datetime) -> Verifier:
    return Verifier(load_pack(pack), now)


def _verify(verifier: Verifier, path: Path) -> FileObject:
    """Verify one file, and return what was found as one object for scripts."""
    file = {"file": str(path)}
    try:
        return file | _object(verifier.verify(path))
    except FileError as problem:
        word = "unreadable" if problem.code == ExitCode.FAILED else "unsigned"
        return file | {"result": word, "code": problem.code, "error": problem.sentence}


def _object(verification: Verification) -> FileObject:
    statement, decision = verification.summary.statement, verification.summary.decision
    result: FileObject = {
        "result": verification.result.word,
        "code": verification.result.code,
        "first_line": verification.first_line,
        "details": list(verification.lines),
        "title": statement.title,
        "level": statement.level,
        "label": statement.label,
        "needs_approval": statement.needs_approval,
        "id": statement.id,
        "revision": statement.revision,
        "supersedes": statement.supersedes,
        "digest": verification.summary.digest,
        "signature": _signature(verification.signed),
        "replay": str(verification.replay),
        "differences": list(verification.differences),
        "warnings": list(verification.warnings),
    }
    if decision is not None and verification.decided is not None:
        result["decision"] = {
            "outcome": str(decision.outcome),
            "conditions": list(decision.conditions),
            "name": decision.name,
            "role": decision.role,
            "found": decision.found,
            "replay": decision.replay,
            "at": decision.at.isoformat(),
            "valid_until": decision.valid_until,
            "signature": _signature(verification.decided),
        }
    return result


def _signature(signed: SignatureCheck) -> dict[str, str]:
    return {"state": str(signed.state), "key": signed.fingerprint, "why": signed.why}


def _lines(result: FileObject) -> list[str]:
    """Return all that was found of a single file."""
    if "error" in result:
        return [f"{result['result'].upper()}. {result['file']}: {result['error']}"]
    return [result["first_line"], *(f"  {line}" for line in result["details"])]


def _progress(number: int, count: int) -> None:
    """Count on a terminal, where waiting without a word would be long."""
    if count > _FEW and sys.stderr.isatty():
        end = "\r" if number < count else "\n"
        print(f"{number} of {count}", end=end, file=sys.stderr, flush=True)
