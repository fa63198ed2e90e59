"""A record as plain text: no colour, no boxes, at most 78 columns."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from genai_guide.report.document import Document, Item, Section
from genai_guide.text import escape

_WIDTH = 78


def render_text(document: Document) -> str:
    """Write a document for a terminal."""
    blocks = [_wrapped(document.title)]
    blocks += [list(_section(*found)) for found in document.walk()]
    return escape("\n\n".join("\n".join(block) for block in blocks)) + "\n"


def _section(depth: int, section: Section) -> Iterator[str]:
    # Sections below others stand in, so that the outline can be seen.
    edge = "  " * (depth - 2)
    yield from _wrapped(section.heading, edge)
    for paragraph in section.paragraphs:
        yield from _wrapped(paragraph, f"{edge}  ")
    for name, value in section.facts:
        yield from _wrapped(f"{name}: {value}", f"{edge}  ", f"{edge}    ")
    for item in section.items:
        yield from _item(item, f"{edge}  ")


def _item(item: Item, edge: str) -> Iterator[str]:
    mark = f"[{item.mark}] " if item.mark else ""
    yield from _wrapped(f"- {mark}{item.text}", edge, f"{edge}  ")
    for detail in item.details:
        said = f"“{detail.text}”" if detail.quoted else detail.text
        if detail.name:
            yield from _wrapped(f"{detail.name}: {said}", f"{edge}  ", f"{edge}    ")
        else:
            yield from _wrapped(said, f"{edge}  ")


def _wrapped(said: str, first: str = "", rest: str | None = None) -> list[str]:
    """Wrap a text of one or several lines, keeping its line ends."""
    rest = first if rest is None else rest
    lines: list[str] = []
    for line in said.split("\n"):
        start = rest if lines else first
        found = wrap(
            line,
            _WIDTH,
            initial_indent=start,
            subsequent_indent=rest,
            # A digest, a link or an id is to be copied whole.
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines += found or [""]
    return lines
