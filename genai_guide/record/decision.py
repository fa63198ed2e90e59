"""What legal answers to a summary, bound to exactly that summary."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from genai_guide.text import text_error

MOST_CONDITIONS = 50


class Outcome(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    WITH_CONDITIONS = "approved-with-conditions"
    REFUSED = "refused"
    MORE_INFORMATION = "more-information"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return _LABELS[self]


_LABELS = {
    Outcome.APPROVED: "Approved",
    Outcome.WITH_CONDITIONS: "Approved with conditions",
    Outcome.REFUSED: "Refused",
    Outcome.MORE_INFORMATION: "More information wanted",
}


class Decision(NamedTuple):
    """What a person of legal decides, and says of it."""

    outcome: Outcome
    name: str
    role: str
    at: datetime
    """When, with the offset from UTC."""
    conditions: tuple[str, ...] = ()
    """What the approval hangs on, or what is wanted, or why it is refused."""
    valid_until: str = ""
    """The last day on which the approval holds, as `YYYY-MM-DD`."""

    def problem(self) -> str | None:
        """Say which part is missing or cannot be taken, or `None`."""
        for said, value in (("name", self.name), ("role", self.role)):
            if not value.strip():
                return f"{said}: this is needed to decide"
            if wrong := text_error(value):
                return f"{said}: {wrong}"
        return self._wrong_conditions() or self._wrong_date()

    def _wrong_conditions(self) -> str | None:
        if len(self.conditions) > MOST_CONDITIONS:
            return f"conditions: at most {MOST_CONDITIONS} are allowed"
        for one in self.conditions:
            if wrong := text_error(one, long=True) or (
                not one.strip() and "this is empty"
            ):
                return f"conditions: {wrong}"
        if self.conditions or self.outcome in (Outcome.APPROVED, Outcome.REFUSED):
            if self.conditions and self.outcome is Outcome.APPROVED:
                return "outcome: with conditions it is “approved-with-conditions”"
            return None
        if self.outcome is Outcome.WITH_CONDITIONS:
            return "conditions: say at least one"
        return "conditions: say what is wanted"

    def _wrong_date(self) -> str | None:
        if not self.valid_until:
            return None
        if self.outcome not in (Outcome.APPROVED, Outcome.WITH_CONDITIONS):
            return "valid until: only an approval has a last day"
        try:
            last = date.fromisoformat(self.valid_until)
        except ValueError:
            last = None
        if last is None or last.isoformat() != self.valid_until:
            return "valid until: expected a date as YYYY-MM-DD"
        if last < self.at.date():
            return "valid until: this day is over already"
        return None


def build_decision_table(
    decision: Decision, on: str, over: str, found: str, replay: str
) -> dict[str, Any]:
    """Put a decision as the table that is signed.

    Args:
        decision: What was decided.
        on: The digest of the statement.
        over: The digest of the producer's signature; `""` if there was none.
        found: What verification said of the summary before.
        replay: Whether the verdict followed from the answers.
    """
    table: dict[str, Any] = {
        "on": on,
        "over": over,
        "outcome": str(decision.outcome),
        "conditions": list(decision.conditions),
        "name": decision.name,
        "role": decision.role,
        "at": decision.at,
        "found": found,
        "replay": replay,
    }
    if decision.valid_until:
        table["valid_until"] = decision.valid_until
    return table
