"""Conditions: the rows of a decision table.

A row is made of cells: literals, which name a question and the options that satisfy
it, and facts, which are named conditions. All cells of a row must hold, and any row
may. For speed, the rows are compiled into sets of cells, once for each pack; how they
are evaluated is explained in `genai_guide.rules.evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Literal(NamedTuple):
    """A cell that names a question and the options that satisfy it."""

    question: str
    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()

    def accepts(self, chosen: tuple[str, ...]) -> bool:
        """Return whether the chosen options satisfy this cell."""
        if self.any_of and self.any_of.isdisjoint(chosen):
            return False
        return self.none_of.isdisjoint(chosen)


class Fact(NamedTuple):
    """A cell that is a named condition; its rows hold literals only."""

    id: str
    when: tuple[tuple[Literal, ...], ...]


Cell = Literal | Fact
Row = tuple[Cell, ...]
Condition = tuple[Row, ...]
Cells = frozenset[Cell]
CompiledCondition = tuple[Cells, ...]
"""A condition with its rows as sets of cells."""
ALWAYS: CompiledCondition = (frozenset(),)


def literals(condition: Condition | None) -> Iterator[Literal]:
    """Yield every literal of a condition, those of its facts too."""
    for row in condition or ():
        for cell in row:
            if isinstance(cell, Fact):
                yield from literals(cell.when)
            else:
                yield cell


class Compiler:
    """Compiles the conditions of a pack; what is equal becomes one object."""

    def __init__(self) -> None:
        self.cells: dict[Cell, Cell] = {}
        self._compiled: dict[Condition, CompiledCondition] = {}

    def compile(self, condition: Condition | None) -> CompiledCondition:
        """Return a condition with its rows as sets of cells.

        `None`, which always holds, becomes one row without cells.
        """
        if condition is None:
            return ALWAYS
        if condition not in self._compiled:
            self._compiled[condition] = tuple(
                frozenset([self.cells.setdefault(cell, cell) for cell in row])
                for row in condition
            )
        return self._compiled[condition]


@dataclass(frozen=True)
class CompiledFact:
    """A fact with its condition, and as the set that makes it true."""

    when: CompiledCondition
    cells: Cells


class CompiledQuestion:
    """A question as the evaluator needs it."""

    def __init__(self, question_id: str, when: CompiledCondition) -> None:
        self.id = question_id
        self.when = when
        self.cells: Cells = frozenset()
        """The cells that name the question."""
        self.facts: tuple[CompiledFact, ...] = ()
        """The facts of which it is the last question."""
        self._accepting: dict[tuple[str, ...], Cells] = {}

    def accepting(self, chosen: tuple[str, ...]) -> Cells:
        """Return the cells that an answer satisfies, found once for each answer."""
        cells = self._accepting.get(chosen)
        if cells is None:
            cells = self._accepting[chosen] = frozenset(
                cell
                for cell in self.cells
                if isinstance(cell, Literal) and cell.accepts(chosen)
            )
        return cells
