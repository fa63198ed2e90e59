"""Sign off a complete draft: build its statement, sign it, write the summary."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from genai_guide.record.draft import Draft, SignedRevision
from genai_guide.record.memory import STATEMENT, Remembered
from genai_guide.record.statement import SignOff, build_signed_statement
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart, digest_bytes, payload
from genai_guide.storage.atomic_write import write_new, write_shared
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import with_evidence_state
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.memory import remember
from genai_guide.storage.reading import RECORD_BYTES
from genai_guide.storage.summaries import parse_summary, serialize_summary, to_table
from genai_guide.storage.toml import parse_toml
from genai_guide.workflows.entries import signing_time


def write_summary(  # noqa: PLR0913 - all of it is for the caller to choose
    path: Path,
    pack: Pack,
    draft: Draft,
    signoff: SignOff,
    key: SigningKey,
    *,
    overwrite: bool = False,
) -> Draft:
    """Sign off a complete draft, and write its summary.

    Returns:
        The draft, knowing the summary that its next one takes the place of.

    Raises:
        FileError: if the file is there already and `overwrite` is not set, or
            if it cannot be written.
        ValueError: if the draft is not complete, or the sign-off lacks a part.
    """
    record_id = draft.signed.id if draft.signed else uuid.uuid4().hex
    signoff = replace(signoff, at=signing_time(signoff.at))
    closed = {
        task_id: with_evidence_state(task) for task_id, task in draft.closed.items()
    }
    statement = build_signed_statement(
        pack, replace(draft, closed=closed), signoff, record_id
    )
    table = to_table(statement)
    signed = payload(SignedPart.STATEMENT, table)
    signature = key.sign(SignedPart.STATEMENT, signed)
    content = serialize_summary(table, signature, draft.earlier)
    if len(content) > RECORD_BYTES:
        sentence = f"not written: it would be larger than {RECORD_BYTES // 1000} kB"
        raise FileError(path, sentence)
    parse_summary(path, parse_toml(path, content))  # nobody could read it otherwise
    if overwrite:
        write_shared(path, content)
    else:
        write_new(path, content, private=False)
    revision = SignedRevision(
        record_id,
        statement.revision,
        digest_bytes(signed),
        signoff.at.isoformat(timespec="seconds"),
        steps=draft.steps,
        supersedes=statement.supersedes,
    )
    remembered = Remembered(
        record_id,
        statement.revision,
        revision.digest,
        STATEMENT,
        statement.signoff.at.isoformat(),
    )
    # The summary is written: that this is not remembered is no reason to say it failed.
    with suppress(FileError):
        remember(remembered)
    return replace(draft, signed=revision)
