"""The files and tables of a pack, and what is found to be wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from genai_guide.storage.errors import PackIssue, nearest_word

TABLES = {
    "pack.toml": ("pack", "level", "obligation"),
    "clauses.toml": ("clause",),
    "questions.toml": ("section", "question"),
    "rules.toml": ("fact", "rule", "conflict", "checklist", "assert"),
    "CHANGES.toml": ("change",),
}
"""The files of a pack, and the tables that each may have."""

Table = dict[str, Any]


def file_of(table: str) -> str:
    """Return the file that a table stands in."""
    return next((file for file, names in TABLES.items() if table in names), "pack.toml")


class PackIssues(list[PackIssue]):
    """Collects what is wrong with a pack.

    The first word of a place is the table, which tells the file.
    """

    def report(self, place: str, found: str, expected: str, nearest: str = "") -> None:
        """Add an issue."""
        file = file_of(place.split(" ", 1)[0])
        self.append(PackIssue(file, place, found, expected, nearest))

    def is_known(
        self, place: str, what: str, word: str, known: Collection[str]
    ) -> bool:
        """Return whether a word is known; report it if not."""
        if word not in known:
            self.report(
                place, f"“{word}”", f"a known {what}", nearest_word(word, known)
            )
        return word in known

    def check_unique(self, what: str, tables: Iterable[Table]) -> None:
        """Report ids that stand in two of some tables."""
        seen: set[str] = set()
        for table in tables:
            if table["id"] in seen:
                place = f"{what} “{table['id']}”"
                self.report(place, "this id twice", "each id once")
            seen.add(table["id"])
