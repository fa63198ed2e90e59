"""A person who signs, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from genai_guide.record.signoff import SignOff

SIGNER = SignOff(
    "A. Producer",
    "Producer",
    "Studio",
    "a@studio.com",
    datetime(2026, 3, 1, 9, tzinfo=UTC),
)
SIGN_WORDS = [
    *("--name", "A. Producer", "--role", "Producer"),
    *("--organisation", "Studio", "--email", "a@studio.com", "--attest"),
]
