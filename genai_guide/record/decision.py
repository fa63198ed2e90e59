"""What legal answers to a summary, bound to exactly that summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from genai_guide.record.statement import (
    Constraint,
    Digest,
    Text,
    Time,
    check_year,
    file_keys,
)
from genai_guide.rules.answers import is_iso_date
from genai_guide.text import claim_error, is_blank, text_error

_MOST_CONDITIONS = 50
_WRONG_DATE = "expected a date as YYYY-MM-DD"


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


@dataclass(frozen=True)
class Decision:
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
        """Return which part is missing or cannot be taken, or `None`."""
        for label, value in (("name", self.name), ("role", self.role)):
            if is_blank(value):
                return f"{label}: this is needed to decide"
            if error := claim_error(value):
                return f"{label}: {error}"
        return self._condition_problem() or self._date_problem()

    def _condition_problem(self) -> str | None:
        if len(self.conditions) > _MOST_CONDITIONS:
            return f"conditions: at most {_MOST_CONDITIONS} are allowed"
        for condition in self.conditions:
            error = text_error(condition, long=True)
            if error or is_blank(condition):
                return f"conditions: {error or 'this is empty'}"
        if self.conditions and self.outcome is Outcome.APPROVED:
            return "outcome: with conditions it is “approved-with-conditions”"
        needed = {
            Outcome.WITH_CONDITIONS: "conditions: say at least one",
            Outcome.MORE_INFORMATION: "conditions: say what is wanted",
        }
        return None if self.conditions else needed.get(self.outcome)

    def _date_problem(self) -> str | None:
        if not self.valid_until:
            return None
        if self.outcome not in (Outcome.APPROVED, Outcome.WITH_CONDITIONS):
            return "valid until: only an approval has a last day"
        if not is_iso_date(self.valid_until):
            return f"valid until: {_WRONG_DATE}"
        if self.valid_until < self.at.date().isoformat():
            return "valid until: this day is over already"
        return None


@dataclass(frozen=True, kw_only=True)
class RecordedDecision:
    """A decision as it is signed, bound to the summary that it is about."""

    __pydantic_config__ = file_keys()
    on: Digest
    """The digest of the statement."""
    over: Digest | Literal[""]
    """The digest of the producer's signature; empty if there was none."""
    outcome: Outcome
    conditions: Annotated[tuple[Text, ...], Constraint(max_length=_MOST_CONDITIONS)]
    name: Text
    role: Text
    at: Time
    found: Text
    """What verification said of the summary before."""
    replay: Text
    """Whether the verdict followed from the answers."""
    valid_until: Text = ""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a claim, a time or a day no decision can have."""
        check_year(self.at)
        for label, value in (("name", self.name), ("role", self.role)):
            if error := claim_error(value, assigned=False):
                msg = f"{label}: {error}"
                raise ValueError(msg)
        if self.valid_until and not is_iso_date(self.valid_until):
            raise ValueError(_WRONG_DATE)
