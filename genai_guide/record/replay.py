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
_LEAD = 20
"""How much of what is alike is shown before the place where two values differ."""


def find_differences(statement: Table, recomputed: Table) -> tuple[str, ...]:
    """Say where a statement differs from what its answers give; empty if nowhere.

    Args:
        statement: As it was signed.
        recomputed: The body that its answers give under the same questions.
    """
    return tuple(_differences(statement, recomputed))


def _differences(said: Table, now: Table) -> Iterator[str]:
    for key in _VERDICT:
        if said.get(key) != now.get(key):
            values = _both(said.get(key), now.get(key, "open"))
            yield f"{key.replace('_', ' ')}: {values}"
    for table in ("production", "use"):
        yield from _keys(table, said.get(table, {}), now.get(table, {}))
    yield from _keys(
        "questions", *(_cut([one["pack"]], _PACK)[0] for one in (said, now))
    )
    yield from _listed("tool", said, now)
    yield from _listed("answer", said, now, _ANSWER, "question")
    yield from _listed("left_empty", said, now)
    yield from _listed("reason", said, now, _REASON, "rule")
    yield from _listed("task", said, now, _TASK, "id")


def _keys(label: str, one: Table, other: Table) -> Iterator[str]:
    """Compare two tables key by key."""
    for key in one | other:
        if one.get(key) != other.get(key):
            values = _both(one.get(key), other.get(key))
            yield f"{label}, {key.replace('_', ' ')}: {values}"


def _listed(
    table: str, said: Table, now: Table, keys: tuple[str, ...] = (), name: str = ""
) -> Iterator[str]:
    """Compare two lists of tables, in order, by some of their keys."""
    label = table.replace("_", " ")
    there, here = (_cut(one.get(table, []), keys) for one in (said, now))
    for number, (one, other) in enumerate(zip(there, here, strict=False), start=1):
        if one != other:
            about = f" ({_quoted(_words(one.get(name)))})" if name else ""
            yield from _keys(f"{label} {number}{about}", *_told_apart(one, other, name))
            return
    if len(there) != len(here):
        yield (f"{label}: {len(there)} in the file, {len(here)} by the answers")


def _told_apart(one: Table, other: Table, name: str) -> tuple[Table, Table]:
    """Say no more of two entries than their names, where those differ already."""
    if one.get(name) == other.get(name):
        return one, other
    return {name: one.get(name)}, {name: other.get(name)}


def _cut(entries: list[Table], keys: tuple[str, ...]) -> list[Table]:
    if not keys:
        return entries
    return [{key: one[key] for key in keys if key in one} for one in entries]


def _both(said: object, now: object) -> str:
    """Put two values, cut around the place where they begin to differ."""
    texts = [_words(said), _words(now)]
    pairs = enumerate(zip(*texts, strict=False))
    same = next(
        (at for at, (one, other) in pairs if one != other), min(map(len, texts))
    )
    start = same - _LEAD if max(map(len, texts)) > _SHORT and same > _LEAD else 0
    there, here = (_quoted(text, start) for text in texts)
    return f"{there} in the file, {here} by the answers"


def _words(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "; ".join(map(_words, value.values()))
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "none"
    return str(value)


def _quoted(text: str, start: int = 0) -> str:
    end = start + _SHORT
    before, after = "…" * (start > 0), "…" * (len(text) > end)
    return f"“{before}{text[start:end]}{after}”"
