"""Turn what pydantic found into errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

from genai_guide.storage.errors import PackIssue, nearest_word
from genai_guide.storage.pack_schema import PATTERNS
from genai_guide.storage.toml import format_location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails


_EXPECTED = {
    "missing": "this key",
    "string_type": "a text in quotes",
    "string_too_short": "a text that is not empty",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "int_type": "a whole number",
    "model_type": "a table",
    "dict_type": "a table",
}


def describe_errors(
    error: ValidationError,
    content: dict[str, Any],
    model: type[BaseModel],
    file_of: Callable[[str], str],
) -> Iterator[PackIssue]:
    """Put each finding of a validation in words.

    Args:
        error: What pydantic found.
        content: What was validated, to name the items on the way by their ids.
        model: The model of the whole content, to know the keys of each table.
        file_of: The file that a top-level table stands in.
    """
    for detail in error.errors(include_url=False):
        location = detail["loc"]
        file = file_of(str(location[0])) if location else file_of("")
        expected, near = _expected(detail, model)
        yield PackIssue(
            file, format_location(content, location), _found(detail), expected, near
        )


def _found(detail: ErrorDetails) -> str:
    value = detail["input"]
    if detail["type"] == "missing":
        return "nothing"
    if detail["type"] == "extra_forbidden":
        return f"the key “{str(detail['loc'][-1])[:64]}”"
    if detail["type"] in ("string_too_long", "too_long"):
        return f"{len(value)} characters or items"
    return _in_words(value)


def _in_words(value: object) -> str:
    match value:
        case bool() | int():
            return str(value).lower()
        case str():
            return f"“{value[:64]}”" if value else "an empty text"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case {}:
            return "a table" if value else "an empty table"
    return f"a {type(value).__name__}".replace("a dict", "a table")


def _expected(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        keys = _keys(model, detail["loc"][:-1])
        key = str(detail["loc"][-1])
        return f"one of the keys {', '.join(keys)}", nearest_word(key, keys)
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", "")).replace("'", "")
        words = allowed.replace(" or ", ", ").split(", ")
        return f"one of {', '.join(words)}", nearest_word(str(detail["input"]), words)
    if kind in ("string_too_long", "too_long"):
        return f"at most {context.get('max_length')}", ""
    if kind == "string_pattern_mismatch":
        return PATTERNS[str(context.get("pattern"))], ""
    if kind == "too_short":
        what = "row" if detail["loc"][-1] == "when" else "key"
        return f"at least one {what}", ""
    said = detail["msg"].removeprefix("Input should be ")
    return _EXPECTED.get(kind, said), ""


def _keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """List the keys that the table at a location may have."""
    for step in location:
        if isinstance(step, str):
            inner = _model_at(model, step)
            if inner is None:
                return []
            model = inner
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            return _first_model(field.annotation)
    return None


def _first_model(annotation: Any) -> type[BaseModel] | None:
    if hasattr(annotation, "model_fields"):
        return annotation  # type: ignore[no-any-return]
    return next(filter(None, map(_first_model, get_args(annotation))), None)
