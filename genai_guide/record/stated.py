"""What two statements say otherwise beside the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from genai_guide.record.canonical import NotCanonicalError
from genai_guide.record.decision import Outcome
from genai_guide.record.redline import Chain, Change, Reason
from genai_guide.record.seal import Part, seal_digest
from genai_guide.record.sides import Side, Table, ToolMatch

_DIGITS = 12
_NO_TASK = "not asked for"


def reasons(
    side: Side, by_number: Mapping[int, ToolMatch]
) -> dict[tuple[str, str, ToolMatch | None], Reason]:
    """List the rules that fired, tool by tool, by what makes them the same."""
    found = {}
    for entry in side.statement["reason"]:
        level = entry.get("level", "note")
        for tool in [by_number.get(one) for one in entry.get("tools", [])] or [None]:
            reason = Reason(entry["rule"], level, entry["because"], tool)
            found[reason.rule, level, tool] = reason
    return found


def task_changes(old: Table, new: Table) -> Iterator[Change]:
    """Say which tasks are asked for, done and shown otherwise."""
    before, after = _by_task(old), _by_task(new)
    for key in {**after, **before}:
        text = after.get(key, before.get(key, ("", "")))[0]
        was, now = (side.get(key, ("", _NO_TASK))[1] for side in (before, after))
        if was != now:
            yield Change(text, was, now)


def _by_task(statement: Table) -> dict[str, tuple[str, str]]:
    """Put each task's text and state in words."""
    shown = {one["task"]: one for one in statement.get("evidence", [])}
    found = {}
    for task in statement.get("task", []):
        state = task["status"]
        if closed := task.get("closed_on"):
            state += f" on {closed}"
        if entry := shown.get(task["id"]):
            file = f"{entry.get('file')}, SHA-256 {entry.get('sha256')}"
            state += f"; evidence: {entry.get('link') or file}"
        found[task["id"]] = task["text"], state
    return found


def other_changes(old: Side, new: Side) -> Iterator[Change]:
    """Compare the questions' version, the sign-off and the decision."""
    pairs = zip(_named(old), _named(new), strict=True)
    for (what, was), (_, now) in pairs:
        if was != now:
            yield Change(what, was, now)


def _named(side: Side) -> list[tuple[str, str]]:
    statement = side.statement
    pack, signoff = statement["pack"], statement.get("signoff", {})
    named = f"{pack['id']} {pack['version']}, digest {pack['digest'][:_DIGITS]}"
    keys = ("name", "role", "organisation", "email")
    who = ", ".join(signoff[key] for key in keys) if signoff else "not signed off"
    return [
        ("Questions", named),
        ("Policy", pack["policy"]),
        ("Signed off by", who),
        ("Signed at, as claimed", signoff["at"].isoformat() if signoff else "never"),
        ("Attested", signoff.get("attestation", "nothing")),
        ("Decision", _decision(side.decision) if side.decision else "none"),
    ]


def _decision(table: Table) -> str:
    said = f"{Outcome(table['outcome']).label}, by {table['name']}, {table['role']}"
    if until := table.get("valid_until"):
        said += f", until {until}"
    return "\n".join([said, *table["conditions"]])


def chain(old: Table, new: Table) -> Chain:
    """Say how two statements stand to each other as revisions."""
    if _supersedes(new, old):
        return Chain.NEXT
    if _supersedes(old, new):
        return Chain.BEFORE
    if not old.get("id") or old["id"] != new.get("id"):
        return Chain.NONE
    match abs(old["revision"] - new["revision"]):
        case 0:
            return Chain.NONE if old == new else Chain.RIVALS
        case 1:
            return Chain.BROKEN
    return Chain.APART


def _supersedes(statement: Table, other: Table) -> bool:
    named = statement.get("supersedes")
    try:
        return named is not None and named == seal_digest(Part.STATEMENT, other)
    except NotCanonicalError:
        return False
