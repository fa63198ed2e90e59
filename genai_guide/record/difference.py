"""What differs between two records, and what each change does to the verdict.

Compared is what the records state: parked answers are no part of it. Questions
that were renamed between two versions of a pack are taken as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from genai_guide.policy.answers import Answer, Place
from genai_guide.policy.assessment import assess
from genai_guide.record.redline import Entry, Redline, ToolChange
from genai_guide.record.renames import follow, renamed
from genai_guide.record.sides import Seen, Side, Standing, ToolMatch, matched
from genai_guide.record.stated import chain, other_changes, reasons, task_changes
from genai_guide.record.trial import Trial, counted
from genai_guide.record.verdicts import Verdict

Key = tuple[str, ToolMatch | None]


def difference(old: Side, new: Side) -> Redline:
    """Compare two records."""
    tools = matched(old.tools_beside(new), new.tools_beside(old))
    by_old = {one.old: one for one in tools if one.old}
    by_new = {one.new: one for one in tools if one.new}
    before, after = _keyed(old, new, by_old), _keyed(new, old, by_new)
    entries = [
        Entry(*key, before.get(key, Seen()), after.get(key, Seen()))
        for key in sorted({**before, **after}, key=_order(old, new, tools))
    ]
    weights = _Weights(old, new, entries)
    was, now = reasons(old, by_old), reasons(new, by_new)
    return Redline(
        was=Verdict.stated(old.statement),
        now=Verdict.stated(new.statement),
        entries=tuple(weights.weighed(one) for one in entries if one.differs),
        tools=tuple(weights.of_tool(one) for one in tools if one.differs),
        gained=tuple(one for key, one in now.items() if key not in was),
        lost=tuple(one for key, one in was.items() if key not in now),
        tasks=tuple(task_changes(old.statement, new.statement)),
        rest=tuple(other_changes(old, new)),
        judged=old.assessment is not None,
        judged_anew=_judged_anew(old, new),
        chain=chain(old.statement, new.statement),
    )


def _order(
    old: Side, new: Side, tools: Sequence[ToolMatch]
) -> Callable[[Key], tuple[int, int]]:
    """Give the order of asking: the use first, then tool by tool."""
    packs = [one.assessment.pack for one in (old, new) if one.assessment]
    rank = {key: number for pack in packs for key, number in pack.rank.items()}
    turn = {match: number for number, match in enumerate(tools, start=1)}

    def order(key: Key) -> tuple[int, int]:
        question, tool = key
        return turn[tool] if tool else 0, rank.get(question, len(rank))

    return order


def _keyed(
    side: Side, other: Side, by_number: Mapping[int, ToolMatch]
) -> dict[Key, Seen]:
    """List what a record says, by the names that the other one's questions have."""
    found: dict[Key, Seen] = {}
    for place, seen in side.seen().items():
        name, answer = _renamed(side, other, place.question, seen.answer)
        tool = by_number.get(place.tool) if place.tool else None
        found[name, tool] = seen._replace(answer=answer)
    return found


def _renamed(
    side: Side, other: Side, question: str, answer: Answer | None = None
) -> tuple[str, Answer | None]:
    pack = other.assessment.pack if other.assessment else None
    if pack is None or pack.id != side.statement["pack"]["id"]:
        return question, answer
    return renamed(pack, side.version, question, answer)


class _Weights:
    """What each change alone does to the verdict of the old record."""

    def __init__(self, old: Side, new: Side, entries: Sequence[Entry]) -> None:
        self.trial: Trial | None = None
        self.ids: dict[str, str] = {}
        """The questions of the old record, by their names of now."""
        self.entries = entries
        if old.assessment:
            asked = old.assessment.pack.questions
            self.ids = {_renamed(old, new, one.id)[0]: one.id for one in asked}
            self.trial = Trial(old.assessment, dict(self._after()))

    def _after(self) -> Iterator[tuple[Place, Answer]]:
        for entry in self.entries:
            place = self._place(entry)
            if place and entry.after.answer is not None:
                yield place, entry.after.answer

    def _place(self, entry: Entry) -> Place | None:
        """Find the place in the old record, if it has one."""
        number = entry.tool.old if entry.tool else None
        if entry.question not in self.ids or (entry.tool and number is None):
            return None
        return Place(self.ids[entry.question], number)

    def weighed(self, entry: Entry) -> Entry:
        """Say what a change of an answer does, if it can be made alone."""
        place = self._place(entry)
        gone = entry.after.standing is Standing.NOT_ASKED
        if not (self.trial and place and entry.answered_otherwise) or gone:
            return entry
        return entry._replace(alone=self.trial.answered(place, entry.after.answer))

    def of_tool(self, match: ToolMatch) -> ToolChange:
        """Say what one more or one less tool does."""
        alone = None
        if self.trial and match.old is None:
            about = [one for one in self.entries if one.tool == match]
            given = {
                self.ids[one.question]: one.after.answer
                for one in about
                if one.question in self.ids and one.after.answer is not None
            }
            alone = self.trial.with_tool(match.now, given)
        elif self.trial and match.old and match.new is None:
            alone = self.trial.without_tool(match.old)
        return ToolChange(match, alone)


def _judged_anew(old: Side, new: Side) -> Verdict | None:
    """Judge the old answers by the new questions, if those are others."""
    if not (old.assessment and new.assessment):
        return None
    before, after = old.assessment.pack, new.assessment.pack
    if before.id != after.id or before.digest == after.digest:
        return None
    found = follow(counted(old.assessment), old.version, after)
    return Verdict.of(assess(after, found.answers))
