"""Summaries as TOML files: written once at sign-off, read by legal."""

from __future__ import annotations

import os
import re
import unicodedata
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from genai_guide import __version__
from genai_guide.files.answers_files import (
    answer_to,
    check_keys,
    tables,
    text,
    unknown,
)
from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SUMMARY, not_the_format
from genai_guide.files.replacing import create_file, replace_file
from genai_guide.files.texts import place, texts_in
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import TOOL_NAME, Answer, Answers, Tool
from genai_guide.policy.assessment import assess
from genai_guide.policy.pack import Pack
from genai_guide.record.session import Session
from genai_guide.record.signoff import SignOff
from genai_guide.record.statement import record_title, session_body
from genai_guide.record.text import fault

_TOP = (
    "format",
    "statement",
    "statement_signature",
    "decision",
    "decision_signature",
)
_NAME_LIMIT = 60


def proposed_path(pack: Pack, session: Session, folder: Path) -> Path:
    """Name a summary's file after production and use, and never one that is there."""
    return _free_path(folder, _slug(pack, session), ".toml")


def message_path(pack: Pack, session: Session, folder: Path) -> Path:
    """Name the file of the message to the contact, in the same way."""
    return _free_path(folder, f"{_slug(pack, session)}-message", ".txt")


def write_message(path: Path, message: str) -> None:
    """Write the message to the contact into a file that is not there yet.

    Raises:
        FileProblem: if it is there, or cannot be written.
    """
    create_file(path, message.encode("utf-8"))


def _slug(pack: Pack, session: Session) -> str:
    title = record_title(assess(pack, session.answers))
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


def write_summary(
    path: Path,
    pack: Pack,
    session: Session,
    signoff: SignOff,
    *,
    overwrite: bool = False,
) -> None:
    """Write the signed-off summary of a complete session.

    Raises:
        FileProblem: if the file is there already and `overwrite` is not set, or
            if it cannot be written.
        ValueError: if the session is not complete, or the sign-off lacks a part.
    """
    document = summary_document(pack, session, signoff, uuid.uuid4().hex)
    content = toml_text(document).encode("utf-8")
    (replace_file if overwrite else create_file)(path, content)


def summary_document(
    pack: Pack, session: Session, signoff: SignOff, record_id: str
) -> dict[str, Any]:
    """Put a signed-off session as the tables of a summary."""
    assessment = assess(pack, session.answers)
    wrong = signoff.problem() if assessment.complete else "answers are missing"
    if wrong:
        raise ValueError(wrong)
    body = session_body(session, assessment)
    body["pack"]["engine"] = __version__
    return {
        "format": SUMMARY,
        "statement": {
            "id": record_id,
            "revision": 1,
            **body,
            "signoff": {
                "name": signoff.name,
                "role": signoff.role,
                "organisation": signoff.organisation,
                "email": signoff.email,
                "at": signoff.at,
                "attestation": pack.attestation,
            },
        },
    }


def statement_from(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """Take the statement out of a summary's tables, judging every part of it."""
    if content.get("format") != SUMMARY:
        raise FileProblem(path, not_the_format(content.get("format"), SUMMARY))
    check_keys(path, "", content, _TOP)
    for way, found in texts_in(content):
        if wrong := fault(found, long=True):
            raise FileProblem(path, f"{place(content, way)}: {wrong}")
    _check_shape(path, {key: content.get(key, {}) for key in ("format", "statement")})
    return dict(content["statement"])


def _check_shape(path: Path, content: dict[str, Any]) -> None:
    # Imported here: pydantic costs half as much as the whole screen.
    from pydantic import ValidationError

    from genai_guide.files.model_faults import faults
    from genai_guide.files.summary_models import SummaryModel

    try:
        SummaryModel.model_validate(content)
    except ValidationError as error:
        first = next(faults(error, content, SummaryModel, lambda _: path.name))
        raise FileProblem(path, first.said) from None


def answers_of(path: Path, statement: dict[str, Any], pack: Pack) -> Answers:
    """Read the answers back out of a summary's statement."""
    use: dict[str, Answer] = {}
    per_tool: list[dict[str, Answer]] = []
    names: list[str] = []
    for number, entry in enumerate(tables(path, "tool", statement), start=1):
        names.append(text(path, f"tool {number}, name", entry.get("name", "")))
        per_tool.append({})
    for number, entry in enumerate(tables(path, "answer", statement), start=1):
        where = f"answer {number}"
        question = pack.by_id.get(str(entry.get("question")))
        if question is None:
            found = str(entry.get("question"))
            sentence = unknown(where, "a question of the pack", found, pack.by_id)
            raise FileProblem(path, sentence)
        value = entry.get("options" if question.is_choice else "answered")
        answer = answer_to(path, f"{where}, “{question.id}”", question, value)
        tool = entry.get("tool")
        if question.per_tool:
            if type(tool) is not int or not 1 <= tool <= len(per_tool):
                raise FileProblem(path, f"{where}: expected the number of a tool")
            if question.field != TOOL_NAME:
                per_tool[tool - 1][question.id] = answer
        else:
            use[question.id] = answer
    tools = tuple(Tool(name, one) for name, one in zip(names, per_tool, strict=True))
    return Answers(use, tools or (Tool(),))
