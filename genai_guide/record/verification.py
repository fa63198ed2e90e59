"""What verifying a summary found, and how it is said to a lawyer."""

from __future__ import annotations

from datetime import datetime
from enum import Enum, StrEnum
from typing import Any, NamedTuple

from genai_guide.record.decision import Outcome
from genai_guide.record.seal import in_groups
from genai_guide.record.sshsig import fingerprint


def one_line(text: str) -> str:
    """Keep a text from the file in its line, so that it cannot pose as another."""
    return text.replace("\n", " / ")


class Seal(StrEnum):
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


class Signed(NamedTuple):
    """One signature, and by whose key it is."""

    seal: Seal
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
    signed: Signed
    replay: Replay
    over: str = ""
    """The digest of the producer's signature; empty if there is none."""
    differences: tuple[str, ...] = ()
    """Where the statement is not what its answers give."""
    decision: dict[str, Any] | None = None
    decided: Signed | None = None
    """What became of the decision's signature; a broken one if it is about another."""
    warnings: tuple[str, ...] = ()
    """Times that contradict each other, and the like."""
    newer: str = ""
    """What the verdict would be under the questions at hand, if they are others."""

    @property
    def result(self) -> Result:
        """What the whole comes to: the worst of what was found."""
        seals = [one.seal for one in (self.signed, self.decided) if one]
        if self.signed.seal is Seal.BROKEN:
            return Result.CHANGED
        if self.replay is Replay.DIFFERS:
            return Result.DOES_NOT_FOLLOW
        if self.decided and self.decided.seal in (Seal.BROKEN, Seal.WRONG_ROLE):
            return Result.DECISION_VOID
        if Seal.MISSING in seals:
            return Result.UNSIGNED
        if set(seals) != {Seal.KNOWN} or self.replay is Replay.NOT_REPLAYED:
            return Result.NOT_VOUCHED_FOR
        return Result.GOOD

    @property
    def first_line(self) -> str:
        """The result in one plain line."""
        return one_line(f"{self.result.word.upper()}. {' '.join(self._sentences())}")

    def _sentences(self) -> list[str]:
        said = [self._statement_sentence()]
        if self.signed.seal is not Seal.BROKEN:
            said.append(self._replay_sentence())
        if self.decision is not None and self.decided is not None:
            said.append(self._decision_sentence(self.decision, self.decided))
        return said

    def _statement_sentence(self) -> str:
        signoff = self.statement["signoff"]
        # Known is the address with the key; whoever holds that key types the name.
        name, day = f"{signoff['name']} ({signoff['email']})", _day(signoff["at"])
        match self.signed.seal:
            case Seal.KNOWN:
                return f"{name} signed this on {day}; nothing has changed since."
            case Seal.MISSING:
                return (
                    "There is no signature: nothing proves who wrote this,"
                    " or that it is as it was."
                )
            case Seal.BROKEN:
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

    def _decision_sentence(self, table: dict[str, Any], decided: Signed) -> str:
        until = f", valid until {last}" if (last := table.get("valid_until")) else ""
        said = (
            f"{Outcome(table['outcome']).label}{until}, by {table['name']}"
            f" on {_day(table['at'])}"
        )
        if decided.seal is Seal.KNOWN:
            return f"Decision: {said}."
        if decided.seal is Seal.MISSING:
            return f"The decision ({said}) is not signed, and proves nothing."
        if decided.seal in (Seal.BROKEN, Seal.WRONG_ROLE):
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
        return (*map(one_line, found), f"digest: {in_groups(self.digest)}")


def _decision_lines(table: dict[str, Any], decided: Signed) -> list[str]:
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


def _signature(signed: Signed) -> str:
    key = f", key {signed.fingerprint}" if signed.public else ""
    why = f" ({signed.why})" if signed.why else ""
    return f"{signed.seal.replace('-', ' ')}{key}{why}"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"
