"""A record as it was signed, as rows to read on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from genai_guide.record.explanation import ALTERNATIVES, REASONS, TO_DO
from genai_guide.report.document import Detail, Document, Item, Section
from genai_guide.tui.display import literal, wrap_hanging

_FIRST = (
    "Decision",
    "Who and what",
    REASONS,
    TO_DO,
    "Evidence",
    ALTERNATIVES,
)
"""What is read before the answers; the rest comes in the record's own order."""
_TITLE, _STEP = 1, 2


def record_rows(document: Document, width: int) -> Iterator[Content]:
    """Put a record as rows: the verdict and the decision first, the digest last.

    Args:
        document: The record.
        width: How wide the rows may be.
    """
    yield _text(document.title, width, 0, "bold")
    ordered = document._replace(
        sections=tuple(sorted(document.sections, key=_rank)),
        # What it says stands above the record here.
        foot=document.foot._replace(paragraphs=()),
    )
    for depth, section in ordered.walk():
        yield literal("")
        yield from _section(section, width, (depth - _TITLE - 1) * _STEP)


def _rank(section: Section) -> int:
    return _FIRST.index(section.heading) if section.heading in _FIRST else len(_FIRST)


def _section(section: Section, width: int, indent: int) -> Iterator[Content]:
    yield _text(section.heading, width, indent, "bold" if indent else "bold underline")
    for paragraph in section.paragraphs:
        yield _text(paragraph, width, indent + _STEP)
    for name, value in section.facts:
        yield _text(f"{name}: {value}", width, indent + _STEP, hang=_STEP)
    for item in section.items:
        yield from _item(item, width, indent + _STEP)


def _item(item: Item, width: int, indent: int) -> Iterator[Content]:
    mark = f"[{item.mark}] " if item.mark else ""
    yield _text(f"- {mark}{item.text}", width, indent, hang=_STEP)
    for detail in item.details:
        yield _detail(detail, width, indent + _STEP)


def _detail(detail: Detail, width: int, indent: int) -> Content:
    said = f"“{detail.text}”" if detail.quoted else detail.text
    said = f"{detail.name}: {said}" if detail.name else said
    style = "italic" if detail.quoted else ""
    return _text(said, width, indent, style, hang=_STEP)


def _text(
    text: str, width: int, indent: int, style: str = "", *, hang: int = 0
) -> Content:
    """Wrap a text; its further lines stand in by `hang` more."""
    wrapped = wrap_hanging(text, width, indent + hang)
    return Content.assemble(" " * indent, wrapped.stylize(style) if style else wrapped)
