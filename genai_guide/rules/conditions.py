"""Conditions: the rows of a decision table, true, false or still open.

A row names questions and the options that satisfy it. All of a row must hold,
and any row may. Values are looked up in a mapping from question id to the set
of chosen options: a question that is not asked has no entry, and one that is
open (asked, or perhaps asked, and not answered) has the entry `None`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

Values = Mapping[str, frozenset[str] | None]
Truth = bool | None
"""Kleene's three values; `None` is open."""


class Literal(NamedTuple):
    """One cell of a row: a question and the options that satisfy it."""

    question: str
    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()

    def holds(self, values: Values) -> Truth:
        """Say whether the chosen options satisfy this cell."""
        if self.question not in values:
            return False
        chosen = values[self.question]
        if chosen is None:
            return None
        if self.any_of and self.any_of.isdisjoint(chosen):
            return False
        return self.none_of.isdisjoint(chosen)


class Fact(NamedTuple):
    """A named condition; its rows hold literals only."""

    id: str
    when: tuple[tuple[Literal, ...], ...]

    def holds(self, values: Values) -> Truth:
        """Say whether any of the fact's rows holds."""
        return holds(self.when, values)


Row = tuple[Literal | Fact, ...]
Condition = tuple[Row, ...]


def row_holds(row: Row, values: Values) -> Truth:
    """Say whether all cells of a row hold."""
    truth: Truth = True
    for cell in row:
        held = cell.holds(values)
        if held is False:
            return False
        if held is None:
            truth = None
    return truth


def holds(condition: Condition, values: Values) -> Truth:
    """Say whether any row holds."""
    truth: Truth = False
    for row in condition:
        held = row_holds(row, values)
        if held:
            return True
        if held is None:
            truth = None
    return truth


def literals(condition: Condition) -> Iterator[Literal]:
    """Yield every literal of a condition, those of its facts too."""
    for row in condition:
        for cell in row:
            if isinstance(cell, Fact):
                yield from literals(cell.when)
            else:
                yield cell


def questions_met(condition: Condition, values: Values) -> Iterator[str]:
    """Yield the questions whose answers make rows of the condition true."""
    for row in condition:
        if row_holds(row, values):
            for cell in row:
                if isinstance(cell, Fact):
                    yield from questions_met(cell.when, values)
                else:
                    yield cell.question


def questions_failed(condition: Condition, values: Values) -> Iterator[str]:
    """Yield, for each row of a false condition, the answered questions that fail it.

    A row that fails only on questions that are not asked yields nothing.
    """
    for row in condition:
        for cell in row:
            if cell.holds(values) is False:
                blamed = (
                    tuple(questions_failed(cell.when, values))
                    if isinstance(cell, Fact)
                    else (cell.question,) * (cell.question in values)
                )
                if blamed:
                    yield from blamed
                    break
