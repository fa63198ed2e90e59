"""Compare a statement with what its own answers give under the very same questions.

What the questions and rules determine is compared. Explanations (what would lower
the verdict, what did not apply, which answers decided) may get better with the
program, and are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from genai_guide.record.statement import Statement
from genai_guide.rules.answers import RESERVED
from genai_guide.text import quote

_VERDICT = (
    *("title", "level", "label", "sign", "needs_approval", "sentence"),
    *("headlines", "obligations", "also_needed"),
)
_LISTS = {
    "checklists": "title",
    "reasons": "rule",
    "conflicts": "id",
    "tasks": "id",
    "tools": "number",
    "answers": "question",
}
"""The lists that are compared, and what tells their entries apart."""
_NOT_COMPARED = {"note", "done_on", "evidence", "engine"}
"""What a person says besides the answers, and which program wrote it."""
_SHORT = 60
_LEAD = 20
"""How much of what is alike is shown before the place where two values differ."""


def find_differences(statement: Statement, recomputed: Statement) -> tuple[str, ...]:
    """Return where a signed statement differs from what its answers give.

    All that stands there in the words of the pack is compared, letter by letter.
    """
    differences = []
    for name in _VERDICT:
        before, after = getattr(statement, name), getattr(recomputed, name)
        if before != after:
            is_open = not recomputed.level
            values = _both(before, "open" if is_open and not after else after)
            differences.append(f"{name.replace('_', ' ')}: {values}")
    for name in ("production", "use"):
        facts = _without_reserved(name, getattr(statement, name))
        differences += _diff_tables(name, facts, getattr(recomputed, name))
    for name, key in _LISTS.items():
        label = name.removesuffix("s")
        lists = getattr(statement, name), getattr(recomputed, name)
        differences += _diff_lists(label, *lists, key)
    differences += _diff_tables(
        "questions", _compared(statement.pack), _compared(recomputed.pack)
    )
    return tuple(differences)


def _compared(entry: Any) -> Mapping[str, Any]:
    """Return the values of an entry that are compared."""
    values = {
        key: value
        for key, value in vars(entry).items()
        if value != "" and key not in _NOT_COMPARED
    }
    # The keys of these are free: one of them may be called `note`, and is compared.
    if "facts" in values:
        values |= _without_reserved("tool", values.pop("facts"))
    return values


def _without_reserved(table: str, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts of a table that its answers give."""
    return {key: value for key, value in facts.items() if key != RESERVED[table]}


def _diff_tables(
    label: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    """Compare two tables key by key."""
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            values = _both(old.get(key), new.get(key))
            # A key that no question has is somebody's own words.
            name = key.replace("_", " ") if key in new else quote(key)
            yield f"{label}, {name}: {values}"


def _diff_lists(
    label: str, old: Sequence[Any], new: Sequence[Any], name: str
) -> Iterator[str]:
    """Compare two lists of entries, in order, up to the first that differs."""
    pairs = zip(map(_compared, old), map(_compared, new), strict=False)
    for number, (before, after) in enumerate(pairs, start=1):
        if before == after:
            continue
        about = f" ({_quoted(str(before[name]))})"
        if before[name] != after[name]:
            # These are two different things; what else differs says nothing.
            values = _both(before[name], after[name])
            yield f"{label} {number}{about}, {name}: {values}"
        else:
            yield from _diff_tables(f"{label} {number}{about}", before, after)
        return
    if len(old) != len(new):
        yield f"{label}: {len(old)} in the file, {len(new)} by the answers"


def _both(old: object, new: object) -> str:
    """Format two values, cut around the place where they begin to differ."""
    texts = [_words(old), _words(new)]
    pairs = enumerate(zip(*texts, strict=False))
    same = next(
        (at for at, (before, after) in pairs if before != after), min(map(len, texts))
    )
    start = same - _LEAD if max(map(len, texts)) > _SHORT and same > _LEAD else 0
    before, after = (_quoted(text, start) for text in texts)
    return f"{before} in the file, {after} by the answers"


def _words(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(map(_words, value)) or "none"
    if hasattr(value, "__pydantic_config__"):
        return "; ".join(map(_words, vars(value).values()))
    return str(value)


def _quoted(text: str, start: int = 0) -> str:
    end = start + _SHORT
    before, after = "…" * (start > 0), "…" * (len(text) > end)
    return quote(f"{before}{text[start:end]}{after}")
