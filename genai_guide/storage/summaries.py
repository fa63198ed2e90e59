"""Summaries as TOML files: written once at sign-off, read by legal."""

from __future__ import annotations

import os
import re
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from genai_guide import __version__
from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import (
    ClosedTask,
    Draft,
    Evidence,
    SignedRevision,
    draft_from_answers,
)
from genai_guide.record.statement import SignOff, build_draft_statement, format_title
from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Place, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import (
    NotCanonicalError,
    SignedPart,
    find_text_error,
    payload,
    payload_digest,
)
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answer,
    require_tables,
    require_text,
    unknown_word,
)
from genai_guide.storage.atomic_write import write_atomic, write_new
from genai_guide.storage.draft_parser import DRAFT_FORMAT, SUMMARY_FORMAT, format_error
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.toml import format_location, format_toml, walk_texts

_TOP = (
    "format",
    "statement",
    "statement_signature",
    "decision",
    "decision_signature",
)


class NotSignedError(FileError):
    """A session or an answers file stands where a summary was expected."""

    code = int(ExitCode.INCOMPLETE)


def parse_document(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """Take the tables of a summary, judging every part of them but the seals.

    Raises:
        FileProblem: if it is no summary, or something in it cannot be taken.
    """
    if content.get("format") == DRAFT_FORMAT or "answers" in content:
        raise NotSignedError(path, "not signed off: these are answers, and no summary")
    if content.get("format") != SUMMARY_FORMAT:
        raise FileError(path, format_error(content.get("format"), SUMMARY_FORMAT))
    check_keys(path, "", content, _TOP)
    if "decision_signature" in content and "decision" not in content:
        raise FileError(path, "there is a decision's signature, but no decision")
    if find_text_error(content):
        raise FileError(path, _unclean_text(content))
    _check_shape(path, content)
    return content


def _unclean_text(content: dict[str, Any]) -> str:
    """Name the place of the first text that may not stand in a record."""
    judged = ((way, find_text_error(found)) for way, found in walk_texts(content))
    return next(
        f"{format_location(content, way)}: {wrong}" for way, wrong in judged if wrong
    )


def _check_shape(path: Path, content: dict[str, Any]) -> None:
    # Imported here: pydantic costs half as much as the whole screen.
    from genai_guide.storage.schema_errors import find_schema_issues
    from genai_guide.storage.summary_schema import SummaryModel

    for issue in find_schema_issues(SummaryModel, content, lambda _: path.name):
        raise FileError(path, issue.said)


def summary_answers(path: Path, statement: dict[str, Any], pack: Pack) -> Answers:
    """Read the answers back out of a summary's statement."""
    use: dict[str, Answer] = {}
    per_tool: list[dict[str, Answer]] = []
    names: list[str] = []
    for number, entry in enumerate(require_tables(path, "tool", statement), start=1):
        names.append(require_text(path, f"tool {number}, name", entry.get("name", "")))
        per_tool.append({})
    for number, entry in enumerate(require_tables(path, "answer", statement), start=1):
        where = f"answer {number}"
        question = pack.by_id.get(str(entry.get("question")))
        if question is None:
            found = str(entry.get("question"))
            sentence = unknown_word(where, "a question of the pack", found, pack.by_id)
            raise FileError(path, sentence)
        value = entry.get("options" if question.is_choice else "answered")
        answer = parse_answer(path, f"{where}, “{question.id}”", question, value)
        tool = entry.get("tool")
        if question.per_tool:
            if type(tool) is not int or not 1 <= tool <= len(per_tool):
                raise FileError(path, f"{where}: expected the number of a tool")
            if question.field != TOOL_NAME_FIELD:
                per_tool[tool - 1][question.id] = answer
        else:
            use[question.id] = answer
    tools = tuple(Tool(name, one) for name, one in zip(names, per_tool, strict=True))
    return Answers(use, tools or (Tool(),))


def summary_notes(statement: dict[str, Any]) -> dict[Place, str]:
    """Read the remarks on the answers."""
    return {
        Place(entry["question"], entry.get("tool")): entry["note"]
        for entry in statement["answer"]
        if entry.get("note")
    }


def summary_closed_tasks(statement: dict[str, Any]) -> dict[str, ClosedTask]:
    """Read which tasks were done, with what shows it."""
    shown = {entry["task"]: entry for entry in statement.get("evidence", [])}
    return {
        entry["id"]: ClosedTask(
            entry.get("closed_on", ""), _evidence(shown, entry["id"])
        )
        for entry in statement.get("task", [])
        if entry["status"] == "done"
    }


def _evidence(shown: dict[str, dict[str, Any]], task_id: str) -> Evidence | None:
    entry = shown.get(task_id)
    if entry is None:
        return None
    return Evidence(
        link=entry.get("link", ""),
        name=entry.get("file", ""),
        size=entry.get("size", 0),
        sha256=entry.get("sha256", ""),
    )


def draft_from_summary(path: Path, statement: dict[str, Any], pack: Pack) -> Draft:
    """Start a session with the answers, the notes and the done tasks of a summary.

    Its own summary will be the next revision of this one.
    """
    session = draft_from_answers(pack, summary_answers(path, statement, pack))
    notes = {
        (one.question, one.tool): text for one, text in summary_notes(statement).items()
    }
    try:
        signed = signed_revision(statement)
    except NotCanonicalError as error:
        raise FileError(path, f"statement: {error}") from None
    return replace(
        session, notes=notes, closed=summary_closed_tasks(statement), signed=signed
    )


def signed_revision(statement: dict[str, Any]) -> SignedRevision:
    """Say which summary a statement is, for the one that takes its place."""
    return SignedRevision(
        statement["id"],
        statement["revision"],
        payload_digest(SignedPart.STATEMENT, statement),
        statement["signoff"]["at"].isoformat(),
        steps=0,  # the log of a draft made from it is empty
    )


_NAME_LIMIT = 60


def propose_summary_path(pack: Pack, session: Draft, folder: Path) -> Path:
    """Name a summary's file after production and use, and never one that is there."""
    return _free_path(folder, _slug(pack, session), ".toml")


def propose_message_path(pack: Pack, session: Draft, folder: Path) -> Path:
    """Name the file of the message to the contact, in the same way."""
    return _free_path(folder, f"{_slug(pack, session)}-message", ".txt")


def write_message(path: Path, message: str) -> None:
    """Write the message to the contact into a file that is not there yet.

    Raises:
        FileProblem: if it is there, or cannot be written.
    """
    write_new(path, message.encode("utf-8"))


def _slug(pack: Pack, session: Draft) -> str:
    title = format_title(assess(pack, session.answers))
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


def write_summary(  # noqa: PLR0913 - all of it is the caller's to say
    path: Path,
    pack: Pack,
    session: Draft,
    signoff: SignOff,
    key: SigningKey,
    *,
    overwrite: bool = False,
) -> Draft:
    """Sign off a complete session, and write its summary.

    Returns:
        The session, knowing the summary that its next one takes the place of.

    Raises:
        FileProblem: if the file is there already and `overwrite` is not set, or
            if it cannot be written.
        ValueError: if the session is not complete, or the sign-off lacks a part.
    """
    new_id = session.signed.id if session.signed else uuid.uuid4().hex
    statement = build_signed_statement(pack, session, signoff, new_id)
    document = {
        "format": SUMMARY_FORMAT,
        "statement": statement,
        "statement_signature": {
            "ssh": key.sign(
                SignedPart.STATEMENT, payload(SignedPart.STATEMENT, statement)
            )
        },
    }
    content = format_toml(document).encode("utf-8")
    (write_atomic if overwrite else write_new)(path, content)
    sealed = payload_digest(SignedPart.STATEMENT, statement)
    at = signoff.at.isoformat(timespec="seconds")
    return replace(
        session,
        signed=SignedRevision(
            new_id, statement["revision"], sealed, at, steps=session.steps
        ),
    )


def build_signed_statement(
    pack: Pack, session: Draft, signoff: SignOff, record_id: str
) -> dict[str, Any]:
    """Put a signed-off session as the statement of a summary."""
    assessment = assess(pack, session.answers)
    wrong = signoff.problem() if assessment.complete else "answers are missing"
    if wrong:
        raise ValueError(wrong)
    body = build_draft_statement(session, assessment)
    body["pack"]["engine"] = __version__
    before = session.signed
    return {
        "id": record_id,
        "revision": before.revision + 1 if before else 1,
        **({"supersedes": before.digest} if before else {}),
        **body,
        "signoff": {
            "name": signoff.name,
            "role": signoff.role,
            "organisation": signoff.organisation,
            "email": signoff.email,
            "at": signoff.at,
            "attestation": pack.attestation,
        },
    }
