"""A decision table as Markdown, or as lines for a spreadsheet."""

from __future__ import annotations

from genai_guide.policy.pack_table import Table
from genai_guide.record.text import shown

_FORMULA = ("=", "+", "-", "@")


def markdown(table: Table) -> str:
    """Write a table in Markdown; the text of the pack is only ever text."""
    lines = [table.header, tuple("---" for _ in table.header), *table.rows]
    rows = [
        cells if number == 1 else tuple(markdown_text(cell) for cell in cells)
        for number, cells in enumerate(lines)
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def tsv(table: Table) -> str:
    """Write a table with tabs between the cells, one line a row."""
    return "\n".join(
        "\t".join(_tsv_cell(cell) for cell in row)
        for row in (table.header, *table.rows)
    )


def markdown_text(text: str) -> str:
    """Write a text so that Markdown and HTML show it as it is, in one line."""
    escaped = "".join(
        f"&#{ord(char)};" if char in "|\\`*_[]<>&#!~$:@" else char
        for char in shown(text)
    )
    return " ".join(escaped.split())


def _tsv_cell(text: str) -> str:
    line = " ".join(shown(text).split())
    # A spreadsheet would take it for a formula.
    return f"'{line}" if line.startswith(_FORMULA) else line
