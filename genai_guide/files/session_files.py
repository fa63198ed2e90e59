"""Sessions as TOML files: written after every answer, read to resume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from operator import is_not
from pathlib import Path
from typing import Any

from genai_guide.files.errors import FileProblem
from genai_guide.files.formats import SESSION
from genai_guide.files.reading import SESSION_LIMIT, read_toml
from genai_guide.files.replacing import replace_file
from genai_guide.files.session_reading import END, session_from
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import Place, words
from genai_guide.policy.assessment import Assessment, assess
from genai_guide.policy.pack import Pack
from genai_guide.record.interview import progress
from genai_guide.record.session import (
    Change,
    Closed,
    Session,
)
from genai_guide.record.since import changed_since
from genai_guide.record.statement import filled


def save_session(path: Path, pack: Pack, session: Session, now: str) -> None:
    """Replace the session's file by this session.

    Raises:
        FileProblem: if it cannot be written; the file is as it was before.
    """
    replace_file(path, session_bytes(path, pack, session, now))


class LogText:
    """A session's log as TOML: it only grows, so what is written of it is kept."""

    def __init__(self) -> None:
        self._log: tuple[Change, ...] = ()
        self._text = ""

    def of(self, log: tuple[Change, ...]) -> str:
        """Give the log as TOML, of which only what is new is written."""
        known = self._log
        if len(log) < len(known) or any(map(is_not, known, log)):
            self._log, self._text = (), ""
        fresh = [_entry(change) for change in log[len(self._log) :]]
        if fresh:
            self._text += f"\n{toml_text({'change': fresh})}"
            self._log = log
        return self._text


def session_bytes(  # noqa: PLR0913 - two of them only save work
    path: Path,
    pack: Pack,
    session: Session,
    now: str,
    *,
    assessment: Assessment | None = None,
    log: LogText | None = None,
) -> bytes:
    """Put a session as the content of its file; refuse one that is too long.

    Args:
        path: Which file, to be named if it is refused.
        pack: The questions and rules.
        session: What is to be written.
        now: The time with its offset.
        assessment: What follows from its answers, where that is known already.
        log: What was written of its log before.
    """
    document = session_document(pack, replace(session, log=()), now, assessment)
    if changed_since(session):
        document["session"]["changed"] = True  # for the list, which reads no log
    end = document.pop("end")
    changes = (log or LogText()).of(session.log)
    text = f"{toml_text(document)}{changes}\n{toml_text({'end': end})}"
    content = text.encode("utf-8")
    if len(content) > SESSION_LIMIT:
        raise FileProblem(path, "not saved: the session has grown beyond 4 MB")
    return content


def load_session(path: Path, pack: Pack) -> Session:
    """Read a session.

    Raises:
        FileProblem: if it is no session that this pack can go on with.
    """
    return session_from(path, read_toml(path, SESSION_LIMIT), pack)


def session_document(
    pack: Pack, session: Session, now: str, assessment: Assessment | None = None
) -> dict[str, Any]:
    """Put a session as tables, in reading order: the verdict first."""
    assessment = assessment or assess(pack, session.answers)
    document = {
        "format": SESSION,
        "session": {
            **_head(pack, session, assessment),
            "saved": now,
            **_stand(session),
            **({"signed": asdict(session.signed)} if session.signed else {}),
        },
        "tool": [
            {"number": number, "name": one.tool.name, "removed": one.removed}
            for number, one in enumerate(session.tools, start=1)
        ],
        "answer": list(_answers(pack, session, assessment)),
        "task": [_task(task_id, done) for task_id, done in session.closed.items()],
        "change": [_entry(change) for change in session.log],
        "end": END,
    }
    return {name: value for name, value in document.items() if value}


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


def _answers(
    pack: Pack, session: Session, assessment: Assessment
) -> Iterator[dict[str, Any]]:
    """List the answers, those that are not asked now marked as parked."""
    numbers = _listed_numbers(session)
    for question in pack.questions:
        keys = range(1, len(session.tools) + 1) if question.per_tool else [None]
        for key in keys:
            answers = (
                session.use if key is None else session.tools[key - 1].tool.answers
            )
            note = session.notes.get((question.id, key), "")
            answer = answers.get(question.id)
            if answer is None and not note:
                continue
            place = Place(question.id, numbers.get(key))
            entry: dict[str, Any] = {"question": question.id}
            if key is not None:
                entry["tool"] = key
            entry["asked"] = question.text
            if answer is not None:
                entry["answered"] = words(question, answer)
            if answer is not None and not isinstance(answer, str):
                entry["options"] = list(answer)
            if note:
                entry["note"] = note
            removed = key is not None and key not in numbers
            if removed or place not in assessment.asking.asked_set:
                entry["parked"] = True
            yield entry


def _listed_numbers(session: Session) -> dict[int | None, int]:
    """Give the listed tools their numbers, by the number among all tools."""
    listed = [key for key, one in enumerate(session.tools, 1) if not one.removed]
    return {key: number for number, key in enumerate(listed, start=1)}


def _task(task_id: str, done: Closed) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": task_id, "closed_on": done.on}
    if done.evidence:
        evidence = asdict(done.evidence)
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
