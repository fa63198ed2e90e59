"""Documents as Markdown that is also easy to read as plain text; data is only text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from genai_guide.report.document import Document, Item, Section
from genai_guide.text import escape

# An old reader knows no backslash before these.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SIGNS = re.compile(
    r"[\\`*_\[\]{}|~$^#@]"
    r"|/(?=/)|(?<=www)\."  # what some readers make links of
    r"|^[-+=:]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(\d+)([.)])")


def render_markdown(*documents: Document) -> str:
    """Write documents as Markdown, one below the other."""
    blocks = [block for document in documents for block in _blocks(document)]
    return "\n\n".join(blocks) + "\n"


def _blocks(document: Document) -> Iterator[str]:
    yield f"# {_line(document.title)}"
    yield from map(_lines, document.about)
    for depth, section in document.walk():
        yield from _section(depth, section)


def _section(depth: int, section: Section) -> Iterator[str]:
    yield f"{'#' * depth} {_line(section.heading)}"
    yield from map(_lines, section.paragraphs)
    if section.facts:
        yield "\n".join(_entry(value, f"{name}:") for name, value in section.facts)
    if section.items:
        yield "\n".join(map(_item, section.items))
    if section.more:
        yield _lines(section.more)


def _item(item: Item) -> str:
    lines = [_entry(item.text, item.mark)]
    for detail in item.details:
        text = f"“{detail.text}”" if detail.quoted else detail.text
        lines.append(_entry(text, f"{detail.name}:" if detail.name else "", "  "))
    return "\n".join(lines)


def _entry(text: str, name: str = "", edge: str = "") -> str:
    named = f"**{_line(name)}** " if name else ""
    return f"{edge}- {named}{_lines(text, f'{edge}  ')}"


def _line(text: str) -> str:
    """Escape a text that has to stay in one line."""
    return _escaped(" ".join(text.split()))


def _lines(text: str, edge: str = "") -> str:
    """Escape a text of several lines; two spaces end a line that stays one."""
    lines = (line.strip() for line in text.split("\n"))
    return f"  \n{edge}".join(_escaped(line) for line in lines if line)


def _escaped(line: str) -> str:
    """Escape a text so that Markdown and HTML show it as it is."""
    line = _NUMBER.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", escape(line)))
    return line.translate(_ENTITIES)
