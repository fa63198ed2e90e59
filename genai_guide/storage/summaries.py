"""Summaries as TOML files: their tables as typed values, and back."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from genai_guide.exit_codes import ExitCode
from genai_guide.record.decision import RecordedDecision
from genai_guide.record.draft import (
    ClosedTask,
    Draft,
    Evidence,
    SignedRevision,
    draft_from_answers,
)
from genai_guide.record.statement import (
    AnswerEntry,
    Constraint,
    SignedStatement,
    Statement,
    ToolEntry,
    file_keys,
    format_title,
)
from genai_guide.record.summary import Summary
from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import (
    NotCanonicalError,
    SignedPart,
    digest_bytes,
    find_text_error,
    payload,
)
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answer,
    require_text,
    unknown_word,
)
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.draft_parser import DRAFT_FORMATS, SUMMARY_FORMAT, format_error
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import RECORD_BYTES
from genai_guide.storage.toml import format_location, format_toml, read_toml, walk_texts

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class NotSignedError(FileError):
    """A draft or an answers file stands where a summary was expected."""

    code = int(ExitCode.INCOMPLETE)


@dataclass(frozen=True)
class _Signature:
    __pydantic_config__ = file_keys()
    ssh: Annotated[str, Constraint(max_length=1_000)]


@dataclass(frozen=True)
class _SummaryFile:
    """The tables of the whole file."""

    __pydantic_config__ = file_keys()
    format: str
    statement: SignedStatement
    statement_signature: _Signature | None = None
    decision: RecordedDecision | None = None
    decision_signature: _Signature | None = None


def load_summary(path: Path) -> Summary:
    """Read a summary, judging every part of it but the signatures.

    Raises:
        FileError: if it cannot be read, or is no summary.
    """
    return parse_summary(path, read_toml(path, RECORD_BYTES))


def parse_summary(path: Path, content: Mapping[str, Any]) -> Summary:
    """Return the summary in the tables of a file.

    Raises:
        FileError: if it is no summary, or something in it cannot be taken.
    """
    if content.get("format") in DRAFT_FORMATS or "answers" in content:
        raise NotSignedError(path, "not signed off: these are answers, and no summary")
    if content.get("format") != SUMMARY_FORMAT:
        raise FileError(path, format_error(content.get("format"), SUMMARY_FORMAT))
    check_keys(path, "", content, tuple(field.name for field in fields(_SummaryFile)))
    if "decision_signature" in content and "decision" not in content:
        raise FileError(path, "there is a decision's signature, but no decision")
    if find_text_error(content):
        raise FileError(path, _text_problem(content))
    file = _validate(path, content)
    part = SignedPart.STATEMENT
    try:
        signed = payload(part, content["statement"])
        part = SignedPart.DECISION
        decided = payload(part, content["decision"]) if file.decision else b""
    except NotCanonicalError as error:
        raise FileError(path, f"{part.name.lower()}: {error}") from None
    by, decided_by = file.statement_signature, file.decision_signature
    return Summary(
        statement=file.statement,
        payload=signed,
        digest=digest_bytes(signed),
        tables=content,
        signature=by.ssh if by else "",
        decision=file.decision,
        decision_payload=decided,
        decision_signature=decided_by.ssh if decided_by else "",
    )


def _text_problem(content: Mapping[str, Any]) -> str:
    """Name the place of the first text that may not stand in a record."""
    errors = ((way, find_text_error(text)) for way, text in walk_texts(content))
    return next(
        f"{format_location(content, way)}: {error}" for way, error in errors if error
    )


def _validate(path: Path, content: Mapping[str, Any]) -> _SummaryFile:
    # Imported here: pydantic costs half as much as the whole screen.
    from pydantic import ValidationError

    from genai_guide.storage.schema_errors import describe_errors

    tables = _with_tool_facts(content)
    try:
        return _adapter().validate_python(tables)
    except ValidationError as error:
        issues = describe_errors(error, _SummaryFile, tables, lambda _: path.name)
        raise FileError(path, issues[0].message) from None


@cache
def _adapter() -> TypeAdapter[_SummaryFile]:
    from pydantic import TypeAdapter

    return TypeAdapter(_SummaryFile)


_TOOL_KEYS = ("number", "name")


def _with_tool_facts(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables with the free keys of each tool in a table of their own."""
    statement = content.get("statement")
    tools = statement.get("tool") if isinstance(statement, dict) else None
    if not isinstance(statement, dict) or not isinstance(tools, list):
        return dict(content)
    nested = [
        {
            **{key: tool[key] for key in _TOOL_KEYS if key in tool},
            "facts": {key: tool[key] for key in tool if key not in _TOOL_KEYS},
        }
        if isinstance(tool, dict)
        else tool
        for tool in tools
    ]
    return {**content, "statement": {**statement, "tool": nested}}


def to_table(part: Any) -> dict[str, Any]:
    """Return a part of a summary as the table that stands in the file.

    What is at its default has no key there, except for lists, which may be empty.
    """
    key_of = part.__pydantic_config__["alias_generator"]
    table: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(part, ToolEntry) and field.name == "facts":
            table |= value
        elif value != field.default or isinstance(value, tuple):
            table[key_of(field.name)] = _to_plain(value)
    return table


def _to_plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return to_table(value) if is_dataclass(value) else value


def serialize_summary(statement: Mapping[str, Any], signature: str) -> bytes:
    """Return the content of a summary's file, nothing decided on it yet."""
    tables = {
        "format": SUMMARY_FORMAT,
        "statement": statement,
        "statement_signature": {"ssh": signature},
    }
    return format_toml(tables).encode("utf-8")


def summary_answers(path: Path, statement: Statement, pack: Pack) -> Answers:
    """Return the answers that a statement lists.

    Raises:
        FileError: if one of them is no answer to a question of the pack.
    """
    use: dict[str, Answer] = {}
    per_tool: list[dict[str, Answer]] = [{} for _ in statement.tools]
    names = [
        require_text(path, f"tool {number}, name", tool.name)
        for number, tool in enumerate(statement.tools, start=1)
    ]
    for number, entry in enumerate(statement.answers, start=1):
        where = f"answer {number}"
        question = pack.by_id.get(entry.question)
        if question is None:
            expected = "a question of the pack"
            problem = unknown_word(where, expected, entry.question, pack.by_id)
            raise FileError(path, problem)
        value = _value(entry) if question.is_choice else entry.answered
        answer = parse_answer(path, f"{where}, “{question.id}”", question, value)
        if not question.per_tool:
            use[question.id] = answer
            continue
        if entry.tool is None or entry.tool > len(per_tool):
            raise FileError(path, f"{where}: expected the number of a tool")
        if question.field != TOOL_NAME_FIELD:
            per_tool[entry.tool - 1][question.id] = answer
    tools = tuple(map(Tool, names, per_tool))
    return Answers(use, tools or (Tool(),))


def _value(entry: AnswerEntry) -> list[str] | None:
    return None if entry.options is None else list(entry.options)


def summary_closed_tasks(statement: Statement) -> dict[str, ClosedTask]:
    """Return which tasks were done, with what shows it."""
    evidence = {
        entry.task: Evidence(
            link=entry.link,
            name=entry.file,
            size=entry.size or 0,
            sha256=entry.sha256,
        )
        for entry in statement.evidence
    }
    return {
        task.id: ClosedTask(task.closed_on, evidence.get(task.id))
        for task in statement.tasks
        if task.is_done
    }


def draft_from_summary(path: Path, summary: Summary, pack: Pack) -> Draft:
    """Return a draft with the answers, the notes and the done tasks of a summary.

    Its own summary will be the next revision of this one.
    """
    statement = summary.statement
    draft = draft_from_answers(pack, summary_answers(path, statement, pack))
    return replace(
        draft,
        notes={
            (entry.question, entry.tool): entry.note
            for entry in statement.answers
            if entry.note
        },
        closed=summary_closed_tasks(statement),
        signed=signed_revision(summary),
    )


def signed_revision(summary: Summary) -> SignedRevision:
    """Return which summary this is, for the one that takes its place."""
    statement = summary.statement
    return SignedRevision(
        statement.id,
        statement.revision,
        summary.digest,
        statement.signoff.at.isoformat(),
    )


_NAME_LIMIT = 60


def propose_summary_path(pack: Pack, draft: Draft, folder: Path) -> Path:
    """Name a summary's file after production and use, and never one that is there."""
    return _free_path(folder, _slug(pack, draft), ".toml")


def propose_message_path(pack: Pack, draft: Draft, folder: Path) -> Path:
    """Name the file of the message to the contact, in the same way."""
    return _free_path(folder, f"{_slug(pack, draft)}-message", ".txt")


def write_message(path: Path, message: str) -> None:
    """Write the message to the contact into a file that is not there yet.

    Raises:
        FileError: if it is there, or cannot be written.
    """
    write_new(path, message.encode("utf-8"))


def _slug(pack: Pack, draft: Draft) -> str:
    title = format_title(assess(pack, draft.answers))
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:_NAME_LIMIT].strip("-")
    return f"genai-{slug or 'summary'}"


def _free_path(folder: Path, name: str, ending: str) -> Path:
    taken = (folder / f"{name}{end}{ending}" for end in _endings())
    return next(path for path in taken if not os.path.lexists(path))


def _endings() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1
