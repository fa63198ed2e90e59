"""A record as it was signed, as rows to read on the screen."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from genai_guide.record.explanation import ALTERNATIVES, REASONS, TO_DO
from genai_guide.report.document import Document, Section
from genai_guide.tui.display import literal, wrap_indented

_FIRST = ("Decision", "Who and what", REASONS, TO_DO, "Evidence", ALTERNATIVES)
"""What is read before the answers; the rest comes in the record's own order."""
_TITLE, _STEP = 1, 2


def record_rows(document: Document, width: int) -> Iterator[Content]:
    """Lay out a record: the verdict and the decision first, the digest last.

    Args:
        document: The record.
        width: How wide the rows may be.
    """
    yield wrap_indented(document.title, width, 0, "bold")
    ordered = document._replace(
        sections=tuple(sorted(document.sections, key=_rank)),
        # What it says stands above the record here.
        foot=document.foot._replace(paragraphs=()),
    )
    for depth, section in ordered.walk():
        at = (depth - _TITLE - 1) * _STEP
        yield literal("")
        heading = "bold" if at else "bold underline"
        yield wrap_indented(section.heading, width, at, heading)
        at += _STEP
        for paragraph in section.paragraphs:
            yield wrap_indented(paragraph, width, at)
        for name, value in section.facts:
            yield wrap_indented(f"{name}: {value}", width, at, hang=_STEP)
        for item in section.items:
            mark = f"[{item.mark}] " if item.mark else ""
            yield wrap_indented(f"- {mark}{item.text}", width, at, hang=_STEP)
            for detail in item.details:
                text = f"“{detail.text}”" if detail.quoted else detail.text
                text = f"{detail.name}: {text}" if detail.name else text
                style = "italic" if detail.quoted else ""
                yield wrap_indented(text, width, at + _STEP, style, hang=_STEP)


def _rank(section: Section) -> int:
    return _FIRST.index(section.heading) if section.heading in _FIRST else len(_FIRST)
