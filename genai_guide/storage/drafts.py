"""Drafts as TOML files: written after every answer, read to resume."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from operator import is_not
from pathlib import Path
from typing import Any, NamedTuple, cast

from genai_guide.record.draft import (
    LISTED,
    MOST_TOOLS,
    REMOVED,
    ClosedTask,
    Draft,
    DraftTool,
    Evidence,
    LogEntry,
    SignedRevision,
    changed_since_signing,
    new_draft,
)
from genai_guide.record.statement import MOST_REVISIONS, field_values, is_digest
from genai_guide.record.steps import count_progress
from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Place,
    Tool,
    format_answer,
    is_iso_date,
)
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack, Question
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answer,
    require_table,
    require_tables,
    require_text,
    unknown_word,
)
from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.errors import FileError, SaveError
from genai_guide.storage.reading import DRAFT_BYTES
from genai_guide.storage.toml import format_toml, read_toml

DRAFT_FORMAT = "genai-guide/session/1"
SUMMARY_FORMAT = "genai-guide/summary/1"


def format_error(found: object, expected: str) -> str:
    """Say that a file is of another, or of a newer, format."""
    name, _, version = expected.rpartition("/")
    if isinstance(found, str) and found.startswith(f"{name}/"):
        newer = found.removeprefix(f"{name}/")[:20]
        return (
            f"written in format {newer}, newer than {version}; use a newer genai-guide"
        )
    return f"not a file of the format “{expected}”"


ANSWER_KEYS = ("question", "tool", "asked", "answered", "options", "note", "parked")
_MOST_STEPS = 10**9
_TOP = ("format", "session", "tool", "answer", "task", "change", "end")
END = {"whole": True}
"""The last table; without it a file that was cut short would be taken for whole."""
CUT_SHORT = (
    "cut short: its last two lines, [end] and whole = true, are missing; put them"
    " there if you know that all else is"
)
_TWINS = {"answer": ("question", "tool"), "task": ("id",)}
"""The tables of which there is one each, and what tells them apart."""
_HEAD = (
    *("title", "use", "verdict", "answered", "least", "most"),
    *("saved", "changed", "at", "draft"),
)


def parse_head(path: Path, content: dict[str, Any], pack: Pack) -> dict[str, Any]:
    """Take a session's head, or refuse what is no session of this pack."""
    if content.get("format") != DRAFT_FORMAT:
        raise FileError(path, format_error(content.get("format"), DRAFT_FORMAT))
    check_keys(path, "", content, _TOP)
    if content.get("end") != END:
        raise FileError(path, CUT_SHORT)
    _refuse_twins(path, content)
    head = require_table(path, "session", content.get("session", {}))
    check_keys(path, "session", head, (*_HEAD, "pack", "signed"))
    named = require_table(path, "session, pack", head.get("pack", {}))
    if named.get("id") != pack.id:
        theirs = str(named.get("id"))[:64]
        raise FileError(
            path,
            f"answered with the questions “{theirs}”, not with “{pack.id}”;"
            " name their folder with --pack",
        )
    return head


def _refuse_twins(path: Path, content: dict[str, Any]) -> None:
    for name, keys in _TWINS.items():
        seen: dict[str, int] = {}
        for number, entry in enumerate(require_tables(path, name, content), start=1):
            first = seen.setdefault(repr([entry.get(key) for key in keys]), number)
            if first != number:
                sentence = f"{name} {number}: the same as {name} {first}; keep one"
                raise FileError(path, sentence)


def parse_pack_version(path: Path, head: dict[str, Any]) -> tuple[str, str]:
    """Read the version and the digest of the pack that a session names."""
    named = head["pack"]
    version = require_text(path, "session, pack, version", named.get("version", ""))
    return version, require_text(path, "session, pack, digest", named.get("digest", ""))


def parse_draft(path: Path, content: dict[str, Any], pack: Pack) -> Draft:
    """Build a session from parsed TOML, judging every part of it."""
    head = parse_head(path, content, pack)
    version, digest = parse_pack_version(path, head)
    session = replace(
        new_draft(pack),
        pack_version=version,
        pack_digest=digest,
        tools=parse_tools(path, content),
        position=require_text(path, "session, at", head.get("at", "")),
        unfinished=require_text(
            path, "session, draft", head.get("draft", ""), long=True
        ),
        signed=parse_signed(path, head),
    )
    for number, entry in enumerate(require_tables(path, "answer", content), start=1):
        session = _with_answer(path, f"answer {number}", entry, pack, session)
    log = tuple(
        _change(path, f"change {number}", entry, pack, len(session.tools))
        for number, entry in enumerate(require_tables(path, "change", content), start=1)
    )
    return replace(session, log=log, closed=parse_closed_tasks(path, content))


def parse_signed(path: Path, head: dict[str, Any]) -> SignedRevision | None:
    """Read which summary was signed off from a session."""
    if "signed" not in head:
        return None
    entry, place = (
        require_table(path, "session, signed", head["signed"]),
        "session, signed",
    )
    check_keys(path, place, entry, ("id", "revision", "digest", "at", "steps"))
    revision, digest = (
        entry.get("revision"),
        require_text(path, place, entry.get("digest")),
    )
    if type(revision) is not int or not 1 <= revision < MOST_REVISIONS:
        raise FileError(path, f"{place}: expected a revision, a number from 1")
    if not is_digest(digest):
        raise FileError(path, f"{place}: expected a digest, sha256:…")
    record_id, at = (require_text(path, place, entry.get(key)) for key in ("id", "at"))
    steps = entry.get("steps")
    if steps is not None and (type(steps) is not int or not 0 <= steps <= _MOST_STEPS):
        raise FileError(path, f"{place}: expected the number of steps")
    return SignedRevision(record_id, revision, digest, at, steps)


def parse_closed_tasks(path: Path, content: dict[str, Any]) -> dict[str, ClosedTask]:
    """Read which tasks are done."""
    return dict(
        _closed(path, f"task {number}", entry)
        for number, entry in enumerate(require_tables(path, "task", content), start=1)
    )


def _closed(path: Path, place: str, entry: dict[str, Any]) -> tuple[str, ClosedTask]:
    texts = ("link", "path", "name", "sha256")
    check_keys(path, place, entry, ("id", "closed_on", "size", *texts))
    on = require_text(path, f"{place}, closed_on", entry.get("closed_on"))
    size = entry.get("size", 0)
    if not is_iso_date(on) or type(size) is not int:
        raise FileError(path, f"{place}: expected a date, and a size in bytes")
    told = {
        # A folder's name may be in another normal form than NFC.
        key: require_text(path, place, entry.get(key, ""), long=True, nfc=key != "path")
        for key in texts
    }
    evidence = Evidence(**told, size=size) if any(told.values()) else None
    return require_text(path, f"{place}, id", entry.get("id")), ClosedTask(on, evidence)


def parse_tools(path: Path, content: dict[str, Any]) -> tuple[DraftTool, ...]:
    """Read the tools with their names, those that were removed too."""
    found: list[DraftTool] = []
    for number, entry in enumerate(require_tables(path, "tool", content), start=1):
        place = f"tool {number}"
        check_keys(path, place, entry, ("number", "name", "removed"))
        name = require_text(path, f"{place}, name", entry.get("name", ""))
        found.append(DraftTool(Tool(name), entry.get("removed") is True))
    if len(found) > MOST_TOOLS:
        raise FileError(path, f"{len(found)} tools; at most {MOST_TOOLS} are allowed")
    if all(one.removed for one in found):
        found.append(DraftTool())
    return tuple(found)


def _with_answer(
    path: Path, place: str, entry: dict[str, Any], pack: Pack, session: Draft
) -> Draft:
    check_keys(path, place, entry, ANSWER_KEYS)
    question = _question(path, place, entry.get("question"), pack)
    key = _key(path, place, entry.get("tool"), question, len(session.tools))
    if "note" in entry:
        note = require_text(path, f"{place}, note", entry["note"], long=True)
        session = replace(session, notes={**session.notes, (question.id, key): note})
    wanted = "options" if question.is_choice else "answered"
    value = entry.get(wanted)
    if value is None:
        if "answered" in entry or "note" not in entry:
            sentence = f"{place}, “{question.id}”: expected the key {wanted}"
            raise FileError(path, sentence)
        return session
    answer = parse_answer(path, f"{place}, “{question.id}”", question, value)
    return session.with_answer(question.id, key, answer)


def _question(path: Path, place: str, found: Any, pack: Pack) -> Question:
    if not isinstance(found, str) or found not in pack.by_id:
        known = [question.id for question in pack.questions]
        sentence = unknown_word(place, "a question of the pack", str(found), known)
        raise FileError(path, sentence)
    return pack.by_id[found]


def _key(
    path: Path, place: str, found: Any, question: Question, count: int
) -> int | None:
    if question.per_tool and (type(found) is not int or not 1 <= found <= count):
        raise FileError(path, f"{place}: expected the number of a listed tool")
    if not question.per_tool and found is not None:
        raise FileError(path, f"{place}: “{question.id}” is not asked per tool")
    return cast("int | None", found)


def _change(
    path: Path, place: str, entry: dict[str, Any], pack: Pack, count: int
) -> LogEntry:
    known = ("at", "step", "by", "what", "question", "tool", "from", "to")
    check_keys(path, place, entry, known)
    what, by, step = entry.get("what"), entry.get("by"), entry.get("step")
    if what not in ("answer", "note", "tool") or by not in ("change", "undo", "redo"):
        raise FileError(path, f"{place}: no change of a kind that is known")
    if type(step) is not int or not 1 <= step <= _MOST_STEPS:
        raise FileError(path, f"{place}: expected the number of its step")
    tool = entry.get("tool")
    values: list[Answer | None] = []
    if what == "tool":
        if type(tool) is not int or not 1 <= tool <= count:
            raise FileError(path, f"{place}: expected the number of a listed tool")
        values = [entry.get(key) for key in ("from", "to")]
        if values not in ([LISTED, REMOVED], [REMOVED, LISTED]):
            raise FileError(path, f"{place}: expected from {LISTED} to {REMOVED}")
    else:
        question = _question(path, place, entry.get("question"), pack)
        tool = _key(path, place, tool, question, count)
        values = [
            _value(path, place, entry.get(key), question, is_note=what == "note")
            for key in ("from", "to")
        ]
    at = require_text(path, f"{place}, at", entry.get("at", ""))
    return LogEntry(at, step, by, what, entry.get("question", ""), tool, *values)


def _value(
    path: Path, place: str, found: Any, question: Question, *, is_note: bool
) -> Answer | None:
    if found is None:
        return None
    if is_note or question.field == TOOL_NAME_FIELD:
        return require_text(path, place, found, long=is_note)
    return parse_answer(path, place, question, found)


def save_draft(path: Path, pack: Pack, session: Draft, now: str) -> None:
    """Replace the session's file by this session.

    Raises:
        FileProblem: if it cannot be written; the file is as it was before.
    """
    write_atomic(path, serialize_draft(path, pack, session, now))


class WrittenAnswer(NamedTuple):
    """One answer or note, and all that is written of it."""

    question: str
    key: int | None
    """The tool's number among all tools."""
    answer: Answer | None
    note: str
    inactive: bool


class DraftSerializer:
    """What was written of a session before: most of it is the same the next time."""

    def __init__(self) -> None:
        self._log: tuple[LogEntry, ...] = ()
        self._log_text = ""
        self._answers: dict[WrittenAnswer, str] = {}

    def log(self, log: tuple[LogEntry, ...]) -> str:
        """Give the log as TOML; it only grows, and only what is new is written."""
        known = self._log
        if len(log) < len(known) or any(map(is_not, known, log)):
            self._log, self._log_text = (), ""
        fresh = [_entry(change) for change in log[len(self._log) :]]
        if fresh:
            self._log_text += f"\n{format_toml({'change': fresh})}"
            self._log = log
        return self._log_text

    def answers(self, pack: Pack, answered: Iterable[WrittenAnswer]) -> str:
        """Give the answers as TOML, of which only those that changed are written."""
        known = self._answers
        self._answers = {
            one: known.get(one) or f"\n{format_toml({'answer': [_answer(pack, one)]})}"
            for one in answered
        }
        return "".join(self._answers.values())


def serialize_draft(  # noqa: PLR0913 - two of them only save work
    path: Path,
    pack: Pack,
    session: Draft,
    now: str,
    *,
    assessment: Assessment | None = None,
    text: DraftSerializer | None = None,
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
    text = text or DraftSerializer()
    above = {"format": DRAFT_FORMAT, **_above(pack, session, now, assessment)}
    tasks = f"\n{format_toml({'task': _tasks(session)})}" if session.closed else ""
    answers = text.answers(pack, _answered(pack, session, assessment))
    content = (
        f"{format_toml(above)}{answers}{tasks}{text.log(session.log)}"
        f"\n{format_toml({'end': END})}"
    ).encode()
    if len(content) > DRAFT_BYTES:
        raise SaveError(path, "the session has grown beyond 4 MB")
    return content


def load_draft(path: Path, pack: Pack) -> Draft:
    """Read a session.

    Raises:
        FileProblem: if it is no session that this pack can go on with.
    """
    return parse_draft(path, read_toml(path, DRAFT_BYTES), pack)


def _above(
    pack: Pack, session: Draft, now: str, assessment: Assessment
) -> dict[str, Any]:
    """Put what stands above the answers, the verdict first."""
    head = {**_head(pack, session, assessment), "saved": now, **_stand(session)}
    if session.signed:
        signed = asdict(session.signed).items()
        head["signed"] = {key: value for key, value in signed if value is not None}
    if changed_since_signing(session):
        head["changed"] = True  # for the list, which reads no log
    tools = [
        {"number": number, "name": one.tool.name, "removed": one.removed}
        for number, one in enumerate(session.tools, start=1)
    ]
    return {"session": head, "tool": tools} if tools else {"session": head}


def _head(pack: Pack, session: Draft, assessment: Assessment) -> dict[str, Any]:
    done = count_progress(pack, session, assessment.status)
    low, high = assessment.lowest.id, assessment.highest.id
    return {
        "title": field_values(assessment, "production").get("title", ""),
        "use": field_values(assessment, "use").get("description", ""),
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


def _stand(session: Draft) -> dict[str, str]:
    return {"at": session.position, "draft": session.unfinished}


def _answered(
    pack: Pack, session: Draft, assessment: Assessment
) -> Iterator[WrittenAnswer]:
    """List the answers, those that are not asked now marked as parked."""
    numbers, asked = _listed_numbers(session), assessment.status.asked_set
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
            yield WrittenAnswer(question.id, key, answer, note, parked)


def _answer(pack: Pack, one: WrittenAnswer) -> dict[str, Any]:
    question = pack.by_id[one.question]
    entry: dict[str, Any] = {"question": one.question}
    if one.key is not None:
        entry["tool"] = one.key
    entry["asked"] = question.text
    if one.answer is not None:
        entry["answered"] = format_answer(question, one.answer)
    if one.answer is not None and not isinstance(one.answer, str):
        entry["options"] = list(one.answer)
    if one.note:
        entry["note"] = one.note
    if one.inactive:
        entry["parked"] = True
    return entry


def _listed_numbers(session: Draft) -> dict[int | None, int]:
    """Give the listed tools their numbers, by the number among all tools."""
    listed = [key for key, one in enumerate(session.tools, 1) if not one.removed]
    return {key: number for number, key in enumerate(listed, start=1)}


def _tasks(session: Draft) -> list[dict[str, Any]]:
    return [_task(task_id, done) for task_id, done in session.closed.items()]


def _task(task_id: str, done: ClosedTask) -> dict[str, Any]:
    entry: dict[str, Any] = {"id": task_id, "closed_on": done.on}
    if done.evidence:
        evidence = asdict(done.evidence)
        entry |= {key: value for key, value in evidence.items() if value}
    return entry


def _entry(change: LogEntry) -> dict[str, Any]:
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
