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
from genai_guide.rules.levels import LEVELS
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

Found = dict[str, Any]


def row(found: Found) -> str:
    """Say in one line what one file is, and what was decided on it."""
    start = f"{found['result']:<23} {found['file']}: "
    if "error" in found:
        return f"{start}{found['error']}"
    # The level alone, “approval”, would read as one.
    verdict = LEVELS[found["level"]].title.lower()
    said = f"revision {found['revision']}, verdict: {verdict}"
    return f"{start}{said}; {_decision(found.get('decision'))}: {found['title']}"


def _decision(decided: Found | None) -> str:
    if decided is None:
        return "no decision yet"
    state = SignatureState(decided["signature"]["state"])
    if state.is_void:
        return "a decision that does not count"
    said = Outcome(decided["outcome"]).label.lower()
    until = f" until {last}" if (last := decided["valid_until"]) else ""
    unknown = "" if state is SignatureState.KNOWN else ", who is not vouched for"
    return f"{said}{until} by {decided['name']}{unknown}"


_FEW = 100
"""Up to so many files, starting other processes costs more than it saves."""
_NO_WITNESS = (None, str(SignatureState.BROKEN), str(SignatureState.MISSING))
"""Files whose signature is so say nothing about others."""


def run(options: Namespace) -> int:
    """Verify each file; go on past one that cannot be read."""
    paths = list_toml_files(options.files)
    codes, seen, objects = set(), [], []
    begin = partial(_verifier, options.pack, datetime.now().astimezone())
    every = map_files(_verify, paths, begin, few=_FEW)
    for number, found in enumerate(every, start=1):
        _progress(number, len(paths))
        codes.add(found["code"])
        if found.get("signature", {}).get("state") not in _NO_WITNESS:
            seen.append(_revision(found))
        if options.json:
            # What they say of each other is known at the end.
            objects.append(found)
        else:
            _print(*([row(found)] if len(paths) > 1 else _whole(found)))
    said = list(compare_revisions(seen))
    if options.json:
        _print_objects(objects, said)
    else:
        _print(*(f"note: {note.text}" for note in said))
    return first_of(codes)


def _print_objects(objects: list[Found], said: list[RevisionNote]) -> None:
    """Print each file as one object in a line, with what others say of it."""
    of_file: dict[str, list[str]] = {}
    for note in said:
        for file in note.files:
            of_file.setdefault(file, []).append(note.text)
    for found in objects:
        more = of_file.get(found["file"], [])
        with_notes = {"warnings": found["warnings"] + more} if more else {}
        print(json.dumps(found | with_notes, ensure_ascii=False))


def _revision(found: Found) -> Revision:
    keys = ("file", "id", "revision", "digest", "supersedes")
    return Revision(*(found[key] for key in keys))


def _print(*lines: str) -> None:
    for line in lines:
        print(escape(one_line(line)))


def _verifier(pack: Path | None, now: datetime) -> Verifier:
    return Verifier(load_pack(pack), now)


def _verify(verifier: Verifier, path: Path) -> Found:
    """Verify one file, and return what was found as one object for scripts."""
    file = {"file": str(path)}
    try:
        return file | _object(verifier.verify(path))
    except FileError as problem:
        word = "unreadable" if problem.code == ExitCode.FAILED else "unsigned"
        return file | {"result": word, "code": problem.code, "error": problem.sentence}


def _object(found: Verification) -> Found:
    statement, decision = found.summary.statement, found.summary.decision
    told = {
        "result": found.result.word,
        "code": found.result.code,
        "first_line": found.first_line,
        "details": list(found.lines),
        "title": statement.title,
        "level": statement.level,
        "needs_approval": statement.needs_approval,
        "id": statement.id,
        "revision": statement.revision,
        "supersedes": statement.supersedes,
        "digest": found.summary.digest,
        "signature": _signature(found.signed),
        "replay": str(found.replay),
        "differences": list(found.differences),
        "warnings": list(found.warnings),
    }
    if decision is not None and found.decided is not None:
        told["decision"] = {
            "outcome": str(decision.outcome),
            "conditions": list(decision.conditions),
            "name": decision.name,
            "role": decision.role,
            "found": decision.found,
            "replay": decision.replay,
            "at": decision.at.isoformat(),
            "valid_until": decision.valid_until,
            "signature": _signature(found.decided),
        }
    return told


def _signature(signed: SignatureCheck) -> dict[str, str]:
    return {"state": str(signed.state), "key": signed.fingerprint, "why": signed.why}


def _whole(found: Found) -> list[str]:
    """Put a single file in whole."""
    if "error" in found:
        return [f"{found['result'].upper()}. {found['file']}: {found['error']}"]
    return [found["first_line"], *(f"  {line}" for line in found["details"])]


def _progress(number: int, count: int) -> None:
    """Count on a terminal, where waiting without a word would be long."""
    if count > _FEW and sys.stderr.isatty():
        end = "\r" if number < count else "\n"
        print(f"{number} of {count}", end=end, file=sys.stderr, flush=True)
