"""Verifying a summary: whole, by a known signer, and a verdict that follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from genai_guide.record.replay import find_differences
from genai_guide.record.statement import build_determined
from genai_guide.record.versions import rename_answers
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.allowed_signers import AllowedSigners
from genai_guide.signing.payload import (
    NotCanonicalError,
    SignedPart,
    digest_bytes,
    payload,
)
from genai_guide.signing.verification import (
    Replay,
    Verification,
    check_decision_signature,
    check_statement_signature,
    find_time_warnings,
    statement_signature_digest,
)
from genai_guide.storage.allowed_signers import load_allowed_signers
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.storage.packs import find_pack
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.summaries import parse_document, summary_answers
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
    roster: AllowedSigners = field(default_factory=load_allowed_signers)
    own: bytes | None = field(default_factory=own_public_key)
    _packs: dict[tuple[str, str], Pack | None] = field(default_factory=dict)

    def verify(self, path: Path) -> Verification:
        """Read and verify a summary.

        Raises:
            FileProblem: if it cannot be read, or is no summary.
        """
        content = read_bytes(path, RECORD_BYTES)
        return self.verified(path, parse_document(path, parse_toml(path, content)))

    def verified(self, path: Path, document: dict[str, Any]) -> Verification:
        """Verify the tables of a summary, as `document_from` gives them."""
        statement = document["statement"]
        try:
            signed = payload(SignedPart.STATEMENT, statement)
        except NotCanonicalError as error:
            raise FileError(path, f"statement: {error}") from None
        known = self.roster, self.own
        by = check_statement_signature(document, signed, *known)
        replay, differ = self._replay(path, statement)
        warnings = [*self._roster_faults(), *find_time_warnings(document, self.now)]
        return Verification(
            statement=statement,
            digest=digest_bytes(signed),
            signed=by,
            over=statement_signature_digest(document),
            replay=replay,
            differences=differ,
            decision=document.get("decision"),
            decided=check_decision_signature(document, signed, by, *known),
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
            answers = summary_answers(path, statement, pack)
        except FileError as problem:
            return Replay.DIFFERS, (problem.sentence,)
        differ = find_differences(statement, build_determined(assess(pack, answers)))
        if statement["signoff"]["attestation"] != pack.attestation:
            differ += ("signoff: the attestation is not that of the questions",)
        return (Replay.DIFFERS if differ else Replay.FOLLOWS), differ

    def _pack_of(self, statement: dict[str, Any]) -> Pack | None:
        said = statement["pack"]
        wanted = (said["id"], said["digest"])
        if wanted not in self._packs:
            self._packs[wanted] = find_pack(self.pack, *wanted)
        return self._packs[wanted]

    def _newer(self, path: Path, statement: dict[str, Any]) -> str:
        """Say what the questions at hand would give, where they are others."""
        old = self._pack_of(statement)
        if old is None or old is self.pack or old.id != self.pack.id:
            return ""
        try:
            answers = summary_answers(path, statement, old)
        except FileError:
            return ""
        carried = rename_answers(answers, old.version, self.pack)
        found = assess(self.pack, carried.answers)
        again = len(carried.left_out)
        left = f"; {again} answers would be asked again" if again else ""
        if found.level is None:
            return f"open, {found.lowest.title} to {found.highest.title}{left}"
        return f"{found.level.title}{left}"

    def _roster_faults(self) -> Iterator[str]:
        for number, wrong in self.roster.unusable.items():
            yield f"your list of signers, line {number}, is not used: {wrong}"
