"""Walking through parsed TOML: every text, and the way to it in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Way = tuple[int | str, ...]


def texts_in(value: Any, way: Way = ()) -> Iterator[tuple[Way, str]]:
    """Yield every text, keys included, with the way to it."""
    match value:
        case str():
            yield way, value
        case dict():
            for key, inner in value.items():
                yield (*way, key), key
                yield from texts_in(inner, (*way, key))
        case list():
            for number, inner in enumerate(value):
                yield from texts_in(inner, (*way, number))


def place(content: Any, location: Way) -> str:
    """Name the way to a value: table names, and the items with their ids."""
    steps: list[str] = []
    inner = content
    for step in location:
        inner = _step_into(inner, step)
        if isinstance(step, int):
            steps[-1:] = [f"{steps[-1] if steps else 'item'} {step + 1}"]
            name = inner.get("id", inner.get("name")) if isinstance(inner, dict) else ""
            if isinstance(name, str) and name:
                steps[-1] += f" “{name[:64]}”"
        elif step != "[key]":
            steps.append(step)
    return ", ".join(steps)


def _step_into(inner: Any, step: int | str) -> Any:
    try:
        return inner[step]
    except (KeyError, IndexError, TypeError):
        return None
