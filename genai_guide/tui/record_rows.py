"""Documents as rows to read on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from genai_guide.report.document import Document, Item, Section
from genai_guide.tui.display import literal, wrap_indented

_VERDICT, _STEP = 2, 2
"""The depth of a heading right under the title; how far what is below stands in."""


def record_rows(*documents: Document, width: int) -> Iterator[Content]:
    """Lay out documents one below the other.

    Args:
        documents: The brief, and the annex.
        width: How wide the rows may be.
    """
    for number, document in enumerate(documents):
        if number:
            yield literal("")
        yield wrap_indented(document.title, width, 0, "bold")
        for paragraph in document.about:
            yield wrap_indented(paragraph, width, 0)
        for depth, section in document.walk():
            yield literal("")
            yield from _section(section, width, (depth - _VERDICT) * _STEP)


def _section(section: Section, width: int, at: int) -> Iterator[Content]:
    heading = "bold" if at else "bold underline"
    yield wrap_indented(section.heading, width, at, heading)
    at += _STEP
    for paragraph in section.paragraphs:
        yield wrap_indented(paragraph, width, at)
    for name, value in section.facts:
        yield wrap_indented(f"{name}: {value}", width, at, hang=_STEP)
    for item in section.items:
        yield from _item(item, width, at)
    if section.more:
        yield wrap_indented(section.more, width, at)


def _item(item: Item, width: int, at: int) -> Iterator[Content]:
    mark = f"[{item.mark}] " if item.mark else ""
    yield wrap_indented(f"- {mark}{item.text}", width, at, hang=_STEP)
    for detail in item.details:
        text = f"“{detail.text}”" if detail.quoted else detail.text
        text = f"{detail.name}: {text}" if detail.name else text
        style = "italic" if detail.quoted else ""
        yield wrap_indented(text, width, at + _STEP, style, hang=_STEP)
