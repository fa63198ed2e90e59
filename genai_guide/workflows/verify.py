"""Verify a summary: intact, by a known signer, and a verdict that follows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from genai_guide.record.replay import find_differences
from genai_guide.record.statement import PackEntry, build_determined
from genai_guide.record.summary import Summary
from genai_guide.record.versions import rename_answers
from genai_guide.rules.answers import Answers
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.allowed_signers import AllowedSigners
from genai_guide.signing.verification import (
    Replay,
    Verification,
    check_signatures,
    find_time_warnings,
)
from genai_guide.storage.allowed_signers import load_allowed_signers
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.storage.packs import find_pack
from genai_guide.storage.summaries import load_summary, summary_answers


@dataclass
class Verifier:
    """Verifies summaries by the questions at hand and the known signers.

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
            FileError: if it cannot be read, or is no summary.
        """
        return self.verify_summary(path, load_summary(path))

    def verify_summary(self, path: Path, summary: Summary) -> Verification:
        """Verify a summary that was read from a file."""
        statement, pack = summary.statement, self.find_pack(summary.statement.pack)
        signed, decided = check_signatures(summary, self.roster, self.own)
        differences: tuple[str, ...] = ()
        replay, newer = Replay.NOT_REPLAYED, ""
        if pack is not None:
            # Answer the same questions in the same way, and compare what follows.
            try:
                answers = summary_answers(path, statement, pack)
            except FileError as error:
                differences = (error.sentence,)
            else:
                recomputed = build_determined(assess(pack, answers))
                differences = find_differences(statement, recomputed)
                if statement.signoff.attestation != pack.attestation:
                    differences += (
                        "signoff: the attestation is not that of the questions",
                    )
                newer = self._newer_verdict(pack, answers)
            replay = Replay.DIFFERS if differences else Replay.FOLLOWS
        list_warnings = [
            f"your list of trusted keys, line {number}, is not used: {problem}"
            for number, problem in self.roster.unusable.items()
        ]
        return Verification(
            summary=summary,
            signed=signed,
            replay=replay,
            differences=differences,
            decided=decided,
            warnings=(*list_warnings, *find_time_warnings(summary, self.now)),
            newer=newer,
        )

    def find_pack(self, entry: PackEntry) -> Pack | None:
        """Return the very questions that were answered, if they are at hand."""
        wanted = (entry.id, entry.digest)
        if wanted not in self._packs:
            self._packs[wanted] = find_pack(self.pack, *wanted)
        return self._packs[wanted]

    def _newer_verdict(self, old: Pack, answers: Answers) -> str:
        """Return what the questions at hand would give, where they are others."""
        if old is self.pack or old.id != self.pack.id:
            return ""
        renamed = rename_answers(answers, old.version, self.pack)
        assessment = assess(self.pack, renamed.answers)
        count = len(renamed.left_out)
        left = f"; {count} answers would be asked again" if count else ""
        lowest, highest = assessment.lowest.title, assessment.highest.title
        if not assessment.complete:
            return f"open, {lowest} to {highest}{left}"
        return f"{lowest}{left}"
