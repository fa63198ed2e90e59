"""Signed and answered summaries of the small pack, and legal to verify them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from genai_guide.record.draft import draft_from_answers
from genai_guide.record.entries import Author, Condition, EntryKind, Outcome
from genai_guide.record.memory import Remembered
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart, payload
from genai_guide.signing.sshsig import fingerprint, parse_signature
from genai_guide.signing.trust import AllowedSigners, PackTrust, TrustedPack
from genai_guide.signing.verification import Verification, allowed_signer_for
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.packs import load_pack
from genai_guide.storage.summaries import load_summary
from genai_guide.storage.toml import format_toml
from genai_guide.workflows.entries import append_entry, new_entry
from genai_guide.workflows.sign import write_summary
from genai_guide.workflows.verify import Verifier
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER

SMALL = Path(__file__).parents[1] / "packs" / "small"
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANSWERS = """\
[answers]
"plan.title" = "The Lamp"
"plan.what" = "Two scenes at night."
"plan.where" = "yes"
"plan.hazards" = ["candles"]

[[tool]]
name = "Crane"

[tool.answers]
"gear.heavy" = "yes"
"""
"""Answers that give `approval`."""

COUNSEL = Author(
    name="C. Counsel",
    role="Counsel",
    organisation="Platform",
    email="c.counsel@platform.example",
)
DECIDED_AT = datetime(2026, 3, 1, 18, tzinfo=UTC)
CONDITION = Condition(
    id="condition-1",
    text="Two wardens stand by.",
    owner="production",
    due="before-delivery",
)
YES = {
    "outcome": Outcome.WITH_CONDITIONS,
    "conditions": (CONDITION,),
    "valid_until": "2026-12-31",
    "found": "genuine",
}
"""What is said in a decision, if nothing else is."""
KNOWN = AllowedSigners(
    (
        allowed_signer_for(SignedPart.STATEMENT, SIGNER.email, PRODUCER.public),
        allowed_signer_for(SignedPart.DECISION, COUNSEL.email, LEGAL.public),
    )
)


def small_pack() -> Pack:
    """Load the small pack."""
    return load_pack(SMALL)


def legal(
    pack: Pack,
    allowed: AllowedSigners = KNOWN,
    own: bytes | None = None,
    now: datetime = NOW,
    memory: tuple[Remembered, ...] = (),
) -> Verifier:
    """Verify as legal does, on the day after the signing, trusting the pack."""
    trust = PackTrust((TrustedPack(pack.id, pack.version, pack.digest),))
    return Verifier(pack, now, allowed, own, trust, memory)


def signed(
    path: Path, pack: Pack, key: SigningKey = PRODUCER, answers: str = ANSWERS
) -> Path:
    """Write a signed summary."""
    given = parse_answers(path, tomllib.loads(answers), pack)
    write_summary(path, pack, draft_from_answers(pack, given), SIGNER, key)
    return path


def decided(path: Path, pack: Pack, key: SigningKey = LEGAL, **said: Any) -> Path:
    """Put a decision into a summary, which is signed first if it is not there."""
    if not path.exists():
        signed(path, pack)
    return added(path, pack, key, EntryKind.DECISION, COUNSEL, **(YES | said))


def added(  # noqa: PLR0913, PLR0917 - all of it differs from test to test
    path: Path,
    pack: Pack,
    key: SigningKey,
    kind: EntryKind,
    by: Author,
    at: datetime = DECIDED_AT,
    **said: Any,
) -> Path:
    """Append an entry to a summary as the program does."""
    found = verified(path, pack)
    entry = new_entry(found.summary, kind, by, at, **said)
    append_entry(path, entry, found, key)
    return path


def verified(
    path: Path, pack: Pack, allowed: AllowedSigners = KNOWN, now: datetime = NOW
) -> Verification:
    """Verify a summary as legal does, on the day after the signing."""
    found = legal(pack, allowed, now=now).verify(path)
    assert isinstance(found, Verification)
    return found


def tables_of(path: Path) -> dict[str, Any]:
    """Read a summary's tables, to be changed."""
    return dict(load_summary(path).tables)


def written(path: Path, document: dict[str, Any]) -> Path:
    """Write tables as they are, whatever the signatures say."""
    path.write_text(format_toml(document), encoding="utf-8", newline="")
    return path


def re_signed(
    path: Path, change: Callable[[dict[str, Any]], None], key: SigningKey = PRODUCER
) -> Path:
    """Change the statement of a summary as its own signer could, and sign it."""
    document = tables_of(path)
    change(document["statement"])
    ssh = key.sign(
        SignedPart.STATEMENT, payload(SignedPart.STATEMENT, document["statement"])
    )
    document["statement_signature"] = {"ssh": ssh}
    return written(path, document)


def trust_words(path: Path | str, *, decider: bool = False) -> list[str]:
    """Give the words that trust the key of a summary, or of its last entry."""
    part = SignedPart.DECISION if decider else SignedPart.STATEMENT
    document = tables_of(Path(path))
    signature = document["statement_signature"]
    if decider:
        signature = document["entry"][-1]["signature"]
    key = fingerprint(parse_signature(part.value, signature["ssh"]).public)
    words = ["trust", str(path), "--fingerprint", key]
    return [*words, "--decider"] if decider else words
