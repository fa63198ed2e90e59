"""Signers of a summary whom nobody here knows yet, and what is to be said of them."""

from __future__ import annotations

from typing import NamedTuple

from genai_guide.signing.allowed_signers import AllowedSigner, AllowedSigners
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import fingerprint
from genai_guide.signing.verification import (
    SignatureState,
    Verification,
    allowed_signer_for,
    one_line,
)

_COMPARE = (
    "Compare the key with that person, over the phone: the file alone proves"
    " nothing about who signed it."
)
_PARTS = {SignedPart.STATEMENT: "summaries", SignedPart.DECISION: "decisions"}


class UnknownSigner(NamedTuple):
    """A signer who may be enrolled."""

    signer: AllowedSigner
    told: str
    """Who it is, as the file says."""
    part: SignedPart
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
            f"The file says: {one_line(self.told)}",
            f"to be known as: {self.signer.who}",
            f"may sign: {_PARTS[self.part]}",
            f"key: {fingerprint(self.signer.public)}",
            _COMPARE,
        )


def find_unknown_signers(
    found: Verification, roster: AllowedSigners
) -> tuple[UnknownSigner, ...]:
    """List the signers that are not known; none where a signature does not hold."""
    signoff, decision = found.statement["signoff"], found.decision
    listed = [(found.signed, SignedPart.STATEMENT, signoff["email"], signoff)]
    if decision is not None and found.decided is not None:
        listed.append((found.decided, SignedPart.DECISION, decision["name"], decision))
    new = []
    for signed, part, who, said in listed:
        if signed.public and signed.seal in (
            SignatureState.UNKNOWN,
            SignatureState.OTHER_KEY,
        ):
            signer = allowed_signer_for(part, who, signed.public)
            told = ", ".join(
                said[key]
                for key in ("name", "role", "organisation", "email")
                if key in said
            )
            new.append(UnknownSigner(signer, told, part, _others(signer, roster)))
    return tuple(new)


def _others(signer: AllowedSigner, roster: AllowedSigners) -> tuple[str, ...]:
    return tuple(
        fingerprint(one.public)
        for one in roster.with_name(signer.who, signer.namespaces)
        if one.public != signer.public
    )
