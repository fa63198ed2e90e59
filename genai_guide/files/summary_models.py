"""The shape of a summary, as pydantic checks it; the meaning is in design words.

A summary that was changed by hand is refused with the place, never half read.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(max_length=4_000)]
Texts = Annotated[list[Text], Field(max_length=2_000)]
LevelName = Literal["notify", "escalate", "approval", "hold"]
Flags = list[Literal["consent", "guild", "clearance", "terms"]]
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
    at: AwareDatetime
    attestation: Text


class StatementModel(_Model):
    id: Text
    revision: Number
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


class SummaryModel(_Model):
    """The whole file; signatures and the decision are judged where they are read."""

    format: str
    statement: StatementModel
