"""Make the tables of a broken pack usable, so that their meaning is judged as well.

What has the wrong shape is left out, or replaced by a stand-in that fits every
reference. So an entry with a fault still counts as there.
"""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from genai_guide.storage.errors import MOST_FAULTS, nearest_word
from genai_guide.storage.pack_issues import STAND_IN, entry_place
from genai_guide.storage.pack_schema import ContentModel
from genai_guide.storage.schema_errors import UNKNOWN_KEY, fields_at
from genai_guide.storage.toml import Table

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
