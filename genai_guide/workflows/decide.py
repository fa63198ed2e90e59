"""Writing legal's decision into a summary: appended, the rest left as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.record.decision import Decision, build_decision_table
from genai_guide.signing.payload import SignedPart, payload, payload_digest
from genai_guide.signing.verification import Verification, statement_signature_digest
from genai_guide.storage.atomic_write import write_shared
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.summaries import parse_document
from genai_guide.storage.toml import format_toml, parse_toml

ALREADY_DECIDED = "there is a decision in it already; a change needs a new revision"

_SAME_KEY = (
    "this is the key that signed the statement; somebody else has to decide, with a"
    " key of their own"
)


def append_decision(
    path: Path, decision: Decision, verification: Verification, key: SigningKey
) -> None:
    """Append a decision to the summary that was verified.

    The bytes that were there stay, each as it was.

    Raises:
        FileProblem: if there is a decision already, the file is not any more the
            one that was verified, or it cannot be written.
        ValueError: if the decision lacks a part.
    """
    if wrong := decision.problem():
        raise ValueError(wrong)
    if key.public == verification.signed.public:
        raise FileError(path, f"not written: {_SAME_KEY}")
    before = read_bytes(path, RECORD_BYTES)
    document = parse_document(path, parse_toml(path, before))
    if "decision" in document:
        raise FileError(path, f"not written: {ALREADY_DECIDED}")
    shown = verification.digest, verification.over
    if (
        payload_digest(SignedPart.STATEMENT, document["statement"]),
        statement_signature_digest(document),
    ) != shown:
        raise FileError(path, "not written: it was changed since it was shown")
    table = build_decision_table(
        decision,
        verification.digest,
        verification.over,
        verification.result.word,
        str(verification.replay),
    )
    signature = {
        "ssh": key.sign(SignedPart.DECISION, payload(SignedPart.DECISION, table))
    }
    after = before + _appended(before, table, signature)
    if len(after) > RECORD_BYTES:
        raise FileError(path, "not written: there is no room left for a decision")
    wanted = {**document, "decision": table, "decision_signature": signature}
    if parse_toml(path, after) != wanted:
        raise FileError(path, "not written: the file does not end where a table does")
    if read_bytes(path, RECORD_BYTES) != before:
        raise FileError(path, "not written: it is being changed by somebody else")
    write_shared(path, after)


def _appended(before: bytes, table: dict[str, Any], signature: dict[str, Any]) -> bytes:
    text = format_toml({"decision": table, "decision_signature": signature})
    start = "\n" if before.endswith(b"\n") else "\n\n"
    return f"{start}{text}".encode()
