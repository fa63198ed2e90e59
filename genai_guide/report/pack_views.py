"""The rules of a pack as a table, and as drawings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genai_guide.rules.tables import SectionGraph, Table
from genai_guide.text import escape

_FORMULA = ("=", "+", "-", "@")


def render_markdown_table(table: Table) -> str:
    """Write a table in Markdown; the text of the pack is only ever text."""
    lines = [table.header, tuple("---" for _ in table.header), *table.rows]
    rows = [
        cells if number == 1 else tuple(escape_markdown(cell) for cell in cells)
        for number, cells in enumerate(lines)
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def render_tsv(table: Table) -> str:
    """Write a table with tabs between the cells, one line a row."""
    return "\n".join(
        "\t".join(_tsv_cell(cell) for cell in row)
        for row in (table.header, *table.rows)
    )


def escape_markdown(text: str) -> str:
    """Write a text so that Markdown and HTML show it as it is, in one line."""
    escaped = "".join(
        f"&#{ord(char)};" if char in "|\\`*_[]<>&#!~$:@" else char
        for char in escape(text)
    )
    return " ".join(escaped.split())


def _tsv_cell(text: str) -> str:
    line = " ".join(escape(text).split())
    # A spreadsheet would take it for a formula.
    return f"'{line}" if line.startswith(_FORMULA) else line


_MOST = 160
_PLAIN = " .,?=-…○◇▲■“”"


def render_mermaid(graphs: Iterable[SectionGraph]) -> str:
    """Write each section under its title; the text of the pack is only ever text."""
    return "\n\n".join("\n".join(_section(graph)) for graph in graphs)


def _section(graph: SectionGraph) -> Iterator[str]:
    # The nodes get names of our own, so that no id of a pack is ever syntax.
    names: dict[str, str] = {}
    yield f"## {escape_markdown(graph.title)}"
    yield ""
    yield "```mermaid"
    yield "flowchart LR"
    for number, (question_id, question) in enumerate(graph.questions.items(), 1):
        names[question_id] = f"q{number}"
        tool = " (for each tool)" if question.per_tool else ""
        yield f'  q{number}["{_label(question.text)}<br/>{_label(question_id + tool)}"]'
    for number, (gate, words) in enumerate(graph.gates.items(), 1):
        names[gate] = f"c{number}"
        yield f'  c{number}{{{{"{_label("if " + words)}"}}}}'
    for level_id, level in sorted(graph.levels.items(), key=lambda one: one[1]):
        names[level_id] = f"l{int(level)}"
        yield f'  l{int(level)}(["{_label(f"{level.sign} {level.title}")}"])'
    for (start, end), said in graph.edges.items():
        label = f'|"{_label("; or ".join(said))}"|' if said else ""
        yield f"  {names[start]} -->{label} {names[end]}"
    yield "```"
    if graph.texts:
        yield ""
        questions = "1 question" if graph.texts == 1 else f"{graph.texts} questions"
        yield f"Not drawn: {questions} answered by a text or a date."


def _label(text: str) -> str:
    line = " ".join(escape(text).split())
    line = line if len(line) <= _MOST else line[: _MOST - 1] + "…"
    return "".join(
        char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in line
    )
