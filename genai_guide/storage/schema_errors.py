"""Validate parsed TOML with pydantic, and word what it finds so that one can act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import is_dataclass
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from genai_guide.record.fields import (
    DIGEST_PATTERN,
    IDENTITY_PATTERN,
    SHA256_PATTERN,
    VERSION_PATTERN,
    or_empty,
)
from genai_guide.storage.errors import MOST_FAULTS, PackIssue, nearest_word
from genai_guide.storage.toml import Table, describe_value, format_location
from genai_guide.text import quote

UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")
_OWN_SENTENCE = "value_error"
"""What our own checks raise says what is wrong by itself."""
_MISSING = "nothing"
ID_PATTERN = r"^[A-Za-z0-9_.-]{1,64}$"
FIELD_PATTERN = r"^(production|use|tool)\.[a-z][a-z_]{0,40}$"
PACK_VERSION_PATTERN = r"^\d{1,4}\.\d{1,4}\.\d{1,4}$"
_DIGESTS = {
    DIGEST_PATTERN: "“sha256:” and 64 hex digits",
    SHA256_PATTERN: "64 hex digits",
    IDENTITY_PATTERN: "32 hex digits",
    VERSION_PATTERN: "a version such as 1.2.0",
}
_PATTERNS = {
    ID_PATTERN: "letters, digits and . _ - only, at most 64",
    FIELD_PATTERN: "production.…, use.… or tool.…, in small letters and _",
    PACK_VERSION_PATTERN: "three numbers such as 1.0.0",
    **_DIGESTS,
    **{or_empty(pattern): words for pattern, words in _DIGESTS.items()},
}
_EXPECTED = {
    "missing": "this key",
    "string_type": "a text in quotes",
    "string_too_short": "a text that is not empty",
    "bool_type": "true or false",
    "list_type": "a list in square brackets",
    "tuple_type": "a list in square brackets",
    "int_type": "a whole number",
    "model_type": "a table",
    "dataclass_type": "a table",
    "dict_type": "a table",
}


def validate(
    model: Any, content: Table, file_of: Callable[[str], str]
) -> tuple[Any, list[PackIssue]]:
    """Return content as a value of a model, or `None` and what is wrong with it.

    Args:
        model: The model, or the dataclass, of the whole content.
        content: The tables.
        file_of: Returns the file that a top-level table stands in.
    """
    try:
        return _adapter(model).validate_python(content), []
    except ValidationError as error:
        return None, _describe_errors(error, model, content, file_of)


@cache
def _adapter(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def _describe_errors(
    error: ValidationError, model: Any, content: Table, file_of: Callable[[str], str]
) -> list[PackIssue]:
    """Return what pydantic found, in words."""
    issues = [
        PackIssue(
            file_of(str(detail["loc"][0]) if detail["loc"] else ""),
            format_location(content, detail["loc"]),
            _found(detail),
            *_expected(detail, model, number),
            location=detail["loc"],
        )
        for number, detail in enumerate(error.errors(include_url=False))
    ]
    # What stands there under a misspelt key is not missing.
    misspelt = {(*each.location[:-1], each.nearest) for each in issues if each.nearest}
    return [
        issue
        for issue in issues
        if issue.found != _MISSING or issue.location not in misspelt
    ]


def _found(detail: ErrorDetails) -> str:
    value = detail["input"]
    if detail["type"] == _OWN_SENTENCE:
        return ""
    if detail["type"] == "missing":
        return _MISSING
    if detail["type"] in UNKNOWN_KEY:
        return f"the key {quote(str(detail['loc'][-1])[:64])}"
    if detail["type"] in ("string_too_long", "too_long"):
        return f"{len(value)} characters or items"
    return describe_value(value)


def _expected(detail: ErrorDetails, model: Any, number: int) -> tuple[str, str]:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == _OWN_SENTENCE:
        return str(context["error"]), ""
    if kind in UNKNOWN_KEY:
        keys = fields_at(model, detail["loc"][:-1])
        key = str(detail["loc"][-1])
        near = nearest_word(key, keys) if number < MOST_FAULTS else ""
        return f"one of the keys {', '.join(keys)}", near
    if kind in ("enum", "literal_error"):
        allowed = str(context.get("expected", ""))
        if "'" not in allowed:
            hint = ", without quotes" if isinstance(detail["input"], str) else ""
            return f"the number {allowed}{hint}", ""
        allowed = allowed.replace("'", "")
        words = allowed.replace(" or ", ", ").split(", ")
        return f"one of {', '.join(words)}", nearest_word(str(detail["input"]), words)
    if kind in ("string_too_long", "too_long"):
        return f"at most {context.get('max_length')}", ""
    if kind == "string_pattern_mismatch":
        return _PATTERNS[str(context.get("pattern"))], ""
    if kind == "too_short":
        what = "row" if detail["loc"][-1] == "when" else "key"
        return f"at least one {what}", ""
    said = detail["msg"].removeprefix("Input should be ")
    return _EXPECTED.get(kind, said), ""


def fields_at(model: Any, location: Sequence[int | str]) -> Table:
    """Return the keys that the table at a location may have, with their types."""
    fields = _fields(model)
    for step in location:
        if isinstance(step, str):
            inner = fields.get(step)
            fields = _fields(_model_in(inner)) if inner else {}
    return fields


def _fields(model: Any) -> Table:
    """Return the annotation of each key of a table."""
    if model is None:
        return {}
    if is_dataclass(model):
        key_of = getattr(model, "__pydantic_config__")["alias_generator"]  # noqa: B009
        return {key_of(name): hint for name, hint in get_type_hints(model).items()}
    fields = model.model_fields.items()
    return {field.alias or name: field.annotation for name, field in fields}


def _model_in(annotation: Any) -> Any:
    """Return the first model in an annotation such as a list of models."""
    is_class = isinstance(annotation, type)
    if is_class and (is_dataclass(annotation) or hasattr(annotation, "model_fields")):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
