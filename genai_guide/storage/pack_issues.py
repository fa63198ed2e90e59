"""What is found to be wrong with the tables of a pack."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from genai_guide.rules.pack import file_of
from genai_guide.storage.errors import MOST_FAULTS, PackIssue, nearest_word
from genai_guide.storage.toml import Table

STAND_IN = "?"
"""Stands for an id or a text that could not be read, and for all that a table would
have named. A place that knows it knows every word."""


def entry_place(table: str, number: int, content: Table) -> str:
    """Return the place of an entry of a table, by its id if it has one."""
    entry = content[table][number]
    return f"{table} “{entry['id']}”" if "id" in entry else f"{table} {number + 1}"


class PackIssues(list[PackIssue]):
    """Collects what is wrong with a pack.

    The first word of a place is the table, which tells the file.

    Args:
        faulty: The places of entries that parts of could not be read.
    """

    def __init__(self, faulty: Collection[str] = ()) -> None:
        super().__init__()
        self._faulty = faulty

    def is_faulty(self, place: str) -> bool:
        """Return whether a place is in an entry that parts of could not be read."""
        entry = place.partition(", ")[0]
        return entry in self._faulty or entry.endswith(f"“{STAND_IN}”")

    def report_unfit(self, place: str, found: str, expected: str) -> None:
        """Add an issue of parts that do not fit together, if all could be read."""
        if not self.is_faulty(place):
            self.report(place, found, expected)

    def report(self, place: str, found: str, expected: str, nearest: str = "") -> None:
        """Add an issue."""
        self.append(PackIssue(file_of(place), place, found, expected, nearest))

    def is_known(
        self, place: str, what: str, word: str, known: Collection[str]
    ) -> bool:
        """Return whether a word is known; report it if that is sure."""
        if word not in known and word != STAND_IN and STAND_IN not in known:
            near = nearest_word(word, known) if len(self) < MOST_FAULTS else ""
            self.report(place, f"“{word}”", f"a known {what}", near)
        return word in known

    def check_unique(self, what: str, tables: Iterable[Table]) -> None:
        """Report ids that stand in two of some tables."""
        seen: set[str] = set()
        for table in tables:
            if table["id"] in seen and table["id"] != STAND_IN:
                place = f"{what} “{table['id']}”"
                self.report(place, "this id twice", "each id once")
            seen.add(table["id"])
