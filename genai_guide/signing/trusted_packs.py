"""Which packs are trusted: those of the program, and those that a person accepted.

A folder of questions proves nothing by being there: whoever lowers every level in a
copy with the same id and version gets any verdict they want. So a pack is known by its
digest, which covers everything that its files say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from genai_guide.record.versions import version_numbers


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
