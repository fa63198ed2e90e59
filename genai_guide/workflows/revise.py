"""A summary that somebody sent: what it is, and the use as its next revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from genai_guide.record.draft import DraftTool
from genai_guide.record.migration import EarlierAnswer, EarlierDraft, Migration, migrate
from genai_guide.rules.answers import TOOL_NAME_FIELD, Tool
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_parser import SUMMARY_FORMAT
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import find_pack
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.summaries import (
    draft_from_summary,
    signed_revision,
    summary_closed_tasks,
)
from genai_guide.storage.toml import parse_toml

Table = dict[str, Any]


def is_summary(path: Path) -> bool:
    """Tell whether a file says that it is a summary; no more of it is judged."""
    try:
        content = parse_toml(path, read_bytes(path, RECORD_BYTES))
    except FileError:
        return False
    return str(content.get("format")).startswith(
        f"{SUMMARY_FORMAT.rpartition('/')[0]}/"
    )


def start_revision(path: Path, statement: Table, pack: Pack) -> Migration:
    """Take over the answers, notes and done tasks of a summary; not its decision.

    The summary of the session will take the place of this one. Answers that were
    given under another version of the questions are judged one by one.

    Raises:
        FileProblem: if it was made with other questions than these.
    """
    said = statement["pack"]
    if said["id"] != pack.id:
        sentence = f"made with the questions “{said['id']}”; these are “{pack.id}”"
        raise FileError(path, sentence)
    version = said["version"]
    if said["digest"] == pack.digest:
        return Migration(draft_from_summary(path, statement, pack), version)
    old = find_pack(pack, said["id"], said["digest"])
    names = {one.id for known in (pack, old) if known for one in _names(known)}
    tools = tuple(
        DraftTool(Tool(one.get("name", ""))) for one in statement.get("tool", [])
    )
    given = tuple(
        _given(entry)
        for entry in statement["answer"]
        if entry["question"] not in names and (entry.get("tool") or 0) <= len(tools)
    )
    earlier = EarlierDraft(
        version, given, tools or (DraftTool(),), summary_closed_tasks(statement)
    )
    found = migrate(earlier, pack, old)
    return replace(found, draft=replace(found.draft, signed=signed_revision(statement)))


def _names(pack: Pack) -> Iterator[Any]:
    """List the questions for a tool's name, which stands with the tool itself."""
    return (one for one in pack.tool_questions if one.field == TOOL_NAME_FIELD)


def _given(entry: Table) -> EarlierAnswer:
    options = entry.get("options")
    return EarlierAnswer(
        question=entry["question"],
        tool=entry.get("tool"),
        answer=entry["answered"] if options is None else tuple(options),
        asked=entry["text"],
        words=entry["answered"],
        note=entry.get("note", ""),
    )
