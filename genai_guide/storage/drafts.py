"""Drafts as TOML files: written after every answer, read to resume."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from operator import is_not
from pathlib import Path
from typing import Any, NamedTuple

from genai_guide.record.draft import Draft, LogEntry, changed_since_signing
from genai_guide.record.migration import Migration
from genai_guide.record.steps import count_progress
from genai_guide.rules.answers import Answer, Place, format_answer
from genai_guide.rules.evaluate import Assessment, assess, name_use
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack
from genai_guide.storage.atomic_write import create_folder, write_new
from genai_guide.storage.draft_parser import DRAFT_FORMAT, END, parse_or_migrate
from genai_guide.storage.errors import SaveError
from genai_guide.storage.paths import free_path
from genai_guide.storage.reading import DRAFT_BYTES, read_bytes
from genai_guide.storage.toml import format_toml, parse_toml


def load_or_migrate(path: Path, pack: Pack) -> Migration:
    """Load a draft; one under another version of the pack is carried over.

    Raises:
        FileError: if it is no draft of this pack.
    """
    source = read_bytes(path, DRAFT_BYTES)
    return parse_or_migrate(path, parse_toml(path, source), pack, source=source)


def write_migrated(path: Path, pack: Pack, migration: Migration, now: str) -> Path:
    """Write a draft that was carried over to a new file beside the old one.

    The new name is the old one with the version, and never taken.

    Raises:
        FileError: if it cannot be written; the old file is never touched.
    """
    before = f"-{migration.before}" if migration.before else ""
    stem = path.stem.removesuffix(before)
    new = free_path(path.parent, f"{stem}-{pack.version}", ".toml")
    write_new(new, serialize_draft(new, pack, migration.draft, now))
    return new


def write_new_draft(path: Path, pack: Pack, draft: Draft, now: str) -> None:
    """Write a draft to a file that is not there yet.

    Raises:
        FileError: if it is there, or cannot be written.
    """
    create_folder(path.parent)
    write_new(path, serialize_draft(path, pack, draft, now))


class WrittenAnswer(NamedTuple):
    """One answer or note, and all that is written of it."""

    question: str
    tool: int | None
    """The tool's number among all tools."""
    answer: Answer | None
    note: str
    inactive: bool
    carried: str = ""


class DraftSerializer:
    """Writes a draft again and again, each time only what changed since the last."""

    def __init__(self) -> None:
        self._log: tuple[LogEntry, ...] = ()
        self._log_text = ""
        self._answers: dict[WrittenAnswer, str] = {}

    def log(self, log: tuple[LogEntry, ...]) -> str:
        """Return the log as TOML; it only grows, and only what is new is written."""
        known = self._log
        if len(log) < len(known) or any(map(is_not, known, log)):
            self._log, self._log_text = (), ""
        if new := [_log_table(entry) for entry in log[len(self._log) :]]:
            self._log_text += f"\n{format_toml({'change': new})}"
            self._log = log
        return self._log_text

    def answers(self, pack: Pack, answers: Iterable[WrittenAnswer]) -> str:
        """Return the answers as TOML, of which only those that changed are written."""
        known = self._answers
        self._answers = {
            answer: known.get(answer)
            or f"\n{format_toml({'answer': [_answer_table(pack, answer)]})}"
            for answer in answers
        }
        return "".join(self._answers.values())


def serialize_draft(  # noqa: PLR0913 - two of them only save work
    path: Path,
    pack: Pack,
    draft: Draft,
    now: str,
    *,
    assessment: Assessment | None = None,
    text: DraftSerializer | None = None,
) -> bytes:
    """Return the content of a draft's file, the verdict first and the log last.

    Args:
        path: The file, to be named if the content is too long.
        pack: The questions and rules.
        draft: What is to be written.
        now: The time with its offset.
        assessment: What follows from its answers, if that is known already.
        text: What was written of it before.

    Raises:
        SaveError: if it is too long.
    """
    assessment = assessment or assess(pack, draft.answers)
    text = text or DraftSerializer()
    top: dict[str, Any] = {
        "format": DRAFT_FORMAT,
        "session": _head(pack, draft, now, assessment),
    }
    if draft.tools:
        top["tool"] = [
            {"number": number, "name": entry.tool.name, "removed": entry.removed}
            | ({"library_id": entry.library_id} if entry.library_id else {})
            for number, entry in enumerate(draft.tools, start=1)
        ]
    tasks = f"\n{format_toml({'task': [*_task_tables(draft)]})}" if draft.closed else ""
    earlier = ""
    if draft.earlier:
        earlier = f"\n{format_toml({'earlier': list(draft.earlier)})}"
    answers = text.answers(pack, _written_answers(pack, draft, assessment))
    content = (
        f"{format_toml(top)}{answers}{tasks}{earlier}{text.log(draft.log)}"
        f"\n{format_toml({'end': END})}"
    ).encode()
    if len(content) > DRAFT_BYTES:
        raise SaveError(path, "the draft has grown beyond 4 MB")
    return content


def _head(pack: Pack, draft: Draft, now: str, assessment: Assessment) -> dict[str, Any]:
    progress = count_progress(pack, draft, assessment.status)
    title, use = name_use(assessment)
    head: dict[str, Any] = {
        "title": title,
        "use": use,
        "answered": progress.answered,
        "least": progress.least,
        "most": progress.most,
        "pack": {
            "id": draft.pack_id,
            "version": draft.pack_version,
            "digest": draft.pack_digest,
        },
        "saved": now,
        "at": draft.position,
        "draft": draft.unfinished,
    }
    if assessment.begun:
        head["lowest"] = _level_table(assessment.verdict)
        head["highest"] = _level_table(assessment.highest)
    if draft.signed:
        signed = asdict(draft.signed).items()
        head["signed"] = {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in signed
            if value not in (None, (), "")
        }
    if draft.production:
        production = asdict(draft.production).items()
        head["production"] = {key: value for key, value in production if value}
    if draft.same_element_as:
        head["same_element_as"] = draft.same_element_as
    if changed_since_signing(draft):
        head["changed"] = True  # for the list, which reads no log
    return head


def _level_table(level: Level) -> dict[str, Any]:
    """Return what the list of drafts shows of a level."""
    names = ("rank", "id", "label", "sign")
    return {name: getattr(level, name) for name in names}


def _written_answers(
    pack: Pack, draft: Draft, assessment: Assessment
) -> Iterator[WrittenAnswer]:
    """List the answers and notes, those that are not asked now marked as inactive."""
    numbers = {key: number for number, key in enumerate(draft.listed_keys, start=1)}
    tools = [(key, numbers.get(key)) for key in range(1, len(draft.tools) + 1)]
    asked = assessment.status.asked_set
    for question in pack.questions:
        for key, number in tools if question.per_tool else [(None, None)]:
            answer = draft.answers_of(key).get(question.id)
            note = draft.notes.get((question.id, key), "")
            # What was taken over and undone can come back, and its mark with it.
            carried = draft.carried.get((question.id, key), "")
            if answer is not None or note or carried:
                removed = key is not None and number is None
                inactive = removed or Place(question.id, number) not in asked
                yield WrittenAnswer(question.id, key, answer, note, inactive, carried)


def _answer_table(pack: Pack, written: WrittenAnswer) -> dict[str, Any]:
    question = pack.by_id[written.question]
    table: dict[str, Any] = {"question": written.question}
    if written.tool is not None:
        table["tool"] = written.tool
    table["asked"] = question.text
    if written.answer is not None:
        table["answered"] = format_answer(question, written.answer)
        if not isinstance(written.answer, str):
            table["options"] = list(written.answer)
    if written.note:
        table["note"] = written.note
    if written.inactive:
        table["inactive"] = True
    if written.carried:
        table["carried"] = written.carried
    return table


def _task_tables(draft: Draft) -> Iterator[dict[str, Any]]:
    for task_id, task in draft.closed.items():
        evidence = asdict(task.evidence) if task.evidence else {}
        named = {key: value for key, value in evidence.items() if value}
        yield {"id": task_id, "closed_on": task.on, **named}


def _log_table(entry: LogEntry) -> dict[str, Any]:
    table: dict[str, Any] = {
        "at": entry.at,
        "step": entry.step,
        "by": entry.by,
        "what": entry.what,
        "question": entry.question,
        "tool": entry.tool,
        "from": entry.before,
        "to": entry.after,
    }
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in table.items()
        if value is not None
    }
