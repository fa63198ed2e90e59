"""What somebody trusts: keys, in an ssh `allowed_signers` file, and packs.

A line of the file names who may sign (e-mail addresses or patterns), for what
(namespaces), when, and with which key. A key that stands in a record proves nothing by
itself.

Trusted packs are those of the program, and those that a person accepted. A folder of
questions proves nothing by being there: whoever lowers every level in a copy with the
same id and version gets any verdict they want. So a pack is known by its digest, which
covers everything that its files say.
"""

from __future__ import annotations

import re
from calendar import timegm
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from time import mktime, strptime
from types import MappingProxyType
from typing import NamedTuple, Protocol

from genai_guide.record.versions import version_numbers
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.sshsig import (
    NotASignatureError,
    format_public_key,
    parse_public_key,
)

# Blanks and line ends are those of ssh. Python knows more of both, and would see a
# signer where `ssh-keygen` sees the rest of a comment.
_BLANK = " \t\r"
_LINE = re.compile(
    r'(?P<who>"[^"]+"|[^ \t"]+)[ \t]+'
    r'(?P<options>(?:[A-Za-z-]+(?:="[^"]*")?)(?:,[A-Za-z-]+(?:="[^"]*")?)*[ \t]+)?'
    r"(?P<key>ssh-[^ \t]+[ \t]+[^ \t]+)(?:[ \t]+(?P<comment>.*))?"
)
_OPTION = re.compile(r'([A-Za-z-]+)(?:="([^"]*)")?')
_UTC = re.compile("(.*?)(Z|UTC)", re.IGNORECASE)
_TIMES = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_KNOWN = {"namespaces", "valid-after", "valid-before"}
TRUSTED_FOR = {
    part: ",".join(dict.fromkeys((part.value, SignedPart.UPDATE.value)))
    for part in SignedPart
}
"""The namespaces in which a producer's key, or a decider's, is trusted."""


class AllowedSigner(NamedTuple):
    """One line: who may sign what with which key."""

    who: str
    """Addresses or patterns, with commas between them."""
    public: bytes
    namespaces: str = "*"
    valid_after: datetime | None = None
    valid_before: datetime | None = None
    name: str = ""
    """The name that was given when the key was trusted: ssh's comment."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses themselves, without what is a pattern."""
        listed = self.who.split(",")
        return tuple(each for each in listed if not set(each) & set("*?!"))

    def is_for(self, namespace: str) -> bool:
        """Return whether the line lets its key sign in a namespace."""
        return _matches(self.namespaces, namespace)

    def names(self, email: str) -> bool:
        """Return whether the line is about this address."""
        return _matches(self.who.lower(), email.lower())

    def valid_at(self, moment: datetime) -> bool:
        """Return whether the key may sign at a time."""
        after = self.valid_after is None or self.valid_after <= moment
        return after and (self.valid_before is None or moment <= self.valid_before)

    def line(self) -> str:
        """Format the line as `ssh-keygen` reads it."""
        key = format_public_key(self.public)
        line = f'{self.who} namespaces="{self.namespaces}" {key} {self.name}'
        return " ".join(line.split())


class AllowedSigners(NamedTuple):
    """All lines of the file, and the numbers of those that cannot be used."""

    signers: tuple[AllowedSigner, ...] = ()
    unusable: Mapping[int, str] = MappingProxyType({})
    """What is wrong with a line, by its number."""

    def with_key(self, public: bytes, namespace: str) -> tuple[AllowedSigner, ...]:
        """Return the lines that let a key sign in a namespace."""
        return tuple(
            signer
            for signer in self.signers
            if signer.public == public and signer.is_for(namespace)
        )

    def other_uses(self, public: bytes) -> tuple[str, ...]:
        """Return the namespaces for which a key is listed, if none of them is ours."""
        lines = [signer for signer in self.signers if signer.public == public]
        if any(line.is_for(part.value) for line in lines for part in SignedPart):
            return ()
        return tuple(line.namespaces for line in lines)

    def other_keys(self, who: str, public: bytes) -> tuple[bytes, ...]:
        """Return the other keys that an address is trusted with, for anything here."""
        return tuple(
            dict.fromkeys(
                signer.public
                for signer in self.signers
                if signer.public != public
                and signer.names(who)
                and any(signer.is_for(part.value) for part in SignedPart)
            )
        )


def signer_name(text: str) -> str:
    """Return the name of a line for an address or a person's name.

    What has a meaning in these files is left out, so that no record can make us trust
    a pattern such as `*@studio.com`.
    """
    return re.sub(r'[\s,*?!"#.\[\]\\]+', ".", text).strip(".") or "unnamed"


def parse_allowed_signers(text: str) -> AllowedSigners:
    """Read an `allowed_signers` file; a line that cannot be used is noted."""
    signers: list[AllowedSigner] = []
    unusable: dict[int, str] = {}
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole.strip(_BLANK)
        if not line or line.startswith("#"):
            continue
        try:
            signers.append(_signer(line))
        except NotASignatureError as error:
            unusable[number] = str(error)
    return AllowedSigners(tuple(signers), unusable)


def _signer(line: str) -> AllowedSigner:
    match = _LINE.fullmatch(line)
    if not match:
        msg = 'expected: NAME namespaces="…" ssh-ed25519 AAAA…'
        raise NotASignatureError(msg)
    listed = _OPTION.findall(match["options"] or "")
    options = {name.lower(): value for name, value in listed}
    for name, _ in listed:
        if name.lower() not in _KNOWN:
            msg = f"the option “{name}” is not known here"
            raise NotASignatureError(msg)
    if len(options) < len(listed):
        msg = "an option is given twice"
        raise NotASignatureError(msg)
    return AllowedSigner(
        who=match["who"].strip('"'),
        public=parse_public_key(match["key"]),
        namespaces=options.get("namespaces", "*"),
        valid_after=_time(options.get("valid-after")),
        valid_before=_time(options.get("valid-before")),
        name=(match["comment"] or "").strip(_BLANK),
    )


def _time(text: str | None) -> datetime | None:
    """Read a time as OpenSSH does: without `Z` or `UTC` it is local."""
    if text is None:
        return None
    utc = _UTC.fullmatch(text)
    digits = utc[1] if utc else text
    form = _TIMES.get(len(digits), "")
    if digits.isascii() and digits.isdigit() and form:
        with suppress(ValueError, OverflowError):
            # OpenSSH takes local times as if there were no summer time.
            fields = (*strptime(digits, form)[:8], 0)
            seconds = timegm(fields) if utc else mktime(fields)
            if seconds >= 0:
                return datetime.fromtimestamp(seconds, UTC)
    msg = f"“{text[:20]}” is no time; expected YYYYMMDD or YYYYMMDDHHMM"
    raise NotASignatureError(msg)


def _matches(patterns: str, value: str) -> bool:
    """Match as OpenSSH's pattern lists do: one has to match, and none after `!`."""
    # A bracket has no meaning there, but it has one for fnmatch.
    listed = patterns.replace("[", "[[]").split(",")
    if any(fnmatchcase(value, pattern[1:]) for pattern in listed if pattern[:1] == "!"):
        return False
    return any(fnmatchcase(value, pattern) for pattern in listed)


class NamedPack(Protocol):
    """Anything that names a pack: the pack itself, or the entry of a statement."""

    @property
    def id(self) -> str:
        """The id of the pack."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def digest(self) -> str:
        """The SHA-256 of its content, in hex."""


class TrustState(StrEnum):
    """What the questions that something names are worth."""

    TRUSTED = "trusted"
    ALTERED = "altered"
    """Named like a trusted pack, with other content."""
    UNKNOWN = "unknown"
    """Neither trusted, nor posing as a trusted pack."""


class TrustedPack(NamedTuple):
    """One pack that is trusted."""

    id: str
    version: str
    digest: str


@dataclass(frozen=True)
class PackTrust:
    """The packs that are trusted here."""

    packs: tuple[TrustedPack, ...] = ()

    def state(self, named: NamedPack) -> TrustState:
        """Return what a pack is worth, by its id, version and digest."""
        if (named.id, named.version, named.digest) in self.packs:
            return TrustState.TRUSTED
        # A trusted digest under another name is no honest name either.
        if self.released_as(named) or any(
            pack.digest == named.digest for pack in self.packs
        ):
            return TrustState.ALTERED
        return TrustState.UNKNOWN

    def released_as(self, named: NamedPack) -> TrustedPack | None:
        """Return the trusted pack of the same id and version, if there is one."""
        wanted = (named.id, named.version)
        return next((pack for pack in self.packs if pack[:2] == wanted), None)

    def versions(self, pack_id: str) -> tuple[TrustedPack, ...]:
        """Return the trusted packs of an id, the newest version first."""
        packs = [pack for pack in self.packs if pack.id == pack_id]
        packs.sort(key=lambda pack: version_numbers(pack.version), reverse=True)
        return tuple(packs)
