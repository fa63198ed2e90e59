"""A summary as it was read from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genai_guide.record.entries import SignedEntry
from genai_guide.record.statement import SignedStatement


@dataclass(frozen=True)
class Summary:
    """A signed statement, and the entries that were added to it.

    What is signed is kept as bytes that were made from the file's own tables, so
    that nothing which is left out of the typed values can change it.
    """

    statement: SignedStatement
    payload: bytes
    """The bytes of the statement that are signed."""
    digest: str
    """The digest of these bytes, by which people and other records name it."""
    link: str
    """The digest of these bytes and their signature, which the first entry names."""
    tables: Mapping[str, Any]
    """The file's tables, as they were read."""
    signature: str = ""
    """The producer's signature; empty if there is none."""
    entries: tuple[SignedEntry, ...] = ()
    earlier: tuple[SignedEntry, ...] = ()
    """The entries on the revisions before, which this file carries along."""
    comments: int = 0
    """How many comments the file has that the program did not write."""

    @property
    def last_link(self) -> str:
        """What the next entry names as the one before it."""
        return self.entries[-1].link if self.entries else self.link


@dataclass(frozen=True)
class TrialSummary:
    """A summary of the pre-release version: a table, and its signature."""

    payload: bytes
    tables: Mapping[str, Any]
    signature: str
