"""Summaries as TOML files: written once at sign-off, read by legal."""

from __future__ import annotations

import os
import re
import unicodedata
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from genai_guide import __version__
from genai_guide.files.formats import SUMMARY
from genai_guide.files.keys import SigningKey
from genai_guide.files.replacing import create_file, replace_file
from genai_guide.files.toml_text import toml_text
from genai_guide.policy.assessment import assess
from genai_guide.policy.pack import Pack
from genai_guide.record.seal import Part, message, seal_digest
from genai_guide.record.session import Session, Signed
from genai_guide.record.signoff import SignOff
from genai_guide.record.statement import record_title, session_body

_NAME_LIMIT = 60


def proposed_path(pack: Pack, session: Session, folder: Path) -> Path:
    """Name a summary's file after production and use, and never one that is there."""
    return _free_path(folder, _slug(pack, session), ".toml")


def message_path(pack: Pack, session: Session, folder: Path) -> Path:
    """Name the file of the message to the contact, in the same way."""
    return _free_path(folder, f"{_slug(pack, session)}-message", ".txt")


def write_message(path: Path, message: str) -> None:
    """Write the message to the contact into a file that is not there yet.

    Raises:
        FileProblem: if it is there, or cannot be written.
    """
    create_file(path, message.encode("utf-8"))


def _slug(pack: Pack, session: Session) -> str:
    title = record_title(assess(pack, session.answers))
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore")
    slug = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:_NAME_LIMIT].strip("-")
    return f"genai-{slug or 'summary'}"


def _free_path(folder: Path, name: str, ending: str) -> Path:
    taken = (folder / f"{name}{end}{ending}" for end in _endings())
    return next(path for path in taken if not os.path.lexists(path))


def _endings() -> Iterator[str]:
    yield ""
    number = 2
    while True:
        yield f"-{number}"
        number += 1


def write_summary(  # noqa: PLR0913 - all of it is the caller's to say
    path: Path,
    pack: Pack,
    session: Session,
    signoff: SignOff,
    key: SigningKey,
    *,
    overwrite: bool = False,
) -> Session:
    """Sign off a complete session, and write its summary.

    Returns:
        The session, knowing the summary that its next one takes the place of.

    Raises:
        FileProblem: if the file is there already and `overwrite` is not set, or
            if it cannot be written.
        ValueError: if the session is not complete, or the sign-off lacks a part.
    """
    new_id = session.signed.id if session.signed else uuid.uuid4().hex
    statement = signed_off(pack, session, signoff, new_id)
    document = {
        "format": SUMMARY,
        "statement": statement,
        "statement_signature": {
            "ssh": key.sign(Part.STATEMENT, message(Part.STATEMENT, statement))
        },
    }
    content = toml_text(document).encode("utf-8")
    (replace_file if overwrite else create_file)(path, content)
    sealed = seal_digest(Part.STATEMENT, statement)
    at = signoff.at.isoformat(timespec="seconds")
    return session._replace(signed=Signed(new_id, statement["revision"], sealed, at))


def signed_off(
    pack: Pack, session: Session, signoff: SignOff, record_id: str
) -> dict[str, Any]:
    """Put a signed-off session as the statement of a summary."""
    assessment = assess(pack, session.answers)
    wrong = signoff.problem() if assessment.complete else "answers are missing"
    if wrong:
        raise ValueError(wrong)
    body = session_body(session, assessment)
    body["pack"]["engine"] = __version__
    before = session.signed
    return {
        "id": record_id,
        "revision": before.revision + 1 if before else 1,
        **({"supersedes": before.digest} if before else {}),
        **body,
        "signoff": {
            "name": signoff.name,
            "role": signoff.role,
            "organisation": signoff.organisation,
            "email": signoff.email,
            "at": signoff.at,
            "attestation": pack.attestation,
        },
    }
