"""A summary that somebody sent: what it is, and the use as its next revision."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from genai_guide.record.draft import ListedTool
from genai_guide.record.migration import Earlier, Given, Migration, migrate
from genai_guide.rules.answers import TOOL_NAME, Tool
from genai_guide.rules.pack import Pack
from genai_guide.storage.drafts import SUMMARY
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.packs import pack_at_hand
from genai_guide.storage.reading import RECORD_LIMIT, read_bytes
from genai_guide.storage.summaries import closed_of, session_of, signed_in
from genai_guide.storage.toml import parse_toml

Table = dict[str, Any]


def is_summary(path: Path) -> bool:
    """Tell whether a file says that it is a summary; no more of it is judged."""
    try:
        content = parse_toml(path, read_bytes(path, RECORD_LIMIT))
    except FileProblem:
        return False
    return str(content.get("format")).startswith(f"{SUMMARY.rpartition('/')[0]}/")


def next_revision(path: Path, statement: Table, pack: Pack) -> Migration:
    """Take over the answers, notes and done tasks of a summary; not its decision.

    The summary of the session will take the place of this one. Answers that were
    given under another version of the questions are judged one by one.

    Raises:
        FileProblem: if it was made with other questions than these.
    """
    said = statement["pack"]
    if said["id"] != pack.id:
        sentence = f"made with the questions “{said['id']}”; these are “{pack.id}”"
        raise FileProblem(path, sentence)
    version = said["version"]
    if said["digest"] == pack.digest:
        return Migration(session_of(path, statement, pack), version)
    old = pack_at_hand(pack, said["id"], said["digest"])
    names = {one.id for known in (pack, old) if known for one in _names(known)}
    tools = tuple(
        ListedTool(Tool(one.get("name", ""))) for one in statement.get("tool", [])
    )
    given = tuple(
        _given(entry)
        for entry in statement["answer"]
        if entry["question"] not in names and (entry.get("tool") or 0) <= len(tools)
    )
    earlier = Earlier(version, given, tools or (ListedTool(),), closed_of(statement))
    found = migrate(earlier, pack, old)
    return found._replace(session=found.session._replace(signed=signed_in(statement)))


def _names(pack: Pack) -> Iterator[Any]:
    """List the questions for a tool's name, which stands with the tool itself."""
    return (one for one in pack.tool_questions if one.field == TOOL_NAME)


def _given(entry: Table) -> Given:
    options = entry.get("options")
    return Given(
        question=entry["question"],
        tool=entry.get("tool"),
        answer=entry["answered"] if options is None else tuple(options),
        asked=entry["text"],
        words=entry["answered"],
        note=entry.get("note", ""),
    )
