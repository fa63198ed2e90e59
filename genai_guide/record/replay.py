"""Does a statement say what its own answers give, under the very same questions?

What the questions and rules determine is compared. Explanations (what would lower
the verdict, what did not apply, which answers decided) may get better with the
program, and are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Table = dict[str, Any]

_VERDICT = (
    "level",
    "needs_approval",
    "sentence",
    "obligations",
    "headlines",
    "title",
)
_ANSWER = ("question", "tool", "text", "answered", "options", "clauses")
_REASON = ("rule", "tools", "level", "obligations", "because", "clause")
_TASK = ("id", "text", "owner", "due", "clauses", "evidence_wanted")
_PACK = ("id", "version", "digest", "policy", "source")
_SHORT = 60


def differences(statement: Table, recomputed: Table) -> tuple[str, ...]:
    """Say where a statement differs from what its answers give; empty if nowhere.

    Args:
        statement: As it was signed.
        recomputed: The body that its answers give under the same questions.
    """
    return tuple(_differences(statement, recomputed))


def _differences(said: Table, now: Table) -> Iterator[str]:
    for key in _VERDICT:
        if said.get(key) != now.get(key):
            name = key.replace("_", " ")
            yield (
                f"{name}: {_short(said.get(key))} in the file,"
                f" {_short(now.get(key, 'open'))} by the answers"
            )
    for table in ("production", "use"):
        if said.get(table) != now.get(table):
            yield f"{table}: not what was answered"
    for key in _PACK:
        if said["pack"].get(key) != now["pack"].get(key):
            yield f"questions: {_short(said['pack'].get(key))} is not their {key}"
    yield from _listed("tool", said, now)
    yield from _listed("answer", said, now, _ANSWER, "question")
    yield from _listed("left_empty", said, now)
    yield from _listed("reason", said, now, _REASON, "rule")
    yield from _listed("task", said, now, _TASK, "id")


def _listed(
    table: str, said: Table, now: Table, keys: tuple[str, ...] = (), name: str = ""
) -> Iterator[str]:
    """Compare two lists of tables, in order, by some of their keys."""
    label = table.replace("_", " ")
    there, here = (_cut(one.get(table, []), keys) for one in (said, now))
    for number, (one, other) in enumerate(zip(there, here, strict=False), start=1):
        if one != other:
            about = f" ({_short(one.get(name))})" if name else ""
            differing = [k for k in one | other if one.get(k) != other.get(k)]
            parts = ", ".join(differing).replace("_", " ")
            yield f"{label} {number}{about}: {parts} not as the answers give it"
            return
    if len(there) != len(here):
        yield (f"{label}: {len(there)} in the file, {len(here)} by the answers")


def _cut(entries: list[Table], keys: tuple[str, ...]) -> list[Table]:
    if not keys:
        return entries
    return [{key: one[key] for key in keys if key in one} for one in entries]


def _short(value: object) -> str:
    if isinstance(value, list):
        text = ", ".join(map(str, value)) or "none"
    else:
        text = str(value)
    return f"“{text if len(text) <= _SHORT else text[: _SHORT - 1] + '…'}”"
