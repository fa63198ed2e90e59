"""The values that a comparison of two records is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

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


@dataclass(frozen=True)
class Verdict:
    """A level with its obligations, or the bounds of one while answers are missing."""

    lowest: Level
    highest: Level
    obligations: tuple[Obligation, ...] = ()
    complete: bool = True

    @classmethod
    def of(cls, assessment: Assessment) -> Verdict:
        """Return what follows from answers."""
        return cls(
            assessment.lowest,
            assessment.highest,
            assessment.obligations,
            assessment.complete,
        )

    @classmethod
    def stated(cls, statement: Statement) -> Verdict:
        """Return what a statement says, of a draft too."""
        complete = statement.level is not None
        return cls(*statement.bounds, statement.obligations, complete)

    def to(self, other: Verdict) -> Direction:
        """Return where the verdict goes if it becomes the other one."""
        before, after = set(self.obligations), set(other.obligations)
        pairs = ((self.lowest, other.lowest), (self.highest, other.highest))
        up = any(old < new for old, new in pairs) or bool(after - before)
        down = any(old > new for old, new in pairs) or bool(before - after)
        if up and down:
            return Direction.BOTH
        return Direction.RISES if up else Direction.FALLS if down else Direction.STAYS

    def __str__(self) -> str:
        """Return it as one line: `approval, consent`, or `open (notify to hold)`."""
        level: str = self.lowest.id
        if not self.complete:
            level = f"open ({self.lowest.id} to {self.highest.id})"
        return ", ".join([level, *self.obligations])


class AnswerState(StrEnum):
    """What a record has at a question."""

    ANSWERED = "answered"
    EMPTY = "left empty"
    OPEN = "open"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class RecordedAnswer:
    """What a record says at one question."""

    state: AnswerState = AnswerState.NOT_ASKED
    text: str = ""
    """The question."""
    answer: Answer | None = None
    answered: str = ""
    """The answer in words."""
    note: str = ""

    @property
    def words(self) -> str:
        """The answer in words, or the state of the question without one."""
        return self.answered if self.state is AnswerState.ANSWERED else str(self.state)


@dataclass(frozen=True)
class ComparedRecord:
    """A record: what is stated, and what follows from its answers."""

    statement: Statement
    """As it was signed, or as it was built from the answers."""
    assessment: Assessment | None = None
    """By the very questions that were answered; `None` if they are not at hand."""
    summary: Summary | None = None
    """The summary that the record is, if it is one."""

    def tools_beside(self, other: ComparedRecord) -> dict[int, str]:
        """Return the tools' names by their numbers.

        A record may ask nothing of its tools; they are listed where the other does.
        """
        stated = {tool.number: tool.name for tool in self.statement.tools}
        if stated or not other.statement.tools or not self.assessment:
            return stated
        listed = enumerate(self.assessment.answers.tools, start=1)
        return {number: tool.name for number, tool in listed}

    def answers(self) -> dict[Place, RecordedAnswer]:
        """Return the questions asked, with what stands there, in order of asking."""
        answers = {
            entry.place: RecordedAnswer(
                AnswerState.ANSWERED,
                entry.text,
                entry.answered if entry.options is None else entry.options,
                entry.answered,
                entry.note,
            )
            for entry in self.statement.answers
        }
        for entry in self.statement.left_empty:
            answers[entry.place] = RecordedAnswer(AnswerState.EMPTY, entry.text)
        if self.assessment:
            by_id = self.assessment.pack.by_id
            for place in self.assessment.status.open:
                text = by_id[place.question].text
                answers[place] = RecordedAnswer(AnswerState.OPEN, text)
        return answers


@dataclass(frozen=True)
class ToolMatch:
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
    """Match tools by their names, the rest by their numbers.

    Tools of one name are matched in their order.
    """
    pairs: dict[int, int] = {}
    free = dict(new)
    for number, name in sorted(old.items()):
        same = [other for other in sorted(free) if name and free[other] == name]
        if same:
            pairs[number] = same[0]
            del free[same[0]]
    for number in old:
        if number not in pairs and number in free:
            pairs[number] = number
            del free[number]
    matches = [
        ToolMatch(number, pairs[number], name, new[pairs[number]])
        if number in pairs
        else ToolMatch(number, None, name)
        for number, name in old.items()
    ]
    matches += [ToolMatch(None, number, "", name) for number, name in free.items()]
    return tuple(
        sorted(matches, key=lambda match: (match.new or match.old or 0, match.old or 0))
    )


@dataclass(frozen=True)
class AnswerDiff:
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
        if _unordered(self.before.answer) != _unordered(self.after.answer):
            return True
        states = {self.before.state, self.after.state}
        return AnswerState.OPEN in states and len(states) > 1

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
        states = {self.before.state, self.after.state}
        if self.answered_otherwise or AnswerState.NOT_ASKED in states:
            return False
        before = (self.before.text, self.before.answered)
        return before != (self.after.text, self.after.answered)


def _unordered(answer: Answer | None) -> frozenset[str] | str | None:
    return frozenset(answer) if isinstance(answer, tuple) else answer


@dataclass(frozen=True)
class ToolChange:
    """A tool that was added, removed, renamed, or has another number."""

    match: ToolMatch
    alone: Verdict | None = None
    """What the old record comes to with the tool added, or taken away."""


@dataclass(frozen=True)
class Reason:
    """A rule that applied, for the use or for one tool."""

    rule: str
    level: str
    because: str
    tool: ToolMatch | None


@dataclass(frozen=True)
class ValueChange:
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


@dataclass(frozen=True)
class RecordDiff:
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
        return bool(self.tools) or any(
            entry.answered_otherwise for entry in self.entries
        )

    def __bool__(self) -> bool:
        """Whether anything differs."""
        parts = (self.entries, self.tools, self.gained, self.lost, self.tasks)
        return any((*parts, self.rest, self.was != self.now))
