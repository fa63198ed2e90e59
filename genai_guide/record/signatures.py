"""Judging the two signatures of a summary: whole, by whom, and known to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from genai_guide.record.canonical import NotCanonicalError
from genai_guide.record.roster import Roster, Signer, signer_name
from genai_guide.record.seal import Part, message, message_digest, signature_digest
from genai_guide.record.sshsig import NotASignatureError, fingerprint, read_signature
from genai_guide.record.verification import Seal, Signed

Table = dict[str, Any]
_SLACK = timedelta(minutes=5)
"""How far two clocks may be apart."""


def judged_statement(
    document: Table, signed: bytes, roster: Roster, own: bytes | None
) -> Signed:
    """Judge the producer's signature.

    Args:
        document: The tables of the summary.
        signed: The message of its statement.
        roster: The signers that are known here.
        own: The key of the person who asks, if there is one.
    """
    found = _intact(Part.STATEMENT, signed, document.get("statement_signature"))
    signoff = document["statement"]["signoff"]
    claim = _Claim(signer_name(signoff["email"]), signoff["at"])
    return _known(found, Part.STATEMENT, claim, roster, own)


def judged_decision(
    document: Table,
    signed: bytes,
    statement: Signed,
    roster: Roster,
    own: bytes | None,
) -> Signed | None:
    """Judge legal's signature, and whether its decision is about this statement.

    Args:
        document: The tables of the summary.
        signed: The message of its statement.
        statement: What was found of the producer's signature.
        roster: The signers that are known here.
        own: The key of the person who asks, if there is one.
    """
    if "decision" not in document:
        return None
    table = document["decision"]
    try:
        decided = message(Part.DECISION, table)
    except NotCanonicalError as error:
        return Signed(Seal.BROKEN, None, str(error))
    found = _intact(Part.DECISION, decided, document.get("decision_signature"))
    if found.seal is Seal.BROKEN:
        return found
    if other := _about_other(document, signed):
        return Signed(Seal.BROKEN, found.public, other)
    if found.public is not None and found.public == statement.public:
        why = "it is signed with the key that signed the statement"
        return Signed(Seal.WRONG_ROLE, found.public, why)
    claim = _Claim(signer_name(table["name"]), table["at"])
    return _known(found, Part.DECISION, claim, roster, own)


def _about_other(document: Table, signed: bytes) -> str:
    """Say what else a decision is about; empty if it is about this summary."""
    table = document["decision"]
    if table["on"] != message_digest(signed):
        return "it is about another statement"
    if table["over"] != over(document):
        return "it was made over another signature of this statement"
    return ""


def over(document: Table) -> str:
    """Give the digest of the producer's signature; `""` if there is none."""
    signature = document.get("statement_signature", {}).get("ssh")
    return signature_digest(signature) if signature else ""


def _intact(part: Part, signed: bytes, signature: Table | None) -> Signed:
    if not signature:
        return Signed(Seal.MISSING, None, "there is none")
    try:
        found = read_signature(part.value, signature["ssh"])
        whole = found.vouches_for(part.value, signed)
    except NotASignatureError as error:
        return Signed(Seal.BROKEN, None, str(error))
    if not whole:
        why = "something in it was changed, or the signature belongs to another"
        return Signed(Seal.BROKEN, found.public, why)
    return Signed(Seal.UNKNOWN, found.public)


class _Claim(NamedTuple):
    """Who a table says that its signer is, and when it was signed."""

    who: str
    at: datetime


def _known(
    found: Signed, part: Part, claim: _Claim, roster: Roster, own: bytes | None
) -> Signed:
    """Say whether the key of an intact signature is known, and how."""
    key = found.public
    if found.seal is not Seal.UNKNOWN or key is None:
        return found
    who = claim.who
    lines = roster.with_key(key, part.value)
    others = roster.with_name(who, part.value)
    named = [one for one in lines if one.names(who)]
    if any(one.valid_at(claim.at) for one in named):
        seal, why = Seal.KNOWN, f"enrolled as {who}"
    elif named:
        seal = Seal.OUT_OF_TIME
        why = f"{who} is enrolled, but not for the time that it claims"
    elif lines:
        seal = Seal.OTHER_KEY
        why = f"the key is enrolled for {lines[0].who}, not for {who}"
    elif any(one.public == key for one in roster.signers):
        seal, why = Seal.WRONG_ROLE, _OTHER_ROLE[part]
    elif key == own:
        seal, why = Seal.KNOWN, "your own key"
    elif others:
        seal = Seal.OTHER_KEY
        why = (
            f"{who} is enrolled with ANOTHER key ({fingerprint(others[0].public)});"
            " ask them before you trust this one"
        )
    else:
        seal, why = Seal.UNKNOWN, "its signer is not enrolled here"
    return Signed(seal, key, why)


_OTHER_ROLE = {
    Part.STATEMENT: "its key is enrolled for decisions, not for statements",
    Part.DECISION: "its key is enrolled for statements (a producer's), not for"
    " decisions",
}


def time_warnings(document: Table, now: datetime) -> Iterator[str]:
    """Say which of the claimed times cannot all be true."""
    at = document["statement"]["signoff"]["at"]
    if at > now + _SLACK:
        yield "the time of signing is in the future"
    decision = document.get("decision")
    if not decision:
        return
    if decision["at"] < at - _SLACK:
        yield "the decision claims a time before the signing"
    if decision["at"] > now + _SLACK:
        yield "the time of the decision is in the future"
    until = decision.get("valid_until")
    if until and date.fromisoformat(until) < now.date():
        yield f"the approval was valid until {until}, which is over"


def enrolment(part: Part, who: str, public: bytes) -> Signer:
    """Make the line that lets a key sign one part of a record from now on."""
    return Signer(signer_name(who), public, part.value)
