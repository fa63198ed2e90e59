"""The shape of a pack's files, as pydantic checks it.

Only shapes are judged here (keys, kinds of values, lengths). What the ids refer to
is judged in `pack_builder`, which builds the values from the same parsed tables.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from genai_guide.rules.levels import Approval, Color
from genai_guide.rules.pack import ChecklistKind, Due, ItemState, Kind, Risk, Stage
from genai_guide.text import LINE_LIMIT

_ID = r"^[A-Za-z0-9_.-]{1,64}$"
_FIELD = r"^(production|use|tool)\.[a-z][a-z_]{0,40}$"
_VERSION = r"^\d{1,4}\.\d{1,4}\.\d{1,4}$"
PATTERNS = {
    _ID: "letters, digits and . _ - only, at most 64",
    _FIELD: "production.…, use.… or tool.…, in small letters and _",
    _VERSION: "three numbers such as 1.0.0",
}
"""What the patterns ask for, in words."""

Id = Annotated[str, StringConstraints(pattern=_ID)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
FieldName = Annotated[str, StringConstraints(pattern=_FIELD)]
Ids = Annotated[list[Id], Field(max_length=200)]


CELL_EXPECTED = (
    "a list of options, { any_of = [...] } or { none_of = [...] }, or true for a fact"
)
RENAMED_EXPECTED = 'an id, or { from = "the id before", to = "the id now" }'
DATE_EXPECTED = (
    "“past”, “future”, { before = “a date question” }, { after = “a date question” },"
    " or a cell of a condition"
)
_MOST_OPTIONS = 400
_MOST_QUESTIONS = 150
_MOST_RULES = 300
_MOST_ROWS = 400
_MOST_CELLS = 400


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _check_cell(cell: object) -> object:
    """A cell is `true`, a list of options, or a table of lists of options."""
    if not _is_cell(cell):
        kind = "cell"
        raise PydanticCustomError(kind, CELL_EXPECTED)
    return cell


def _check_conflict_cell(cell: object) -> object:
    """A cell of a conflict may also look at a date."""
    if cell in ("past", "future") or (
        isinstance(cell, dict)
        and cell.keys() in ({"before"}, {"after"})
        and all(isinstance(other, str) for other in cell.values())
    ):
        return cell
    if not _is_cell(cell):
        kind = "cell"
        raise PydanticCustomError(kind, DATE_EXPECTED)
    return cell


def _is_cell(cell: object) -> bool:
    if cell is True:
        return True
    lists: list[object] = [cell]
    if isinstance(cell, dict) and cell and cell.keys() <= {"any_of", "none_of"}:
        lists = list(cell.values())
    return all(
        isinstance(options, list)
        and 0 < len(options) <= _MOST_OPTIONS
        and all(isinstance(option, str) for option in options)
        for options in lists
    )


Cell = Annotated[Any, AfterValidator(_check_cell)]
ConflictCell = Annotated[Any, AfterValidator(_check_conflict_cell)]
Rows = Field(min_length=1, max_length=_MOST_ROWS)
Cells = Field(min_length=1, max_length=_MOST_CELLS)
When = Annotated[list[Annotated[dict[Id, Cell], Cells]], Rows]
ConflictWhen = Annotated[list[Annotated[dict[Id, ConflictCell], Cells]], Rows]


class HeadModel(_Model):
    id: Id
    version: Annotated[str, StringConstraints(pattern=_VERSION)]
    format: Literal[2]
    title: Line
    policy: Line
    policy_name: Line
    source: Line
    language: Line
    contact: Line
    reading: Line
    attestation: Prose
    clause_kinds: Annotated[list[Id], Field(min_length=1, max_length=40)]


class LevelModel(_Model):
    id: Id
    label: Line
    sentence: Line
    sign: Annotated[str, StringConstraints(min_length=1, max_length=1)]
    color: Color
    approval: Approval


class ObligationModel(_Model):
    id: Id
    label: Line
    sentence: Line | None = None


class ClauseModel(_Model):
    id: Id
    title: Line
    quote: Line
    section: Line
    kind: Id
    waived: Line | None = None


class SectionModel(_Model):
    id: Id
    title: Line


class OptionModel(_Model):
    id: Id
    label: Line
    risk: Annotated[Risk, Field(strict=False)]
    exclusive: bool = False
    plan: Line | None = None


class QuestionModel(_Model):
    id: Id
    section: Id
    stage: Annotated[Stage, Field(strict=False)] | None = None
    kind: Annotated[Kind, Field(strict=False)]
    text: Line
    help: Prose | None = None
    who_knows: Line | None = None
    clauses: Ids = []
    per: Literal["tool"] | None = None
    when: When | None = None
    field: FieldName | None = None
    optional: bool = False
    long: bool = False
    limit: Annotated[int, Field(ge=1, le=LINE_LIMIT)] | None = None
    format: Literal["email"] | None = None
    missing: Line | None = None
    fixed: bool = False
    record_only: bool = False
    shared: bool = False
    cue: Line | None = None
    cued: Ids = []
    option: Annotated[list[OptionModel], Field(max_length=_MOST_OPTIONS)] = []


class UnlessModel(_Model):
    when: When
    clauses: Ids
    reason: Line


class TaskModel(_Model):
    id: Id
    text: Line | None = None
    owner: Line | None = None
    due: Annotated[Due, Field(strict=False)] | None = None
    evidence: Literal["file-or-link"] | None = None


class FactModel(_Model):
    id: Id
    when: When


class VerdictModel(_Model):
    label: Line
    sentence: Line


class RuleModel(_Model):
    id: Id
    clauses: Ids
    reason: Line
    reasons: dict[Id, dict[Id, Line]] = {}
    when: When | None = None
    unless: UnlessModel | None = None
    level: Id | None = None
    obligations: Annotated[list[Id], Field(max_length=12)] = []
    headline: Line | None = None
    headline_at: Annotated[list[Id], Field(max_length=12)] = []
    verdict: VerdictModel | None = None
    task: Annotated[list[TaskModel], Field(max_length=40)] = []


class ConflictModel(_Model):
    id: Id
    text: Line
    when: ConflictWhen


class ItemModel(_Model):
    clause: Id
    text: Line | None = None
    relevant: When | None = None
    met: When | None = None
    not_met: When | None = None
    applies: When | None = None
    does_not_apply: When | None = None


class ChecklistModel(_Model):
    id: Id
    title: Line
    kind: Annotated[ChecklistKind, Field(strict=False)]
    at_least: Id | None = None
    relevant: When | None = None
    item: Annotated[list[ItemModel], Field(min_length=1, max_length=100)]


class AssertItemModel(_Model):
    clause: Id
    state: Annotated[ItemState, Field(strict=False)]


class AssertModel(_Model):
    id: Id
    when: When
    clauses: Ids
    at_least: Id | None = None
    obligations: Annotated[list[Id], Field(min_length=1, max_length=12)] | None = None
    item: AssertItemModel | None = None


def _check_renamed(named: object) -> object:
    """A thing is named by its id, or by its ids of before and after."""
    fault = PydanticCustomError("renamed", RENAMED_EXPECTED)
    ids = [named]
    if isinstance(named, dict) and named.keys() == {"from", "to"}:
        ids = [named["from"]]
        ids += named["to"] if isinstance(named["to"], list) else [named["to"]]
    if not all(isinstance(one, str) and re.match(_ID, one) for one in ids):
        raise fault
    return named


Renamed = Annotated[Any, AfterValidator(_check_renamed)]


class ChangeModel(_Model):
    version: Annotated[str, StringConstraints(pattern=_VERSION)]
    kind: Literal["wording", "answer-kind", "added", "removed", "renamed", "split"]
    rule: Id | None = None
    question: Renamed = None
    option: Renamed = None
    on_saved: Literal["keep", "confirm", "answer-again"] | None = None


class ContentModel(_Model):
    """All the files of a pack, put together; the keys are TOML's table names."""

    pack: HeadModel
    level: Annotated[list[LevelModel], Field(min_length=2, max_length=12)]
    obligation: Annotated[list[ObligationModel], Field(max_length=12)] = []
    clause: Annotated[list[ClauseModel], Field(max_length=2000)] = []
    section: Annotated[list[SectionModel], Field(max_length=200)] = []
    question: Annotated[list[QuestionModel], Field(max_length=_MOST_QUESTIONS)]
    fact: Annotated[list[FactModel], Field(max_length=_MOST_RULES)] = []
    rule: Annotated[list[RuleModel], Field(max_length=_MOST_RULES)]
    conflict: Annotated[list[ConflictModel], Field(max_length=_MOST_RULES)] = []
    checklist: Annotated[list[ChecklistModel], Field(max_length=40)] = []
    assert_: Annotated[
        list[AssertModel], Field(max_length=_MOST_RULES, alias="assert")
    ] = []
    change: Annotated[list[ChangeModel], Field(max_length=1000)] = []
