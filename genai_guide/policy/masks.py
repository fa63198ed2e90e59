"""The conditions of a pack as masks: deciding one takes a few operations on numbers.

Each cell of a condition is a bit. An answer makes the bits of the cells true that it
satisfies; an open question may make any of its own true. A row certainly holds if all
of its bits are true, and possibly if all of them may be: the same as `conditions` says
of the same answers, which explains why, and many times as fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from genai_guide.policy.answers import Place
from genai_guide.policy.conditions import Condition, Fact, Literal, Truth
from genai_guide.policy.pack import Pack, Question, Rule

Rows = tuple[tuple[int, tuple[tuple[int, ...], ...]], ...]
"""A condition. Of each row the bits of its cells, and of each of its facts the rows."""


@dataclass(slots=True)
class Cells:
    """The cells that name one question."""

    every: int = 0
    met_by: dict[str, int] = field(default_factory=dict)
    """Those that an option satisfies."""
    spared: int = 0
    """Those that hold as long as none of some options is chosen."""
    spoiled_by: dict[str, int] = field(default_factory=dict)

    def true(self, chosen: Iterable[str]) -> int:
        """Give the bits of the cells that an answer satisfies."""
        met, spoiled = self.spared, 0
        for option in chosen:
            met |= self.met_by.get(option, 0)
            spoiled |= self.spoiled_by.get(option, 0)
        return met & ~spoiled


class RuleMasks(NamedTuple):
    """When a rule fires."""

    rule: Rule
    when: Rows | None
    unless: Rows | None
    per_tool: bool

    def truths(self, bits: Sequence[tuple[int, int]]) -> tuple[Truth, ...]:
        """Say whether the rule fires for the use, or for each of its tools.

        Args:
            bits: What is true and what may be, of the use and then of each tool.
        """
        if self.per_tool:
            return tuple([self.truth(*one) for one in bits[1:]])
        return (self.truth(*bits[0]),)

    def truth(self, true: int, maybe: int) -> Truth:
        """Say whether the rule fires; `None` while that is open.

        Args:
            true: The bits that are certainly true.
            maybe: Those and the ones that open answers may make true.
        """
        if self.when is None or met(self.when, true):
            if self.unless is None or not met(self.unless, maybe):
                return True
            return False if met(self.unless, true) else None
        if true == maybe or not met(self.when, maybe):
            return False
        return False if self.unless and met(self.unless, true) else None


class Gated(NamedTuple):
    """A question at its place, and what decides whether it is asked."""

    question: Question
    place: Place
    gate: Rows | None
    cells: Cells


class PackMasks:
    """All conditions of a pack."""

    def __init__(self, pack: Pack) -> None:
        maker = _Maker()
        gates = [maker.optional_rows(one.when) for one in pack.questions]
        self.rules = [
            RuleMasks(
                rule,
                maker.optional_rows(rule.when),
                maker.rows(rule.unless.when) if rule.unless else None,
                rule.id in pack.per_tool_rules,
            )
            for rule in pack.rules
        ]
        levelled = (one for one in self.rules if one.rule.level is not None)
        self.strictest_first = sorted(levelled, key=lambda one: -(one.rule.level or 0))
        listed = [
            Gated(question, Place(question.id), gate, maker.cells_of(question.id))
            for question, gate in zip(pack.questions, gates, strict=True)
        ]
        self.use = tuple(one for one in listed if not one.question.per_tool)
        self._tool = tuple(one for one in listed if one.question.per_tool)
        self._tools: list[tuple[Gated, ...]] = []

    def tool(self, number: int) -> tuple[Gated, ...]:
        """List the questions about a tool, by its number."""
        while len(self._tools) < number:
            at = len(self._tools) + 1
            self._tools.append(
                tuple(
                    one._replace(place=Place(one.question.id, at)) for one in self._tool
                )
            )
        return self._tools[number - 1]


class _Maker:
    """Gives each cell its bit, the same one wherever it is named."""

    def __init__(self) -> None:
        self._cells: dict[str, Cells] = {}
        self._known: dict[tuple[str, frozenset[str], bool], int] = {}
        self._facts: dict[str, tuple[int, ...]] = {}

    def cells_of(self, question: str) -> Cells:
        """Give the cells that name a question."""
        return self._cells.setdefault(question, Cells())

    def optional_rows(self, condition: Condition | None) -> Rows | None:
        """Put a condition as masks; `None`, which always holds, stays."""
        return None if condition is None else self.rows(condition)

    def rows(self, condition: Condition) -> Rows:
        """Put a condition as masks."""
        return tuple(
            (
                self._all(cell for cell in row if isinstance(cell, Literal)),
                tuple(self._fact(cell) for cell in row if isinstance(cell, Fact)),
            )
            for row in condition
        )

    def _fact(self, fact: Fact) -> tuple[int, ...]:
        if fact.id not in self._facts:
            self._facts[fact.id] = tuple(self._all(row) for row in fact.when)
        return self._facts[fact.id]

    def _all(self, literals: Iterable[Literal]) -> int:
        bits = 0
        for one in literals:
            if one.any_of:
                bits |= self._bit(one.question, one.any_of, met=True)
            if one.none_of or not one.any_of:
                bits |= self._bit(one.question, one.none_of, met=False)
        return bits

    def _bit(self, question: str, options: frozenset[str], *, met: bool) -> int:
        key = (question, options, met)
        if key not in self._known:
            bit = self._known[key] = 1 << len(self._known)
            cells = self.cells_of(question)
            cells.every |= bit
            cells.spared |= 0 if met else bit
            by = cells.met_by if met else cells.spoiled_by
            for option in options:
                by[option] = by.get(option, 0) | bit
        return self._known[key]


def met(condition: Rows, bits: int) -> bool:
    """Say whether any row has all of its bits among these."""
    for needed, facts in condition:
        if bits & needed == needed:
            for fact in facts:
                for row in fact:
                    if bits & row == row:
                        break
                else:
                    break  # no row of this fact holds
            else:
                return True
    return False
