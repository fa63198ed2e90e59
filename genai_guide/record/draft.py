"""A use being worked on, as one immutable value, and every change to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    Tool,
    with_value,
)
from genai_guide.rules.pack import Pack

EntryKind = Literal["answer", "note", "tool"]
MOST_TOOLS = 50
"""The most tools of one use, removed ones too."""
LISTED, REMOVED = "listed", "removed"


class LogEntry(NamedTuple):
    """One entry of the log: when, which question, from what, to what."""

    at: str
    """The time with its offset, as ISO 8601."""
    step: int
    """Changes with the same number were made at once and are undone at once."""
    by: Literal["change", "undo", "redo"]
    what: EntryKind
    question: str
    tool: int | None
    """The tool's number among all tools, removed ones too, from 1."""
    before: Answer | None
    after: Answer | None


class Evidence(NamedTuple):
    """What shows that a task is done: a link, or a file that stays where it is."""

    link: str = ""
    path: str = ""
    """The file as it was named; kept in the session, never in a summary."""
    name: str = ""
    """The file's own name."""
    size: int = 0
    """The file's length in bytes."""
    sha256: str = ""
    """The digest of the file's content, in hex."""


class ClosedTask(NamedTuple):
    """That a task is done, since when, and what shows it."""

    on: str
    """The date, YYYY-MM-DD."""
    evidence: Evidence | None = None


class SignedRevision(NamedTuple):
    """The summary that was last signed off from a session."""

    id: str
    revision: int
    digest: str
    """The digest of its statement, `sha256:` and hex."""
    at: str
    """When, as ISO 8601 with the offset."""
    steps: int | None = None
    """How many steps the log had; unknown in files from before this was stored."""


class DraftTool(NamedTuple):
    """A tool of the session; a removed one keeps its answers."""

    tool: Tool = Tool()
    removed: bool = False


class Draft(NamedTuple):
    """Everything that is known of one use."""

    pack_id: str
    pack_version: str
    pack_digest: str
    use: Mapping[str, Answer] = MappingProxyType({})
    tools: tuple[DraftTool, ...] = (DraftTool(),)
    notes: Mapping[tuple[str, int | None], str] = MappingProxyType({})
    """Remarks on answers, by question and number among all tools."""
    closed: Mapping[str, ClosedTask] = MappingProxyType({})
    """The tasks that are done, by their id."""
    at: str = ""
    """Where the interview stands: a place, `tools` or `review`; empty: the start."""
    draft: str = ""
    """A text typed at that place and not yet given as an answer."""
    log: tuple[LogEntry, ...] = ()
    signed: SignedRevision | None = None
    """The summary that the next one takes the place of."""

    @property
    def steps(self) -> int:
        """The number of steps in the log, those of undo and redo too."""
        return self.log[-1].step if self.log else 0

    @property
    def answers(self) -> Answers:
        """The answers as the policy sees them, without removed tools."""
        listed = tuple(one.tool for one in self.tools if not one.removed)
        return Answers(self.use, listed or (Tool(),))

    def note(self, place: Place) -> str:
        """Look up the remark on an answer."""
        return self.notes.get((place.question, self.key_of(place.tool)), "")

    def key_of(self, number: int | None) -> int | None:
        """Turn a tool's number among the listed ones into that among all."""
        if number is None:
            return None
        keys = [key for key, one in enumerate(self.tools, start=1) if not one.removed]
        return keys[number - 1]


def new_draft(pack: Pack) -> Draft:
    """Start a session for a pack."""
    return Draft(pack.id, pack.version, pack.digest)


def draft_from_answers(pack: Pack, answers: Answers) -> Draft:
    """Start a session with answers that were given elsewhere."""
    listed = tuple(DraftTool(tool) for tool in answers.tools)
    return new_draft(pack)._replace(use=answers.use, tools=listed)


def set_answers(
    pack: Pack,
    session: Draft,
    given: Mapping[Place, Answer | None],
    at: str,
) -> Draft:
    """Give, change or clear (`None`) answers, all in one step.

    The answers are taken as acceptable (see `policy.answers.problem`).
    """
    changes = [
        _change(session, at, "answer", place, (before, after))
        for place, after in given.items()
        if (before := session.answers.at(pack, place)) != after
    ]
    return _do(pack, session, changes)


def set_note(pack: Pack, session: Draft, place: Place, note: str, at: str) -> Draft:
    """Put a remark on an answer; an empty one takes it away."""
    before = session.note(place) or None
    after = note or None
    if before == after:
        return session
    change = _change(session, at, "note", place, (before, after))
    return _do(pack, session, [change])


def add_tool(pack: Pack, session: Draft, at: str) -> Draft:
    """List one more tool, without answers; at the limit nothing changes."""
    if len(session.tools) >= MOST_TOOLS:
        return session
    grown = session._replace(tools=(*session.tools, DraftTool(removed=True)))
    key = len(grown.tools)
    step = session.steps + 1
    change = LogEntry(at, step, "change", "tool", "", key, REMOVED, LISTED)
    return _do(pack, grown, [change])


def remove_tool(pack: Pack, session: Draft, number: int, at: str) -> Draft:
    """Take a tool off the list; the last one stays."""
    if len(session.answers.tools) <= 1:
        return session
    change = _change(session, at, "tool", Place("", number), (LISTED, REMOVED))
    return _do(pack, session, [change])


def undo(pack: Pack, session: Draft, at: str) -> Draft:
    """Take back the last step that is not taken back yet."""
    done, _ = _history(session.log)
    return _repeat(pack, session, _last_step(done)[::-1], "undo", at)


def redo(pack: Pack, session: Draft, at: str) -> Draft:
    """Do again the step that was taken back last."""
    _, undone = _history(session.log)
    return _repeat(pack, session, _last_step(undone)[::-1], "redo", at)


def _change(
    session: Draft,
    at: str,
    what: EntryKind,
    place: Place,
    values: tuple[Answer | None, Answer | None],
) -> LogEntry:
    key, step = session.key_of(place.tool), session.steps + 1
    return LogEntry(at, step, "change", what, place.question, key, *values)


def _do(pack: Pack, session: Draft, changes: list[LogEntry]) -> Draft:
    for change in changes:
        session = _applied(pack, session, change)
    return session._replace(log=(*session.log, *changes))


def _repeat(
    pack: Pack,
    session: Draft,
    changes: list[LogEntry],
    by: Literal["undo", "redo"],
    at: str,
) -> Draft:
    step = session.steps + 1
    again = [change._replace(at=at, step=step, by=by) for change in changes]
    if by == "undo":
        again = [one._replace(before=one.after, after=one.before) for one in again]
    return _do(pack, session, again)


def _history(log: tuple[LogEntry, ...]) -> tuple[list[LogEntry], list[LogEntry]]:
    """Read the log as two stacks: what can be undone, what can be redone."""
    done: list[LogEntry] = []
    undone: list[LogEntry] = []
    for change in log:
        if change.by == "change":
            done.append(change)
            undone.clear()
        elif change.by == "undo" and done:
            undone.append(done.pop())
        elif change.by == "redo" and undone:
            done.append(undone.pop())
    return done, undone


def _last_step(stack: list[LogEntry]) -> list[LogEntry]:
    return [change for change in stack if change.step == stack[-1].step]


def _applied(pack: Pack, session: Draft, change: LogEntry) -> Draft:
    """Put the value of a change in its place."""
    if change.what == "note":
        key = (change.question, change.tool)
        notes = with_value(session.notes, key, change.after)
        return session._replace(notes={k: str(v) for k, v in notes.items()})
    if change.tool is None:
        return session._replace(
            use=with_value(session.use, change.question, change.after)
        )
    index = change.tool - 1
    listed = session.tools[index]
    if change.what == "tool":
        removed = change.after == REMOVED and len(session.answers.tools) > 1
        changed = listed._replace(removed=removed)
    elif pack.by_id[change.question].field == TOOL_NAME_FIELD:
        changed = listed._replace(
            tool=listed.tool._replace(name=str(change.after or ""))
        )
    else:
        answers = with_value(listed.tool.answers, change.question, change.after)
        changed = listed._replace(tool=listed.tool._replace(answers=answers))
    tools = (*session.tools[:index], changed, *session.tools[index + 1 :])
    return session._replace(tools=tools)


def changed_since_signing(session: Draft) -> bool:
    """Tell whether an answer, a note or a tool is not as it was when it was signed.

    What was changed and then put back, by undo for one, is as it was.
    """
    if not session.signed:
        return False
    before = dict[tuple[str, str, int | None], Answer | None]()
    after = before.copy()
    for change in reversed(session.log):
        if _is_part_of(session.signed, change):
            break
        place = change.what, change.question, change.tool
        before[place] = change.before
        after.setdefault(place, change.after)
    return before != after


def _is_part_of(signed: SignedRevision, change: LogEntry) -> bool:
    """Whether a change was made before signing, by its step, else by its time."""
    if signed.steps is None:
        return _moment(change.at) <= _moment(signed.at)
    return change.step <= signed.steps


def _moment(at: str) -> float:
    """Read a time, whatever offset it was written with."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def close_task(session: Draft, task_id: str, closed: ClosedTask) -> Draft:
    """Say that a task is done."""
    return session._replace(closed={**session.closed, task_id: closed})


def reopen_task(session: Draft, task_id: str) -> Draft:
    """Say that a task is not done after all."""
    return session._replace(closed=with_value(session.closed, task_id, None))
