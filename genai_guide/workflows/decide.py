"""Write legal's decision into a summary: appended, the rest left as it is."""

from __future__ import annotations

from pathlib import Path

from genai_guide.record.decision import Decision, RecordedDecision
from genai_guide.signing.payload import SignedPart, digest_signature, payload
from genai_guide.signing.verification import Verification
from genai_guide.storage.atomic_write import write_shared
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.summaries import parse_summary, to_table
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
        FileError: if there is a decision already, the file is not any more the
            one that was verified, or it cannot be written.
        ValueError: if the decision lacks a part.
    """
    if problem := decision.problem():
        raise ValueError(problem)
    if key.public == verification.signed.public:
        raise FileError(path, f"not written: {_SAME_KEY}")
    before = read_bytes(path, RECORD_BYTES)
    summary = parse_summary(path, parse_toml(path, before))
    if summary.decision:
        raise FileError(path, f"not written: {ALREADY_DECIDED}")
    shown = verification.summary
    if (summary.payload, summary.signature) != (shown.payload, shown.signature):
        raise FileError(path, "not written: it was changed since it was shown")
    recorded = RecordedDecision(
        on=summary.digest,
        over=digest_signature(summary.signature),
        outcome=decision.outcome,
        conditions=decision.conditions,
        name=decision.name,
        role=decision.role,
        at=decision.at,
        found=verification.result.word,
        replay=str(verification.replay),
        valid_until=decision.valid_until,
    )
    table = to_table(recorded)
    signature = key.sign(SignedPart.DECISION, payload(SignedPart.DECISION, table))
    added = {"decision": table, "decision_signature": {"ssh": signature}}
    start = "\n" if before.endswith(b"\n") else "\n\n"
    after = before + f"{start}{format_toml(added)}".encode()
    if len(after) > RECORD_BYTES:
        raise FileError(path, "not written: there is no room left for a decision")
    if parse_toml(path, after) != {**summary.tables, **added}:
        raise FileError(path, "not written: the file does not end where a table does")
    if read_bytes(path, RECORD_BYTES) != before:
        raise FileError(path, "not written: it is being changed by somebody else")
    write_shared(path, after)
