"""People who sign and decide, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from genai_guide.record.entries import Author
from genai_guide.record.statement import SignOff
from genai_guide.storage.keys import SigningKey


def key_of(seed: int) -> SigningKey:
    """Make a key that is always the same."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32))
    return SigningKey(private.public_key().public_bytes_raw(), private)


PRODUCER, LEGAL, STRANGER = key_of(1), key_of(2), key_of(3)
AUTHOR = Author(
    name="A. Producer", role="Producer", organisation="Studio", email="a@studio.com"
)
SIGNER = SignOff(**vars(AUTHOR), at=datetime(2026, 3, 1, 9, tzinfo=UTC))
SIGN_WORDS = [
    *("--name", "A. Producer", "--role", "Producer"),
    *("--organisation", "Studio", "--email", "a@studio.com", "--attest"),
]
COUNSEL_WORDS = [
    *("--name", "C. Counsel", "--role", "Counsel"),
    *("--organisation", "Harbour", "--email", "c.counsel@harbour.example"),
]
DECIDE_WORDS = [
    *("--outcome", "approved-with-conditions", "--condition", "Take a radio along."),
    *("--due", "before-delivery", *COUNSEL_WORDS),
]
