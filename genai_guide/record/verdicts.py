"""Verdicts to be compared: which of two is higher, and in what words they are said."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from genai_guide.policy.assessment import Assessment
from genai_guide.policy.verdict import LEVELS, Level, Obligation


class Way(StrEnum):
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
    def stated(cls, statement: dict[str, Any]) -> Verdict:
        """Take what a statement, or the body of an unfinished record, says."""
        complete = "level" in statement
        low, high = ("level", "level") if complete else ("lowest", "highest")
        held = tuple(Obligation(one) for one in statement["obligations"])
        return cls(LEVELS[statement[low]], LEVELS[statement[high]], held, complete)

    def to(self, other: Verdict) -> Way:
        """Say where the verdict goes if it becomes the other one."""
        before, after = set(self.obligations), set(other.obligations)
        pairs = ((self.lowest, other.lowest), (self.highest, other.highest))
        up = any(old < new for old, new in pairs) or bool(after - before)
        down = any(old > new for old, new in pairs) or bool(before - after)
        if up and down:
            return Way.BOTH
        return Way.RISES if up else Way.FALLS if down else Way.STAYS

    def __str__(self) -> str:
        """Write it as one line: `approval, consent`, or `open (notify to hold)`."""
        level = self.lowest.id
        if not self.complete:
            level = f"open ({self.lowest.id} to {self.highest.id})"
        return ", ".join([level, *self.obligations])
