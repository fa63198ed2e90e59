"""The shape of a summary, as pydantic checks it.

A summary that was changed by hand is refused with the place, never half read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
)

from genai_guide.record.decision import MOST_CONDITIONS
from genai_guide.record.statement import is_digest
from genai_guide.rules.answers import is_iso_date


def _time(at: datetime) -> datetime:
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        msg = f"expected a time between the years {_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(msg)
    return at


def _digest(text: str) -> str:
    if not is_digest(text):
        msg = "expected “sha256:” and 64 hex digits"
        raise ValueError(msg)
    return text


def _day(text: str) -> str:
    if not is_iso_date(text):
        msg = "expected a date as YYYY-MM-DD"
        raise ValueError(msg)
    return text


_FIRST_YEAR, _LAST_YEAR = 2000, 2999
Text = Annotated[str, StringConstraints(max_length=4_000)]
Texts = Annotated[list[Text], Field(max_length=2_000)]
LevelName = Literal["notify", "escalate", "approval", "hold"]
Time = Annotated[AwareDatetime, AfterValidator(_time)]
Day = Annotated[Text, AfterValidator(_day)]
Outcome = Literal["approved", "approved-with-conditions", "refused", "more-information"]
Flags = list[Literal["consent", "guild", "clearance", "terms"]]
Digest = Annotated[str, AfterValidator(_digest)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ToolModel(_Model):
    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, Text]
    number: Number
    name: Text = ""


class AnswerModel(_Model):
    question: Text
    tool: Number | None = None
    text: Text
    answered: Text
    options: Texts | None = None
    note: Text | None = None
    clauses: Texts


class LeftEmptyModel(_Model):
    question: Text
    tool: Number | None = None
    text: Text


class ClauseModel(_Model):
    id: Text
    title: Text
    quote: Text


class ReasonModel(_Model):
    rule: Text
    tools: list[Number] | None = None
    level: LevelName | None = None
    obligations: Flags
    because: Text
    from_: Annotated[Texts, Field(alias="from")]
    clause: list[ClauseModel]


class TaskModel(_Model):
    id: Text
    text: Text
    owner: Text
    due: Literal["before-use", "before-delivery"]
    clauses: Texts
    status: Literal["open", "done"]
    closed_on: Text | None = None
    evidence_wanted: Text | None = None


class EvidenceModel(_Model):
    label: Text
    task: Text
    on: Text
    link: Text | None = None
    file: Text | None = None
    size: Annotated[int, Field(ge=0)] | None = None
    sha256: Text | None = None


class ChangeModel(_Model):
    plan: Texts
    changes: Texts
    provided: Texts
    gives: LevelName
    tasks: Texts


class NotFiredModel(_Model):
    rule: Text
    because: Text
    kept_off_by: Texts


class PackModel(_Model):
    id: Text
    version: Text
    digest: Text
    policy: Text
    source: Text
    engine: Text


class SignOffModel(_Model):
    name: Text
    role: Text
    organisation: Text
    email: Text
    at: Time
    attestation: Text


class StatementModel(_Model):
    id: Text
    revision: Number
    supersedes: Digest | None = None
    title: Text
    level: LevelName
    needs_approval: Literal["no", "ask", "yes"]
    sentence: Text
    obligations: Flags
    headlines: Texts
    decided_by: Texts
    newer_text: Text
    production: dict[str, Text]
    use: dict[str, Text]
    tool: list[ToolModel] = []
    answer: list[AnswerModel]
    left_empty: list[LeftEmptyModel] = []
    reason: list[ReasonModel]
    task: list[TaskModel] = []
    evidence: list[EvidenceModel] = []
    would_change: list[ChangeModel] = []
    not_fired: list[NotFiredModel] = []
    pack: PackModel
    signoff: SignOffModel


class SignatureModel(_Model):
    ssh: Annotated[str, StringConstraints(max_length=1_000)]


class DecisionModel(_Model):
    on: Digest
    over: Digest | Literal[""]
    outcome: Outcome
    conditions: Annotated[list[Text], Field(max_length=MOST_CONDITIONS)]
    name: Text
    role: Text
    at: Time
    found: Text
    replay: Text
    valid_until: Day | None = None


class SummaryModel(_Model):
    """The whole file."""

    format: str
    statement: StatementModel
    statement_signature: SignatureModel | None = None
    decision: DecisionModel | None = None
    decision_signature: SignatureModel | None = None
