"""Verifying a summary: whole, by a known signer, and a verdict that follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from genai_guide.record.replay import differences
from genai_guide.record.statement import determined
from genai_guide.record.versions import follow
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.allowed_signers import Roster
from genai_guide.signing.payload import NotCanonicalError, Part, message, message_digest
from genai_guide.signing.verification import (
    Replay,
    Verification,
    judged_decision,
    judged_statement,
    over,
    time_warnings,
)
from genai_guide.storage.allowed_signers import load_roster
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.keys import own_public
from genai_guide.storage.packs import pack_at_hand
from genai_guide.storage.reading import RECORD_LIMIT, read_bytes
from genai_guide.storage.summaries import answers_of, document_from
from genai_guide.storage.toml import parse_toml


@dataclass
class Verifier:
    """What summaries are held against: questions at hand, and known signers.

    Args:
        pack: The questions at hand; earlier versions are found by digest.
        now: The time, with its offset.
    """

    pack: Pack
    now: datetime
    roster: Roster = field(default_factory=load_roster)
    own: bytes | None = field(default_factory=own_public)
    _packs: dict[tuple[str, str], Pack | None] = field(default_factory=dict)

    def verify(self, path: Path) -> Verification:
        """Read and verify a summary.

        Raises:
            FileProblem: if it cannot be read, or is no summary.
        """
        content = read_bytes(path, RECORD_LIMIT)
        return self.verified(path, document_from(path, parse_toml(path, content)))

    def verified(self, path: Path, document: dict[str, Any]) -> Verification:
        """Verify the tables of a summary, as `document_from` gives them."""
        statement = document["statement"]
        try:
            signed = message(Part.STATEMENT, statement)
        except NotCanonicalError as error:
            raise FileProblem(path, f"statement: {error}") from None
        known = self.roster, self.own
        by = judged_statement(document, signed, *known)
        replay, differ = self._replay(path, statement)
        warnings = [*self._roster_faults(), *time_warnings(document, self.now)]
        return Verification(
            statement=statement,
            digest=message_digest(signed),
            signed=by,
            over=over(document),
            replay=replay,
            differences=differ,
            decision=document.get("decision"),
            decided=judged_decision(document, signed, by, *known),
            warnings=tuple(warnings),
            newer=self._newer(path, statement),
        )

    def _replay(
        self, path: Path, statement: dict[str, Any]
    ) -> tuple[Replay, tuple[str, ...]]:
        """Answer the same questions in the same way, and compare what follows."""
        pack = self._pack_of(statement)
        if pack is None:
            return Replay.NOT_REPLAYED, ()
        try:
            answers = answers_of(path, statement, pack)
        except FileProblem as problem:
            return Replay.DIFFERS, (problem.sentence,)
        differ = differences(statement, determined(assess(pack, answers)))
        if statement["signoff"]["attestation"] != pack.attestation:
            differ += ("signoff: the attestation is not that of the questions",)
        return (Replay.DIFFERS if differ else Replay.FOLLOWS), differ

    def _pack_of(self, statement: dict[str, Any]) -> Pack | None:
        said = statement["pack"]
        wanted = (said["id"], said["digest"])
        if wanted not in self._packs:
            self._packs[wanted] = pack_at_hand(self.pack, *wanted)
        return self._packs[wanted]

    def _newer(self, path: Path, statement: dict[str, Any]) -> str:
        """Say what the questions at hand would give, where they are others."""
        old = self._pack_of(statement)
        if old is None or old is self.pack or old.id != self.pack.id:
            return ""
        try:
            answers = answers_of(path, statement, old)
        except FileProblem:
            return ""
        carried = follow(answers, old.version, self.pack)
        found = assess(self.pack, carried.answers)
        again = len(carried.left_out)
        left = f"; {again} answers would be asked again" if again else ""
        if found.level is None:
            return f"open, {found.lowest.title} to {found.highest.title}{left}"
        return f"{found.level.title}{left}"

    def _roster_faults(self) -> Iterator[str]:
        for number, wrong in self.roster.unusable.items():
            yield f"your list of signers, line {number}, is not used: {wrong}"
