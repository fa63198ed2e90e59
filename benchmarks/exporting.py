"""A pack's questions and rules in the words of other rule engines.

Both engines are given what was answered, parked answers and all, and have to find out
themselves which questions are asked: the same work, from the same conditions.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

from genai_guide.policy.answers import Answers
from genai_guide.policy.conditions import Condition, Fact, Literal, Row
from genai_guide.policy.pack import Pack, Rule

Rounds = list[dict[str, list[str]]]


def rounds_of(pack: Pack, answers: Answers) -> Rounds:
    """Put the answers of a use once for each of its tools."""
    choices = [one for one in pack.questions if one.is_choice]
    found: Rounds = []
    for number in range(1, len(answers.tools) + 1):
        given = {
            one.id: answers.given(one, number if one.per_tool else None)
            for one in choices
        }
        found.append({_name(key): list(one) for key, one in given.items() if one})
    return found


def _name(question: str) -> str:
    """Write an id without what the engines take for an operator."""
    return re.sub(r"[^a-z0-9]", "_", question)


def json_logic(pack: Pack) -> dict[str, list[dict[str, Any]]]:
    """Write the questions, and the rules, in JSON-Logic."""
    return {
        "questions": [
            {"name": _name(one.id), "when": _logic(one.when)}
            for one in pack.questions
            if one.is_choice
        ],
        "rows": [{"when": _rule_logic(one), **_gives(one)} for one in pack.rules],
    }


def _gives(rule: Rule) -> dict[str, Any]:
    return {"level": int(rule.level or 0), "obligations": sorted(rule.obligations)}


def _rule_logic(rule: Rule) -> Any:
    when = _logic(rule.when)
    return {"and": [when, {"!": [_logic(rule.unless.when)]}]} if rule.unless else when


def _logic(condition: Condition | None) -> Any:
    if condition is None:
        return True
    return {"or": [{"and": [_cell_logic(cell) for cell in row]} for row in condition]}


def _cell_logic(cell: Literal | Fact) -> Any:
    if isinstance(cell, Fact):
        return _logic(cell.when)
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
            "id": _name(one.id),
            "key": _name(one.id),
            "value": f"{_zen(one.when, '$.')} ? given.{_name(one.id)} : null"
            if one.when is not None
            else f"given.{_name(one.id)}",
        }
        for one in pack.questions
        if one.is_choice
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
        return _zen(cell.when, at)
    chosen = f"{at}{_name(cell.question)}"
    words = [f"{chosen} != null"]
    if cell.any_of:
        words.append(f"some({chosen}, # in {json.dumps(sorted(cell.any_of))})")
    if cell.none_of:
        words.append(f"none({chosen}, # in {json.dumps(sorted(cell.none_of))})")
    return " and ".join(words)
