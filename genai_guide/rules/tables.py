"""Lay out the rules of a pack as a decision table and as a graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from math import prod

from genai_guide.rules.conditions import Cell, Condition, Fact, Literal, Row, literals
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import DateTest, Pack, Question

_MOST_WAYS = 40
"""The most ways to meet a condition for which its facts are spelt out."""


def format_condition(
    pack: Pack, condition: Iterable[Iterable[Cell | DateTest]] | None
) -> str:
    """Format a condition: cells of a row joined by “and”, rows by “; or”."""
    if condition is None:
        return "always"
    return "; or ".join(
        " and ".join(_format_cell(pack, cell) for cell in row) for row in condition
    )


def _format_cell(pack: Pack, cell: Cell | DateTest) -> str:
    if isinstance(cell, DateTest):
        other = cell.other or "the day of signing"
        relation = {"past": "before", "future": "after"}.get(
            cell.relation, cell.relation
        )
        return f"{cell.question} {relation} {other}"
    if isinstance(cell, Fact):
        return cell.id
    return f"{cell.question} = {_format_options(pack, cell)}"


def _format_options(pack: Pack, literal: Literal) -> str:
    """Format the options that satisfy a literal, in the question's order."""
    order = [option.id for option in pack.by_id[literal.question].options]
    any_of = " or ".join(option for option in order if option in literal.any_of)
    none_of = " or ".join(option for option in order if option in literal.none_of)
    return ", ".join(filter(None, [any_of, none_of and f"not {none_of}"]))


@dataclass(frozen=True)
class Table:
    """A header and rows of as many cells each."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def build_rule_table(pack: Pack) -> Table:
    """Lay out the rules; where a condition has several ways, each has a number."""
    questions = [question for question in pack.questions if question.is_choice]
    rows = [("", "", "", "", *(question.text for question in questions), "", "", "")]
    for rule in pack.rules:
        cells = _table_cells(pack, rule.when)
        rows.append(
            (
                rule.id,
                rule.level.id if rule.level is not None else "note",
                ", ".join(each.id for each in sorted(rule.obligations)),
                cells.get("", ""),
                *(cells.get(question.id, "") for question in questions),
                format_condition(pack, rule.unless.when) if rule.unless else "",
                rule.reason,
                ", ".join(rule.clauses),
            )
        )
    header = ("rule", "level", "obligations", "facts")
    ids = tuple(question.id for question in questions)
    return Table((*header, *ids, "unless", "reason", "clauses"), tuple(rows))


def _table_cells(pack: Pack, when: Condition | None) -> dict[str, str]:
    """Format what a condition wants of each question; under `""`, of its facts."""
    if when is None:
        return {"": "always"}
    ways = _ways_to_meet(when)
    cells: dict[str, list[str]] = {}
    for number, way in enumerate(ways, start=1):
        wanted: dict[str, dict[str, None]] = {}  # a set that keeps the order
        for cell in way:
            if isinstance(cell, Fact):
                wanted.setdefault("", {})[cell.id] = None
            else:
                options = _format_options(pack, cell)
                wanted.setdefault(cell.question, {})[options] = None
        mark = f"({number}) " if len(ways) > 1 else ""
        for column, words in wanted.items():
            cells.setdefault(column, []).append(mark + " and ".join(words))
    return {column: "; ".join(parts) for column, parts in cells.items()}


def _ways_to_meet(when: Condition) -> list[Row]:
    """List each way to meet a condition; facts are spelt out if that gives few."""
    spelt = [
        [cell.when if isinstance(cell, Fact) else ((cell,),) for cell in row]
        for row in when
    ]
    if sum(prod(map(len, row)) for row in spelt) > _MOST_WAYS:
        return list(when)
    return [
        tuple(cell for part in way for cell in part)
        for row in spelt
        for way in product(*row)
    ]


@dataclass(slots=True)
class SectionGraph:
    """The questions of a section, the conditions that gate them, and the levels."""

    title: str
    questions: dict[str, Question] = field(default_factory=dict)
    gates: dict[str, str] = field(default_factory=dict)
    """Conditions that bring questions up, in words, by the name of their node."""
    levels: dict[str, Level] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """From one node to another, what has to be answered."""
    texts: int = 0
    """How many questions are answered by a text or a date; they decide nothing."""

    def add_edge(self, start: str, end: str, words: str = "") -> None:
        """Add an edge, or one more condition to it."""
        conditions = self.edges.setdefault((start, end), [])
        if words and words not in conditions:
            conditions.append(words)


def build_section_graphs(pack: Pack) -> tuple[SectionGraph, ...]:
    """Build a graph of each section that has questions answered by options."""
    graphs = {section.id: SectionGraph(section.title) for section in pack.sections}
    for question in pack.questions:
        graph = graphs[question.section]
        if not question.is_choice:
            graph.texts += 1
            continue
        graph.questions[question.id] = question
        if question.when is not None:
            _add_gate(pack, graph, question, question.when)
    for rule in pack.rules:
        if rule.level and rule.level.rank:
            for row in _graph_rows(rule.when or ()):
                exceptions = ", with exceptions" if rule.unless else ""
                _add_rule_row(pack, graphs, row, rule.level, exceptions)
    return tuple(graph for graph in graphs.values() if graph.questions)


def _add_gate(
    pack: Pack, graph: SectionGraph, question: Question, when: Condition
) -> None:
    """Connect a question with the answer, or the condition, that brings it up."""
    named = list(literals(when))
    if len(named) == 1 and named[0].question in graph.questions:
        options = _format_options(pack, named[0])
        graph.add_edge(named[0].question, question.id, options)
        return
    words = format_condition(pack, when)
    if len(when) == 1 and len(when[0]) == 1 and isinstance(when[0][0], Fact):
        words += f": {format_condition(pack, when[0][0].when)}"
    known = {text: name for name, text in graph.gates.items()}
    name = known.get(words) or f"gate {len(graph.gates) + 1}"
    graph.gates[name] = words
    for literal in named:
        if literal.question in graph.questions:
            graph.add_edge(literal.question, name, _format_options(pack, literal))
    graph.add_edge(name, question.id)


def _add_rule_row(
    pack: Pack, graphs: dict[str, SectionGraph], row: Row, level: Level, exceptions: str
) -> None:
    """Draw an edge from the last question that a row names to the rule's level."""
    named = [cell for cell in row if isinstance(cell, Literal)]
    if not named:
        return
    last = max(named, key=lambda literal: pack.rank[literal.question])
    others = [_format_cell(pack, cell) for cell in row if cell is not last]
    words = " and ".join([_format_options(pack, last), *others]) + exceptions
    graph = graphs[pack.by_id[last.question].section]
    graph.levels[level.id] = level
    graph.add_edge(last.question, level.id, words)


def _graph_rows(when: Condition) -> list[Row]:
    """List the rows; where a row only names facts, the first fact is spelt out."""
    rows: list[Row] = []
    for row in when:
        if isinstance(row[0], Fact) and all(isinstance(cell, Fact) for cell in row):
            rows += [(*inner, *row[1:]) for inner in row[0].when]
        else:
            rows.append(row)
    return rows
