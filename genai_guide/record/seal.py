"""What is signed: the meaning of one table, not the layout of its file.

The message is a line that names the kind of record, then the table's canonical
form. Comments, line ends and the order of keys do not count; any value does.
"""

from __future__ import annotations

from enum import Enum
from hashlib import sha256
from typing import Any

from genai_guide.record.canonical import NotCanonicalError, canonical
from genai_guide.record.text import fault

_GROUP = 8


class Part(Enum):
    """A table that is signed, by its namespace, so that none can pose as another."""

    STATEMENT = "genai-guide/statement"
    DECISION = "genai-guide/decision"

    @property
    def first_line(self) -> bytes:
        """The line that the signed message begins with."""
        kind = "summary" if self is Part.STATEMENT else "decision"
        return f"genai-guide/{kind}/v1\n".encode()


def message(part: Part, table: dict[str, Any]) -> bytes:
    """Give the bytes that are signed.

    Raises:
        NotCanonicalError: for a value that could be read in two ways, and for a
            text that may not stand in a record. Nothing is repaired.
    """
    if wrong := unclean(table):
        raise NotCanonicalError(wrong)
    return part.first_line + canonical(table)


def seal_digest(part: Part, table: dict[str, Any]) -> str:
    """Give the digest by which people and other records name this table.

    Raises:
        NotCanonicalError: as `message` does.
    """
    return message_digest(message(part, table))


def message_digest(signed: bytes) -> str:
    """Give the digest of a message that is made already."""
    return f"sha256:{sha256(signed).hexdigest()}"


def signature_digest(signature: str) -> str:
    """Give the digest by which a decision names the producer's signature."""
    return f"sha256:{sha256(signature.encode('utf-8')).hexdigest()}"


def in_groups(digest: str) -> str:
    """Put a digest so that two people can compare it over the phone."""
    letters = digest.removeprefix("sha256:")
    starts = range(0, len(letters), _GROUP)
    return " ".join(letters[start : start + _GROUP] for start in starts)


def unclean(content: Any) -> str | None:
    """Say what is wrong with a text that may not stand in a record, or `None`.

    What a newer Unicode knows was judged where it entered. A loop, and not a walk
    that knows its way, because each text of each summary comes by here.
    """
    todo: list[Any] = [content]
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            if wrong := fault(value, long=True, assigned=False):
                return wrong
        elif isinstance(value, dict):
            todo += value
            todo += value.values()
        elif isinstance(value, list | tuple):
            todo += value
    return None
