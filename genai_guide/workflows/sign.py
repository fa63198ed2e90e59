"""Sign off a complete draft: build its statement, sign it, write the summary."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from genai_guide.record.draft import Draft, SignedRevision
from genai_guide.record.memory import STATEMENT, Remembered
from genai_guide.record.statement import (
    SignedStatement,
    SignOff,
    build_signed_statement,
)
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
    statement, signed = _prepare(pack, draft, signoff)
    signature = key.sign(SignedPart.STATEMENT, signed)
    content = _serialize(path, statement, signature, draft)
    if overwrite:
        write_shared(path, content)
    else:
        write_new(path, content, private=False)
    revision = SignedRevision(
        statement.id,
        statement.revision,
        digest_bytes(signed),
        statement.signoff.at.isoformat(timespec="seconds"),
        steps=draft.steps,
        supersedes=statement.supersedes,
    )
    remembered = Remembered(
        statement.id,
        statement.revision,
        revision.digest,
        STATEMENT,
        statement.signoff.at.isoformat(),
    )
    # The summary is written: that this is not remembered is no reason to say it failed.
    with suppress(FileError):
        remember(remembered)
    return replace(draft, signed=revision)


def check_summary(path: Path, pack: Pack, draft: Draft, signoff: SignOff) -> None:
    """Raise what keeps a summary from being signed, before a key is asked for.

    Raises:
        FileError: if it would be too large.
        ValueError: if the draft is not complete, the sign-off lacks a part, or the
            clock cannot be right.
    """
    statement, _ = _prepare(pack, draft, signoff)
    _serialize(path, statement, _ANY_SIGNATURE, draft)


_ANY_SIGNATURE = "A" * 400
"""Somewhat longer than any signature is."""


def _prepare(
    pack: Pack, draft: Draft, signoff: SignOff
) -> tuple[SignedStatement, bytes]:
    """Return what is stated, and the bytes that are signed."""
    record_id = draft.signed.id if draft.signed else uuid.uuid4().hex
    signoff = replace(signoff, at=signing_time(signoff.at))
    closed = {
        task_id: with_evidence_state(task) for task_id, task in draft.closed.items()
    }
    statement = build_signed_statement(
        pack, replace(draft, closed=closed), signoff, record_id
    )
    return statement, payload(SignedPart.STATEMENT, to_table(statement))


def _serialize(
    path: Path, statement: SignedStatement, signature: str, draft: Draft
) -> bytes:
    content = serialize_summary(to_table(statement), signature, draft.earlier)
    if len(content) > RECORD_BYTES:
        sentence = f"not written: it would be larger than {RECORD_BYTES // 1000} kB"
        raise FileError(path, sentence)
    parse_summary(path, parse_toml(path, content))  # nobody could read it otherwise
    return content
