"""Documents as blocks, which every format lays out in its own way.

A document is a title, the verdict, and sections. A section has a heading and below it
paragraphs, a table of names with their values, a list of items with details and
quotations, and further sections. A renderer adds no words to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from genai_guide.rules.levels import Level


class Detail(NamedTuple):
    """A text under an item."""

    text: str
    name: str = ""
    """What it is; empty where the text needs no word before it."""
    quoted: bool = False
    """Whether it stands word for word in the policy."""


class Item(NamedTuple):
    """An entry of a list."""

    text: str
    mark: str = ""
    """A word that tells it from the others, such as its level or state."""
    details: Sequence[Detail] = ()


class Section(NamedTuple):
    """A heading and what stands under it: each part may be empty."""

    heading: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    """A table of names with their values."""
    items: Sequence[Item] = ()
    sections: Sequence[Section] = ()
    more: str = ""
    """The last sentence, such as how many items are not listed; often empty."""

    def __bool__(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.paragraphs or self.facts or self.items or self.sections)

    def walk(self, depth: int) -> Iterator[tuple[int, Section]]:
        """Yield the section and those below it, with the depth of their headings."""
        yield depth, self
        for section in self.sections:
            yield from section.walk(depth + 1)


class Document(NamedTuple):
    """What is printed under one title, in the order in which it is read."""

    title: str
    about: Sequence[str]
    """What it is about, a paragraph each."""
    verdict: Section | None
    """The first section, which is set apart; `None` where there is no verdict."""
    sections: Sequence[Section]
    level: Level | None = None
    """Decides the look of the verdict; none while answers are missing."""

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Yield every section with the depth of its heading; the title has 1."""
        for section in filter(None, (self.verdict, *self.sections)):
            yield from section.walk(2)
