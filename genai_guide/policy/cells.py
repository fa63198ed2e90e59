"""The cells of a pack's conditions as bits, and its conditions as masks of them.

Each cell is a bit, and so is each fact. A condition is met if all bits of any of its
rows are among those that are true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from genai_guide.policy.answers import Answer
from genai_guide.policy.conditions import Condition, Fact, Literal, literals
from genai_guide.policy.pack import Pack

Rows = tuple[int, ...]
"""A condition: of each row the bits."""
ALWAYS: Rows = (0,)


def met(rows: Rows, bits: int) -> bool:
    """Say whether any row has all of its bits among these."""
    for row in rows:  # noqa: SIM110 - several times as fast as a generator
        if row & bits == row:
            return True
    return False


class Cells(dict[Answer, int]):
    """The cells that name one question: by answer, the bits of those it satisfies.

    Each answer is looked into once; the same few are given again and again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.every = 0
        self.spared = 0
        """Those that hold as long as none of some options is chosen."""
        self.met_by: dict[str, int] = {}
        """Those that an option satisfies."""
        self.spoiled_by: dict[str, int] = {}

    def __missing__(self, chosen: Answer) -> int:
        """Find the bits of an answer that was not given before."""
        true, spoiled = self.spared, 0
        for option in chosen:
            true |= self.met_by.get(option, 0)
            spoiled |= self.spoiled_by.get(option, 0)
        bits = self[chosen] = true & ~spoiled
        return bits


class Maker:
    """Gives each cell and each fact a bit, the same one wherever it is named."""

    def __init__(self) -> None:
        self.cells: defaultdict[str, Cells] = defaultdict(Cells)
        self._known: dict[tuple[str, frozenset[str], bool] | Fact, int] = {}
        self._facts: dict[Fact, Rows] = {}

    def rows(self, condition: Condition | None) -> Rows:
        """Put a condition as masks; `None` always holds."""
        if condition is None:
            return ALWAYS
        return tuple(self._all(row) for row in condition)

    def facts_after(self, pack: Pack) -> dict[str, list[tuple[Rows, int]]]:
        """List by question the facts of which it is the last to be named."""
        found: dict[str, list[tuple[Rows, int]]] = {one: [] for one in pack.by_id}
        for fact, rows in self._facts.items():
            named = (one.question for one in literals(fact.when))
            last = max(
                named, key=lambda one: (pack.by_id[one].per_tool, pack.rank[one])
            )
            found[last].append((rows, self._known[fact]))
        return found

    def _all(self, row: Iterable[Literal | Fact]) -> int:
        bits = 0
        for one in row:
            if isinstance(one, Fact):
                bits |= self._fact(one)
                continue
            if one.any_of:
                bits |= self._bit(one.question, one.any_of, met=True)
            if one.none_of or not one.any_of:
                bits |= self._bit(one.question, one.none_of, met=False)
        return bits

    def _fact(self, fact: Fact) -> int:
        if fact not in self._known:
            self._facts[fact] = self.rows(fact.when)
            self._known[fact] = 1 << len(self._known)
        return self._known[fact]

    def _bit(self, question: str, options: frozenset[str], *, met: bool) -> int:
        key = (question, options, met)
        if key not in self._known:
            bit = self._known[key] = 1 << len(self._known)
            cells = self.cells[question]
            cells.every |= bit
            cells.spared |= 0 if met else bit
            by = cells.met_by if met else cells.spoiled_by
            for option in options:
                by[option] = by.get(option, 0) | bit
        return self._known[key]
