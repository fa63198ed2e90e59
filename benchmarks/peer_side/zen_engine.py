"""zen-engine deciding by the rules that were exported for it.

What it returns is taken from it alone: the hits of its decision table.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import zen
from serving import serve

Rounds = list[dict[str, list[str]]]
Evaluate = Callable[[dict[str, Any]], dict[str, Any]]
engines: dict[str, Evaluate] = {}


def load(graph: str) -> None:
    """Take the rules: compiled once, and as the text that they are written in."""
    loader = {"type": "static", "content": {"rules": json.loads(graph)}}
    engines["compiled"] = partial(zen.ZenEngine({"loader": loader}).evaluate, "rules")
    engines["text"] = zen.ZenEngine().create_decision(graph).evaluate


def decide(by: str, rounds: Rounds) -> tuple[int, list[str]]:
    """Give the level and the obligations, joined over the tools."""
    evaluate, level, held = engines[by], 0, set[str]()
    for given in rounds:
        for hit in evaluate({"given": given})["result"]:
            level = max(level, hit["level"])
            held.update(hit["obligations"])
    return level, sorted(held)


if __name__ == "__main__":
    serve(load=load, decide=decide)
