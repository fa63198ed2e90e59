"""A record as plain text: no colour, no boxes, at most 78 columns."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from genai_guide.policy.changes import MOST_CHANGES
from genai_guide.policy.verdict import LEVELS, Level, Obligation
from genai_guide.record.text import shown

_WIDTH = 78
Table = dict[str, Any]


def record_text(statement: Table, *, signed: bool) -> str:
    """Write a statement, or the body of an unfinished record, for reading.

    Args:
        statement: The tables that `record.statement` makes.
        signed: Whether the record carries a signature made with a key.
    """
    left = (f"- {_asked(one)}" for one in _list(statement, "left_empty"))
    blocks = [
        _verdict(statement),
        _facts("Production", statement.get("production", {})),
        _facts("Use", statement.get("use", {})),
        *(
            _facts(f"Tool {one['number']}", one, "number")
            for one in _list(statement, "tool")
        ),
        _section("Why", map(_reason, _list(statement, "reason"))),
        _section("What to do", map(_task, _list(statement, "task"))),
        _would_change(statement),
        _section("Answers", map(_answer, _list(statement, "answer"))),
        _section("Left empty", (_wrapped(one, "  ", "    ") for one in left)),
        _silent(statement),
        _source(statement),
        _signoff(statement, signed=signed),
    ]
    return shown("\n\n".join("\n".join(block) for block in blocks if block)) + "\n"


def _list(table: Table, key: str) -> list[Table]:
    return [one for one in table.get(key, []) if isinstance(one, dict)]


def _verdict(statement: Table) -> list[str]:
    level = LEVELS.get(statement.get("level", ""))
    lines = [*_wrapped(statement.get("title") or "A use without a title"), ""]
    for headline in statement.get("headlines", []):
        lines += _wrapped(headline)
    if level is None:
        lines += _wrapped(_incomplete(statement))
    else:
        lines += [
            f"{level.title} ({level.id})",
            *_wrapped(str(statement.get("sentence"))),
        ]
        lines.append(f"Needs approval: {statement.get('needs_approval')}")
    decided = statement.get("decided_by", [])
    if decided:
        lines += ["These answers alone decide the level:"]
        lines += [
            line for one in decided for line in _wrapped(f"- {one}", "  ", "    ")
        ]
    flags = [Obligation(one).label for one in statement.get("obligations", [])]
    if flags:
        lines += _wrapped(f"Also to be met: {', '.join(flags)}.")
    return lines


def _incomplete(statement: Table) -> str:
    low, high = (LEVELS[statement[key]] for key in ("lowest", "highest"))
    count = len(statement.get("open", []))
    left = "1 question is" if count == 1 else f"{count} questions are"
    return f"INCOMPLETE: {left} open. {_between(low, high)}"


def _between(low: Level, high: Level) -> str:
    if low is high:
        return f"Whatever the answers, the verdict is {low.title} ({low.id})."
    return f"So far {low.title} ({low.id}); it can rise to {high.title} ({high.id})."


def _facts(heading: str, table: Table, *skip: str) -> list[str]:
    lines = [
        line
        for key, value in table.items()
        if key not in skip
        for line in _wrapped(f"{key.replace('_', ' ')}: {value}", "  ")
    ]
    return [heading, *lines] if lines else []


def _section(heading: str, items: Iterable[list[str]]) -> list[str]:
    lines = [line for item in items for line in item]
    return [heading, *lines] if lines else []


def _reason(reason: Table) -> list[str]:
    level = reason.get("level", "note")
    tools = ", ".join(map(str, reason.get("tools", [])))
    about = f" (tool {tools})" if tools else ""
    lines = _wrapped(f"- [{level}] {reason['because']}{about}", "  ", "    ")
    for place in reason.get("from", []):
        lines += _wrapped(f"answered: {place}", "    ", "      ")
    for clause in reason.get("clause", []):
        lines += _wrapped(f"{clause['id']}: “{clause['quote']}”", "    ", "      ")
    return lines


def _task(task: Table) -> list[str]:
    due = str(task["due"]).replace("-", " ")
    said = f"- {task['text']} ({task['owner']}, {due}; {task['status']})"
    return _wrapped(said, "  ", "    ")


def _would_change(statement: Table) -> list[str]:
    """List the plans that lower the verdict, or say that there is none."""
    plans = _list(statement, "would_change")
    if plans:
        return _section("What would lower it", map(_plan, plans))
    if LEVELS.get(statement.get("level", ""), Level.NOTIFY) is Level.NOTIFY:
        return []
    return [
        "What would lower it",
        f"  No change of up to {MOST_CHANGES} answers lowers it.",
    ]


def _plan(plan: Table) -> list[str]:
    level = LEVELS[plan["gives"]]
    said = f"- {'; '.join(plan['plan'])}: then {level.title} ({level.id})"
    lines = _wrapped(said, "  ", "    ")
    for place in plan.get("provided", []):
        lines += _wrapped(f"provided that: {place}", "    ", "      ")
    return lines


def _asked(entry: Table) -> str:
    about = f" (tool {entry['tool']})" if "tool" in entry else ""
    return f"{entry['text']}{about}"


def _answer(answer: Table) -> list[str]:
    lines = _wrapped(_asked(answer), "  ", "  ")
    lines += _wrapped(str(answer["answered"]), "    ")
    if answer.get("note"):
        lines += _wrapped(f"note: {answer['note']}", "    ")
    return lines


def _silent(statement: Table) -> list[str]:
    """List the rules that did not apply; those not asked about in one line."""
    entries = _list(statement, "not_fired")
    unasked = [one for one in entries if one["kept_off_by"] == ["not asked"]]
    lines: list[str] = []
    for entry in entries:
        if entry not in unasked:
            lines += _wrapped(f"- {entry['because']}", "  ", "    ")
            for place in entry["kept_off_by"]:
                lines += _wrapped(f"not so, by: {place}", "    ", "      ")
    if unasked:
        rules = ", ".join(entry["rule"].replace("-", " ") for entry in unasked)
        lines += _wrapped(f"- Nothing was asked that bears on: {rules}.", "  ", "    ")
    return ["What did not apply", *lines] if lines else []


def _source(statement: Table) -> list[str]:
    pack = statement["pack"]
    return [
        "Source",
        *_wrapped(f"{pack.get('policy')}", "  "),
        f"  {pack.get('source')}",
        f"  questions {pack.get('id')} {pack.get('version')}",
        f"  digest {pack.get('digest')}",
        *_wrapped(statement["newer_text"], "  "),
    ]


def _signoff(statement: Table, *, signed: bool) -> list[str]:
    signoff = statement.get("signoff")
    if not signoff:
        return ["Not signed off."]
    who = ", ".join(str(signoff[key]) for key in ("name", "role", "organisation"))
    lines = ["Signed off", *_wrapped(f"{who}, {signoff['email']}", "  ")]
    lines += [
        f"  claims {signoff['at'].isoformat()}",
        *_wrapped(signoff["attestation"], "  "),
    ]
    said = (
        "There is a signature; it was not checked here."
        if signed
        else "No signature: nothing in this file proves who signed it off,"
        " or that it was not changed since."
    )
    return lines + _wrapped(said, "  ")


def _wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """Wrap a text of one or several lines, keeping its line ends."""
    rest = first if rest is None else rest
    lines: list[str] = []
    for line in text.split("\n"):
        start = rest if lines else first
        lines += wrap(line, _WIDTH, initial_indent=start, subsequent_indent=rest) or [
            ""
        ]
    return lines
