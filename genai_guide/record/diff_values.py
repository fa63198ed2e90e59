"""The values that a comparison of two records is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum, StrEnum
from typing import NamedTuple

from genai_guide.record.statement import Statement
from genai_guide.record.summary import Summary
from genai_guide.rules.answers import Answer, Place
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level, Obligation


class Direction(StrEnum):
    """Where a verdict goes."""

    RISES = "rises"
    FALLS = "falls"
    BOTH = "rises in part, falls in part"
    STAYS = "stays"


class Verdict(NamedTuple):
    """A level with its obligations, or the bounds of one while answers are missing."""

    lowest: Level
    highest: Level
    obligations: tuple[Obligation, ...] = ()
    complete: bool = True

    @classmethod
    def of(cls, found: Assessment) -> Verdict:
        """Take what follows from answers."""
        return cls(found.lowest, found.highest, found.obligations, found.complete)

    @classmethod
    def stated(cls, statement: Statement) -> Verdict:
        """Return what a statement says, of a draft too."""
        lowest, highest = statement.bounds
        complete = statement.level is not None
        return cls(lowest, highest, statement.obligations, complete)

    def to(self, other: Verdict) -> Direction:
        """Say where the verdict goes if it becomes the other one."""
        before, after = set(self.obligations), set(other.obligations)
        pairs = ((self.lowest, other.lowest), (self.highest, other.highest))
        up = any(old < new for old, new in pairs) or bool(after - before)
        down = any(old > new for old, new in pairs) or bool(before - after)
        if up and down:
            return Direction.BOTH
        return Direction.RISES if up else Direction.FALLS if down else Direction.STAYS

    def __str__(self) -> str:
        """Write it as one line: `approval, consent`, or `open (notify to hold)`."""
        level: str = self.lowest.id
        if not self.complete:
            level = f"open ({self.lowest.id} to {self.highest.id})"
        return ", ".join([level, *self.obligations])


class AnswerState(StrEnum):
    """Where a question stands in a record."""

    ANSWERED = "answered"
    EMPTY = "left empty"
    OPEN = "open"
    NOT_ASKED = "not asked"


class RecordedAnswer(NamedTuple):
    """What a record says at one question."""

    standing: AnswerState = AnswerState.NOT_ASKED
    text: str = ""
    answer: Answer | None = None
    said: str = ""
    """The answer in words."""
    note: str = ""

    @property
    def words(self) -> str:
        """The answer in words, or where the question stands without one."""
        return (
            self.said if self.standing is AnswerState.ANSWERED else str(self.standing)
        )


class ComparedRecord(NamedTuple):
    """A record: what is stated, and what follows from its answers."""

    statement: Statement
    """As it was signed, or the body made from the answers."""
    assessment: Assessment | None = None
    """By the very questions that were answered; `None` if they are not at hand."""
    summary: Summary | None = None
    """The summary that the record is, if it is one."""

    @property
    def version(self) -> str:
        """The version of the questions that were answered."""
        return self.statement.pack.version

    @property
    def tools(self) -> dict[int, str]:
        """The tools' names by their numbers; none if no question is asked of them."""
        return {tool.number: tool.name for tool in self.statement.tools}

    def tools_beside(self, other: ComparedRecord) -> dict[int, str]:
        """List the tools, also where only the other record is asked about its own."""
        if self.tools or not other.tools or not self.assessment:
            return self.tools
        listed = enumerate(self.assessment.answers.tools, start=1)
        return {number: tool.name for number, tool in listed}

    def seen(self) -> dict[Place, RecordedAnswer]:
        """List the questions asked, with what stands there, in the order of asking."""
        return dict([*self._answered(), *self._empty(), *self._open()])

    def _answered(self) -> Iterator[tuple[Place, RecordedAnswer]]:
        for entry in self.statement.answers:
            answer = entry.answered if entry.options is None else entry.options
            yield (
                entry.place,
                RecordedAnswer(
                    AnswerState.ANSWERED, entry.text, answer, entry.answered, entry.note
                ),
            )

    def _empty(self) -> Iterator[tuple[Place, RecordedAnswer]]:
        for entry in self.statement.left_empty:
            yield entry.place, RecordedAnswer(AnswerState.EMPTY, entry.text)

    def _open(self) -> Iterator[tuple[Place, RecordedAnswer]]:
        if self.assessment:
            by_id = self.assessment.pack.by_id
            for place in self.assessment.status.open:
                yield (
                    place,
                    RecordedAnswer(AnswerState.OPEN, by_id[place.question].text),
                )


class ToolMatch(NamedTuple):
    """A tool of one record and the same tool of the other, where there is one."""

    old: int | None
    """Its number in the old record."""
    new: int | None
    was: str = ""
    """Its name in the old record."""
    now: str = ""

    @property
    def differs(self) -> bool:
        """Whether it was added, removed, renamed, or has another number."""
        return (self.old, self.was) != (self.new, self.now)

    @property
    def one_sided(self) -> bool:
        """Whether only one of the records has it."""
        return self.old is None or self.new is None


def match_tools(
    old: Mapping[int, str], new: Mapping[int, str]
) -> tuple[ToolMatch, ...]:
    """Match tools by their names, what is left by their numbers.

    Tools of one name are matched in their order.
    """
    pairs = list(_pairs(_by_name(old), _by_name(new)))
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    left = [number for number in old if number not in taken[0]]
    pairs += [(one, one) for one in left if one in new and one not in taken[1]]
    taken = {one for one, _ in pairs}, {other for _, other in pairs}
    found = [ToolMatch(one, other, old[one], new[other]) for one, other in pairs]
    found += [ToolMatch(one, None, old[one]) for one in old if one not in taken[0]]
    found += [ToolMatch(None, one, "", new[one]) for one in new if one not in taken[1]]
    return tuple(sorted(found, key=lambda one: (one.new or one.old or 0, one.old or 0)))


def _by_name(tools: Mapping[int, str]) -> dict[tuple[str, int], int]:
    """Number the tools of each name; those without a name are left out."""
    found: dict[tuple[str, int], int] = {}
    for number, name in sorted(tools.items()):
        if name:
            count = sum(one == name for one, _ in found)
            found[name, count] = number
    return found


def _pairs(
    old: Mapping[tuple[str, int], int], new: Mapping[tuple[str, int], int]
) -> Iterable[tuple[int, int]]:
    return ((number, new[key]) for key, number in old.items() if key in new)


class AnswerDiff(NamedTuple):
    """One question, as each record has it."""

    question: str
    """The id, as the newer version of the pack has it."""
    tool: ToolMatch | None
    before: RecordedAnswer
    after: RecordedAnswer
    alone: Verdict | None = None
    """What the old record comes to with this change alone and what it brings up;
    `None` if it is possible, or counts, only with other changes."""

    @property
    def text(self) -> str:
        """The question, in its new words if there are any."""
        return self.after.text or self.before.text

    @property
    def words(self) -> tuple[str, str]:
        """What stood there before, and what stands there now."""
        return self.before.words, self.after.words

    @property
    def answered_otherwise(self) -> bool:
        """Whether the answer differs, or whether it is still open."""
        if _plain(self.before.answer) != _plain(self.after.answer):
            return True
        standings = {self.before.standing, self.after.standing}
        return AnswerState.OPEN in standings and len(standings) > 1

    @property
    def differs(self) -> bool:
        """Whether anything differs."""
        return self.answered_otherwise or self.noted_otherwise or self.worded_otherwise

    @property
    def noted_otherwise(self) -> bool:
        """Whether the note on the answer differs."""
        return self.before.note != self.after.note

    @property
    def worded_otherwise(self) -> bool:
        """Whether the same answer was given to, or in, other words."""
        if self.answered_otherwise or AnswerState.NOT_ASKED in (
            self.before.standing,
            self.after.standing,
        ):
            return False
        said = (self.before.text, self.before.said)
        return said != (self.after.text, self.after.said)


class ToolChange(NamedTuple):
    """A tool that was added, removed, renamed, or has another number."""

    match: ToolMatch
    alone: Verdict | None = None
    """What the old record comes to with the tool added, or taken away."""


class Reason(NamedTuple):
    """A rule that applies, for the use or for one tool."""

    rule: str
    level: str
    because: str
    tool: ToolMatch | None


class ValueChange(NamedTuple):
    """Something else that differs, in words."""

    what: str
    was: str
    now: str


class RevisionRelation(Enum):
    """How two records stand to each other as revisions of one."""

    NONE = 0
    """They are none: one of them was never signed off, or they are of two uses."""
    NEXT = 1
    """The new one takes the place of the very old one."""
    BEFORE = 2
    """It is the other way round."""
    APART = 3
    """They are revisions of one record, with others between them."""
    BROKEN = 4
    """The later one takes the place of another record of that number."""
    RIVALS = 5
    """They differ, and say that they are the same revision of one record."""


class RecordDiff(NamedTuple):
    """Everything that differs between two records."""

    was: Verdict
    now: Verdict
    entries: tuple[AnswerDiff, ...] = ()
    """The questions where anything differs, in the order of asking."""
    tools: tuple[ToolChange, ...] = ()
    gained: tuple[Reason, ...] = ()
    lost: tuple[Reason, ...] = ()
    tasks: tuple[ValueChange, ...] = ()
    rest: tuple[ValueChange, ...] = ()
    """The questions' version, the sign-off and the decision."""
    judged: bool = True
    """Whether each change was weighed: the old questions are at hand."""
    judged_anew: Verdict | None = None
    """What the old answers come to under the new questions, if those are others."""
    chain: RevisionRelation = RevisionRelation.NONE
    """How the records stand to each other as revisions."""

    @property
    def in_answers(self) -> bool:
        """Whether an answer or a tool differs."""
        return bool(self.tools) or any(one.answered_otherwise for one in self.entries)

    def __bool__(self) -> bool:
        """Whether anything differs."""
        parts = (self.entries, self.tools, self.gained, self.lost, self.tasks)
        return any((*parts, self.rest, self.was != self.now))


def _plain(answer: Answer | None) -> frozenset[str] | str | None:
    """Take an answer without the order of its options."""
    return frozenset(answer) if isinstance(answer, tuple) else answer
