"""Sessions as TOML files: written after every answer, read to resume."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import is_not
from pathlib import Path
from typing import Any, NamedTuple

from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SESSION
from genai_guide.files.reading import SESSION_LIMIT
from genai_guide.files.replacing import replace_file
from genai_guide.files.session_reading import END, session_from
from genai_guide.files.toml_reading import read_toml
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import Answer, Place, words
from genai_guide.policy.assessment import Assessment, assess
from genai_guide.policy.pack import Pack
from genai_guide.record.filled import filled
from genai_guide.record.interview import progress
from genai_guide.record.session import (
    Change,
    Closed,
    Session,
)
from genai_guide.record.since import changed_since


def save_session(path: Path, pack: Pack, session: Session, now: str) -> None:
    """Replace the session's file by this session.

    Raises:
        FileProblem: if it cannot be written; the file is as it was before.
    """
    replace_file(path, session_bytes(path, pack, session, now))


class Answered(NamedTuple):
    """One answer or note, and all that is written of it."""

    question: str
    key: int | None
    """The tool's number among all tools."""
    answer: Answer | None
    note: str
    parked: bool


class SessionText:
    """What was written of a session before: most of it is the same the next time."""

    def __init__(self) -> None:
        self._log: tuple[Change, ...] = ()
        self._log_text = ""
        self._answers: dict[Answered, str] = {}

    def log(self, log: tuple[Change, ...]) -> str:
        """Give the log as TOML; it only grows, and only what is new is written."""
        known = self._log
        if len(log) < len(known) or any(map(is_not, known, log)):
            self._log, self._log_text = (), ""
        fresh = [_entry(change) for change in log[len(self._log) :]]
        if fresh:
            self._log_text += f"\n{toml_text({'change': fresh})}"
            self._log = log
        return self._log_text

    def answers(self, pack: Pack, answered: Iterable[Answered]) -> str:
        """Give the answers as TOML, of which only those that changed are written."""
        known = self._answers
        self._answers = {
            one: known.get(one) or f"\n{toml_text({'answer': [_answer(pack, one)]})}"
            for one in answered
        }
        return "".join(self._answers.values())


def session_bytes(  # noqa: PLR0913 - two of them only save work
    path: Path,
    pack: Pack,
    session: Session,
    now: str,
    *,
    assessment: Assessment | None = None,
    text: SessionText | None = None,
) -> bytes:
    """Put a session as the content of its file; refuse one that is too long.

    Args:
        path: Which file, to be named if it is refused.
        pack: The questions and rules.
        session: What is to be written.
        now: The time with its offset.
        assessment: What follows from its answers, where that is known already.
        text: What was written of it before.
    """
    assessment = assessment or assess(pack, session.answers)
    text = text or SessionText()
    above = {"format": SESSION, **_above(pack, session, now, assessment)}
    tasks = f"\n{toml_text({'task': _tasks(session)})}" if session.closed else ""
    content = (
        f"{toml_text(above)}{text.answers(pack, _answered(pack, session, assessment))}"
        f"{tasks}{text.log(session.log)}\n{toml_text({'end': END})}"
    ).encode()
    if len(content) > SESSION_LIMIT:
        raise FileProblem(path, "not saved: the session has grown beyond 4 MB")
    return content


def load_session(path: Path, pack: Pack) -> Session:
    """Read a session.

    Raises:
        FileProblem: if it is no session that this pack can go on with.
    """
    return session_from(path, read_toml(path, SESSION_LIMIT), pack)


def _above(
    pack: Pack, session: Session, now: str, assessment: Assessment
) -> dict[str, Any]:
    """Put what stands above the answers, the verdict first."""
    head = {**_head(pack, session, assessment), "saved": now, **_stand(session)}
    if session.signed:
        head["signed"] = session.signed._asdict()
    if changed_since(session):
        head["changed"] = True  # for the list, which reads no log
    tools = [
        {"number": number, "name": one.tool.name, "removed": one.removed}
        for number, one in enumerate(session.tools, start=1)
    ]
    return {"session": head, "tool": tools} if tools else {"session": head}


def _head(pack: Pack, session: Session, assessment: Assessment) -> dict[str, Any]:
    done = progress(pack, session, assessment.asking)
    low, high = assessment.lowest.id, assessment.highest.id
    return {
        "title": filled(assessment, "production").get("title", ""),
        "use": filled(assessment, "use").get("description", ""),
        "verdict": low if assessment.complete else f"{low} to {high}",
        "answered": done.answered,
        "least": done.least,
        "most": done.most,
        "pack": {
            "id": session.pack_id,
            "version": session.pack_version,
            "digest": session.pack_digest,
        },
    }


def _stand(session: Session) -> dict[str, str]:
    return {"at": session.at, "draft": session.draft}


def _answered(
    pack: Pack, session: Session, assessment: Assessment
) -> Iterator[Answered]:
    """List the answers, those that are not asked now marked as parked."""
    numbers, asked = _listed_numbers(session), assessment.asking.asked_set
    for question in pack.questions:
        keys = range(1, len(session.tools) + 1) if question.per_tool else [None]
        for key in keys:
            given = session.use if key is None else session.tools[key - 1].tool.answers
            note = session.notes.get((question.id, key), "")
            answer = given.get(question.id)
            if answer is None and not note:
                continue
            listed = key is None or key in numbers
            parked = not listed or Place(question.id, numbers.get(key)) not in asked
            yield Answered(question.id, key, answer, note, parked)


def _answer(pack: Pack, one: Answered) -> dict[str, Any]:
    question = pack.by_id[one.question]
    entry: dict[str, Any] = {"question": one.question}
    if one.key is not None:
        entry["tool"] = one.key
    entry["asked"] = question.text
    if one.answer is not None:
        entry["answered"] = words(question, one.answer)
    if one.answer is not None and not isinstance(one.answer, str):
        entry["options"] = list(one.answer)
    if one.note:
        entry["note"] = one.note
    if one.parked:
        entry["parked"] = True
    return entry


def _listed_numbers(session: Session) -> dict[int | None, int]:
    """Give the listed tools their numbers, by the number among all tools."""
    listed = [key for key, one in enumerate(session.tools, 1) if not one.removed]
    return {key: number for number, key in enumerate(listed, start=1)}


def _tasks(session: Session) -> list[dict[str, Any]]:
    return [_task(task_id, done) for task_id, done in session.closed.items()]


def _task(task_id: str, done: Closed) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": task_id, "closed_on": done.on}
    if done.evidence:
        evidence = done.evidence._asdict()
        entry |= {key: value for key, value in evidence.items() if value}
    return entry


def _entry(change: Change) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "at": change.at,
        "step": change.step,
        "by": change.by,
        "what": change.what,
        "question": change.question,
        "tool": change.tool,
        "from": change.before,
        "to": change.after,
    }
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in entry.items()
        if value is not None
    }
