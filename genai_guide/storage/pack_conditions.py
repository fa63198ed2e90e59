"""Build the conditions of a pack, and report what they name that they cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from genai_guide.rules.conditions import Cell, Condition, Fact, Literal
from genai_guide.rules.pack import DateTest, Kind, Question
from genai_guide.storage.pack_issues import STAND_IN, PackIssues
from genai_guide.storage.toml import Table


class ConditionBuilder:
    """Builds conditions on the questions and facts that are built so far.

    Args:
        issues: What is wrong is added to it.
        question_ids: All the questions of the pack, those too that come later.
        fact_ids: All its facts.
    """

    def __init__(
        self,
        issues: PackIssues,
        question_ids: Collection[str],
        fact_ids: Collection[str],
    ) -> None:
        self.questions: dict[str, Question] = {}
        self.facts: dict[str, Fact] = {}
        self._issues = issues
        self._question_ids = question_ids
        self._fact_ids = fact_ids

    def build(
        self, place: str, table: Table, key: str = "when", about: str = ""
    ) -> Condition:
        """Build the condition of a table; without one it is empty.

        Args:
            place: The table, for issues.
            table: The table.
            key: The key that the condition stands under.
            about: The question whose condition it is.
        """
        return tuple(
            tuple(cell for cell in row if not isinstance(cell, DateTest))
            for row in self.build_with_dates(place, table, key, about)
        )

    def build_with_dates(
        self, place: str, table: Table, key: str = "when", about: str = ""
    ) -> tuple[tuple[Cell | DateTest, ...], ...]:
        """Build a condition that may also look at dates."""
        rows = []
        for row_place, row in _rows(place, table, key):
            cells: list[Cell | DateTest | None] = []
            for name, cell in row.items():
                if cell is True:
                    cells.append(self._fact_cell(row_place, name))
                elif isinstance(cell, str):
                    cells.append(self._date_test(row_place, name, cell, None))
                elif isinstance(cell, dict) and cell.keys() & {"before", "after"}:
                    ((relation, other),) = cell.items()
                    cells.append(self._date_test(row_place, name, relation, other))
                else:
                    cells.append(self._literal(row_place, name, cell, about))
            rows.append(tuple(cell for cell in cells if cell))
        return tuple(rows)

    def add_fact(self, table: Table) -> None:
        """Build a fact; it names questions only."""
        fact_id, rows = table["id"], []
        for place, row in _rows(f"fact “{fact_id}”", table, "when"):
            cells = []
            for name, cell in row.items():
                if cell is not True:
                    cells.append(self._literal(place, name, cell, fact_id))
                elif not self._is_wrong_fact(place, name):
                    what = (
                        "the fact itself" if name == fact_id else f"the fact “{name}”"
                    )
                    expected = "questions: a fact names no fact"
                    self._issues.report(place, what, expected)
            rows.append(tuple(cell for cell in cells if cell))
        self.facts[fact_id] = Fact(fact_id, tuple(rows))

    def _is_wrong_fact(self, place: str, name: str) -> bool:
        """Return whether a name is that of no fact; report it if so."""
        if name in self._question_ids:
            self._issues.report(place, f"“{name}” = true", "a list of its options")
            return True
        return not self._issues.is_known(place, "fact", name, self._fact_ids)

    def _fact_cell(self, place: str, name: str) -> Fact | None:
        if name in self.facts:
            return self.facts[name]
        if not self._is_wrong_fact(place, name) and name in self._fact_ids:
            what = f"the fact “{name}”, which names a question that comes no earlier"
            self._issues.report(place, what, "a fact on earlier questions")
        return None

    def _literal(
        self, place: str, name: str, cell: list[str] | dict[str, list[str]], about: str
    ) -> Literal | None:
        if name in self._fact_ids and name not in self._question_ids:
            found = f"the fact “{name}” with options"
            self._issues.report(place, found, f"{name} = true")
            return None
        if not self._issues.is_known(place, "question", name, self._question_ids):
            return None
        if name == STAND_IN:
            return None
        if name not in self.questions:
            what = f"“{name}”, which comes later"
            what = "the question itself" if name == about else what
            self._issues.report(place, what, "an earlier question")
            return None
        question = self.questions[name]
        place = f"{place}, “{name}”"
        is_faulty = self._issues.is_faulty(f"question “{name}”")
        if not question.options and is_faulty:
            return None
        if not question.is_choice and not is_faulty:
            found = "a question answered by a text"
            self._issues.report(place, found, "one with options")
            return None
        lists = cell if isinstance(cell, dict) else {"any_of": cell}
        known = [option.id for option in question.options]
        for options in lists.values():
            for option in options:
                self._issues.is_known(place, "option", option, known)
        return Literal(name, **{key: frozenset(ids) for key, ids in lists.items()})

    def _date_test(
        self, place: str, name: str, relation: Any, other: str | None
    ) -> DateTest | None:
        for question_id in filter(None, (name, other)):
            if not self._issues.is_known(
                place, "question", question_id, self.questions
            ):
                return None
            if self._issues.is_faulty(f"question “{question_id}”"):
                continue
            if self.questions[question_id].kind is not Kind.DATE:
                where = f"{place}, “{question_id}”"
                self._issues.report(where, "no date", "a date question")
                return None
        return DateTest(name, relation, other)


def _rows(place: str, table: Table, key: str) -> Iterator[tuple[str, Table]]:
    """Yield the rows of a condition, each with its place."""
    for number, row in enumerate(table.get(key, ()), start=1):
        yield f"{place}, {key}, row {number}", row
