"""The values that a comparison of two records is made of."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from genai_guide.policy.answers import Answer
from genai_guide.record.sides import Seen, Standing, ToolMatch
from genai_guide.record.verdicts import Verdict


class Entry(NamedTuple):
    """One question, as each record has it."""

    question: str
    """The id, as the newer version of the pack has it."""
    tool: ToolMatch | None
    before: Seen
    after: Seen
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
        return Standing.OPEN in standings and len(standings) > 1

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
        if self.answered_otherwise or Standing.NOT_ASKED in (
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
    """A rule that fired, for the use or for one tool."""

    rule: str
    level: str
    because: str
    tool: ToolMatch | None


class Change(NamedTuple):
    """Something else that differs, in words."""

    what: str
    was: str
    now: str


class Chain(Enum):
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


class Redline(NamedTuple):
    """Everything that differs between two records."""

    was: Verdict
    now: Verdict
    entries: tuple[Entry, ...] = ()
    """The questions where anything differs, in the order of asking."""
    tools: tuple[ToolChange, ...] = ()
    gained: tuple[Reason, ...] = ()
    lost: tuple[Reason, ...] = ()
    tasks: tuple[Change, ...] = ()
    rest: tuple[Change, ...] = ()
    """The questions' version, the sign-off and the decision."""
    judged: bool = True
    """Whether each change was weighed: the old questions are at hand."""
    judged_anew: Verdict | None = None
    """What the old answers come to under the new questions, if those are others."""
    chain: Chain = Chain.NONE
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
