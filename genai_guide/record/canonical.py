"""The canonical form of a parsed TOML table: the bytes that a digest is made of.

UTF-8 JSON with sorted keys and without spaces. Everything that could be written
in two ways, or that other readers could take differently, is refused.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_BIGGEST = 2**53 - 1


class NotCanonicalError(ValueError):
    """A value that has no canonical form."""


def canonical(table: dict[str, Any]) -> bytes:
    """Write a table in its canonical form.

    Raises:
        NotCanonicalError: for floats, local dates and times, integers beyond
            2^53-1, and keys other than `[A-Za-z0-9_.-]{1,64}`.
    """
    return json.dumps(
        _plain(table), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def digest(table: dict[str, Any]) -> str:
    """Give the SHA-256 of the canonical form, in hex."""
    return sha256(canonical(table)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value  # nine of ten are
    match value:
        case bool():
            return value
        case int() if -_BIGGEST <= value <= _BIGGEST:
            return value
        case dict():
            return {_key(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case datetime() if value.tzinfo:
            return {"$time": _utc(value).isoformat()}
        case date() | time():
            msg = "a date or time without an offset; write dates as texts"
            raise NotCanonicalError(msg)
        case _:
            msg = f"a value of the kind {type(value).__name__}"
            raise NotCanonicalError(msg)


def _utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        msg = "a time before the first or after the last year"
        raise NotCanonicalError(msg) from None


def _key(key: str) -> str:
    if not _KEY.fullmatch(key):
        msg = f"the key {key!r}"
        raise NotCanonicalError(msg)
    return key
