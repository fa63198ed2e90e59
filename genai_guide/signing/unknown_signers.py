"""Signers of a summary whom nobody here knows yet, and what is to be said of them."""

from __future__ import annotations

from dataclasses import dataclass

from genai_guide.signing.allowed_signers import AllowedSigner, AllowedSigners
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import fingerprint
from genai_guide.signing.verification import (
    SignatureState,
    SignedMessage,
    Verification,
    allowed_signer_for,
    entry_message,
    format_claims,
    one_line,
    statement_message,
)

_COMPARE = (
    "Compare the key with that person, over the phone: the file alone proves"
    " nothing about who signed it."
)
_PARTS = {
    SignedPart.STATEMENT: "summaries",
    SignedPart.DECISION: "decisions",
    SignedPart.UPDATE: "updates",
}


@dataclass(frozen=True)
class UnknownSigner:
    """A signer who may be enrolled."""

    signer: AllowedSigner
    message: SignedMessage
    """What they signed."""
    others: tuple[str, ...]
    """The fingerprints that this address is known with already."""

    @property
    def warning(self) -> str:
        """What is loud: a changed key for a known address; else empty."""
        if not self.others:
            return ""
        return (
            f"ATTENTION: {self.signer.who} is known with ANOTHER key,"
            f" {', '.join(self.others)}. Ask them why before you go on."
        )

    @property
    def lines(self) -> tuple[str, ...]:
        """What has to be read before the signer is enrolled."""
        return (
            *filter(None, [self.warning]),
            f"The file says: {one_line(format_claims(self.message.claims))}",
            f"to be known as: {self.signer.who}",
            f"may sign: {_PARTS[self.message.part]}",
            f"key: {fingerprint(self.signer.public)}",
            _COMPARE,
        )


def find_unknown_signers(
    verification: Verification, roster: AllowedSigners
) -> tuple[UnknownSigner, ...]:
    """Return the signers that are not known; none where a signature does not hold."""
    summary, seen = verification.summary, set[bytes]()
    signed = [(statement_message(summary), verification.signed)]
    signed += [
        (entry_message(entry.signed), entry.check) for entry in verification.entries
    ]
    unknown = []
    for message, check in signed:
        is_new = check.state in (SignatureState.UNKNOWN, SignatureState.OTHER_KEY)
        if not is_new or check.public is None or check.public in seen:
            continue
        seen.add(check.public)
        signer = allowed_signer_for(message.part, message.claims.email, check.public)
        others = tuple(
            fingerprint(other.public)
            for other in roster.with_name(signer.who, message.part.value)
            if other.public != signer.public
        )
        unknown.append(UnknownSigner(signer, message, others))
    return tuple(unknown)
