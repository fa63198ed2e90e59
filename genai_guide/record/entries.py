"""What is added to a summary after it was signed: decisions, and what follows them.

Each entry is signed by whoever adds it, and names the one before it. Nothing that
is already in the file changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Self

from genai_guide.record.draft import Evidence, EvidenceState
from genai_guide.record.fields import (
    Constraint,
    Digest,
    OptionalDigest,
    OptionalSha256,
    Size,
    Text,
    Texts,
    Time,
    check_date,
    check_time,
    file_keys,
)
from genai_guide.record.profile import CLAIMS
from genai_guide.rules.answers import is_iso_date
from genai_guide.text import claim_error, email_error, text_error

MOST_ENTRIES = 200
MOST_CONDITIONS = 50
CONDITION_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
BEFORE_USE, BEFORE_DELIVERY = "before-use", "before-delivery"


class EntryKind(StrEnum):
    """What an entry is."""

    DECISION = "decision"
    WITHDRAWAL = "withdrawal"
    EXTENSION = "extension"
    ACCEPTANCE = "acceptance"
    CLOSING = "closing"
    ANSWER = "answer"
    NOTE = "note"

    @property
    def is_decisive(self) -> bool:
        """Whether only those who may decide can add it."""
        return self not in (EntryKind.CLOSING, EntryKind.ANSWER, EntryKind.NOTE)


class Outcome(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    WITH_CONDITIONS = "approved-with-conditions"
    NOT_NEEDED = "no-approval-needed"
    REFUSED = "refused"
    MORE_INFORMATION = "more-information"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return _LABELS[self]

    @property
    def lets_proceed(self) -> bool:
        """Whether the use may go ahead by it."""
        return self not in (Outcome.REFUSED, Outcome.MORE_INFORMATION)


_LABELS = {
    Outcome.APPROVED: "Approved",
    Outcome.WITH_CONDITIONS: "Approved with conditions",
    Outcome.NOT_NEEDED: "No approval needed",
    Outcome.REFUSED: "Refused",
    Outcome.MORE_INFORMATION: "More information requested",
}


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who signs, by their own words."""

    __pydantic_config__ = file_keys()
    name: Text
    role: Text
    organisation: Text
    email: Text

    def problem(self) -> str | None:
        """Return which part is missing or cannot be taken, or `None`."""
        for key in CLAIMS:
            value = getattr(self, key)
            if key == "email":
                label, error = "e-mail", email_error(value)
            else:
                # What a newer Unicode knows was judged where it was typed.
                label, error = key, claim_error(value, assigned=False)
            if error:
                return f"{label}: {error}"
        return None


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What an approval depends on."""

    __pydantic_config__ = file_keys()
    id: Text
    text: Text
    owner: Text
    due: Text
    """`before-use`, `before-delivery`, or a date YYYY-MM-DD."""
    covers: Texts = ()
    """The obligations that it takes care of, by their ids."""

    def problem(self) -> str | None:
        """Return what cannot be taken, or `None`."""
        if not CONDITION_ID.fullmatch(self.id):
            return "id: use small letters, digits and hyphens, at most 40"
        for key, value in (("text", self.text), ("owner", self.owner)):
            error = text_error(value, long=key == "text")
            if error or not value.strip():
                return f"{key}: {error or 'this is needed'}"
        if self.due not in (BEFORE_USE, BEFORE_DELIVERY) and not is_iso_date(self.due):
            return "due: use before-use, before-delivery or a date like 2027-01-31"
        return None


@dataclass(frozen=True, kw_only=True)
class EvidenceEntry:
    """What shows that something is done: words, a link, or what identifies a file."""

    __pydantic_config__ = file_keys()
    link: Text = ""
    file: Text = ""
    size: Size = 0
    sha256: OptionalSha256 = ""
    state: EvidenceState = ""
    """What had become of the file when a statement was signed; empty: nothing."""
    text: Text = ""
    """What shows it, in words."""

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """Return the evidence of a draft; of a file only what identifies it."""
        return cls(
            link=evidence.link,
            file=evidence.name,
            size=evidence.size,
            sha256=evidence.sha256,
            state=evidence.state,
            text=evidence.text,
        )

    @property
    def evidence(self) -> Evidence:
        """The same as a draft has it, without where the file is."""
        return Evidence(
            link=self.link,
            name=self.file,
            size=self.size,
            sha256=self.sha256,
            text=self.text,
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry. Which fields it has follows from its kind."""

    __pydantic_config__ = file_keys()
    kind: EntryKind
    on: Digest
    """The digest of the statement that it is about."""
    after: Digest
    """The link to what stands before it: the statement, or the entry before."""
    about: OptionalDigest = ""
    """The link of the decision that it speaks of."""
    task: Text = ""
    """The task that it closes, by its id."""
    condition: Text = ""
    """The condition that it closes or accepts, by its id."""
    by: Author
    at: Time
    """When, in UTC."""
    outcome: Outcome | None = None
    reasons: Text = ""
    """Why, what is requested, what is answered, or the remark."""
    valid_until: Text = ""
    """The last day on which an approval holds, as `YYYY-MM-DD`, in UTC."""
    although_blocked: bool = False
    """Whether it approves what the guidance puts on hold or rules out."""
    in_place_of_other: bool = False
    """Whether it takes the place of what somebody else decided."""
    found: Text = ""
    """What verification said of the summary before."""
    evidence: EvidenceEntry | None = None
    conditions: Annotated[
        tuple[Condition, ...], Constraint(max_length=MOST_CONDITIONS)
    ] = ()

    def __post_init__(self) -> None:
        """Raise `ValueError` for what an entry of its kind cannot say."""
        check_time(self.at)
        check_date("valid_until", self.valid_until)
        if problem := self.problem():
            raise ValueError(problem)

    def problem(self) -> str | None:
        """Return which part is missing or cannot be taken, or `None`."""
        if error := self.by.problem():
            return error
        return next(self._problems(), None)

    def _problems(self) -> Iterator[str]:
        needed, allowed = _FIELDS[self.kind]
        for key, name in _NAMES.items():
            value = getattr(self, key)
            if value and key not in (*needed, *allowed):
                yield f"{name}: this does not belong to a {self.kind}"
            if not value and key in needed:
                yield f"{name}: this is needed"
        if self.kind in (EntryKind.CLOSING, EntryKind.ACCEPTANCE):
            if bool(self.task) is bool(self.condition):
                yield "name one task or one condition"
            if self.condition and not self.about:
                yield "about: name the decision that the condition belongs to"
        if self.outcome:
            yield from self._decision_problems(self.outcome)
        if self.evidence and self.evidence.state:
            yield "evidence: its state belongs to a statement"
        if self.valid_until and self.valid_until < self.at.date().isoformat():
            yield "valid until: this day is already over"

    def _decision_problems(self, outcome: Outcome) -> Iterator[str]:
        needs_reasons = not outcome.lets_proceed or self.although_blocked
        if needs_reasons and not self.reasons.strip():
            what = "what is needed" if outcome is Outcome.MORE_INFORMATION else "why"
            yield f"reasons: say {what}"
        if self.valid_until and not outcome.lets_proceed:
            yield "valid until: only an approval has a last day"
        if self.although_blocked and not outcome.lets_proceed:
            yield "although blocked: this is for an approval"
        with_conditions = outcome is Outcome.WITH_CONDITIONS
        if self.conditions and not with_conditions:
            yield f"outcome: with conditions it is “{Outcome.WITH_CONDITIONS}”"
        if with_conditions and not self.conditions:
            yield "conditions: name at least one"
        ids = [condition.id for condition in self.conditions]
        for number, condition in enumerate(self.conditions, start=1):
            if error := condition.problem():
                yield f"condition {number}, {error}"
            if ids.count(condition.id) > 1:
                yield f"condition {number}, id: “{condition.id}” is used twice"


_KEYS = (
    *("about", "task", "condition", "outcome", "reasons", "valid_until"),
    *("although_blocked", "in_place_of_other", "found", "evidence", "conditions"),
)
_NAMES = {key: key.replace("_", " ") for key in _KEYS} | {
    "in_place_of_other": "in place of another's decision"
}
"""What is judged of an entry, and how it is named."""
_DECIDED = ("reasons", "valid_until", "although_blocked", "in_place_of_other", "about")
_FIELDS: dict[EntryKind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    EntryKind.DECISION: (("outcome", "found"), (*_DECIDED, "conditions")),
    EntryKind.WITHDRAWAL: (("about", "reasons"), ()),
    EntryKind.EXTENSION: (("about", "valid_until"), ("reasons", "in_place_of_other")),
    EntryKind.ACCEPTANCE: (("about", "condition"), ("reasons",)),
    EntryKind.CLOSING: ((), ("about", "task", "condition", "reasons", "evidence")),
    EntryKind.ANSWER: (("about", "reasons"), ()),
    EntryKind.NOTE: (("reasons",), ("about",)),
}
"""For each kind, the fields that it needs, and those that it may have."""


@dataclass(frozen=True)
class SignedEntry:
    """An entry as a file has it, with the bytes that are signed."""

    entry: Entry
    payload: bytes
    """Made from the file's own table, so that nothing left out can change it."""
    signature: str
    """In one line; empty if there is none."""
    link: str
    """The digest of the payload and the signature, by which others name it."""
    table: Mapping[str, Any]
    """The table as it was read."""
