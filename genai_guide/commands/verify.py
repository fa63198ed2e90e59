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
from genai_guide.record.revisions import Revision, compare_revisions
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


def run(options: Namespace) -> int:
    """Verify each file; go on past one that cannot be read."""
    paths = list_toml_files(options.files)
    codes, revisions, results = set(), [], []
    begin = partial(_begin, options.pack, datetime.now().astimezone())
    verified = map_files(_verify, paths, begin, few=_FEW)
    for number, result in enumerate(verified, start=1):
        if len(paths) > _FEW and sys.stderr.isatty():
            end = "\r" if number < len(paths) else "\n"
            text = f"{number} of {len(paths)}"
            print(escape(text), end=end, file=sys.stderr, flush=True)
        codes.add(result["code"])
        if result.get("signature", {}).get("state") not in _NO_WITNESS:
            revisions.append(Revision(*(result[key] for key in _REVISION)))
        if options.json:
            # What they say of each other is known at the end.
            results.append(result)
        elif len(paths) > 1:
            _print(_row(result))
        elif "error" in result:
            word = result["result"].upper()
            _print(f"{word}. {result['file']}: {result['error']}")
        else:
            _print(result["first_line"], *(f"  {line}" for line in result["details"]))
    notes = list(compare_revisions(revisions))
    for result in results:
        more = [note.text for note in notes if result["file"] in note.files]
        with_notes = {"warnings": result["warnings"] + more} if more else {}
        print(json.dumps(result | with_notes, ensure_ascii=False))
    if not options.json:
        _print(*(f"note: {note.text}" for note in notes))
    return first_of(codes)


def _print(*lines: str) -> None:
    for line in lines:
        print(escape(one_line(line)))


def _row(result: FileObject) -> str:
    """Format in one line what one file is, and what was decided on it."""
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


def _begin(pack: Path | None, now: datetime) -> Verifier:
    return Verifier(load_pack(pack), now)


def _verify(verifier: Verifier, path: Path) -> FileObject:
    """Verify one file, and return the result as one object for scripts."""
    file = {"file": str(path)}
    try:
        return file | _verification_as_object(verifier.verify(path))
    except FileError as error:
        word = "unreadable" if error.code == ExitCode.FAILED else "unsigned"
        return file | {"result": word, "code": error.code, "error": error.sentence}


def _verification_as_object(verification: Verification) -> FileObject:
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
        "signature": _signature_as_object(verification.signed),
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
            "signature": _signature_as_object(verification.decided),
        }
    return result


def _signature_as_object(check: SignatureCheck) -> dict[str, str]:
    return {"state": str(check.state), "key": check.fingerprint, "why": check.why}
