"""The bytes that are signed: the kind of a table, then its canonical form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from hashlib import sha256
from typing import Any

from genai_guide.record.entries import Entry
from genai_guide.text import text_error

_KEY = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_BIGGEST = 2**53 - 1
_GROUP = 8


class NotCanonicalError(ValueError):
    """A value that has no canonical form."""


def canonical_bytes(table: Mapping[str, Any]) -> bytes:
    """Return a table in its canonical form.

    Raises:
        NotCanonicalError: for floats, local dates and times, integers beyond
            2^53-1, and keys other than `[A-Za-z0-9_.-]{1,64}`.
    """
    return json.dumps(
        _plain(table), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def canonical_digest(table: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return sha256(canonical_bytes(table)).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value  # nine of ten are
    match value:
        case bool():
            return value
        case int() if -_BIGGEST <= value <= _BIGGEST:
            return value
        case dict():
            plain = {}
            for key, inner in value.items():
                if not _KEY.fullmatch(key):
                    msg = f"the key {key!r}"
                    raise NotCanonicalError(msg)
                plain[key] = _plain(inner)
            return plain
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case datetime() if value.tzinfo:
            try:
                return {"$time": value.astimezone(UTC).isoformat()}
            except OverflowError:
                msg = "a time before the first or after the last year"
                raise NotCanonicalError(msg) from None
        case date() | time():
            msg = "a date or time without an offset; write dates as texts"
        case _:
            msg = f"a value of the kind {type(value).__name__}"
    raise NotCanonicalError(msg)


class SignedPart(Enum):
    """What is signed, by its namespace, so that none can pose as another."""

    STATEMENT = "genai-guide/statement"
    DECISION = "genai-guide/decision"
    UPDATE = "genai-guide/update"


def entry_part(entry: Entry) -> SignedPart:
    """Return the namespace that an entry is signed in."""
    return SignedPart.DECISION if entry.kind.is_decisive else SignedPart.UPDATE


TRIAL_PREFIX = b"genai-guide/summary/v1\n"
"""What stood before the statement in the pre-release format."""


def payload(part: SignedPart, table: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed.

    Raises:
        NotCanonicalError: for a value that could be read in two ways, and for a
            text that may not stand in a record. Nothing is repaired.
    """
    if wrong := find_text_error(table):
        raise NotCanonicalError(wrong)
    return judged_payload(part, table)


def judged_payload(part: SignedPart, table: Mapping[str, Any]) -> bytes:
    """Return the bytes that are signed, of a table whose texts were judged before.

    Raises:
        NotCanonicalError: for a value that could be read in two ways.
    """
    return f"{part.value}/v2\n".encode() + canonical_bytes(table)


def digest_bytes(signed: bytes) -> str:
    """Return the digest of a payload, by which people and other records name it."""
    return f"sha256:{sha256(signed).hexdigest()}"


def link_digest(signed: bytes, signature: str) -> str:
    """Return the digest of a payload with its signature, by which the next names it."""
    return digest_bytes(signed + b"\n" + signature.encode("utf-8"))


def group_digits(digest: str) -> str:
    """Format a digest so that two people can compare it over the phone."""
    letters = digest.removeprefix("sha256:")
    starts = range(0, len(letters), _GROUP)
    return " ".join(letters[start : start + _GROUP] for start in starts)


def find_text_error(content: Any) -> str | None:
    """Return what is wrong with a text that may not stand in a record, or `None`.

    What a newer Unicode knows was judged where it entered. A loop, and not a walk
    that knows its way, because each text of each summary comes by here.
    """
    todo: list[Any] = [content]
    judged = set[str]()  # keys and options come again and again
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            if value in judged:
                continue
            judged.add(value)
            if wrong := text_error(value, long=True, assigned=False):
                return wrong
        elif isinstance(value, dict):
            todo += value
            todo += value.values()
        elif isinstance(value, list | tuple):
            todo += value
    return None
