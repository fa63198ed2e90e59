"""A pack as a graph, section by section: what brings up what, and what it leads to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from genai_guide.policy.condition_words import cell_words, condition_words
from genai_guide.policy.conditions import Condition, Fact, Literal, literals
from genai_guide.policy.pack import Pack, Question
from genai_guide.policy.verdict import Level


class Edge(NamedTuple):
    """From one node to another, with what has to be answered."""

    start: str
    end: str
    words: str = ""


@dataclass(slots=True)
class SectionGraph:
    """The questions of a section, the conditions that gate them, and the levels."""

    title: str
    questions: dict[str, Question] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    """Conditions that bring questions up, in words, by the name of their node."""
    levels: dict[str, Level] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    texts: int = 0
    """How many questions are answered by a text or a date; they decide nothing."""

    def add(self, edge: Edge) -> None:
        """Add an edge, or one more thing to say on it."""
        said = self.edges.setdefault((edge.start, edge.end), [])
        if edge.words and edge.words not in said:
            said.append(edge.words)


def section_graphs(pack: Pack) -> tuple[SectionGraph, ...]:
    """Draw each section that has questions answered by options."""
    graphs = {section.id: SectionGraph(section.title) for section in pack.sections}
    for question in pack.questions:
        graph = graphs[question.section]
        if not question.is_choice:
            graph.texts += 1
            continue
        graph.questions[question.id] = question
        if question.when is not None:
            _gate(pack, graph, question, question.when)
    for rule in pack.rules:
        if rule.level is None or rule.level is Level.NOTIFY:
            continue
        for way in _ways(rule.when or ()):
            _lead(pack, graphs, way, rule.level, carved=rule.unless is not None)
    return tuple(graph for graph in graphs.values() if graph.questions)


def _gate(pack: Pack, graph: SectionGraph, question: Question, when: Condition) -> None:
    """Hang a question on what brings it up, where that is one answer of its section."""
    named = list(literals(when))
    first = named[0]
    if len(named) == 1 and first.question in graph.questions:
        words = cell_words(pack, first)
        graph.add(Edge(first.question, question.id, words))
        return
    words = _gate_words(pack, when)
    known = {text: name for name, text in graph.gates.items()}
    name = known.get(words) or f"gate {len(graph.gates) + 1}"
    graph.gates[name] = words
    for one in named:
        if one.question in graph.questions:
            graph.add(Edge(one.question, name, cell_words(pack, one)))
    graph.add(Edge(name, question.id))


def _gate_words(pack: Pack, when: Condition) -> str:
    """Put a condition in words; a fact that stands alone is explained."""
    words = condition_words(pack, when)
    if len(when) == 1 and len(when[0]) == 1 and isinstance(when[0][0], Fact):
        return f"{words}: {condition_words(pack, when[0][0].when)}"
    return words


def _lead(
    pack: Pack,
    graphs: dict[str, SectionGraph],
    way: tuple[Literal | Fact, ...],
    level: Level,
    *,
    carved: bool,
) -> None:
    """Draw a way to meet a rule from the last question that it names to the level."""
    cells = [cell for cell in way if isinstance(cell, Literal)]
    if not cells:
        return
    last = max(cells, key=lambda one: pack.rank[one.question])
    others = [
        cell.id
        if isinstance(cell, Fact)
        else f"{cell.question} = {cell_words(pack, cell)}"
        for cell in way
        if cell is not last
    ]
    words = " and ".join([cell_words(pack, last), *others])
    graph = graphs[pack.by_id[last.question].section]
    graph.levels[level.id] = level
    graph.add(
        Edge(last.question, level.id, f"{words}, with exceptions" * carved or words)
    )


def _ways(when: Condition) -> list[tuple[Literal | Fact, ...]]:
    """The ways to meet a condition; a row that only names facts is spelt out."""
    found: list[tuple[Literal | Fact, ...]] = []
    for row in when:
        if any(isinstance(cell, Literal) for cell in row):
            found.append(row)
        elif isinstance(row[0], Fact):
            found += [(*inner, *row[1:]) for inner in row[0].when]
    return found
