"""What verifying a summary found: its signatures, and whether its verdict follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum

from genai_guide.record.decision import RecordedDecision
from genai_guide.record.summary import Summary
from genai_guide.signing.allowed_signers import (
    TRUSTED_FOR,
    AllowedSigner,
    AllowedSigners,
    signer_name,
)
from genai_guide.signing.payload import SignedPart, digest_signature, group_digits
from genai_guide.signing.sshsig import NotASignatureError, fingerprint, parse_signature

_SLACK = timedelta(minutes=5)
"""How far two clocks may be apart."""


def one_line(text: str) -> str:
    """Return a text from the file in one line, so that it cannot pose as another."""
    return text.replace("\n", " / ")


class SignatureState(StrEnum):
    """What became of one signature."""

    KNOWN = "good"
    UNKNOWN = "not-trusted"
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

    @property
    def is_void(self) -> bool:
        """Whether nothing that is signed so counts, whoever signed it."""
        return self in (
            SignatureState.BROKEN,
            SignatureState.WRONG_ROLE,
            SignatureState.MISSING,
        )


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

    def __init__(self, word: str, code: int) -> None:
        self.word = word
        self.code = code

    @property
    def is_broken(self) -> bool:
        """Whether a part of the summary does not hold."""
        return self in (Result.CHANGED, Result.DOES_NOT_FOLLOW, Result.DECISION_VOID)


@dataclass(frozen=True)
class SignatureCheck:
    """One signature, and by whose key it is."""

    state: SignatureState
    public: bytes | None = None
    """The key that it claims, where it can be read."""
    why: str = ""
    """What is wrong, or how the key is known."""

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint as ssh shows it; empty where there is no key."""
        return fingerprint(self.public) if self.public else ""

    def __str__(self) -> str:
        """Return the state in words, with the key and the reason."""
        key = f", key {self.fingerprint}" if self.public else ""
        why = f" ({self.why})" if self.why else ""
        return f"{self.state.replace('-', ' ')}{key}{why}"


@dataclass(frozen=True)
class Verification:
    """All that was found of one summary."""

    summary: Summary
    signed: SignatureCheck
    replay: Replay
    differences: tuple[str, ...] = ()
    """Where the statement is not what its answers give."""
    decided: SignatureCheck | None = None
    """What became of the decision's signature; a broken one if it is about another."""
    warnings: tuple[str, ...] = ()
    """Times that contradict each other, and the like."""
    newer: str = ""
    """What the verdict would be under the questions at hand, if they are others."""

    @property
    def result(self) -> Result:
        """What the whole comes to: the worst of what was found."""
        states = {check.state for check in (self.signed, self.decided) if check}
        if self.signed.state is SignatureState.BROKEN:
            return Result.CHANGED
        if self.replay is Replay.DIFFERS:
            return Result.DOES_NOT_FOLLOW
        if self.decided and self.decided.state in (
            SignatureState.BROKEN,
            SignatureState.WRONG_ROLE,
        ):
            return Result.DECISION_VOID
        if SignatureState.MISSING in states:
            return Result.UNSIGNED
        if states != {SignatureState.KNOWN} or self.replay is Replay.NOT_REPLAYED:
            return Result.NOT_VOUCHED_FOR
        return Result.GOOD

    @property
    def first_line(self) -> str:
        """The result in one plain line."""
        signoff, state = self.summary.statement.signoff, self.signed.state
        # Known is the address with the key; whoever holds that key types the name.
        name, day = f"{signoff.name} ({signoff.email})", _day(signoff.at)
        match state:
            case SignatureState.KNOWN:
                text = f"{name} signed this on {day}; nothing has changed since."
            case SignatureState.MISSING:
                text = (
                    "There is no signature: nothing proves who wrote this,"
                    " or that it is as it was."
                )
            case SignatureState.BROKEN:
                text = f"This is not what was signed: {self.signed.why}."
            case _:
                text = (
                    f"Nothing has changed since it was signed, but {self.signed.why};"
                    f" it says that {name} signed on {day}."
                )
        sentences = [f"{self.result.word.upper()}.", text]
        if state is not SignatureState.BROKEN:
            sentences.append(_REPLAY_SENTENCES[self.replay])
        if self.summary.decision and self.decided:
            sentences.append(_decision_sentence(self.summary.decision, self.decided))
        return one_line(" ".join(sentences))

    @property
    def lines(self) -> tuple[str, ...]:
        """The details, a line each."""
        statement, decision = self.summary.statement, self.summary.decision
        signoff, pack = statement.signoff, statement.pack
        who = f"{signoff.name}, {signoff.role}, {signoff.organisation}"
        lines = [
            f"title: {statement.title}",
            f"revision: {statement.revision}",
            f"level: {statement.level}",
            f"signed by: {who}, {signoff.email}",
            f"signed at: claims {signoff.at.isoformat()}",
            f"signature: {self.signed}",
            f"verdict: {self.replay.replace('-', ' ')}",
            *(f"  {difference}" for difference in self.differences),
            f"questions: {pack.id} {pack.version}, sha256 {pack.digest}",
        ]
        if self.newer:
            lines.append(f"under the questions at hand: {self.newer}")
        if decision and self.decided:
            lines.append(f"decision: {decision.outcome.label}")
            lines += [f"  condition: {condition}" for condition in decision.conditions]
            lines.append(f"decided by: {decision.name}, {decision.role}")
            lines.append(f"decided at: claims {decision.at.isoformat()}")
            if decision.valid_until:
                lines.append(f"valid until: {decision.valid_until}")
            if decision.found != Result.GOOD.word:
                lines.append(f"decided although the summary was: {decision.found}")
            lines.append(f"decision's signature: {self.decided}")
        lines += [f"note: {warning}" for warning in self.warnings]
        digest = group_digits(self.summary.digest)
        return (*map(one_line, lines), f"digest: {digest}")


_REPLAY_SENTENCES = {
    Replay.FOLLOWS: "The verdict follows from the answers.",
    Replay.DIFFERS: "The verdict does NOT follow from the answers.",
    Replay.NOT_REPLAYED: (
        "Whether the verdict follows was not checked:"
        " these questions are not at hand (`--pack DIR` may name them)."
    ),
}


def _decision_sentence(decision: RecordedDecision, check: SignatureCheck) -> str:
    until = f", valid until {last}" if (last := decision.valid_until) else ""
    text = f"{decision.outcome.label}{until}, by {decision.name} on {_day(decision.at)}"
    if check.state is SignatureState.KNOWN:
        return f"Decision: {text}."
    if check.state is SignatureState.MISSING:
        return f"The decision ({text}) is not signed, and proves nothing."
    if check.state.is_void:
        return f"The decision ({text}) does not count: {check.why}."
    return f"Decision: {text}, but {check.why}."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


@dataclass(frozen=True)
class SignedMessage:
    """A part of a summary with its signature, and who it says that its signer is."""

    part: SignedPart
    payload: bytes
    signature: str
    """Empty if it is not signed."""
    who: str
    """The signer, as the list of signers names them."""
    claims: tuple[tuple[str, str], ...]
    """Who it is, as the file says: labels and texts."""
    at: datetime
    """When it was signed, as it claims."""


def signed_messages(summary: Summary) -> list[SignedMessage]:
    """Return what the producer signed, and what legal signed if there is a decision."""
    signoff, decision = summary.statement.signoff, summary.decision
    messages = [
        SignedMessage(
            SignedPart.STATEMENT,
            summary.payload,
            summary.signature,
            signer_name(signoff.email),
            (
                ("name", signoff.name),
                ("role", signoff.role),
                ("organisation", signoff.organisation),
            ),
            signoff.at,
        )
    ]
    if decision:
        messages.append(
            SignedMessage(
                SignedPart.DECISION,
                summary.decision_payload,
                summary.decision_signature,
                signer_name(decision.name),
                (("name", decision.name), ("role", decision.role)),
                decision.at,
            )
        )
    return messages


def check_signatures(
    summary: Summary, roster: AllowedSigners, own: bytes | None
) -> tuple[SignatureCheck, SignatureCheck | None]:
    """Return what the signatures of the statement and of the decision are worth.

    The person's own key, if there is one, is known without standing in the list.
    """
    messages = signed_messages(summary)
    checks = [_check_intact(message) for message in messages]
    signed = _check_signer(messages[0], checks[0], roster, own)
    decision = summary.decision
    if decision is None:
        return signed, None
    check = checks[1]
    if check.state is SignatureState.BROKEN:
        return signed, check
    state = SignatureState.BROKEN
    if decision.on != summary.digest:
        why = "it is about another statement"
    elif decision.over != digest_signature(summary.signature):
        why = "it was made over another signature of this statement"
    elif check.public is not None and check.public == signed.public:
        state = SignatureState.WRONG_ROLE
        why = "it is signed with the key that signed the statement"
    else:
        return signed, _check_signer(messages[1], check, roster, own)
    return signed, SignatureCheck(state, check.public, why)


def _check_intact(message: SignedMessage) -> SignatureCheck:
    """Return whether a signature fits what it is over, whoever made it."""
    if not message.signature:
        return SignatureCheck(SignatureState.MISSING, None, "there is none")
    namespace = message.part.value
    try:
        signature = parse_signature(namespace, message.signature)
        is_intact = signature.vouches_for(namespace, message.payload)
    except NotASignatureError as error:
        return SignatureCheck(SignatureState.BROKEN, None, str(error))
    if not is_intact:
        why = "something in it was changed, or the signature belongs to another"
        return SignatureCheck(SignatureState.BROKEN, signature.public, why)
    return SignatureCheck(SignatureState.UNKNOWN, signature.public)


def _check_signer(
    message: SignedMessage,
    check: SignatureCheck,
    roster: AllowedSigners,
    own: bytes | None,
) -> SignatureCheck:
    """Return whether the key of an intact signature is known, and how."""
    key, who, namespace = check.public, message.who, message.part.value
    if check.state is not SignatureState.UNKNOWN or key is None:
        return check
    with_key = roster.with_key(key, namespace)
    with_name = roster.with_name(who, namespace)
    matching = [signer for signer in with_key if signer.names(who)]
    if any(signer.valid_at(message.at) for signer in matching):
        state, why = SignatureState.KNOWN, f"you trust this key for {who}"
    elif matching:
        state = SignatureState.OUT_OF_TIME
        why = f"you trust {who}, but not for the time that it claims"
    elif with_key:
        state = SignatureState.OTHER_KEY
        why = f"you trust the key for {with_key[0].who}, not for {who}"
    elif uses := roster.other_uses(key):
        state = SignatureState.UNKNOWN
        why = f"you trust its key for {', '.join(uses)}, not for this"
    elif any(signer.public == key for signer in roster.signers):
        state = SignatureState.WRONG_ROLE
        why = "you trust its key for statements (a producer's), not for decisions"
        if message.part is SignedPart.STATEMENT:
            why = "you trust its key for decisions, not for statements"
    elif key == own:
        state, why = SignatureState.KNOWN, "your own key"
    elif with_name:
        state = SignatureState.OTHER_KEY
        why = (
            f"you trust ANOTHER key for {who} ({fingerprint(with_name[0].public)});"
            " ask them before you trust this one"
        )
    else:
        state, why = SignatureState.UNKNOWN, "its key is not one of your trusted keys"
    return SignatureCheck(state, key, why)


def find_time_warnings(summary: Summary, now: datetime) -> Iterator[str]:
    """Yield which of the claimed times cannot all be true."""
    at, decision = summary.statement.signoff.at, summary.decision
    if at > now + _SLACK:
        yield "the time of signing is in the future"
    if not decision:
        return
    if decision.at < at - _SLACK:
        yield "the decision claims a time before the signing"
    if decision.at > now + _SLACK:
        yield "the time of the decision is in the future"
    until = decision.valid_until
    if until and date.fromisoformat(until) < now.date():
        yield f"the approval was valid until {until}, which is over"


def allowed_signer_for(
    part: SignedPart, who: str, public: bytes, name: str = ""
) -> AllowedSigner:
    """Return the line that lets a key sign one part of a record from now on."""
    return AllowedSigner(signer_name(who), public, TRUSTED_FOR[part], name=name)
