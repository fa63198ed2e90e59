"""What differs between two records, as a document to read."""

from __future__ import annotations

from collections.abc import Iterable

from genai_guide.record.diff import (
    AnswerDiff,
    ComparedRecord,
    Direction,
    Reason,
    RecordDiff,
    ToolChange,
    ToolMatch,
    ValueChange,
    Verdict,
)
from genai_guide.report.document import Detail, Document, Item, Section

_ALONE = "“Alone” says what the verdict would be if nothing else had changed."
_UNCHECKED = Section(
    "Verification",
    ("No signature was checked here. Use “genai-guide verify” for that.",),
)


def build_diff_document(
    title: str, diff: RecordDiff, old: ComparedRecord, new: ComparedRecord
) -> Document:
    """Return a comparison as a document: the verdict first, then what led to it."""
    was, now = old.statement.revision, new.statement.revision
    revision = diff.chain.format(was=was, now=now, earlier=min(was, now))
    answers = [
        _item(_asked(entry), *entry.words, *_effect(entry.alone, diff))
        for entry in diff.entries
        if entry.answered_otherwise and not (entry.tool and entry.tool.one_sided)
    ]
    # Where a tool's name is asked for, the answer to that shows the new name.
    named = {(entry.tool, *entry.words) for entry in diff.entries}
    tools = [
        _tool(change, diff)
        for change in diff.tools
        if change.match.old != change.match.new
        or (change.match, change.match.was, change.match.now) not in named
    ]
    notes = [
        _item(_asked(entry), entry.before.note, entry.after.note)
        for entry in diff.entries
        if entry.noted_otherwise
    ]
    reworded = [
        _item(
            _asked(entry),
            f"{entry.before.text} {entry.before.words}",
            f"{entry.after.text} {entry.after.words}",
        )
        for entry in diff.entries
        if entry.worded_otherwise
    ]
    sections = (
        Section("Revision", (revision,) if revision else ()),
        Section("Reasons gained", items=_reasons(diff.gained)),
        Section("Reasons lost", items=_reasons(diff.lost)),
        Section("Answers", (_ALONE,) if answers and diff.judged else (), (), answers),
        Section("Tools", items=tools),
        Section("Notes", items=notes),
        Section("Tasks", items=_changes(diff.tasks)),
        Section("Reworded questions with the same answer", items=reworded),
        Section("Questions, sign-off and decision", items=_changes(diff.rest)),
    )
    return Document(
        title=title,
        about=[],
        verdict=_verdict(diff, old, new),
        sections=[*filter(None, sections), _UNCHECKED],
    )


def _verdict(diff: RecordDiff, old: ComparedRecord, new: ComparedRecord) -> Section:
    facts = [
        ("old record", old.statement.title or "a use without a title"),
        ("new record", new.statement.title or "a use without a title"),
        ("was", diff.was.words),
        ("now", diff.now.words),
    ]
    if diff.judged_anew:
        judged = diff.judged_anew.words
        facts.append(("the old answers under the new questions", judged))
    lines = [] if diff else ["The two records say the same."]
    if not diff.in_answers:
        lines.append("No difference in the answers.")
    return Section(f"The verdict {diff.was.to(diff.now)}", lines, facts)


def _item(text: str, was: str, now: str, *more: Detail) -> Item:
    details = (Detail(was or "nothing", "was"), Detail(now or "nothing", "now"))
    return Item(text, details=(*details, *more))


def _reasons(reasons: Iterable[Reason]) -> list[Item]:
    return [
        Item(f"{reason.because}{_about(reason.tool)}", reason.label)
        for reason in reasons
    ]


def _changes(changes: Iterable[ValueChange]) -> list[Item]:
    return [_item(change.what, change.was, change.now) for change in changes]


def _asked(entry: AnswerDiff) -> str:
    return f"{entry.text}{_about(entry.tool)} [{entry.question}]"


def _about(tool: ToolMatch | None) -> str:
    if tool is None:
        return ""
    name = tool.now or tool.was
    return f" (tool {tool.new or tool.old}{f', {name}' if name else ''})"


def _effect(alone: Verdict | None, diff: RecordDiff) -> tuple[Detail, ...]:
    """Return what a change alone does; nothing where that cannot be judged."""
    if not diff.judged:
        return ()
    if alone is None:
        return (Detail("counts only with other changes", "alone"),)
    way = diff.was.to(alone)
    moved = (
        ""
        if way is Direction.STAYS
        else f", from “{diff.was.words}” to “{alone.words}”"
    )
    return (Detail(f"the verdict {way}{moved}", "alone"),)


def _tool(change: ToolChange, diff: RecordDiff) -> Item:
    tool = change.match
    if not tool.one_sided:
        was, now = f"tool {tool.old} {tool.was}", f"tool {tool.new} {tool.now}"
        return _item(tool.now or "A tool", was.strip(), now.strip())
    is_added = tool.old is None
    answers = [
        Detail(f"{entry.text} {entry.words[is_added]}")
        for entry in diff.entries
        if entry.tool == tool and entry.answered_otherwise
    ]
    name = tool.now or tool.was or "A tool"
    mark = "added" if is_added else "removed"
    return Item(name, mark, (*answers, *_effect(change.alone, diff)))
