"""Sessions as TOML files: written after every answer, read to resume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from genai_guide.files.answers_files import (
    MOST_TOOLS,
    answer_to,
    check_keys,
    table,
    tables,
    text,
    unknown,
)
from genai_guide.files.errors import FileProblem
from genai_guide.files.reading import SESSION_LIMIT, read_toml
from genai_guide.files.replacing import replace_file
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.answers import TOOL_NAME, Answer, Place, Tool, words
from genai_guide.policy.assessment import Assessment, assess
from genai_guide.policy.pack import Pack, Question
from genai_guide.record.interview import progress
from genai_guide.record.session import Change, ListedTool, Session, new

FORMAT = "genai-guide/session/1"
_TOP = ("format", "session", "tool", "answer", "change")
_HEAD = ("title", "use", "verdict", "answered", "least", "most", "saved", "at", "draft")


def save_session(path: Path, pack: Pack, session: Session, now: str) -> None:
    """Replace the session's file by this session.

    Raises:
        FileProblem: if it cannot be written; the file is as it was before.
    """
    content = toml_text(session_document(pack, session, now)).encode("utf-8")
    if len(content) > SESSION_LIMIT:
        raise FileProblem(path, "not saved: the session has grown beyond 4 MB")
    replace_file(path, content)


def load_session(path: Path, pack: Pack) -> Session:
    """Read a session.

    Raises:
        FileProblem: if it is no session that this pack can go on with.
    """
    return session_from(path, read_toml(path, SESSION_LIMIT), pack)


def session_document(pack: Pack, session: Session, now: str) -> dict[str, Any]:
    """Put a session as tables, in reading order: the verdict first."""
    assessment = assess(pack, session.answers)
    return {
        "format": FORMAT,
        "session": {
            **_head(pack, session, assessment),
            "saved": now,
            **_stand(session),
        },
        "tool": [
            {"number": number, "name": one.tool.name, "removed": one.removed}
            for number, one in enumerate(session.tools, start=1)
        ],
        "answer": list(_answers(pack, session, assessment)),
        "change": [_entry(change) for change in session.log],
    }


def _head(pack: Pack, session: Session, assessment: Assessment) -> dict[str, Any]:
    done = progress(pack, session, assessment.asking)
    low, high = assessment.lowest.id, assessment.highest.id
    return {
        "title": _field(pack, session, "production.title"),
        "use": _field(pack, session, "use.description"),
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


def _field(pack: Pack, session: Session, field: str) -> str:
    question = pack.with_field(field)
    answer = question and session.use.get(question.id)
    return words(question, answer) if question and answer else ""


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


def session_from(path: Path, content: dict[str, Any], pack: Pack) -> Session:
    """Build a session from parsed TOML, judging every part of it."""
    if content.get("format") != FORMAT:
        raise FileProblem(path, not_the_format(content.get("format"), FORMAT))
    check_keys(path, "", content, _TOP)
    head = table(path, "session", content.get("session", {}))
    check_keys(path, "session", head, (*_HEAD, "pack"))
    named = table(path, "session, pack", head.get("pack", {}))
    if named.get("id") != pack.id:
        raise FileProblem(
            path,
            f"answered with the questions “{named.get('id')}”, not with “{pack.id}”;"
            " name their folder with --pack",
        )
    session = replace(
        new(pack),
        tools=_tools(path, content),
        at=text(path, "session, at", head.get("at", "")),
        draft=text(path, "session, draft", head.get("draft", ""), long=True),
    )
    for number, entry in enumerate(tables(path, "answer", content), start=1):
        session = _with_answer(path, f"answer {number}", entry, pack, session)
    log = tuple(
        _change(path, f"change {number}", entry, pack, len(session.tools))
        for number, entry in enumerate(tables(path, "change", content), start=1)
    )
    return replace(session, log=log)


def not_the_format(found: object, expected: str) -> str:
    """Say that a file is of another, or of a newer, format."""
    name, _, version = expected.rpartition("/")
    if isinstance(found, str) and found.startswith(f"{name}/"):
        newer = found.removeprefix(f"{name}/")[:20]
        return (
            f"written in format {newer}, newer than {version}; use a newer genai-guide"
        )
    return f"not a file of the format “{expected}”"


def _tools(path: Path, content: dict[str, Any]) -> tuple[ListedTool, ...]:
    found: list[ListedTool] = []
    for number, entry in enumerate(tables(path, "tool", content), start=1):
        place = f"tool {number}"
        check_keys(path, place, entry, ("number", "name", "removed"))
        name = text(path, f"{place}, name", entry.get("name", ""))
        found.append(ListedTool(Tool(name), entry.get("removed") is True))
    if len(found) > MOST_TOOLS:
        raise FileProblem(path, f"{len(found)} tools; at most {MOST_TOOLS} are allowed")
    return tuple(found) or (ListedTool(),)


def _with_answer(
    path: Path, place: str, entry: dict[str, Any], pack: Pack, session: Session
) -> Session:
    known = ("question", "tool", "asked", "answered", "options", "note", "parked")
    check_keys(path, place, entry, known)
    question = _question(path, place, entry.get("question"), pack)
    key = _key(path, place, entry.get("tool"), question, len(session.tools))
    if "note" in entry:
        note = text(path, f"{place}, note", entry["note"], long=True)
        session = replace(session, notes={**session.notes, (question.id, key): note})
    value = entry.get("options" if question.is_choice else "answered")
    if value is None:
        return session
    answer = answer_to(path, f"{place}, “{question.id}”", question, value)
    if key is None:
        return replace(session, use={**session.use, question.id: answer})
    listed = session.tools[key - 1]
    answers = {**listed.tool.answers, question.id: answer}
    changed = replace(listed, tool=replace(listed.tool, answers=answers))
    return replace(
        session, tools=(*session.tools[: key - 1], changed, *session.tools[key:])
    )


def _question(path: Path, place: str, found: Any, pack: Pack) -> Question:
    if not isinstance(found, str) or found not in pack.by_id:
        known = [question.id for question in pack.questions]
        sentence = unknown(place, "a question of the pack", str(found), known)
        raise FileProblem(path, sentence)
    return pack.by_id[found]


def _key(
    path: Path, place: str, found: Any, question: Question, count: int
) -> int | None:
    if question.per_tool and (type(found) is not int or not 1 <= found <= count):
        raise FileProblem(path, f"{place}: expected the number of a listed tool")
    if not question.per_tool and found is not None:
        raise FileProblem(path, f"{place}: “{question.id}” is not asked per tool")
    return cast("int | None", found)


def _change(
    path: Path, place: str, entry: dict[str, Any], pack: Pack, count: int
) -> Change:
    known = ("at", "step", "by", "what", "question", "tool", "from", "to")
    check_keys(path, place, entry, known)
    what, by, step = entry.get("what"), entry.get("by"), entry.get("step")
    if what not in ("answer", "note", "tool") or by not in ("change", "undo", "redo"):
        raise FileProblem(path, f"{place}: no change of a kind that is known")
    if type(step) is not int:
        raise FileProblem(path, f"{place}: expected the number of its step")
    tool = entry.get("tool")
    values: list[Answer | None] = []
    if what == "tool":
        if type(tool) is not int or not 1 <= tool <= count:
            raise FileProblem(path, f"{place}: expected the number of a listed tool")
        values = [text(path, place, entry.get(key, "")) for key in ("from", "to")]
    else:
        question = _question(path, place, entry.get("question"), pack)
        tool = _key(path, place, tool, question, count)
        values = [
            _value(path, place, entry.get(key), question, is_note=what == "note")
            for key in ("from", "to")
        ]
    at = text(path, f"{place}, at", entry.get("at", ""))
    return Change(at, step, by, what, entry.get("question", ""), tool, *values)


def _value(
    path: Path, place: str, found: Any, question: Question, *, is_note: bool
) -> Answer | None:
    if found is None:
        return None
    if is_note or question.field == TOOL_NAME:
        return text(path, place, found, long=is_note)
    return answer_to(path, place, question, found)
