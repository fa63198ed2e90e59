"""Documents as plain text: no colour, no boxes, at most 78 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from genai_guide.report.document import Document, Item, Section
from genai_guide.text import escape

_WIDTH = 78


def render_text(*documents: Document) -> str:
    """Write documents for a terminal, one below the other."""
    blocks = [block for document in documents for block in _blocks(document)]
    return escape("\n\n".join("\n".join(block) for block in blocks)) + "\n"


def _blocks(document: Document) -> Iterator[Iterable[str]]:
    title = list(_wrapped(document.title))
    yield [*title, "=" * max(map(len, title))]
    for paragraph in document.about:
        yield _wrapped(paragraph)
    for depth, section in document.walk():
        yield _section(depth, section)


def _section(depth: int, section: Section) -> Iterator[str]:
    # Sections below others stand in, so that the outline can be seen.
    edge = "  " * (depth - 2)
    yield from _wrapped(section.heading, edge, edge)
    for paragraph in section.paragraphs:
        yield from _wrapped(paragraph, f"{edge}  ", f"{edge}  ")
    for name, value in section.facts:
        yield from _wrapped(f"{name}: {value}", f"{edge}  ", f"{edge}    ")
    for item in section.items:
        yield from _item(item, f"{edge}  ")
    if section.more:
        yield from _wrapped(section.more, f"{edge}  ", f"{edge}  ")


def _item(item: Item, edge: str) -> Iterator[str]:
    mark = f"[{item.mark}] " if item.mark else ""
    yield from _wrapped(f"- {mark}{item.text}", edge, f"{edge}  ")
    for detail in item.details:
        text = f"“{detail.text}”" if detail.quoted else detail.text
        name, rest = (f"{detail.name}: ", "    ") if detail.name else ("", "  ")
        yield from _wrapped(f"{name}{text}", f"{edge}  ", f"{edge}{rest}")


def _wrapped(text: str, first: str = "", rest: str = "") -> Iterator[str]:
    """Wrap a text of one or several lines, keeping its line ends."""
    start = first
    for line in text.split("\n"):
        wrapped = wrap(
            line,
            _WIDTH,
            initial_indent=start,
            subsequent_indent=rest,
            # A digest, a link or an id must be copied whole.
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from wrapped or [""]
        start = rest
