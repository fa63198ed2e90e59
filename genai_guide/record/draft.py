"""A use being worked on, as one immutable value, and every change to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from genai_guide.record.fields import DIGEST_PATTERN
from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    Tool,
    with_value,
)
from genai_guide.rules.pack import TOOL_CHOSEN_FIELD, Pack, Stage
from genai_guide.rules.placeholders import names_tool
from genai_guide.rules.status import question_status

EntryKind = Literal["answer", "note", "tool", "element"]
Reason = Literal["change", "undo", "redo"]
Origin = Literal["production", "copy"]
"""Where an answer comes from that nobody gave for this use."""
EvidenceState = Literal["", "changed", "missing"]
MOST_TOOLS = 50
"""The most tools of one use, removed ones too."""
LISTED, REMOVED = "listed", "removed"
MOST_EARLIER = 100
"""The most earlier revisions that a record names, and that a draft knows."""


@dataclass(frozen=True)
class LogEntry:
    """One entry of the log: when, which question, from what, to what."""

    at: str
    """The time with its offset, as ISO 8601."""
    step: int
    """Changes with the same number were made at once and are undone at once."""
    by: Reason
    what: EntryKind
    question: str
    tool: int | None
    """The tool's number among all tools, removed ones too, from 1."""
    before: Answer | None
    after: Answer | None


@dataclass(frozen=True)
class Evidence:
    """What shows that a task is done: words, a link, or a file that stays in place."""

    link: str = ""
    path: str = ""
    """The file as it was named; kept in the draft, never in a summary."""
    name: str = ""
    """The file's own name."""
    size: int = 0
    """The file's length in bytes."""
    sha256: str = ""
    """The digest of the file's content, in hex."""
    state: EvidenceState = ""
    """What had become of the file at signing; empty: nothing."""
    text: str = ""
    """What shows it, in words."""

    @property
    def label(self) -> str:
        """What shows it, in a line: the words, the link or the file's name."""
        return self.text or self.link or self.name


@dataclass(frozen=True)
class ClosedTask:
    """That a task is done, since when, and what shows it."""

    on: str
    """The date, YYYY-MM-DD."""
    evidence: Evidence | None = None


@dataclass(frozen=True)
class SignedRevision:
    """The summary that was last signed off from a draft."""

    id: str
    revision: int
    digest: str
    """The digest of its statement, `sha256:` and hex."""
    at: str
    """When, as ISO 8601 with the offset."""
    steps: int | None = None
    """How many steps the log had; unknown where a summary was taken over."""
    supersedes: tuple[str, ...] = ()
    """The digests of the revisions before it, the latest first."""
    path: str = ""
    """The summary's file, as it was written; kept in the draft, never in a summary."""

    @property
    def chain(self) -> tuple[str, ...]:
        """The digests of this revision and of those before it, the latest first."""
        return (self.digest, *self.supersedes)[:MOST_EARLIER]


@dataclass(frozen=True)
class DraftTool:
    """A tool of the draft; a removed one keeps its answers."""

    tool: Tool = field(default_factory=Tool)
    removed: bool = False
    library_id: str = ""
    """Its id in the library of the production; empty if it is not from there."""


@dataclass(frozen=True)
class ProductionLink:
    """The production that a use belongs to."""

    id: str
    path: str = ""
    """Its file, as it was named; kept in the draft, never in a summary."""


@dataclass(frozen=True)
class Draft:
    """Everything that is known of one use."""

    pack_id: str
    pack_version: str
    pack_digest: str
    use: Mapping[str, Answer] = field(default_factory=dict)
    tools: tuple[DraftTool, ...] = (DraftTool(),)
    notes: Mapping[tuple[str, int | None], str] = field(default_factory=dict)
    """Remarks on answers, by question and number among all tools."""
    closed: Mapping[str, ClosedTask] = field(default_factory=dict)
    """The tasks that are done, by their id."""
    position: str = ""
    """Where the interview stands: a place, `tools` or `review`; empty: the start."""
    unfinished: str = ""
    """A text typed at that place and not yet given as an answer."""
    log: tuple[LogEntry, ...] = ()
    signed: SignedRevision | None = None
    """The summary that the next one replaces."""
    earlier: tuple[Mapping[str, Any], ...] = ()
    """The entries on the revisions before, as they stood there: decisions and more."""
    production: ProductionLink | None = None
    carried: Mapping[tuple[str, int | None], Origin] = field(default_factory=dict)
    """The answers that nobody has looked at yet in this use, and where they come from.
    By question and number among all tools."""
    same_element_as: str = ""
    """The id of a use with the same element, as a person said; empty if none."""

    @property
    def steps(self) -> int:
        """The number of steps in the log, those of undo and redo too."""
        return self.log[-1].step if self.log else 0

    @property
    def next_revision(self) -> int:
        """The number of the revision that is signed next."""
        return self.signed.revision + 1 if self.signed else 1

    @property
    def answers(self) -> Answers:
        """The answers as the policy sees them, without removed tools."""
        listed = tuple(entry.tool for entry in self.tools if not entry.removed)
        return Answers(self.use, listed or (Tool(),))

    @property
    def listed_keys(self) -> tuple[int, ...]:
        """The numbers among all tools of those that are listed, in order."""
        numbered = enumerate(self.tools, start=1)
        return tuple(key for key, entry in numbered if not entry.removed)

    def note(self, place: Place) -> str:
        """Return the remark on an answer."""
        return self.notes.get((place.question, self.key_of(place.tool)), "")

    def origin(self, place: Place) -> Origin | None:
        """Return where an answer comes from that nobody has looked at yet."""
        return self.carried.get((place.question, self.key_of(place.tool)))

    def key_of(self, number: int | None) -> int | None:
        """Return the number among all tools of one by its number among the listed."""
        return None if number is None else self.listed_keys[number - 1]

    def answers_of(self, key: int | None) -> Mapping[str, Answer]:
        """Return the answers about the use, or about a tool by its number among all."""
        return self.use if key is None else self.tools[key - 1].tool.answers

    def with_answer(
        self, question: str, key: int | None, answer: Answer | None
    ) -> Draft:
        """Return the draft with one answer stored or dropped, without a log entry."""
        answers = with_value(self.answers_of(key), question, answer)
        if key is None:
            return replace(self, use=answers)
        entry = self.tools[key - 1]
        return self.with_tool(key, replace(entry, tool=Tool(entry.tool.name, answers)))

    def with_tool(self, key: int, entry: DraftTool) -> Draft:
        """Return the draft with another entry for a tool, without a log entry."""
        return replace(self, tools=(*self.tools[: key - 1], entry, *self.tools[key:]))


def new_draft(pack: Pack) -> Draft:
    """Return an empty draft for a pack."""
    return Draft(pack.id, pack.version, pack.digest)


def draft_from_answers(pack: Pack, answers: Answers) -> Draft:
    """Return a draft with answers that were given elsewhere."""
    listed = tuple(DraftTool(tool) for tool in answers.tools)
    return replace(new_draft(pack), use=answers.use, tools=listed)


def set_answers(
    pack: Pack, draft: Draft, given: Mapping[Place, Answer | None], at: str
) -> Draft:
    """Store, change or clear (`None`) answers, all in one step.

    The answers must have been judged before (see `rules.answers.answer_error`).
    """
    before = draft.answers
    changes = [
        _log_entry(draft, at, "answer", place, (before.at(pack, place), after))
        for place, after in given.items()
        if before.at(pack, place) != after
    ]
    renamed = {
        change.tool
        for change in changes
        if pack.by_id[change.question].field == TOOL_NAME_FIELD
    }
    # Under another name it is another tool than that of the library.
    tools = tuple(
        replace(entry, library_id="") if key in renamed else entry
        for key, entry in enumerate(draft.tools, start=1)
    )
    draft = replace(draft, tools=tools) if renamed else draft
    return _apply(pack, look_at(draft, given), changes)


def copy_tool_answers(
    pack: Pack, draft: Draft, source: int, target: int, at: str
) -> Draft:
    """Give a tool the deciding answers about another where it has none, in one step.

    The copies are marked, and have to be looked at before signing. The name stays.
    """
    answers = draft.answers
    copied = {
        there: answer
        for place in question_status(pack, answers).asked
        if place.tool == source and _is_copied(pack, place)
        if (answer := answers.at(pack, place)) is not None
        if answers.at(pack, there := Place(place.question, target)) is None
    }
    key = draft.key_of(target)
    marks: dict[tuple[str, int | None], Origin] = {
        (place.question, key): "copy" for place in copied
    }
    draft = set_answers(pack, draft, copied, at)
    return replace(draft, carried={**draft.carried, **marks})


def _is_copied(pack: Pack, place: Place) -> bool:
    question = pack.by_id[place.question]
    own = (TOOL_NAME_FIELD, TOOL_CHOSEN_FIELD)
    return question.stage is Stage.DECIDE and question.field not in own


def look_at(draft: Draft, places: Iterable[Place]) -> Draft:
    """Return the draft with some answers marked as looked at in this use."""
    seen = {(place.question, draft.key_of(place.tool)) for place in places}
    if seen.isdisjoint(draft.carried):
        return draft
    left = {key: origin for key, origin in draft.carried.items() if key not in seen}
    return replace(draft, carried=left)


def unseen_places(draft: Draft, asked: Iterable[Place]) -> tuple[Place, ...]:
    """Return which of the places have answers that nobody has looked at yet."""
    return tuple(place for place in asked if draft.origin(place))


def set_note(pack: Pack, draft: Draft, place: Place, note: str, at: str) -> Draft:
    """Store a remark on an answer; an empty one clears it."""
    before = draft.note(place)
    if before == note:
        return draft
    values = before or None, note or None
    return _apply(pack, draft, [_log_entry(draft, at, "note", place, values)])


def add_tool(pack: Pack, draft: Draft, at: str) -> Draft:
    """List one more tool, without answers; at the limit nothing changes."""
    if len(draft.tools) >= MOST_TOOLS:
        return draft
    grown = replace(draft, tools=(*draft.tools, DraftTool(removed=True)))
    key = len(grown.tools)
    change = LogEntry(at, draft.steps + 1, "change", "tool", "", key, REMOVED, LISTED)
    return _apply(pack, grown, [change])


def remove_tool(pack: Pack, draft: Draft, number: int, at: str) -> Draft:
    """Remove a tool from the list; the last one stays."""
    if len(draft.answers.tools) <= 1:
        return draft
    place = Place("", number)
    change = _log_entry(draft, at, "tool", place, (LISTED, REMOVED))
    return _apply(pack, draft, [change])


def set_same_element(pack: Pack, draft: Draft, use_id: str, at: str) -> Draft:
    """Say which use has the same element, by its id; an empty one takes it back."""
    if draft.same_element_as == use_id:
        return draft
    values = draft.same_element_as or None, use_id or None
    return _apply(pack, draft, [_log_entry(draft, at, "element", Place(""), values)])


def undo(pack: Pack, draft: Draft, at: str) -> Draft:
    """Undo the last step that is not undone yet."""
    done, _ = _history(draft.log)
    back = [
        replace(change, before=change.after, after=change.before)
        for change in _last_step(done)
    ]
    return _repeat(pack, draft, back, "undo", at)


def redo(pack: Pack, draft: Draft, at: str) -> Draft:
    """Redo the step that was undone last."""
    _, undone = _history(draft.log)
    return _repeat(pack, draft, _last_step(undone), "redo", at)


def _log_entry(
    draft: Draft,
    at: str,
    what: EntryKind,
    place: Place,
    values: tuple[Answer | None, Answer | None],
) -> LogEntry:
    key, step = draft.key_of(place.tool), draft.steps + 1
    return LogEntry(at, step, "change", what, place.question, key, *values)


def _apply(pack: Pack, draft: Draft, changes: list[LogEntry]) -> Draft:
    """Apply changes and add them to the log."""
    for change in changes:
        draft = _applied(pack, draft, change)
    return replace(draft, log=(*draft.log, *changes))


def _repeat(
    pack: Pack, draft: Draft, changes: list[LogEntry], by: Reason, at: str
) -> Draft:
    step = draft.steps + 1
    again = [replace(change, at=at, step=step, by=by) for change in changes]
    return _apply(pack, draft, again)


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
    """List the changes of the step on top of a stack, the last change first."""
    return [change for change in reversed(stack) if change.step == stack[-1].step]


def _applied(pack: Pack, draft: Draft, change: LogEntry) -> Draft:
    """Store the value that a change leads to."""
    question, key = change.question, change.tool
    if change.what == "note":
        note = None if change.after is None else str(change.after)
        return replace(draft, notes=with_value(draft.notes, (question, key), note))
    if change.what == "element":
        return replace(draft, same_element_as=str(change.after or ""))
    if key is None:
        return draft.with_answer(question, key, change.after)
    entry = draft.tools[key - 1]
    if change.what == "tool":
        removed = change.after == REMOVED and len(draft.answers.tools) > 1
        changed = draft.with_tool(key, replace(entry, removed=removed))
        if changed.listed_keys[: len(draft.listed_keys)] == draft.listed_keys:
            return changed
        return _reopen_tool_tasks(pack, changed)
    if pack.by_id[question].field == TOOL_NAME_FIELD:
        named = Tool(str(change.after or ""), entry.tool.answers)
        return draft.with_tool(key, replace(entry, tool=named))
    return draft.with_answer(question, key, change.after)


def _reopen_tool_tasks(pack: Pack, draft: Draft) -> Draft:
    """Mark the tasks of tools as not done after all.

    They go by the number of the tool. When a tool is removed or comes back, the others
    get new numbers, and nothing may count as done for a tool that it was not done for.
    """
    per_tool = {
        task.id
        for rule in pack.rules
        if rule.id in pack.per_tool_rules
        for task in rule.tasks
        if names_tool(task.text)
    }
    kept = {
        task_id: closed
        for task_id, closed in draft.closed.items()
        if task_id.partition("#")[0] not in per_tool
    }
    return replace(draft, closed=kept)


def changed_since_signing(draft: Draft) -> bool:
    """Return whether anything that the log has differs from what was signed.

    What was changed and then put back, by undo for example, does not differ.
    """
    if not draft.signed:
        return False
    before = dict[tuple[str, str, int | None], Answer | None]()
    after = before.copy()
    for change in reversed(draft.log):
        if _was_signed(change, draft.signed):
            break
        place = change.what, change.question, change.tool
        before[place] = change.before
        after.setdefault(place, change.after)
    return before != after


def is_signed(draft: Draft) -> bool:
    """Return whether it is signed, and nothing was changed since."""
    return bool(draft.signed) and not changed_since_signing(draft)


def _was_signed(change: LogEntry, signed: SignedRevision) -> bool:
    """Return whether a change was made before signing: by its step, else its time."""
    if signed.steps is None:
        return _timestamp(change.at) <= _timestamp(signed.at)
    return change.step <= signed.steps


def _timestamp(at: str) -> float:
    """Return a time as seconds, whatever offset it was written with."""
    try:
        return datetime.fromisoformat(at).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def close_task(draft: Draft, task_id: str, closed: ClosedTask) -> Draft:
    """Mark a task as done."""
    return replace(draft, closed={**draft.closed, task_id: closed})


def reopen_task(draft: Draft, task_id: str) -> Draft:
    """Mark a task as not done after all."""
    return replace(draft, closed=with_value(draft.closed, task_id, None))


def is_digest(text: str) -> bool:
    """Return whether a text is a digest as records name each other by."""
    return re.fullmatch(DIGEST_PATTERN, text) is not None
