"""Compare a statement with what its own answers give under the very same questions.

What the questions and rules determine is compared. Explanations (what would lower
the verdict, what did not apply, which answers decided) may get better with the
program, and are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from genai_guide.record.statement import ReasonEntry, Statement, ToolEntry

_LEVEL = ("level", "label", "sign", "needs_approval", "sentence")
_VERDICT = (*_LEVEL, "obligations", "headlines", "title")
_NOT_COMPARED = {"note", "status", "closed_on", "engine"}
"""What a person says besides the answers, and which program wrote it."""
_SHORT = 60
_LEAD = 20
"""How much of what is alike is shown before the place where two values differ."""


def find_differences(statement: Statement, recomputed: Statement) -> tuple[str, ...]:
    """Return where a signed statement differs from what its answers give."""
    old, new = statement, recomputed
    differences = []
    # What an older file does not have is no difference: fields are added over time.
    pack, now = _compared(old.pack), _compared(new.pack)
    for name in _VERDICT:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            is_open = new.level is None and name in _LEVEL
            values = _both(before, "open" if is_open else after)
            differences.append(f"{name.replace('_', ' ')}: {values}")
    return (
        *differences,
        *_diff_tables("production", old.production, new.production),
        *_diff_tables("use", old.use, new.use),
        *_diff_tables("questions", pack, {key: now.get(key) for key in pack}),
        *_diff_lists("tool", old.tools, new.tools),
        *_diff_lists("answer", old.answers, new.answers, "question"),
        *_diff_lists("left empty", old.left_empty, new.left_empty),
        *_diff_lists("reason", old.reasons, new.reasons, "rule"),
        *_diff_lists("task", old.tasks, new.tasks, "id"),
    )


def _compared(entry: Any) -> Mapping[str, Any]:
    """Return the values of an entry that are compared, by their keys in the file."""
    values = {key: value for key, value in vars(entry).items() if value != ""}
    if isinstance(entry, ToolEntry):
        del values["facts"]
        return {**values, **entry.facts}
    if isinstance(entry, ReasonEntry):
        values["clause"] = values.pop("clauses")
        del values["answers"]
    return {key: value for key, value in values.items() if key not in _NOT_COMPARED}


def _diff_tables(
    label: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[str]:
    """Compare two tables key by key."""
    for key in {**old, **new}:
        if old.get(key) != new.get(key):
            values = _both(old.get(key), new.get(key))
            yield f"{label}, {key.replace('_', ' ')}: {values}"


def _diff_lists(
    label: str, old: Sequence[Any], new: Sequence[Any], name: str = ""
) -> Iterator[str]:
    """Compare two lists of entries, in order, up to the first that differs."""
    pairs = zip(map(_compared, old), map(_compared, new), strict=False)
    for number, (before, after) in enumerate(pairs, start=1):
        if before == after:
            continue
        about = f" ({_quoted(before[name])})" if name else ""
        if name and before[name] != after[name]:
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
    return f"“{before}{text[start:end]}{after}”"
