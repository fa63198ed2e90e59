"""What the text, the Markdown and the HTML of a record print alike."""

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
    """A word that tells it from the others, such as its level."""
    details: Sequence[Detail] = ()


class Section(NamedTuple):
    """A heading and what stands under it: each part may be empty."""

    heading: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    """Names with their values."""
    items: Sequence[Item] = ()
    sections: Sequence[Section] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to print."""
        return bool(self.paragraphs or self.facts or self.items or self.sections)

    def walk(self, depth: int) -> Iterator[tuple[int, Section]]:
        """Yield the section and those below it, with the depth of their headings."""
        yield depth, self
        for section in self.sections:
            yield from section.walk(depth + 1)


class Document(NamedTuple):
    """A record in the order in which it is read."""

    title: str
    level: Level | None
    """Decides the look of the verdict; none while answers are missing."""
    verdict: Section
    sections: Sequence[Section]
    foot: Section
    """Whether it verifies, and the digest."""

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Yield every section with the depth of its heading; the title has 1."""
        for section in (self.verdict, *self.sections, self.foot):
            yield from section.walk(2)
