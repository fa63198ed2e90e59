"""A row of the table that `verify` prints for several files."""

from __future__ import annotations

from typing import Any

from genai_guide.policy.verdict import LEVELS
from genai_guide.record.decision import Outcome
from genai_guide.record.verification import Seal

Found = dict[str, Any]
_VOID = (Seal.BROKEN, Seal.WRONG_ROLE, Seal.MISSING)


def row(found: Found) -> str:
    """Say in one line what one file is, and what was decided on it."""
    start = f"{found['result']:<23} {found['file']}: "
    if "error" in found:
        return f"{start}{found['error']}"
    # The level alone, “approval”, would read as one.
    verdict = LEVELS[found["level"]].title.lower()
    said = f"revision {found['revision']}, verdict: {verdict}"
    return f"{start}{said}; {_decision(found.get('decision'))}: {found['title']}"


def _decision(decided: Found | None) -> str:
    if decided is None:
        return "no decision yet"
    seal = decided["signature"]["state"]
    if seal in _VOID:
        return "a decision that does not count"
    said = Outcome(decided["outcome"]).label.lower()
    until = f" until {last}" if (last := decided["valid_until"]) else ""
    unknown = "" if seal == Seal.KNOWN else ", who is not vouched for"
    return f"{said}{until} by {decided['name']}{unknown}"
