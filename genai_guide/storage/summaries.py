"""Summaries as TOML files: their tables as typed values, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import (
    Draft,
    ProductionLink,
    SignedRevision,
    draft_from_answers,
)
from genai_guide.record.entries import MOST_ENTRIES, Entry, EntryKind, SignedEntry
from genai_guide.record.fields import Constraint, file_keys
from genai_guide.record.standing import closed_tasks
from genai_guide.record.statement import (
    AnswerEntry,
    LevelEntry,
    Quotation,
    SignedStatement,
    Statement,
    Summary,
    ToolEntry,
    TrialSummary,
    format_title,
)
from genai_guide.rules.answers import RESERVED, TOOL_NAME_FIELD, Answer, Answers, Tool
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import (
    TRIAL_PREFIX,
    NotCanonicalError,
    SignedPart,
    canonical_bytes,
    digest_bytes,
    entry_part,
    find_text_error,
    judged_payload,
    link_digest,
)
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answer,
    require_tables,
    require_text,
    unknown_word,
)
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.draft_parser import (
    DRAFT_FORMATS,
    SUMMARY_FORMAT,
    TRIAL_FORMAT,
    format_error,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import free_path
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import (
    InlineTables,
    Table,
    count_comments,
    format_location,
    format_toml,
    parse_toml,
    walk_texts,
)
from genai_guide.text import quote


class NotSignedError(FileError):
    """A draft or an answers file stands where a summary was expected."""

    code = int(ExitCode.INCOMPLETE)


class NewerVersionError(FileError):
    """The file holds something that only a newer version of the program knows."""


@dataclass(frozen=True)
class _Signature:
    __pydantic_config__ = file_keys()
    ssh: Annotated[str, Constraint(max_length=1_000)] = ""


@dataclass(frozen=True)
class _SummaryFile:
    """The tables of the whole file but for the entries, which are read one by one."""

    __pydantic_config__ = file_keys(signature="statement_signature")
    statement: SignedStatement
    signature: _Signature = _Signature()


@dataclass(frozen=True)
class _EntryFile:
    __pydantic_config__ = file_keys()
    entry: Entry
    signature: _Signature = _Signature()


TRIAL = "made with a pre-release version"
HEAD = (
    "# A summary of a planned use of generative AI. Everything in the tables below is"
    " signed.\n"
    "# Comments like this one are not. To check it: genai-guide verify FILE\n"
)
_TOP_KEYS = ("format", "statement", "statement_signature", "entry", "earlier")


def load_summary(path: Path) -> Summary:
    """Read a summary, judging every part of it but the signatures.

    Raises:
        FileError: if it cannot be read, or is no summary.
    """
    source = read_bytes(path, RECORD_BYTES)
    return parse_summary(path, parse_toml(path, source), source)


def parse_summary(
    path: Path, content: Mapping[str, Any], source: bytes = b""
) -> Summary:
    """Return the summary in the tables of a file.

    Args:
        path: The file, named in errors.
        content: Its tables.
        source: The file as it was read, to count the comments in it.

    Raises:
        FileError: if it is no summary, or something in it cannot be taken.
    """
    found = content.get("format")
    if found in DRAFT_FORMATS or "answers" in content:
        raise NotSignedError(path, "not signed: this is an answers file, not a summary")
    if found == TRIAL_FORMAT:
        raise FileError(path, f"{TRIAL}. `genai-guide show` prints what is in it")
    if found != SUMMARY_FORMAT:
        problem = format_error(found, SUMMARY_FORMAT)
        is_newer = str(found).startswith(SUMMARY_FORMAT.rpartition("/")[0])
        raise (NewerVersionError if is_newer else FileError)(path, problem)
    check_keys(path, "", content, _TOP_KEYS)
    if find_text_error(content):
        raise FileError(path, _text_problem(content))
    tables = {key: content[key] for key in _TOP_KEYS[1:3] if key in content}
    file: _SummaryFile = _validate(path, _with_tool_facts(tables), _SummaryFile)
    signed = _payload(path, "statement", SignedPart.STATEMENT, content["statement"])
    signature = file.signature.ssh
    return Summary(
        statement=file.statement,
        payload=signed,
        digest=digest_bytes(signed),
        link=link_digest(signed, signature),
        tables=content,
        signature=signature,
        entries=parse_entries(path, content, "entry"),
        earlier=parse_entries(path, content, "earlier"),
        comments=count_comments(source)
        - HEAD.count("\n") * source.startswith(HEAD.encode()),
    )


def parse_entries(
    path: Path, content: Mapping[str, Any], key: str
) -> tuple[SignedEntry, ...]:
    """Return the entries in the tables of a file.

    Raises:
        FileError: if there are too many, or something in one cannot be taken.
    """
    listed = require_tables(path, key, dict(content))
    if len(listed) > MOST_ENTRIES:
        raise FileError(path, f"{key}: at most {MOST_ENTRIES} are allowed")
    entries = []
    for number, whole in enumerate(listed, start=1):
        where = f"{key} {number}"
        if isinstance(kind := whole.get("kind"), str) and kind not in set(EntryKind):
            newer = f"made by a newer version: {quote(kind[:40])} is not known here"
            raise NewerVersionError(path, f"{where}: {newer}")
        table = {name: value for name, value in whole.items() if name != "signature"}
        tables = {"entry": table, "signature": whole.get("signature", {})}
        file: _EntryFile = _validate(path, tables, _EntryFile, where)
        signed = _payload(path, where, entry_part(file.entry), table)
        signature = file.signature.ssh
        link = link_digest(signed, signature)
        entries.append(SignedEntry(file.entry, signed, signature, link, whole))
    return tuple(entries)


def parse_trial_summary(path: Path, content: Mapping[str, Any]) -> TrialSummary | None:
    """Return a summary of the pre-release version; `None` for anything else.

    Raises:
        FileError: if it has no canonical form.
    """
    statement = content.get("statement")
    if content.get("format") != TRIAL_FORMAT or not isinstance(statement, dict):
        return None
    if find_text_error(content):
        raise FileError(path, _text_problem(content))
    try:
        signed = TRIAL_PREFIX + canonical_bytes(statement)
    except NotCanonicalError as error:
        raise FileError(path, f"statement: {error}") from None
    signature = content.get("statement_signature")
    ssh = signature.get("ssh", "") if isinstance(signature, dict) else ""
    return TrialSummary(signed, content, ssh if isinstance(ssh, str) else "")


def _payload(
    path: Path, where: str, part: SignedPart, table: Mapping[str, Any]
) -> bytes:
    try:
        return judged_payload(part, table)
    except NotCanonicalError as error:
        raise FileError(path, f"{where}: {error}") from None


def _text_problem(content: Mapping[str, Any]) -> str:
    """Name the place of the first text that may not stand in a record."""
    errors = ((way, find_text_error(text)) for way, text in walk_texts(content))
    return next(
        f"{format_location(content, way)}: {error}" for way, error in errors if error
    )


def _validate(path: Path, tables: Table, model: Hashable, where: str = "") -> Any:
    # Imported here: pydantic costs half as much as the whole screen.
    from genai_guide.storage.schema_errors import validate

    value, faults = validate(model, tables, lambda _: path.name)
    if faults:
        message = faults[0].message
        if where:
            message = f"{where}, {message.removeprefix('entry, ')}"
        raise FileError(path, message)
    return value


_TOOL_KEYS = ("number", "name")


def _with_tool_facts(content: Mapping[str, Any]) -> Table:
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


def to_table(part: Any) -> Table:
    """Return a part of a summary as the table that stands in the file.

    What is empty, or at its default, has no key there.
    """
    key_of = part.__pydantic_config__["alias_generator"]
    table: Table = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(part, ToolEntry) and field.name == "facts":
            table |= value
        elif value != field.default and value not in ((), {}):
            table[key_of(field.name)] = _to_plain(value)
    return table


_INLINE = (Quotation, LevelEntry)
"""The tables that are written in a line each, so that a record stays short."""


def _to_plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, tuple):
        listed = [_to_plain(item) for item in value]
        is_inline = value and isinstance(value[0], _INLINE)
        return InlineTables(listed) if is_inline else listed
    if isinstance(value, Mapping):
        return dict(value)
    return to_table(value) if is_dataclass(value) else value


def serialize_summary(
    statement: Mapping[str, Any], signature: str, earlier: Sequence[Mapping[str, Any]]
) -> bytes:
    """Return the content of a summary's file, nothing decided on it yet.

    Args:
        statement: The table of the statement.
        signature: The signature over it.
        earlier: The entries on the revisions before, as they stood there.
    """
    tables: Table = {
        "format": SUMMARY_FORMAT,
        "statement": statement,
        "statement_signature": {"ssh": signature},
    }
    if earlier:
        tables["earlier"] = list(earlier)
    return f"{HEAD}{format_toml(tables)}".encode()


def serialize_entry(table: Mapping[str, Any], signature: str) -> str:
    """Return an entry as it is appended to a summary's file."""
    return format_toml({"entry": [{**table, "signature": {"ssh": signature}}]})


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


def draft_from_summary(path: Path, summary: Summary, pack: Pack) -> Draft:
    """Return a draft with the answers, the notes and the done tasks of a summary.

    Its own summary will be the next revision of this one.
    """
    statement = summary.statement
    draft = draft_from_answers(pack, summary_answers(path, statement, pack))
    listed = zip(draft.tools, statement.tools, strict=False)
    tools = tuple(
        replace(entry, library_id=tool.facts.get(RESERVED["tool"], ""))
        for entry, tool in listed
    )
    production = statement.production.get(RESERVED["production"])
    return replace(
        draft,
        tools=tools or draft.tools,
        production=ProductionLink(production) if production else None,
        same_element_as=statement.use.get(RESERVED["use"], ""),
        notes={
            (entry.question, entry.tool): entry.note
            for entry in statement.answers
            if entry.note
        },
        closed=closed_tasks(statement),
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
        supersedes=statement.supersedes,
    )


_NAME_LIMIT = 60


def propose_summary_path(pack: Pack, draft: Draft, folder: Path) -> Path:
    """Name a summary's file after production and use, and never one that is there.

    The name of a later revision ends in its number.
    """
    revision = f"-r{draft.next_revision}" if draft.signed else ""
    return free_path(folder, f"{_slug(pack, draft)}{revision}", ".toml")


def propose_message_path(pack: Pack, draft: Draft, folder: Path) -> Path:
    """Name the file of the message to the contact, in the same way."""
    return free_path(folder, f"{_slug(pack, draft)}-message", ".txt")


def write_message(path: Path, message: str) -> None:
    """Write the message to the contact into a file that is not there yet.

    Raises:
        FileError: if it is there, or cannot be written.
    """
    write_new(path, message.encode("utf-8"), private=False)


def _slug(pack: Pack, draft: Draft) -> str:
    return format_file_name(assess(pack, draft.answers))


def format_file_name(assessment: Assessment) -> str:
    """Name a file after production and use, without an ending, in plain letters."""
    title = format_title(assessment)
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:_NAME_LIMIT].strip("-")
    return f"genai-{slug or 'summary'}"
