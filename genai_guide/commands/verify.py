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

from genai_guide.commands.parallel import map_files
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.record.revisions import Revision, compare_revisions
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
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import list_toml_files
from genai_guide.storage.summaries import NewerVersionError, to_table
from genai_guide.text import escape
from genai_guide.workflows.verify import Verifier

FileObject = dict[str, Any]
"""What was found of one file, as scripts read it."""
_FEW = 100
"""Up to so many files, starting other processes costs more than it saves."""
_NO_WITNESS = {Result.CHANGED.word, Result.UNSIGNED.word, Result.TRIAL_VERSION.word}
"""Files that say nothing about others."""
_COLUMNS = (22, 24, 13)
"""How wide the result, the verdict and "in force" are in the table."""


def run(options: Namespace) -> int:
    """Verify each file; go on past one that cannot be read."""
    paths = list_toml_files(options.files)
    begin = partial(_begin, options.pack, local_now())
    work = partial(_verify, in_force=options.in_force)
    objects, revisions = [], []
    for number, found in enumerate(map_files(work, paths, begin, few=_FEW), start=1):
        if len(paths) > _FEW and sys.stderr.isatty():
            end = "\r" if number < len(paths) else "\n"
            text = f"{number} of {len(paths)}"
            print(escape(text), end=end, file=sys.stderr, flush=True)
        objects.append(found)
        if "use" in found and found["result"] not in _NO_WITNESS:
            revisions.append(
                Revision(
                    found["file"],
                    found["use"],
                    found["revision"],
                    found["digest"],
                    found["supersedes"],
                    found["signer"]["fingerprint"],
                )
            )
    notes = list(compare_revisions(revisions))
    for found in objects:
        more = [note.text for note in notes if found["file"] in note.files]
        if more:
            found["warnings"] = [*found["warnings"], *more]
    if options.json:
        for found in objects:
            shown = {key: value for key, value in found.items() if key not in _PRINTED}
            print(json.dumps(shown, ensure_ascii=False))
    elif len(objects) == 1:
        _print_one(objects[0])
    else:
        _print_table(objects)
        for note in notes:
            _print(f"WARNING: {note.text}")
    return first_of(found["exit_code"] for found in objects)


_PRINTED = ("first_line", "details", "label")
"""What is printed as text alone."""


def _print(*lines: str) -> None:
    for line in lines:
        print(escape(one_line(line)))


def _print_one(found: FileObject) -> None:
    if "error" in found:
        _print(f"{_title(found)}. {found['file']}: {found['error']}")
        return
    _print(found["first_line"], *(f"  {line}" for line in found["details"]))


def _title(found: FileObject) -> str:
    return str(found["result"]).replace("_", " ").upper()


def _print_table(objects: list[FileObject]) -> None:
    """Print a row for each file, and how many there are of each result.

    The file's name and what the file says come last: nothing in them can be taken
    for another column.
    """
    _print(_row("RESULT", "VERDICT", "IN FORCE", "DECISION AND FILE"))
    for found in objects:
        name = f"“{found['file']}”"
        if "error" in found:
            _print(_row(_title(found), "", "", f"{name}: {found['error']}"))
            continue
        force = "in force" if found["in_force"] else "not in force"
        decision = found["summary"]
        _print(_row(_title(found), found["label"], force, f"{decision}: {name}"))
    counts = Counter(_title(found) for found in objects)
    parts = [f"{count} {title}" for title, count in sorted(counts.items())]
    in_force = sum(bool(found.get("in_force")) for found in objects)
    _print(f"{len(objects)} files: {', '.join(parts)}; {in_force} in force. {LATER}")


def _row(*cells: str) -> str:
    *columns, last = cells
    padded = zip(columns, _COLUMNS, strict=True)
    return "  ".join([*(cell.ljust(width) for cell, width in padded), last])


def _begin(pack: Path | None, now: datetime) -> Verifier:
    return Verifier(load_pack(pack), now)


def _verify(verifier: Verifier, path: Path, *, in_force: bool) -> FileObject:
    """Verify one file, and return the result as one object for scripts."""
    file = {"file": str(path)}
    try:
        verification = verifier.verify(path)
    except FileError as error:
        word = "unreadable" if error.code == ExitCode.FAILED else "unsigned"
        if isinstance(error, NewerVersionError):
            word = "newer_version"
        return file | {
            "result": word,
            "exit_code": error.code,
            "error": error.sentence,
            "warnings": [],
        }
    if isinstance(verification, TrialCheck):
        return file | _trial_as_object(verification)
    code = verification.result.code
    if in_force and code is ExitCode.DONE and not verification.in_force:
        code = ExitCode.NOT_IN_FORCE
    return file | _verification_as_object(verification) | {"exit_code": int(code)}


def _trial_as_object(trial: TrialCheck) -> FileObject:
    return {
        "result": trial.result.word,
        "exit_code": int(trial.result.code),
        "level": None,
        "label": "",
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
        "label": statement.label,
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
