"""`genai-guide verify`: is a summary genuine, and is the use in force."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from datetime import datetime
from functools import partial
from pathlib import Path

from genai_guide.commands.output import format_json, print_message
from genai_guide.commands.start import local_now
from genai_guide.commands.verification_objects import (
    PRINTED,
    FileObject,
    trial_as_object,
    verification_as_object,
)
from genai_guide.exit_codes import ExitCode, first_of
from genai_guide.record.entries import EntryKind
from genai_guide.record.revisions import Revision, RevisionNote, compare_revisions
from genai_guide.signing.verification import (
    LATER,
    Result,
    TrialCheck,
    Verification,
    one_line,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import list_evidence
from genai_guide.storage.packs import load_pack
from genai_guide.storage.reading import RECORD_BYTES
from genai_guide.storage.records import RecordFile, RecordKind, list_toml_files
from genai_guide.storage.summaries import NewerVersionError
from genai_guide.storage.toml import parse_toml
from genai_guide.text import escape, quote
from genai_guide.workflows.parallel import map_files
from genai_guide.workflows.verify import Verifier

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
            shown = {key: value for key, value in found.items() if key not in PRINTED}
            print(format_json(shown))
    elif len(objects) == 1:
        _print_one(objects[0])
    else:
        _print_table(objects, notes)
    for path, reason in listed.skipped:
        print_message(f"skipped {quote(str(path))}: {reason}")
    return first_of(found["exit_code"] for found in objects)


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
        return file | trial_as_object(verification)
    return file | verification_as_object(verification)


def _read(verifier: Verifier, path: Path, given: bytes) -> Verification | TrialCheck:
    if path != _STDIN:
        return verifier.verify(path)
    if len(given) > RECORD_BYTES:
        raise FileError(path, f"larger than {RECORD_BYTES // 1000} kB")
    content = parse_toml(path, given)
    return verifier.verify_file(RecordFile(path, RecordKind.SUMMARY, content, given))
