"""The graph of a pack as Mermaid in Markdown, a drawing for each section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from genai_guide.policy.pack_graph import SectionGraph
from genai_guide.record.text import shown
from genai_guide.report.pack_table import markdown_text

_MOST = 160
_PLAIN = " .,?=-…○◇▲■“”"


def mermaid(graphs: Iterable[SectionGraph]) -> str:
    """Write each section under its title; the text of the pack is only ever text."""
    return "\n\n".join("\n".join(_section(graph)) for graph in graphs)


def _section(graph: SectionGraph) -> Iterator[str]:
    # The nodes get names of our own, so that no id of a pack is ever syntax.
    names: dict[str, str] = {}
    yield f"## {markdown_text(graph.title)}"
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
    line = " ".join(shown(text).split())
    line = line if len(line) <= _MOST else line[: _MOST - 1] + "…"
    return "".join(
        char if char.isalnum() or char in _PLAIN else f"#{ord(char)};" for char in line
    )
