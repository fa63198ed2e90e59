"""A summary as it was read from its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from genai_guide.record.decision import RecordedDecision
from genai_guide.record.statement import SignedStatement


@dataclass(frozen=True)
class Summary:
    """A signed statement, and legal's decision on it if there is one.

    What is signed is kept as bytes that were made from the file's own tables, so
    that nothing which is left out of the typed values can change it.
    """

    statement: SignedStatement
    payload: bytes
    """The bytes of the statement that are signed."""
    digest: str
    """The digest of these bytes, by which people and other records name it."""
    tables: Mapping[str, Any]
    """The file's tables, as they were read."""
    signature: str = ""
    """The producer's signature; empty if there is none."""
    decision: RecordedDecision | None = None
    decision_payload: bytes = b""
    decision_signature: str = ""
