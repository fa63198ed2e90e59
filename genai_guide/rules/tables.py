"""Lay out the rules of a pack as a decision table and as a graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

from genai_guide.rules.conditions import Condition, Fact, Literal, Row, literals
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Pack, Question, Rule


def format_condition(pack: Pack, condition: Condition | None) -> str:
    """Say when a condition holds: a row is joined by “and”, rows by “; or”."""
    if condition is None:
        return "always"
    return "; or ".join(format_row(pack, row) for row in condition)


def format_row(pack: Pack, row: Row) -> str:
    """Say when a row holds."""
    return " and ".join(
        cell.id
        if isinstance(cell, Fact)
        else f"{cell.question} = {format_cell(pack, cell)}"
        for cell in row
    )


def format_cell(pack: Pack, cell: Literal) -> str:
    """Say which options satisfy a cell, in the question's order."""
    order = [option.id for option in pack.by_id[cell.question].options]
    any_of = [one for one in order if one in cell.any_of]
    none_of = [one for one in order if one in cell.none_of]
    parts = [" or ".join(any_of)] if any_of else []
    parts += ["not " + " or ".join(none_of)] if none_of else []
    return ", ".join(parts)


_MOST_WAYS = 40
"""The most ways to meet a condition that are spelt out in the cells of a row."""


@dataclass(frozen=True)
class Table:
    """A header and rows of as many cells each."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def build_rule_table(pack: Pack) -> Table:
    """Lay out the rules; where a condition has several ways, each has a number."""
    questions = [one for one in pack.questions if one.is_choice]
    header = ("rule", "level", "obligations", "facts", *(one.id for one in questions))
    rows: list[tuple[str, ...]] = [
        ("", "", "", "", *(one.text for one in questions), "", "", "")
    ]
    for rule in pack.rules:
        cells = _cells(pack, rule.when)
        level = rule.level.id if rule.level is not None else "note"
        rows.append(
            (
                rule.id,
                level,
                _obligations(rule),
                cells.get("", ""),
                *(cells.get(one.id, "") for one in questions),
                format_condition(pack, rule.unless.when) if rule.unless else "",
                rule.because,
                ", ".join(rule.clauses),
            )
        )
    return Table((*header, "unless", "because", "clauses"), tuple(rows))


def _obligations(rule: Rule) -> str:
    return ", ".join(sorted(flag.value for flag in rule.obligations))


def _cells(pack: Pack, when: Condition | None) -> dict[str, str]:
    """What a condition asks of each question; under `""`, of facts left unspelt."""
    if when is None:
        return {"": "always"}
    ways = _ways(when)
    found: dict[str, list[str]] = {}
    for number, way in enumerate(ways, start=1):
        mark = f"({number}) " if len(ways) > 1 else ""
        for key, said in way.items():
            words = " and ".join(
                one.id if isinstance(one, Fact) else format_cell(pack, one)
                for one in dict.fromkeys(said)
            )
            found.setdefault(key, []).append(f"{mark}{words}")
    return {key: "; ".join(parts) for key, parts in found.items()}


def _ways(when: Condition) -> list[dict[str, list[Literal | Fact]]]:
    """Each way to meet a condition, by question; facts are spelt out if few."""
    spelt = 0
    for row in when:
        ways = 1
        for cell in row:
            ways *= len(cell.when) if isinstance(cell, Fact) else 1
        spelt += ways
    found = []
    for row in when:
        parts: list[list[tuple[Literal | Fact, ...]]] = [
            list(cell.when)
            if isinstance(cell, Fact) and spelt <= _MOST_WAYS
            else [(cell,)]
            for cell in row
        ]
        for way in product(*parts):
            by_question: dict[str, list[Literal | Fact]] = {}
            for cell in (cell for part in way for cell in part):
                key = "" if isinstance(cell, Fact) else cell.question
                by_question.setdefault(key, []).append(cell)
            found.append(by_question)
    return found


@dataclass(frozen=True)
class Edge:
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


def build_section_graphs(pack: Pack) -> tuple[SectionGraph, ...]:
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
        for way in _pack_graph_ways(rule.when or ()):
            _lead(pack, graphs, way, rule.level, carved=rule.unless is not None)
    return tuple(graph for graph in graphs.values() if graph.questions)


def _gate(pack: Pack, graph: SectionGraph, question: Question, when: Condition) -> None:
    """Hang a question on what brings it up, where that is one answer of its section."""
    named = list(literals(when))
    first = named[0]
    if len(named) == 1 and first.question in graph.questions:
        words = format_cell(pack, first)
        graph.add(Edge(first.question, question.id, words))
        return
    words = _gate_words(pack, when)
    known = {text: name for name, text in graph.gates.items()}
    name = known.get(words) or f"gate {len(graph.gates) + 1}"
    graph.gates[name] = words
    for one in named:
        if one.question in graph.questions:
            graph.add(Edge(one.question, name, format_cell(pack, one)))
    graph.add(Edge(name, question.id))


def _gate_words(pack: Pack, when: Condition) -> str:
    """Put a condition in words; a fact that stands alone is explained."""
    words = format_condition(pack, when)
    if len(when) == 1 and len(when[0]) == 1 and isinstance(when[0][0], Fact):
        return f"{words}: {format_condition(pack, when[0][0].when)}"
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
        else f"{cell.question} = {format_cell(pack, cell)}"
        for cell in way
        if cell is not last
    ]
    words = " and ".join([format_cell(pack, last), *others])
    graph = graphs[pack.by_id[last.question].section]
    graph.levels[level.id] = level
    graph.add(
        Edge(last.question, level.id, f"{words}, with exceptions" * carved or words)
    )


def _pack_graph_ways(when: Condition) -> list[tuple[Literal | Fact, ...]]:
    """The ways to meet a condition; a row that only names facts is spelt out."""
    found: list[tuple[Literal | Fact, ...]] = []
    for row in when:
        if any(isinstance(cell, Literal) for cell in row):
            found.append(row)
        elif isinstance(row[0], Fact):
            found += [(*inner, *row[1:]) for inner in row[0].when]
    return found
