"""`genai-guide update`: say what has happened since a summary was signed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from genai_guide.commands.decide import add_entry
from genai_guide.commands.output import print_message, sanitize_option
from genai_guide.exit_codes import ExitCode
from genai_guide.record.entries import EntryEvidence, EntryKind
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.summaries import load_summary


def run(options: Namespace) -> int:
    """Append a closed task or condition, an answer or a note."""
    if options.note:
        text = sanitize_option("note", options.note, long=True)
        return add_entry(options, EntryKind.NOTE, {"reasons": text})
    if options.answer:
        text = sanitize_option("answer", options.answer, long=True)
        return add_entry(options, EntryKind.ANSWER, {"reasons": text})
    said: dict[str, Any] = {"evidence": _evidence(options.evidence)}
    if options.close in {
        task.id for task in load_summary(options.file).statement.tasks
    }:
        said["task"] = options.close
    elif options.close.startswith("condition-"):
        said["condition"] = options.close
    else:
        print_message(f"{options.file}: there is no task “{options.close}” in it")
        return ExitCode.FAILED
    return add_entry(options, EntryKind.CLOSING, said)


def _evidence(given: str | None) -> EntryEvidence | None:
    """Return what shows that something is done: a link, or a file's name and hash."""
    if not given:
        return None
    if "://" in given:
        return EntryEvidence(link=sanitize_option("evidence", given))
    measured = measure_evidence(Path(given))
    return EntryEvidence(file=measured.name, size=measured.size, sha256=measured.sha256)
