"""A pack's questions and rules in the words of other rule engines.

Both engines are given what was answered, parked answers and all, and have to find out
themselves which questions are asked: the same work, from the same conditions. A fact is
found once and then named, as if it were a question that is always answered `FACT`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.conditions import Condition, Fact, Literal, Row, literals
from genai_guide.rules.pack import Pack, Rule

FACT = ["yes"]
Rounds = list[dict[str, list[str]]]


def rounds_of(pack: Pack, answers: Answers) -> Rounds:
    """Put the answers of a use once for each of its tools."""
    choices = [one for one in pack.questions if one.is_choice]
    facts = {_fact_name(one): FACT for one in pack.facts}
    found: Rounds = []
    for number in range(1, len(answers.tools) + 1):
        given = {
            one.id: answers.at(pack, Place(one.id, number if one.per_tool else None))
            for one in choices
        }
        chosen = {_name(key): list(one) for key, one in given.items() if one}
        found.append(chosen | facts)
    return found


def _name(question: str) -> str:
    """Write an id without what the engines take for an operator."""
    return re.sub(r"[^a-z0-9]", "_", question)


def _fact_name(fact: Fact) -> str:
    return f"fact_{_name(fact.id)}"


def _in_order(pack: Pack) -> Iterator[tuple[str, Condition | None]]:
    """Yield the questions to be asked, and each fact after the last that it names."""
    last = {
        one.id: max(
            (cell.question for cell in literals(one.when)), key=pack.rank.__getitem__
        )
        for one in pack.facts
    }
    for question in pack.questions:
        if question.is_choice:
            yield _name(question.id), question.when
        for fact in pack.facts:
            if last[fact.id] == question.id:
                yield _fact_name(fact), fact.when


def json_logic(pack: Pack) -> dict[str, list[dict[str, Any]]]:
    """Write the questions, and the rules, in JSON-Logic."""
    return {
        "questions": [
            {"name": name, "when": _logic(when)} for name, when in _in_order(pack)
        ],
        "rows": [{"when": _rule_logic(one), **_gives(one)} for one in pack.rules],
    }


def _gives(rule: Rule) -> dict[str, Any]:
    return {
        "level": rule.level.rank if rule.level else 0,
        "obligations": sorted(each.id for each in rule.obligations),
    }


def _rule_logic(rule: Rule) -> Any:
    when = _logic(rule.when)
    return {"and": [when, {"!": [_logic(rule.unless.when)]}]} if rule.unless else when


def _logic(condition: Condition | None) -> Any:
    if condition is None:
        return True
    return {"or": [{"and": [_cell_logic(cell) for cell in row]} for row in condition]}


def _cell_logic(cell: Literal | Fact) -> Any:
    if isinstance(cell, Fact):
        return {"!!": [{"var": _fact_name(cell)}]}
    chosen = {"var": _name(cell.question)}

    def among(options: frozenset[str]) -> list[Any]:
        return [chosen, {"in": [{"var": ""}, sorted(options)]}]

    parts: list[Any] = [{"!!": [chosen]}] if not cell.any_of else []
    parts += [{"some": among(cell.any_of)}] if cell.any_of else []
    parts += [{"none": among(cell.none_of)}] if cell.none_of else []
    return parts[0] if len(parts) == 1 else {"and": parts}


def zen_graph(pack: Pack) -> str:
    """Write a decision: what is asked as expressions, the rules as a table."""
    asking = [
        {
            "id": name,
            "key": name,
            "value": f"{_zen(when, '$.')} ? given.{name} : null"
            if when is not None
            else f"given.{name}",
        }
        for name, when in _in_order(pack)
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "when", "name": "when", "type": "expression"}],
        "outputs": [
            {"id": one, "name": one, "field": one, "type": "expression"}
            for one in ("level", "obligations")
        ],
        "rules": [
            {
                "_id": rule.id,
                "when": _zen_rule(rule),
                **{key: json.dumps(value) for key, value in _gives(rule).items()},
            }
            for rule in pack.rules
        ],
    }
    nodes = [
        ("answers", "inputNode", None),
        ("asking", "expressionNode", {"expressions": asking}),
        ("rules", "decisionTableNode", table),
        ("verdict", "outputNode", None),
    ]
    names = [name for name, _, _ in nodes]
    return json.dumps(
        {
            "nodes": [
                {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}}
                | ({"content": content} if content else {})
                for name, kind, content in nodes
            ],
            "edges": [
                {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b}
                for a, b in pairwise(names)
            ],
        }
    )


def _zen_rule(rule: Rule) -> str:
    when = _zen(rule.when)
    return f"{when} and not {_zen(rule.unless.when)}" if rule.unless else when


def _zen(condition: Condition | None, at: str = "") -> str:
    if condition is None:
        return "true"

    def row_words(row: Row) -> str:
        return "(" + " and ".join(_zen_cell(cell, at) for cell in row) + ")"

    return "(" + " or ".join(map(row_words, condition)) + ")"


def _zen_cell(cell: Literal | Fact, at: str) -> str:
    if isinstance(cell, Fact):
        return f"{at}{_fact_name(cell)} != null"
    chosen = f"{at}{_name(cell.question)}"
    words = [f"{chosen} != null"]
    if cell.any_of:
        words.append(f"some({chosen}, # in {json.dumps(sorted(cell.any_of))})")
    if cell.none_of:
        words.append(f"none({chosen}, # in {json.dumps(sorted(cell.none_of))})")
    return " and ".join(words)
