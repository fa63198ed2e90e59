"""The shape of a pack's files, as pydantic checks it.

Only shapes are judged here (keys, kinds of values, lengths). What the ids refer to
is judged in `pack_builder`, which builds the values from the same parsed tables.

The tables of a broken pack are made usable, so that their meaning is judged as well.
What has the wrong shape is left out, or replaced by a stand-in that fits every
reference. So an entry with a fault still counts as there.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from copy import deepcopy
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from genai_guide.rules.levels import Approval, Color
from genai_guide.rules.pack import ChecklistKind, Due, ItemState, Kind, Risk, Stage
from genai_guide.storage.errors import MOST_FAULTS, nearest_word
from genai_guide.storage.pack_issues import STAND_IN, entry_place
from genai_guide.storage.schema_errors import (
    FIELD_PATTERN,
    ID_PATTERN,
    PACK_VERSION_PATTERN,
    UNKNOWN_KEY,
    fields_at,
)
from genai_guide.storage.toml import Table
from genai_guide.text import LINE_LIMIT

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=600)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
FieldName = Annotated[str, StringConstraints(pattern=FIELD_PATTERN)]
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
    version: Annotated[str, StringConstraints(pattern=PACK_VERSION_PATTERN)]
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
    if not all(isinstance(one, str) and re.match(ID_PATTERN, one) for one in ids):
        raise fault
    return named


Renamed = Annotated[Any, AfterValidator(_check_renamed)]


class ChangeModel(_Model):
    version: Annotated[str, StringConstraints(pattern=PACK_VERSION_PATTERN)]
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


_NOT_AN_ID = "string_pattern_mismatch"
_HARMLESS = ("risk", "color", "approval")
"""The keys that nothing is judged by when a pack is loaded."""
_ROUNDS = 3
"""The second one is for what stood under a misspelt key."""


def repair_content(
    content: Table, unread: Collection[str]
) -> tuple[Table, frozenset[str]]:
    """Return tables that a pack can be built from.

    Args:
        content: All that could be parsed of the pack.
        unread: The tables that more may be in than could be parsed.

    Returns:
        The tables, and the places of the entries that are not what they were.
    """
    repaired = deepcopy(content)
    fields = fields_at(ContentModel, ())
    for name in unread:
        substitute = _stand_in(fields[name])
        if isinstance(substitute, list) and isinstance(repaired.get(name), list):
            repaired[name] += substitute
        else:
            repaired.setdefault(name, substitute)
    changed: set[tuple[int | str, ...]] = set()
    for _ in range(_ROUNDS):
        try:
            ContentModel.model_validate(repaired)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            # From the end, so that what is removed moves nothing that comes later.
            in_order = sorted(details, key=_order, reverse=True)
            for number, detail in enumerate(in_order):
                if _repair(repaired, detail, is_guessing=number < MOST_FAULTS):
                    changed.add(detail["loc"][:2])
    # What stands under the header of an entry may belong to one that was not read.
    changed |= {
        (name, number)
        for name in unread
        if isinstance(repaired[name], list)
        for number in range(len(repaired[name]))
    }
    return repaired, frozenset(
        entry_place(str(location[0]), location[1], repaired)
        for location in changed
        if len(location) > 1 and isinstance(location[1], int)
    )


def _order(detail: ErrorDetails) -> list[tuple[bool, Any]]:
    return [(isinstance(step, str), step) for step in detail["loc"]]


def _repair(content: Table, detail: ErrorDetails, *, is_guessing: bool) -> bool:
    """Repair one fault; return whether that can change what its entry means.

    Args:
        content: All the tables.
        detail: The fault.
        is_guessing: Whether to look for what was meant by a misspelt key.
    """
    kind = detail["type"]
    *way, key = (step for step in detail["loc"] if step != "[key]")
    parent: Any = content
    for step in way:
        parent = parent[step]
    if isinstance(parent, list) and isinstance(key, int):
        annotation = fields_at(ContentModel, way[:-1])[str(way[-1])]
        (parent[key],) = _stand_in(annotation)
        return bool(parent[key] != STAND_IN)
    fields = fields_at(ContentModel, way)
    value = parent.pop(key, None)
    if kind in UNKNOWN_KEY:
        if is_guessing:
            _rename_key(parent, str(key), value, fields)
        return False
    if kind == "string_too_long" or (kind == _NOT_AN_ID and key == "id" and value):
        parent[key] = value
        return False
    substitute = _stand_in(fields.get(str(key), Any), value)
    if kind == "too_long":
        most = detail["ctx"]["max_length"]
        substitute = (
            value[: most - 1] + substitute if isinstance(value, list) else value
        )
    if substitute is not None:
        parent[key] = substitute
    if substitute in (STAND_IN, [STAND_IN]):
        return key in ("id", "field")
    is_meant = (
        isinstance(value, str)
        and isinstance(substitute, str)
        and nearest_word(value, [substitute]) == substitute
    )
    return not is_meant and kind != "too_long" and key not in _HARMLESS


def _rename_key(table: Table, key: str, value: Any, known: Collection[str]) -> None:
    """Put what stood under a misspelt key under the key that was meant."""
    if meant := nearest_word(key, known):
        present = table.setdefault(meant, value)
        if (
            isinstance(present, list)
            and isinstance(value, list)
            and present is not value
        ):
            present += value


def _stand_in(annotation: Any, value: Any = None) -> Any:
    """Return a value of a type, as little as possible; `None` if it can be anything.

    Args:
        annotation: The type.
        value: What was found; if it comes near one of several words, that is meant.
    """
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Annotated, Union, UnionType):
        return _stand_in(args[0], value)
    if origin is list:
        return [_stand_in(args[0])]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        origin, args = Literal, tuple(each.value for each in annotation)
    if origin is Literal:
        return nearest_word(str(value), map(str, args)) or args[0]
    if hasattr(annotation, "model_fields"):
        return {
            field.alias or name: _stand_in(field.annotation)
            for name, field in annotation.model_fields.items()
            if field.is_required()
        }
    return {str: STAND_IN, bool: False, dict: {}}.get(origin or annotation)
