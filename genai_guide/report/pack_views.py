"""The rules of a pack as a table, and as drawings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from genai_guide.rules.tables import SectionGraph, Table
from genai_guide.text import escape

_MOST_CHARACTERS = 160
"""The most of a text that is drawn."""
# A colon before anything but a blank could begin the name of an icon.
_NOT_PLAIN = re.compile(r"[^\w .,;:()/'?=…○◐●◇▲■“”-]|_|:(?! )")


def render_markdown_table(table: Table) -> str:
    """Render a table in Markdown, in which the text of the pack is only ever text."""
    rows = [[escape_markdown(cell) for cell in row] for row in table.rows]
    header = [escape_markdown(cell) for cell in table.header]
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def render_tsv(table: Table) -> str:
    """Render a table with tabs between the cells, one line a row."""
    return "\n".join(
        "\t".join(_tsv_cell(cell) for cell in row)
        for row in (table.header, *table.rows)
    )


def escape_markdown(text: str) -> str:
    """Escape a text so that Markdown and HTML show it as it is, in one line."""
    escaped = "".join(
        f"&#{ord(char)};" if char in "|\\`*_[]<>&#!~$:@" else char
        for char in escape(text)
    )
    return " ".join(escaped.split())


def _tsv_cell(text: str) -> str:
    line = " ".join(escape(text).split())
    # A spreadsheet would take it for a formula.
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line


def render_mermaid(graphs: Iterable[SectionGraph]) -> str:
    """Render each section under its title; the text of the pack is only ever text."""
    return "\n\n".join("\n".join(_section_lines(graph)) for graph in graphs)


def _section_lines(graph: SectionGraph) -> Iterator[str]:
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
    for level in sorted(graph.levels.values()):
        names[level.id] = f"l{level.rank}"
        yield f'  l{level.rank}(["{_label(f"{level.sign} {level.title}")}"])'
    for (start, end), conditions in graph.edges.items():
        label = f'|"{_label("; or ".join(conditions))}"|' if conditions else ""
        yield f"  {names[start]} -->{label} {names[end]}"
    yield "```"
    if graph.texts:
        yield ""
        questions = "1 question" if graph.texts == 1 else f"{graph.texts} questions"
        yield f"Not drawn: {questions} answered by a text or a date."


def _label(text: str) -> str:
    line = " ".join(escape(text).split())
    if len(line) > _MOST_CHARACTERS:
        line = line[: _MOST_CHARACTERS - 1] + "…"
    return _NOT_PLAIN.sub(lambda match: f"#{ord(match[0])};", line)
