"""Reading summaries: every part is judged before anything of it is believed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.exit_codes import ExitCode
from genai_guide.files.answers_files import (
    answer_to,
    check_keys,
    tables,
    text,
    unknown,
)
from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SESSION, SUMMARY, not_the_format
from genai_guide.files.texts import place, texts_in
from genai_guide.policy.answers import TOOL_NAME, Answer, Answers, Place, Tool
from genai_guide.policy.pack import Pack
from genai_guide.record.canonical import NotCanonicalError
from genai_guide.record.seal import Part, seal_digest, unclean
from genai_guide.record.session import (
    Closed,
    Evidence,
    Session,
    Signed,
    from_answers,
)

_TOP = (
    "format",
    "statement",
    "statement_signature",
    "decision",
    "decision_signature",
)


class NotSignedOff(FileProblem):
    """A session or an answers file stands where a summary was expected."""

    code = int(ExitCode.INCOMPLETE)


def document_from(path: Path, content: dict[str, Any]) -> dict[str, Any]:
    """Take the tables of a summary, judging every part of them but the seals.

    Raises:
        FileProblem: if it is no summary, or something in it cannot be taken.
    """
    if content.get("format") == SESSION or "answers" in content:
        raise NotSignedOff(path, "not signed off: these are answers, and no summary")
    if content.get("format") != SUMMARY:
        raise FileProblem(path, not_the_format(content.get("format"), SUMMARY))
    check_keys(path, "", content, _TOP)
    if "decision_signature" in content and "decision" not in content:
        raise FileProblem(path, "there is a decision's signature, but no decision")
    if unclean(content):
        raise FileProblem(path, _unclean_text(content))
    _check_shape(path, content)
    return content


def _unclean_text(content: dict[str, Any]) -> str:
    """Name the place of the first text that may not stand in a record."""
    judged = ((way, unclean(found)) for way, found in texts_in(content))
    return next(f"{place(content, way)}: {wrong}" for way, wrong in judged if wrong)


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


def notes_of(statement: dict[str, Any]) -> dict[Place, str]:
    """Read the remarks on the answers."""
    return {
        Place(entry["question"], entry.get("tool")): entry["note"]
        for entry in statement["answer"]
        if entry.get("note")
    }


def closed_of(statement: dict[str, Any]) -> dict[str, Closed]:
    """Read which tasks were done, with what shows it."""
    shown = {entry["task"]: entry for entry in statement.get("evidence", [])}
    return {
        entry["id"]: Closed(entry.get("closed_on", ""), _evidence(shown, entry["id"]))
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


def session_of(path: Path, statement: dict[str, Any], pack: Pack) -> Session:
    """Start a session with the answers, the notes and the done tasks of a summary.

    Its own summary will be the next revision of this one.
    """
    session = from_answers(pack, answers_of(path, statement, pack))
    notes = {
        (one.question, one.tool): text for one, text in notes_of(statement).items()
    }
    try:
        signed = signed_in(statement)
    except NotCanonicalError as error:
        raise FileProblem(path, f"statement: {error}") from None
    return session._replace(notes=notes, closed=closed_of(statement), signed=signed)


def signed_in(statement: dict[str, Any]) -> Signed:
    """Say which summary a statement is, for the one that takes its place."""
    return Signed(
        statement["id"],
        statement["revision"],
        seal_digest(Part.STATEMENT, statement),
        statement["signoff"]["at"].isoformat(),
    )
