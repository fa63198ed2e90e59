"""What verifying a summary found: its signature, its questions and its entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, StrEnum

from genai_guide.exit_codes import ExitCode
from genai_guide.record.entries import (
    Author,
    Condition,
    Entry,
    EntryKind,
    Outcome,
    SignedEntry,
)
from genai_guide.record.profile import CLAIMS
from genai_guide.record.standing import Standing, TrustedEntry
from genai_guide.record.statement import Summary, TrialSummary
from genai_guide.rules.dates import format_date, format_day
from genai_guide.rules.evaluate import Assessment
from genai_guide.signing.payload import SignedPart, entry_part, group_digits
from genai_guide.signing.sshsig import NotASignatureError, fingerprint, parse_signature
from genai_guide.signing.trust import (
    TRUSTED_FOR,
    AllowedSigner,
    AllowedSigners,
    TrustState,
    signer_name,
)
from genai_guide.text import fold_email, quote

LATER = "Later entries cannot be seen in one file."
"""What a single file can never prove."""


def one_line(text: str) -> str:
    """Return a text from the file in one line, so that it cannot pose as another."""
    return text.replace("\n", " / ")


class SignatureState(StrEnum):
    """What became of one signature."""

    KNOWN = "trusted"
    UNKNOWN = "not_trusted"
    """Intact, but the key is not one of the trusted ones."""
    MISSING = "unsigned"
    BROKEN = "changed"
    """It does not fit what stands there now."""
    OTHER_KEY = "other_key"
    """Intact, but this address is known with another key."""
    OUT_OF_TIME = "not_valid_then"
    """Intact, but the list of trusted keys ends or begins the key at another time."""
    WRONG_ROLE = "wrong_role"
    """Intact, by a key that may not sign this."""


class Replay(StrEnum):
    """Whether the verdict follows from the answers."""

    FOLLOWS = "follows"
    DIFFERS = "does_not_follow"
    NOT_REPLAYED = "not_checked"
    """The very same questions are not at hand."""


class Result(Enum):
    """What the whole comes to: the word for scripts, and the exit code."""

    GENUINE = ("genuine", ExitCode.DONE)
    SIGNER_NOT_TRUSTED = ("signer_not_trusted", ExitCode.NOT_TRUSTED)
    QUESTIONS_NOT_TRUSTED = ("questions_not_trusted", ExitCode.NOT_TRUSTED)
    ENTRY_NOT_TRUSTED = ("entry_not_trusted", ExitCode.NOT_TRUSTED)
    TRIAL_VERSION = ("trial_version", ExitCode.NOT_TRUSTED)
    UNSIGNED = ("unsigned", ExitCode.INCOMPLETE)
    INVALID_ENTRY = ("invalid_entry", ExitCode.CHANGED)
    ALTERED_QUESTIONS = ("altered_questions", ExitCode.CHANGED)
    VERDICT_WRONG = ("verdict_wrong", ExitCode.CHANGED)
    CHANGED = ("changed", ExitCode.CHANGED)

    def __init__(self, word: str, code: ExitCode) -> None:
        self.word = word
        self.code = code

    @property
    def title(self) -> str:
        """The result for people, in capitals."""
        return self.words.upper()

    @property
    def words(self) -> str:
        """The result in a sentence."""
        return self.word.replace("_", " ")

    @property
    def is_broken(self) -> bool:
        """Whether a part of the summary does not hold."""
        return self.code is ExitCode.CHANGED


@dataclass(frozen=True)
class SignatureCheck:
    """One signature, and by whose key it is."""

    state: SignatureState
    public: bytes | None = None
    """The key that it claims, where it can be read."""
    address: str = ""
    """The address that the key is trusted for; empty where it is not trusted."""
    why: str = ""
    """What is wrong, as a sentence without its full stop; empty where nothing is."""
    is_own: bool = False
    """Whether it is the key of the person at this computer."""

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint as ssh shows it; empty where there is no key."""
        return fingerprint(self.public) if self.public else ""

    @property
    def is_known(self) -> bool:
        """Whether the key is trusted for what it signed."""
        return self.state is SignatureState.KNOWN


@dataclass(frozen=True)
class EntryCheck:
    """An entry, and what its signature is worth."""

    signed: SignedEntry
    check: SignatureCheck
    by_signer: bool = False
    """Whether it is signed with the key that signed the statement."""

    @property
    def is_invalid(self) -> bool:
        """Whether it is broken, or does not belong where it stands."""
        return self.check.state in (SignatureState.BROKEN, SignatureState.MISSING)


@dataclass(frozen=True)
class Verification:
    """All that was found of one summary."""

    summary: Summary
    now: datetime
    """When it was verified."""
    signed: SignatureCheck
    questions: TrustState
    """What the questions are worth that were answered."""
    replay: Replay
    entries: tuple[EntryCheck, ...]
    earlier: tuple[EntryCheck, ...]
    standing: Standing
    assessment: Assessment | None = None
    """What follows from the answers, where that is what is stated."""
    differences: tuple[str, ...] = ()
    """Where the statement is not what its answers give."""
    warnings: tuple[str, ...] = ()
    """What has to be known before anything is relied on, a sentence each."""
    notes: tuple[str, ...] = ()
    """What is good to know."""
    missing: tuple[str, ...] = ()
    """What was signed here, would stop the use, and is not in the file."""
    newer_revision: bool = False
    """Whether a later revision of the use is known here."""

    @property
    def result(self) -> Result:
        """What the whole comes to: the worst of what was found."""
        checks = (*self.entries, *self.earlier)
        state, follows = self.signed.state, self.replay is Replay.FOLLOWS
        trusted = self.questions is TrustState.TRUSTED and follows
        worst_first = {
            Result.CHANGED: state is SignatureState.BROKEN,
            Result.ALTERED_QUESTIONS: self.questions is TrustState.ALTERED,
            Result.VERDICT_WRONG: self.replay is Replay.DIFFERS,
            Result.INVALID_ENTRY: any(entry.is_invalid for entry in checks),
            Result.UNSIGNED: state is SignatureState.MISSING,
            Result.SIGNER_NOT_TRUSTED: not self.signed.is_known,
            Result.QUESTIONS_NOT_TRUSTED: not trusted,
            Result.ENTRY_NOT_TRUSTED: not all(each.check.is_known for each in checks),
        }
        return next(filter(worst_first.get, worst_first), Result.GENUINE)

    def checks(self, part: SignedPart) -> list[SignatureCheck]:
        """Return what the signatures in one namespace are worth, in their order."""
        if part is SignedPart.STATEMENT:
            return [self.signed]
        return [
            entry.check
            for entry in (*self.entries, *self.earlier)
            if entry_message(entry.signed).part is part
        ]

    @property
    def in_force(self) -> bool:
        """Whether the use may go ahead, as of the last entry in the file."""
        return not self.obstacles

    @property
    def obstacles(self) -> tuple[str, ...]:
        """Why the use is not in force, a sentence each; empty where it is."""
        result = self.result
        if result not in (Result.GENUINE, Result.ENTRY_NOT_TRUSTED):
            return (f"the summary is not genuine ({result.words})",)
        if self.newer_revision:
            return ("a later revision of this use is known",)
        return (*self.missing, *self.standing.obstacles)

    @property
    def verdict(self) -> str:
        """The verdict in words: in quotes unless trusted questions have these words."""
        return self.words_of_pack(self.summary.statement.label)

    def words_of_pack(self, text: str) -> str:
        """Return a text of the statement that should be the questions' own words.

        It stands in quotes unless trusted questions have these very words.
        """
        follows = self.replay is Replay.FOLLOWS
        is_ours = follows and self.questions is TrustState.TRUSTED
        return text if is_ours else quote(text)

    @property
    def first_line(self) -> str:
        """The result, what is stated and decided, and by whose key, in one line.

        What the program found comes first. What the signer says of themselves comes
        last, in quotes.
        """
        sentences = [f"{self.result.title}."]
        if self.signed.state is not SignatureState.BROKEN:
            force = "In force" if self.in_force else "Not in force"
            sentences += [f"{self.verdict}.", f"{self.standing.summary}.", f"{force}."]
        return one_line(" ".join([*sentences, *self.after_result]))

    @property
    def after_result(self) -> tuple[str, ...]:
        """What follows the result in the first line: warnings, and by whose key."""
        parts = [" ".join(self._loud()), " ".join(self.signed_by)]
        if self.signed.state is SignatureState.BROKEN:
            parts.reverse()  # that it was changed is what has to be read first
        return tuple(filter(None, map(one_line, parts)))

    def _loud(self) -> Iterator[str]:
        """Yield what belongs in the first line besides the result."""
        for warning in self.warnings:
            yield f"WARNING: {warning[:1].upper()}{warning[1:].rstrip('.')}."
        invalid = sum(entry.is_invalid for entry in (*self.entries, *self.earlier))
        if invalid:
            are = "1 entry is" if invalid == 1 else f"{invalid} entries are"
            yield f"{are} invalid."
        unknown = sum(
            not (entry.is_invalid or entry.check.is_known)
            for entry in (*self.entries, *self.earlier)
        )
        if unknown:
            does, whose = ("entry does", "its key")
            if unknown > 1:
                does, whose = "entries do", "their keys"
            yield f"{unknown} {does} not count: you do not trust {whose} for this."

    @property
    def signed_by(self) -> tuple[str, ...]:
        """By whose key it is signed, then what the signer claims, in sentences."""
        return tuple(self._signed_by())

    def _signed_by(self) -> Iterator[str]:
        """Yield by whose key it is signed, then what the signer claims."""
        signoff, check = self.summary.statement.signoff, self.signed
        day = format_day(signoff.at)
        match check.state:
            case SignatureState.KNOWN:
                yield f"{_signed_with(check)}."
                name = quote(signoff.name)
                yield f"The file gives the date {day} and the name {name}."
            case SignatureState.MISSING:
                yield (
                    "There is no signature: nothing proves who wrote this, or that it"
                    " was not changed."
                )
            case SignatureState.BROKEN:
                yield f"{check.why}."
            case _:
                yield f"{check.why}."
                yield (
                    f"The file gives the address {quote(signoff.email)}, the date {day}"
                    f" and the name {quote(signoff.name)}."
                )

    @property
    def lines(self) -> tuple[str, ...]:
        """The details, a line each, what was found before what is claimed."""
        return tuple(map(one_line, self._lines()))

    def _lines(self) -> Iterator[str]:
        statement, standing = self.summary.statement, self.standing
        for difference in self.differences:
            yield f"differs: {difference}"
        for obstacle in self.obstacles:
            yield f"not in force: {obstacle}"
        for each in standing.conditions:
            condition = each.condition
            yield (
                f"condition “{condition.id}”, {each.words}:"
                f" {format_condition(condition)}"
            )
        for number, entry in enumerate(self.entries, start=1):
            yield f"entry {number}: {format_entry(entry)}"
        for entry in self.earlier:
            yield f"on an earlier revision: {format_entry(entry)}"
        for note in self.notes:
            yield f"note: {note}"
        yield f"as of: {standing.as_of:%Y-%m-%d %H:%M} UTC. {LATER}"
        yield f"revision: {statement.revision}"
        pack = statement.pack
        named = self.words_of_pack(f"{pack.id} {pack.version}")
        yield f"questions: {named}, sha256 {pack.digest}"
        yield f"key: {self.signed.fingerprint or 'none'}"
        yield f"digest: {group_digits(self.summary.digest)}"
        signoff = statement.signoff
        yield f"the file calls this use: {quote(statement.title)}"
        yield f"the signer's own words: {format_claims(signoff)}"


def _signed_with(check: SignatureCheck) -> str:
    if check.is_own:
        return "Signed with your own key"
    return f"Signed with the key you trust for {check.address}"


def format_claims(author: Author) -> str:
    """Format what a signer says of themselves, marked as their own words."""
    return ", ".join(quote(getattr(author, key)) for key in CLAIMS)


def quote_lines(text: str) -> str:
    """Return a text of several lines in quotes, in one line."""
    return quote(one_line(text))


def format_due(due: str) -> str:
    """Format when a condition is due."""
    return (
        f"due {due.replace('-', ' ')}"
        if due.startswith("before")
        else f"by {format_date(due)}"
    )


def format_condition(condition: Condition) -> str:
    """Format a condition: what in its author's words, by whom and by when."""
    who = f"by {quote(condition.owner)}, {format_due(condition.due)}"
    return f"{quote_lines(condition.text)} ({who})"


def format_entry(entry: EntryCheck) -> str:
    """Format an entry in a line: what was found first, then what it says."""
    signed = entry.signed.entry
    what = signed.outcome.label if signed.outcome else str(signed.kind).capitalize()
    about = signed.task or signed.condition
    what += f" of {quote(about)}" if about else ""
    said = f"{what} on {format_day(signed.at)}"
    if signed.although_blocked:
        said += ", although blocked"
    if signed.valid_until:
        said += f", until {format_date(signed.valid_until)}"
    if signed.reasons:
        said += f": {quote_lines(signed.reasons)}"
    check = entry.check
    if check.is_known:
        is_others = not (signed.kind.is_decisive or entry.by_signer)
        other = ", not the signer of the summary" if is_others else ""
        return f"{_signed_with(check)}{other}. {said} ({format_claims(signed.by)})"
    word = "INVALID" if entry.is_invalid else "does not count"
    return f"{word}: {check.why}. {said} ({format_claims(signed.by)})"


@dataclass(frozen=True)
class SignedMessage:
    """Something that is signed, with its signature and who it says its signer is."""

    part: SignedPart
    payload: bytes
    signature: str
    """Empty if it is not signed."""
    claims: Author
    """Who it is, as the file says."""
    at: datetime
    """When it was signed, as it claims."""


def statement_message(summary: Summary) -> SignedMessage:
    """Return what the producer signed."""
    signoff = summary.statement.signoff
    return SignedMessage(
        SignedPart.STATEMENT, summary.payload, summary.signature, signoff, signoff.at
    )


def entry_message(signed: SignedEntry) -> SignedMessage:
    """Return what the author of an entry signed."""
    entry = signed.entry
    part = entry_part(entry)
    return SignedMessage(part, signed.payload, signed.signature, entry.by, entry.at)


@dataclass(frozen=True)
class KeyChecker:
    """Judges signatures by the keys that are trusted here.

    Args:
        allowed: The list of trusted keys.
        own: The public key of the person at this computer, if there is one. It is
            trusted for what this person may sign without standing in the list.
    """

    allowed: AllowedSigners
    own: bytes | None = None

    def check(self, message: SignedMessage) -> SignatureCheck:
        """Return whether a signature fits what it is over, and whose key made it."""
        check = check_intact(message)
        if check.state is not SignatureState.UNKNOWN or check.public is None:
            return check
        return self._check_signer(message, check.public)

    def _check_signer(self, message: SignedMessage, key: bytes) -> SignatureCheck:
        who, namespace = _name(message.claims.email), message.part.value
        with_key = self.allowed.with_key(key, namespace)
        named = [signer for signer in with_key if signer.names(who)]
        others = self.allowed.other_keys(who, key)
        valid = [signer for signer in named if signer.valid_at(message.at)]
        if valid:
            # Whoever has a key for a pattern can give any address that fits it.
            is_listed = any(who in signer.who.lower().split(",") for signer in valid)
            address = who if is_listed else valid[0].who
            return SignatureCheck(
                SignatureState.KNOWN, key, address, is_own=key == self.own
            )
        if named:
            state = SignatureState.OUT_OF_TIME
            why = f"The key is trusted for {who}, but not for the time that it gives"
        elif with_key:
            state = SignatureState.OTHER_KEY
            why = f"The key is trusted for {with_key[0].who}, not for the address given"
        elif key == self.own:
            return SignatureCheck(SignatureState.KNOWN, key, who, is_own=True)
        elif uses := self.allowed.other_uses(key):
            state = SignatureState.UNKNOWN
            why = f"You trust its key for {', '.join(uses)}, not for this"
        elif any(signer.public == key for signer in self.allowed.signers):
            state = SignatureState.WRONG_ROLE
            why = f"The key is not trusted for {_PURPOSES[message.part]}"
        elif others:
            state = SignatureState.OTHER_KEY
            why = (
                f"You trust ANOTHER key for {who} ({fingerprint(others[0])});"
                " ask them before you trust this one"
            )
        else:
            state = SignatureState.UNKNOWN
            why = f"The key {fingerprint(key)} is not one of your trusted keys"
        return SignatureCheck(state, key, why=why)


def _name(email: str) -> str:
    """Return the name in the list of trusted keys for an address."""
    return signer_name(fold_email(email))


_PURPOSES = {
    SignedPart.STATEMENT: "summaries",
    SignedPart.DECISION: "decisions",
    SignedPart.UPDATE: "updates",
}


def check_intact(message: SignedMessage) -> SignatureCheck:
    """Return whether a signature fits what it is over, whoever made it."""
    if not message.signature:
        return SignatureCheck(SignatureState.MISSING, why="There is no signature")
    namespace = message.part.value
    try:
        signature = parse_signature(namespace, message.signature)
        is_intact = signature.vouches_for(namespace, message.payload)
    except NotASignatureError as error:
        return SignatureCheck(SignatureState.BROKEN, why=f"The signature: {error}")
    if not is_intact:
        why = "This is not what was signed: something was changed since"
        return SignatureCheck(SignatureState.BROKEN, signature.public, why=why)
    return SignatureCheck(SignatureState.UNKNOWN, signature.public)


def check_entries(
    summary: Summary, signed: SignatureCheck, checker: KeyChecker
) -> tuple[EntryCheck, ...]:
    """Return what the entries of a summary are worth, each after the one before it.

    Args:
        summary: The summary.
        signed: What the signature of its statement is worth.
        checker: Judges the signatures.
    """
    before, checks = summary.link, []
    for entry in summary.entries:
        why = ""
        if entry.entry.on != summary.digest:
            why = "It is about another statement"
        elif entry.entry.after != before:
            why = "It does not follow what stands before it"
        checks.append(_check_entry(entry, why, signed.public, checker))
        before = entry.link
    return tuple(checks)


def check_earlier(
    summary: Summary, signed: SignatureCheck, checker: KeyChecker
) -> tuple[EntryCheck, ...]:
    """Return what the entries are worth that were carried along from earlier ones.

    The first entry on a revision follows its statement, which is not in this file.
    """
    links: dict[str, str] = {}
    checks = []
    for entry in summary.earlier:
        on, why = entry.entry.on, ""
        if on not in summary.statement.supersedes:
            why = "It is about no earlier revision of this use"
        elif links.setdefault(on, entry.entry.after) != entry.entry.after:
            why = "It does not follow what stands before it"
        checks.append(_check_entry(entry, why, signed.public, checker))
        links[on] = entry.link
    return tuple(checks)


def _check_entry(
    signed: SignedEntry, why: str, signer: bytes | None, checker: KeyChecker
) -> EntryCheck:
    message = entry_message(signed)
    check = checker.check(message)
    by_signer = check.public is not None and check.public == signer
    if check.state is SignatureState.BROKEN:
        return EntryCheck(signed, check, by_signer)
    if why:
        check = SignatureCheck(SignatureState.BROKEN, check.public, why=why)
    elif by_signer and message.part is SignedPart.DECISION:
        # Nobody decides on their own statement, whatever the list says.
        why = "It is signed with the key that signed the statement"
        check = SignatureCheck(SignatureState.WRONG_ROLE, check.public, why=why)
    return EntryCheck(signed, check, by_signer)


def trusted_entries(checks: Sequence[EntryCheck]) -> list[TrustedEntry]:
    """Return the entries that count, for `record.standing`."""
    return [
        TrustedEntry(entry.signed, entry.check.public)
        for entry in checks
        if entry.check.is_known and entry.check.public
    ]


_DECIDED = {
    Outcome.APPROVED: "was approved",
    Outcome.WITH_CONDITIONS: "was approved with conditions",
    Outcome.NOT_NEEDED: "was said to need no approval",
    Outcome.REFUSED: "was refused",
    Outcome.MORE_INFORMATION: "was sent back with a request",
    None: "had its approval withdrawn",
}


def describe_decision(revision: int, decision: Entry) -> str:
    """Return what was decided on a revision, when and why, as a sentence's start."""
    reasons = f": {quote_lines(decision.reasons)}" if decision.reasons else ""
    decided = _DECIDED[decision.outcome]
    return f"revision {revision} {decided} on {format_day(decision.at)}{reasons}"


def find_revision_notes(
    summary: Summary, earlier: Sequence[EntryCheck]
) -> Iterator[str]:
    """Yield what is known of the decisions on earlier revisions."""
    statement = summary.statement
    if statement.revision == 1:
        return
    seen = Counter(entry.signed.entry.on for entry in earlier)
    for distance, digest in enumerate(statement.supersedes, start=1):
        number = statement.revision - distance
        decisions = [
            entry.signed.entry
            for entry in earlier
            if entry.signed.entry.on == digest
            and entry.check.is_known
            and entry.signed.entry.kind in (EntryKind.DECISION, EntryKind.WITHDRAWAL)
        ]
        for decision in decisions:
            # The file alone says which statement that was: it may be another use.
            yield f"what this file calls {describe_decision(number, decision)}"
        if distance == 1 and not seen[digest]:
            yield f"this file contains no decision on revision {number}"


@dataclass(frozen=True)
class TrialCheck:
    """What was found of a summary that the pre-release version wrote."""

    summary: TrialSummary
    state: SignatureState

    @property
    def result(self) -> Result:
        """What it comes to."""
        if self.state is SignatureState.BROKEN:
            return Result.CHANGED
        if self.state is SignatureState.MISSING:
            return Result.UNSIGNED
        return Result.TRIAL_VERSION

    @property
    def first_line(self) -> str:
        """The result in a line."""
        return f"{self.result.title}. {self.sentence}"

    @property
    def sentence(self) -> str:
        """What was found, in sentences."""
        made = "Made with a pre-release version."
        signature = {
            SignatureState.BROKEN: "The signature does not fit the content.",
            SignatureState.MISSING: "There is no signature.",
        }.get(self.state, "The signature is valid.")
        return f"{made} {signature} The verdict was not checked."


def check_trial(summary: TrialSummary) -> TrialCheck:
    """Return whether the signature of a pre-release summary is intact."""
    message = SignedMessage(
        SignedPart.STATEMENT,
        summary.payload,
        summary.signature,
        Author(name="", role="", organisation="", email=""),
        datetime.min.replace(tzinfo=UTC),
    )
    return TrialCheck(summary, check_intact(message).state)


def allowed_signer_for(
    part: SignedPart, who: str, public: bytes, name: str = ""
) -> AllowedSigner:
    """Return the line that lets a key sign for a role: a producer's, or a decider's."""
    return AllowedSigner(_name(who), public, TRUSTED_FOR[part], name=name)
