"""A JSON-Logic implementation deciding by the rules that were exported for it.

JSON-Logic has no names for what was found before, so the questions are gone through
here: one is asked if its logic says so of the answers to those before it.
"""

from __future__ import annotations

from typing import Any

from json_logic import jsonLogic
from serving import serve

Rounds = list[dict[str, list[str]]]
rules: dict[str, list[dict[str, Any]]] = {}


def load(questions: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    """Take the questions and the rules."""
    rules.update(questions=questions, rows=rows)


def decide(rounds: Rounds) -> tuple[int, list[str]]:
    """Give the level and the obligations, joined over the tools."""
    level, held = 0, set[str]()
    for given in rounds:
        counted: dict[str, list[str]] = {}
        for question in rules["questions"]:
            when, name = question["when"], question["name"]
            if name in given and (when is True or jsonLogic(when, counted)):
                counted[name] = given[name]
        for row in rules["rows"]:
            if row["when"] is True or jsonLogic(row["when"], counted):
                level = max(level, row["level"])
                held.update(row["obligations"])
    return level, sorted(held)


if __name__ == "__main__":
    serve(load=load, decide=decide)
