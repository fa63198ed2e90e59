"""What verifying a summary found: its signatures, and whether its verdict follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Any, NamedTuple

from genai_guide.record.decision import Outcome
from genai_guide.signing.allowed_signers import (
    AllowedSigner,
    AllowedSigners,
    signer_name,
)
from genai_guide.signing.payload import (
    NotCanonicalError,
    SignedPart,
    digest_bytes,
    digest_signature,
    group_digits,
    payload,
)
from genai_guide.signing.sshsig import NotASignatureError, fingerprint, parse_signature


def one_line(text: str) -> str:
    """Keep a text from the file in its line, so that it cannot pose as another."""
    return text.replace("\n", " / ")


class SignatureState(StrEnum):
    """What became of one signature."""

    KNOWN = "good"
    UNKNOWN = "not-enrolled"
    """Intact, but nobody here knows the key."""
    MISSING = "unsigned"
    BROKEN = "changed"
    """It does not fit what stands there now."""
    OTHER_KEY = "other-key"
    """Intact, but this address is known with another key."""
    OUT_OF_TIME = "not-valid-then"
    """Intact, but the list of signers ends or begins the key at another time."""
    WRONG_ROLE = "wrong-role"
    """Intact, by a key that may not sign this kind of table."""


class Replay(StrEnum):
    """Whether the verdict follows from the answers."""

    FOLLOWS = "follows"
    DIFFERS = "does-not-follow"
    NOT_REPLAYED = "not-replayed"
    """The very same questions are not at hand."""


class Result(Enum):
    """What the whole comes to: the word for it, and the exit code."""

    GOOD = ("good", 0)
    NOT_VOUCHED_FOR = ("not vouched for", 5)
    UNSIGNED = ("unsigned", 3)
    DECISION_VOID = ("decision does not count", 4)
    DOES_NOT_FOLLOW = ("verdict does not follow", 4)
    CHANGED = ("changed", 4)

    @property
    def word(self) -> str:
        """The result in a word or two."""
        return self.value[0]

    @property
    def code(self) -> int:
        """The exit code."""
        return self.value[1]


class SignatureCheck(NamedTuple):
    """One signature, and by whose key it is."""

    seal: SignatureState
    public: bytes | None = None
    """The key that it claims, where it can be read."""
    why: str = ""
    """What is wrong, or how the key is known."""

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint as ssh shows it; empty where there is no key."""
        return fingerprint(self.public) if self.public else ""


class Verification(NamedTuple):
    """All that was found of one summary."""

    statement: dict[str, Any]
    digest: str
    """The digest of the statement."""
    signed: SignatureCheck
    replay: Replay
    over: str = ""
    """The digest of the producer's signature; empty if there is none."""
    differences: tuple[str, ...] = ()
    """Where the statement is not what its answers give."""
    decision: dict[str, Any] | None = None
    decided: SignatureCheck | None = None
    """What became of the decision's signature; a broken one if it is about another."""
    warnings: tuple[str, ...] = ()
    """Times that contradict each other, and the like."""
    newer: str = ""
    """What the verdict would be under the questions at hand, if they are others."""

    @property
    def result(self) -> Result:
        """What the whole comes to: the worst of what was found."""
        seals = [one.seal for one in (self.signed, self.decided) if one]
        if self.signed.seal is SignatureState.BROKEN:
            return Result.CHANGED
        if self.replay is Replay.DIFFERS:
            return Result.DOES_NOT_FOLLOW
        if self.decided and self.decided.seal in (
            SignatureState.BROKEN,
            SignatureState.WRONG_ROLE,
        ):
            return Result.DECISION_VOID
        if SignatureState.MISSING in seals:
            return Result.UNSIGNED
        if set(seals) != {SignatureState.KNOWN} or self.replay is Replay.NOT_REPLAYED:
            return Result.NOT_VOUCHED_FOR
        return Result.GOOD

    @property
    def first_line(self) -> str:
        """The result in one plain line."""
        return one_line(f"{self.result.word.upper()}. {' '.join(self._sentences())}")

    def _sentences(self) -> list[str]:
        said = [self._statement_sentence()]
        if self.signed.seal is not SignatureState.BROKEN:
            said.append(self._replay_sentence())
        if self.decision is not None and self.decided is not None:
            said.append(self._decision_sentence(self.decision, self.decided))
        return said

    def _statement_sentence(self) -> str:
        signoff = self.statement["signoff"]
        # Known is the address with the key; whoever holds that key types the name.
        name, day = f"{signoff['name']} ({signoff['email']})", _day(signoff["at"])
        match self.signed.seal:
            case SignatureState.KNOWN:
                return f"{name} signed this on {day}; nothing has changed since."
            case SignatureState.MISSING:
                return (
                    "There is no signature: nothing proves who wrote this,"
                    " or that it is as it was."
                )
            case SignatureState.BROKEN:
                return f"This is not what was signed: {self.signed.why}."
            case _:
                return (
                    f"Nothing has changed since it was signed, but {self.signed.why};"
                    f" it says that {name} signed on {day}."
                )

    def _replay_sentence(self) -> str:
        match self.replay:
            case Replay.FOLLOWS:
                return "The verdict follows from the answers."
            case Replay.DIFFERS:
                return "The verdict does NOT follow from the answers."
        return (
            "Whether the verdict follows was not checked:"
            " these questions are not at hand (`--pack DIR` may name them)."
        )

    def _decision_sentence(self, table: dict[str, Any], decided: SignatureCheck) -> str:
        until = f", valid until {last}" if (last := table.get("valid_until")) else ""
        said = (
            f"{Outcome(table['outcome']).label}{until}, by {table['name']}"
            f" on {_day(table['at'])}"
        )
        if decided.seal is SignatureState.KNOWN:
            return f"Decision: {said}."
        if decided.seal is SignatureState.MISSING:
            return f"The decision ({said}) is not signed, and proves nothing."
        if decided.seal in (SignatureState.BROKEN, SignatureState.WRONG_ROLE):
            return f"The decision ({said}) does not count: {decided.why}."
        return f"Decision: {said}, but {decided.why}."

    @property
    def lines(self) -> tuple[str, ...]:
        """The details, a line each."""
        signoff, pack = self.statement["signoff"], self.statement["pack"]
        who = ", ".join(str(signoff[key]) for key in ("name", "role", "organisation"))
        found = [
            f"title: {self.statement['title']}",
            f"revision: {self.statement['revision']}",
            f"level: {self.statement['level']}",
            f"signed by: {who}, {signoff['email']}",
            f"signed at: claims {signoff['at'].isoformat()}",
            f"signature: {_signature(self.signed)}",
            f"verdict: {self.replay.replace('-', ' ')}",
            *(f"  {one}" for one in self.differences),
            f"questions: {pack['id']} {pack['version']}, sha256 {pack['digest']}",
        ]
        if self.newer:
            found.append(f"under the questions at hand: {self.newer}")
        if self.decision is not None and self.decided is not None:
            found += _decision_lines(self.decision, self.decided)
        found += [f"note: {one}" for one in self.warnings]
        return (*map(one_line, found), f"digest: {group_digits(self.digest)}")


def _decision_lines(table: dict[str, Any], decided: SignatureCheck) -> list[str]:
    found = [
        f"decision: {Outcome(table['outcome']).label}",
        *(f"  condition: {one}" for one in table["conditions"]),
        f"decided by: {table['name']}, {table['role']}",
        f"decided at: claims {table['at'].isoformat()}",
    ]
    if until := table.get("valid_until"):
        found.append(f"valid until: {until}")
    if table["found"] != Result.GOOD.word:
        found.append(f"decided although the summary was: {table['found']}")
    return [*found, f"decision's signature: {_signature(decided)}"]


def _signature(signed: SignatureCheck) -> str:
    key = f", key {signed.fingerprint}" if signed.public else ""
    why = f" ({signed.why})" if signed.why else ""
    return f"{signed.seal.replace('-', ' ')}{key}{why}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


Table = dict[str, Any]
_SLACK = timedelta(minutes=5)
"""How far two clocks may be apart."""


def check_statement_signature(
    document: Table, signed: bytes, roster: AllowedSigners, own: bytes | None
) -> SignatureCheck:
    """Judge the producer's signature.

    Args:
        document: The tables of the summary.
        signed: The message of its statement.
        roster: The signers that are known here.
        own: The key of the person who asks, if there is one.
    """
    found = _intact(SignedPart.STATEMENT, signed, document.get("statement_signature"))
    signoff = document["statement"]["signoff"]
    claim = _Claim(signer_name(signoff["email"]), signoff["at"])
    return _known(found, SignedPart.STATEMENT, claim, roster, own)


def check_decision_signature(
    document: Table,
    signed: bytes,
    statement: SignatureCheck,
    roster: AllowedSigners,
    own: bytes | None,
) -> SignatureCheck | None:
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
        decided = payload(SignedPart.DECISION, table)
    except NotCanonicalError as error:
        return SignatureCheck(SignatureState.BROKEN, None, str(error))
    found = _intact(SignedPart.DECISION, decided, document.get("decision_signature"))
    if found.seal is SignatureState.BROKEN:
        return found
    if other := _about_other(document, signed):
        return SignatureCheck(SignatureState.BROKEN, found.public, other)
    if found.public is not None and found.public == statement.public:
        why = "it is signed with the key that signed the statement"
        return SignatureCheck(SignatureState.WRONG_ROLE, found.public, why)
    claim = _Claim(signer_name(table["name"]), table["at"])
    return _known(found, SignedPart.DECISION, claim, roster, own)


def _about_other(document: Table, signed: bytes) -> str:
    """Say what else a decision is about; empty if it is about this summary."""
    table = document["decision"]
    if table["on"] != digest_bytes(signed):
        return "it is about another statement"
    if table["over"] != statement_signature_digest(document):
        return "it was made over another signature of this statement"
    return ""


def statement_signature_digest(document: Table) -> str:
    """Give the digest of the producer's signature; `""` if there is none."""
    signature = document.get("statement_signature", {}).get("ssh")
    return digest_signature(signature) if signature else ""


def _intact(part: SignedPart, signed: bytes, signature: Table | None) -> SignatureCheck:
    if not signature:
        return SignatureCheck(SignatureState.MISSING, None, "there is none")
    try:
        found = parse_signature(part.value, signature["ssh"])
        whole = found.vouches_for(part.value, signed)
    except NotASignatureError as error:
        return SignatureCheck(SignatureState.BROKEN, None, str(error))
    if not whole:
        why = "something in it was changed, or the signature belongs to another"
        return SignatureCheck(SignatureState.BROKEN, found.public, why)
    return SignatureCheck(SignatureState.UNKNOWN, found.public)


class _Claim(NamedTuple):
    """Who a table says that its signer is, and when it was signed."""

    who: str
    at: datetime


def _known(
    found: SignatureCheck,
    part: SignedPart,
    claim: _Claim,
    roster: AllowedSigners,
    own: bytes | None,
) -> SignatureCheck:
    """Say whether the key of an intact signature is known, and how."""
    key = found.public
    if found.seal is not SignatureState.UNKNOWN or key is None:
        return found
    who = claim.who
    lines = roster.with_key(key, part.value)
    others = roster.with_name(who, part.value)
    named = [one for one in lines if one.names(who)]
    if any(one.valid_at(claim.at) for one in named):
        seal, why = SignatureState.KNOWN, f"enrolled as {who}"
    elif named:
        seal = SignatureState.OUT_OF_TIME
        why = f"{who} is enrolled, but not for the time that it claims"
    elif lines:
        seal = SignatureState.OTHER_KEY
        why = f"the key is enrolled for {lines[0].who}, not for {who}"
    elif any(one.public == key for one in roster.signers):
        seal, why = SignatureState.WRONG_ROLE, _OTHER_ROLE[part]
    elif key == own:
        seal, why = SignatureState.KNOWN, "your own key"
    elif others:
        seal = SignatureState.OTHER_KEY
        why = (
            f"{who} is enrolled with ANOTHER key ({fingerprint(others[0].public)});"
            " ask them before you trust this one"
        )
    else:
        seal, why = SignatureState.UNKNOWN, "its signer is not enrolled here"
    return SignatureCheck(seal, key, why)


_OTHER_ROLE = {
    SignedPart.STATEMENT: "its key is enrolled for decisions, not for statements",
    SignedPart.DECISION: "its key is enrolled for statements (a producer's), not for"
    " decisions",
}


def find_time_warnings(document: Table, now: datetime) -> Iterator[str]:
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


def allowed_signer_for(part: SignedPart, who: str, public: bytes) -> AllowedSigner:
    """Make the line that lets a key sign one part of a record from now on."""
    return AllowedSigner(signer_name(who), public, part.value)
