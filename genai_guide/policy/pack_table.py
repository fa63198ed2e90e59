"""The rules of a pack as a decision table: a row for each, a column per question."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from genai_guide.policy.condition_words import cell_words, condition_words
from genai_guide.policy.conditions import Condition, Fact, Literal
from genai_guide.policy.pack import Pack, Rule

_MOST_WAYS = 40
"""The most ways to meet a condition that are spelt out in the cells of a row."""


class Table(NamedTuple):
    """A header and rows of as many cells each."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rule_table(pack: Pack) -> Table:
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
                condition_words(pack, rule.unless.when) if rule.unless else "",
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
                one.id if isinstance(one, Fact) else cell_words(pack, one)
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
