"""What differs between two records, as a document to read."""

from __future__ import annotations

from collections.abc import Iterable

from genai_guide.record.diff_values import (
    AnswerDiff,
    ComparedRecord,
    Direction,
    Reason,
    RecordDiff,
    RevisionRelation,
    ToolChange,
    ToolMatch,
    ValueChange,
    Verdict,
)
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.report.record import format_level

_UNCHECKED = Section(
    "Verification",
    ("No signature was checked here: `genai-guide verify` does that.",),
)


def build_diff_document(
    title: str, redline: RecordDiff, old: ComparedRecord, new: ComparedRecord
) -> Document:
    """Put a comparison as a document: the verdict first, then what led to it."""
    sections = (
        _revision(redline, old, new),
        Section("Reasons gained", items=tuple(map(_reason, redline.gained))),
        Section("Reasons lost", items=tuple(map(_reason, redline.lost))),
        _answers(redline),
        _tools(redline),
        _notes(redline.entries),
        Section("Tasks", items=tuple(map(_change, redline.tasks))),
        _reworded(redline.entries),
        Section(
            "Questions, sign-off and decision", items=tuple(map(_change, redline.rest))
        ),
    )
    return Document(
        title=title,
        level=None,
        verdict=_verdict(redline, old, new),
        sections=tuple(one for one in sections if one),
        foot=_UNCHECKED,
    )


def _verdict(redline: RecordDiff, old: ComparedRecord, new: ComparedRecord) -> Section:
    facts = [
        (name, side.statement.title or "a use without a title")
        for name, side in (("old record", old), ("new record", new))
    ]
    facts += [("was", _full(redline.was)), ("now", _full(redline.now))]
    if redline.judged_anew:
        judged = _full(redline.judged_anew)
        facts.append(("the old answers under the new questions", judged))
    way = redline.was.to(redline.now)
    said = [] if redline else ["The two records say the same."]
    if not redline.in_answers:
        said.append("No difference in the answers.")
    return Section(f"The verdict {way}", tuple(said), tuple(facts))


def _full(verdict: Verdict) -> str:
    """Put a verdict in the words that people know it by."""
    said = format_level(verdict.lowest)
    if not verdict.complete:
        said = f"open, from {said} to {format_level(verdict.highest)}"
    return "; ".join([said, *(one.label for one in verdict.obligations)])


def _revision(redline: RecordDiff, old: ComparedRecord, new: ComparedRecord) -> Section:
    was, now = (side.statement.revision for side in (old, new))
    match redline.chain:
        case RevisionRelation.NONE:
            return Section("Revision")
        case RevisionRelation.NEXT:
            said = f"The new record is revision {now} of the old one."
        case RevisionRelation.BEFORE:
            said = f"The old record is the later one: revision {was} of the new one."
        case RevisionRelation.APART:
            said = f"They are the revisions {was} and {now} of one record."
        case RevisionRelation.BROKEN:
            said = (
                f"They say that they are the revisions {was} and {now} of one record,"
                " but the later one takes the place of another file than this:"
                " one of the two is not what it was, or there are two different"
                f" revisions {min(was, now)}."
            )
        case RevisionRelation.RIVALS:
            said = (
                f"These are two different revisions {now} of one use: ask the producer"
                " which one counts."
            )
    return Section("Revision", (said,))


def _reason(reason: Reason) -> Item:
    return Item(f"{reason.because}{_about(reason.tool)}", reason.level)


def _about(tool: ToolMatch | None) -> str:
    if tool is None:
        return ""
    name = tool.now or tool.was
    named = f", {name}" if name else ""
    return f" (tool {tool.new or tool.old}{named})"


def _answers(redline: RecordDiff) -> Section:
    items = tuple(
        _answer(one, redline)
        for one in redline.entries
        if one.answered_otherwise and not (one.tool and one.tool.one_sided)
    )
    if not items:
        return Section("Answers")
    said = (
        "“Alone” is what the old record comes to with this one change, and with the"
        " answers that it brings up."
    )
    return Section("Answers", (said,) if redline.judged else (), items=items)


def _answer(entry: AnswerDiff, redline: RecordDiff) -> Item:
    details = (*_was_now(*entry.words), *_effect(entry.alone, redline))
    return Item(_asked(entry), details=details)


def _asked(entry: AnswerDiff) -> str:
    return f"{entry.text}{_about(entry.tool)} [{entry.question}]"


def _was_now(was: str, now: str) -> tuple[Detail, Detail]:
    return Detail(was or "nothing", "was"), Detail(now or "nothing", "now")


def _effect(alone: Verdict | None, redline: RecordDiff) -> tuple[Detail, ...]:
    """Say what a change alone does; nothing where that cannot be judged."""
    if not redline.judged:
        return ()
    if alone is None:
        return (Detail("counts only with other changes", "alone"),)
    way = redline.was.to(alone)
    moved = "" if way is Direction.STAYS else f", from {redline.was} to {alone}"
    return (Detail(f"the verdict {way}{moved}", "alone"),)


def _tools(redline: RecordDiff) -> Section:
    # Where the name is asked for, the answer to that has said it.
    named = {(one.tool, *one.words) for one in redline.entries}
    items = tuple(
        _tool(one, redline)
        for one in redline.tools
        if one.match.old != one.match.new
        or (one.match, one.match.was, one.match.now) not in named
    )
    return Section("Tools", items=items)


def _tool(change: ToolChange, redline: RecordDiff) -> Item:
    tool = change.match
    if not tool.one_sided:
        was, now = f"tool {tool.old} {tool.was}", f"tool {tool.new} {tool.now}"
        return Item(tool.now or "A tool", details=_was_now(was.strip(), now.strip()))
    added = tool.old is None
    given = [
        Detail(f"{one.text} {one.words[added]}")
        for one in redline.entries
        if one.tool == tool and one.answered_otherwise
    ]
    effect = _effect(change.alone, redline)
    name = tool.now or tool.was or "A tool"
    return Item(name, "added" if added else "removed", (*given, *effect))


def _notes(entries: Iterable[AnswerDiff]) -> Section:
    items = tuple(
        Item(_asked(one), details=_was_now(one.before.note, one.after.note))
        for one in entries
        if one.noted_otherwise
    )
    return Section("Notes", items=items)


def _reworded(entries: Iterable[AnswerDiff]) -> Section:
    """List what was answered alike, but asked or said in other words."""
    items = tuple(
        Item(
            f"[{one.question}]{_about(one.tool)}",
            details=_was_now(
                f"{one.before.text} {one.before.words}",
                f"{one.after.text} {one.after.words}",
            ),
        )
        for one in entries
        if one.worded_otherwise
    )
    return Section("Asked in other words, and answered alike", items=items)


def _change(change: ValueChange) -> Item:
    return Item(change.what, details=_was_now(change.was, change.now))
