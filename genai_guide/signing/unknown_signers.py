"""Signers whose key nobody here trusts yet, and what is shown before it is trusted.

Names and addresses may look like known ones: `rn` and `m`, Cyrillic and Latin.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from string import ascii_letters

from genai_guide.record.profile import Profile
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import fingerprint
from genai_guide.signing.trust import AllowedSigner, AllowedSigners, signer_name
from genai_guide.signing.verification import (
    SignatureState,
    Verification,
    allowed_signer_for,
    entry_message,
    statement_message,
)
from genai_guide.text import fold_email, quote, strip_invisible

_ALSO_ALIKE = (("vv", "w"), ("cl", "d"))
"""What Unicode's table lacks, and many typefaces make alike."""
CHANGED_KEY = "changed"
"""The word to type before another key is trusted for an address."""
_COMPARE = (
    "Ask for the fingerprint by phone, on a number that you know. The file alone does"
    " not prove who signed it."
)
_ANOTHER = "This is not the fingerprint of the key in this file. Do not trust it."
_PREFIX = "SHA256:"
_FEWEST = 16
_MAY_SIGN = {
    SignedPart.STATEMENT: "summaries and their updates (a producer's key)",
    SignedPart.DECISION: "decisions and their updates (a decider's key)",
    SignedPart.UPDATE: "updates: closed tasks, answers and notes",
}


@dataclass(frozen=True)
class UnknownSigner:
    """A key that signed something and is not trusted for it."""

    public: bytes
    address: str
    part: SignedPart
    """What it signed, and would be trusted for."""
    claims: tuple[tuple[str, str], ...]
    """What the signer says about themselves, each with its label."""
    trusted: AllowedSigners
    """The keys that are trusted already."""
    own: Profile
    """Who looks at it: their own name and address are known, too."""

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint, as ssh shows it."""
        return fingerprint(self.public)

    @property
    def name(self) -> str:
        """The name that the signer claims."""
        return dict(self.claims).get("name", "")

    @property
    def allowed_signer(self) -> AllowedSigner:
        """The line that makes the key trusted."""
        return allowed_signer_for(self.part, self.address, self.public, self.name)

    @property
    def other_keys(self) -> tuple[str, ...]:
        """The fingerprints of other keys that are trusted for this address."""
        others = self.trusted.other_keys(self.address, self.public)
        return tuple(map(fingerprint, others))

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """What speaks against trusting the key."""
        warnings = []
        if self.other_keys:
            warnings.append(
                f"ANOTHER KEY is trusted for {self.address}:"
                f" {', '.join(self.other_keys)}. Ask them why they have a new"
                " one. If they have not, somebody is posing as them."
            )
        warnings += self.look_alikes
        return tuple(f"WARNING: {warning}" for warning in warnings)

    @cached_property
    def look_alikes(self) -> tuple[str, ...]:
        """What is claimed that only looks like what is trusted, a sentence each."""
        lines = [line for line in self.trusted.signers if not line.names(self.address)]
        addresses = [address for line in lines for address in line.addresses]
        warnings = [
            f"you trust this key for {line.who}. This file gives another address."
            for line in self.trusted.with_key(self.public, self.part.value)
            if not line.names(self.address)
        ]
        if like := find_look_alike(self.address, addresses):
            warnings.append(
                f"the address {self.address} looks like {like}, which you trust, but it"
                " is not the same."
            )
        wanted = skeleton(self.name)
        for line in lines:
            if self.name and line.name and skeleton(line.name) == wanted:
                warnings.append(
                    f"the name {quote(self.name)} looks like {quote(line.name)}, whom"
                    f" you trust as {line.who}. The address is another one."
                )
                break
        return (*warnings, *self._own_look_alikes())

    def _own_look_alikes(self) -> Iterator[str]:
        """Yield what is claimed that only looks like one's own."""
        own = self.own
        address = fold_email(own.email)
        if address == self.address:
            return
        if address and find_look_alike(self.address, [address]):
            yield (
                f"the address {self.address} looks like your own, {address}, but it is"
                " not the same."
            )
        if own.name and self.name and skeleton(own.name) == skeleton(self.name):
            yield (
                f"the name {quote(self.name)} looks like your own, {quote(own.name)}."
                " The address is another one."
            )

    @property
    def lines(self) -> tuple[str, ...]:
        """What has to be read before the key is trusted, the claims last."""
        uses = ", ".join(self.trusted.other_uses(self.public))
        lines = [f"Key: {self.fingerprint}", f"Address: {self.address}", *self.warnings]
        if uses:
            lines.append(f"You trust this key for {uses} already, not for this.")
        lines += [
            f"Once trusted, it may sign {_MAY_SIGN[self.part]}.",
            _COMPARE,
            "The file claims this about them:",
            *(f"  {label} {quote(text)}" for label, text in self.claims),
        ]
        return tuple(lines)


def fingerprint_error(public: bytes, typed: str, *, whole: bool = False) -> str:
    """Return why a typed fingerprint does not confirm a key; empty if it does.

    Args:
        public: The key in the file.
        typed: The fingerprint as its owner gave it; the first 16 characters do.
        whole: Whether all of it is needed.
    """
    given = "".join(typed.split()).removeprefix(_PREFIX)
    own = fingerprint(public).removeprefix(_PREFIX)
    if not own.startswith(given):
        return _ANOTHER
    if len(given) < (len(own) if whole else _FEWEST):
        much = "The whole fingerprint is" if whole else f"{_FEWEST} characters are"
        return f"{much} needed: {len(given)} of {len(own)} characters were given."
    return ""


def find_unknown_signer(
    verification: Verification, trusted: AllowedSigners, part: SignedPart, own: Profile
) -> UnknownSigner | None:
    """Return who signed a part, if the signature holds and the key is not trusted.

    Args:
        verification: What was found of the summary.
        trusted: The keys that are trusted already.
        part: What was signed.
        own: Who looks at it.
    """
    summary = verification.summary
    signed = [(statement_message(summary), verification.signed)]
    signed += [
        (entry_message(entry.signed), entry.check)
        for entry in (*verification.entries, *verification.earlier)
    ]
    for message, check in signed:
        is_new = check.state in (SignatureState.UNKNOWN, SignatureState.OTHER_KEY)
        if message.part is part and is_new and check.public is not None:
            author = message.claims
            claims = {
                "name": author.name,
                "role": author.role,
                "organisation": author.organisation,
            }
            address = signer_name(fold_email(author.email))
            return UnknownSigner(
                check.public, address, part, tuple(claims.items()), trusted, own
            )
    return None


def skeleton(text: str) -> str:
    """Return a text in which everything that looks alike is written alike.

    Two texts look alike if their skeletons are equal. A skeleton is not for reading.
    """
    table = _skeleton_table()
    folded = _decompose(text).translate(table).casefold()
    return _decompose(folded).translate(table)


def find_look_alike(text: str, known: Iterable[str]) -> str | None:
    """Return the first known text that looks like this one and is another."""
    wanted, own = skeleton(text), fold_email(text)
    for other in known:
        if fold_email(other) != own and skeleton(other) == wanted:
            return other
    return None


@cache
def _skeleton_table() -> dict[int, str]:
    """Return what stands for each character.

    That is the least member of its class in Unicode's table of confusables, closed
    so that what looks like the same thing looks alike. Where a class has members of
    several characters, one of these stands for it, so that `m` becomes `rn`; a single
    character is never made of several, which could be split in another way.
    """
    # Imported here: the table takes longer to read than the rest of the program.
    from confusable_homoglyphs.confusables import confusables_data

    pairs = [
        (text, entry["c"])
        for text, entries in confusables_data.items()
        for entry in entries
    ]
    pairs += [(letter, letter.lower()) for letter in ascii_letters]
    pairs += _ALSO_ALIKE
    leader: dict[str, str] = {}
    for pair in pairs:
        first, second = map(_decompose, pair)
        if first and second:
            leader[_find(leader, second)] = _find(leader, first)
    classes: dict[str, list[str]] = defaultdict(list)
    for text in list(leader):
        classes[_find(leader, text)].append(text)
    single: dict[int, str] = {}
    several: dict[int, str] = {}
    for members in classes.values():
        least = min(members, key=lambda text: (len(text) == 1, len(text), text))
        characters = [ord(text) for text in members if len(text) == 1]
        (single if len(least) == 1 else several).update(
            dict.fromkeys(characters, least)
        )
    return single | {char: text.translate(single) for char, text in several.items()}


def _find(leader: dict[str, str], text: str) -> str:
    """Return the text that leads the class of another."""
    leader.setdefault(text, text)
    while leader[text] != text:
        leader[text] = leader[leader[text]]
        text = leader[text]
    return text


def _decompose(text: str) -> str:
    return strip_invisible(unicodedata.normalize("NFD", text))
