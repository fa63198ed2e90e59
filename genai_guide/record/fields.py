"""The kinds of values in a record's tables, in the terms of pydantic's core."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from genai_guide.rules.answers import is_iso_date

_FIRST_YEAR, _LAST_YEAR = 2000, 2999
DIGEST_PATTERN = "^sha256:[0-9a-f]{64}$"
SHA256_PATTERN = "^[0-9a-f]{64}$"
IDENTITY_PATTERN = "^[0-9a-f]{32}$"
VERSION_PATTERN = "^([0-9]+[.])+[0-9]+((a|b|rc|[.]dev|[.]post)[0-9]+)*$"
MOST_REVISIONS = 1_000_000


def or_empty(pattern: str) -> str:
    """Return a pattern that an empty text matches, too."""
    return f"^({pattern[1:-1]})?$"


class Constraint:
    """A limit on a value that is read from a file, in the terms of pydantic's core."""

    def __init__(self, **limits: Any) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:
        """Return the schema of the type with the limit added."""
        return {**handler(source), **self._limits}


def file_keys(**keys: str) -> dict[str, Any]:
    """Return the pydantic configuration of a table of the file.

    Args:
        keys: The keys of the file for the fields that have another name.
    """
    return {"extra": "forbid", "alias_generator": lambda name: keys.get(name, name)}


def check_time(at: datetime) -> None:
    """Raise `ValueError` for a time that no record can have.

    The same moment written with another offset would be shown as another day, and
    nobody without the key may move that. So there is one way to write a time.
    """
    if not is_recordable(at):
        msg = f"expected a time between the years {_FIRST_YEAR} and {_LAST_YEAR}"
        raise ValueError(msg)
    if at.utcoffset() != timedelta() or at.microsecond:
        msg = "expected a time in UTC such as 2026-12-03T09:00:00Z"
        raise ValueError(msg)


def is_recordable(at: datetime) -> bool:
    """Return whether a time is in a year that a record can have."""
    return _FIRST_YEAR <= at.year <= _LAST_YEAR


def check_date(key: str, day: str) -> None:
    """Raise `ValueError` for a text that is neither a date nor empty."""
    if day and not is_iso_date(day):
        msg = f"expected a date as YYYY-MM-DD in {key}"
        raise ValueError(msg)


Text = Annotated[str, Constraint(max_length=4_000)]
Texts = Annotated[tuple[Text, ...], Constraint(max_length=400)]
Number = Annotated[int, Constraint(strict=True, ge=1, le=MOST_REVISIONS)]
Size = Annotated[int, Constraint(strict=True, ge=0)]
Time = Annotated[datetime, Constraint(strict=True, tz_constraint="aware")]
Digest = Annotated[str, Constraint(pattern=DIGEST_PATTERN)]
Sha256 = Annotated[str, Constraint(pattern=SHA256_PATTERN)]
Identity = Annotated[str, Constraint(pattern=IDENTITY_PATTERN)]
OptionalDigest = Annotated[str, Constraint(pattern=or_empty(DIGEST_PATTERN))]
OptionalSha256 = Annotated[str, Constraint(pattern=or_empty(SHA256_PATTERN))]
OptionalVersion = Annotated[str, Constraint(pattern=or_empty(VERSION_PATTERN))]
OptionalIdentity = Annotated[str, Constraint(pattern=or_empty(IDENTITY_PATTERN))]
