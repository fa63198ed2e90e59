"""Verify a summary: intact, by a trusted key, and a verdict that follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from genai_guide.record.memory import Remembered, recall
from genai_guide.record.profile import Profile
from genai_guide.record.replay import find_differences
from genai_guide.record.standing import find_standing
from genai_guide.record.statement import SignedStatement, Summary, build_statement
from genai_guide.record.versions import rename_answers
from genai_guide.rules.answers import Answers
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.trust import AllowedSigners, PackTrust, TrustState
from genai_guide.signing.unknown_signers import find_unknown_signer
from genai_guide.signing.verification import (
    EntryCheck,
    KeyChecker,
    Replay,
    SignatureState,
    TrialCheck,
    Verification,
    check_earlier,
    check_entries,
    check_trial,
    find_revision_notes,
    statement_message,
    trusted_entries,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.keys import own_public_key
from genai_guide.storage.memory import load_memory
from genai_guide.storage.profile import load_profile_or_empty
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.records import RecordFile, RecordKind
from genai_guide.storage.summaries import parse_trial_summary, summary_answers
from genai_guide.storage.toml import parse_toml
from genai_guide.storage.trust import (
    FoundQuestions,
    find_questions,
    load_allowed_signers,
    load_pack_trust,
)
from genai_guide.text import quote


@dataclass
class Verifier:
    """Verifies summaries by the trusted questions and the trusted keys.

    Args:
        pack: The questions that the command line names, or the shipped ones. Naming
            them makes them available, not trusted.
        now: The time, with its offset.
        allowed: The trusted keys.
        own: The public key of the person at this computer.
        trust: The trusted questions.
        evidence: The files to compare with the recorded evidence, by their names.
        profile: Who the person at this computer is.
    """

    pack: Pack
    now: datetime
    allowed: AllowedSigners = field(default_factory=load_allowed_signers)
    own: bytes | None = field(default_factory=own_public_key)
    trust: PackTrust = field(default_factory=load_pack_trust)
    memory: tuple[Remembered, ...] = field(default_factory=load_memory)
    evidence: Mapping[str, Path] | None = None
    profile: Profile = field(default_factory=lambda: load_profile_or_empty()[0])
    _found: dict[tuple[str, str, str], FoundQuestions] = field(default_factory=dict)

    def verify(self, path: Path) -> Verification | TrialCheck:
        """Read and verify a summary; of a pre-release one only the signature.

        Raises:
            FileError: if it cannot be read, or is no summary.
        """
        source = read_bytes(path, RECORD_BYTES)
        content = parse_toml(path, source)
        return self.verify_file(RecordFile(path, RecordKind.SUMMARY, content, source))

    def verify_file(self, file: RecordFile) -> Verification | TrialCheck:
        """Verify a summary in a file that was read.

        Raises:
            FileError: if it is no summary.
        """
        if trial := parse_trial_summary(file.path, file.content):
            return check_trial(trial)
        return self.verify_summary(file.path, file.summary())

    def verify_summary(self, path: Path, summary: Summary) -> Verification:
        """Verify a summary that was read from a file."""
        statement = summary.statement
        checker = KeyChecker(self.allowed, self.own)
        signed = checker.check(statement_message(summary))
        entries = check_entries(summary, signed, checker)
        earlier = check_earlier(summary, signed, checker)
        questions = self.find_questions(statement)
        differences: tuple[str, ...] = ()
        replay, answers, assessment = Replay.NOT_REPLAYED, None, None
        if pack := questions.pack:
            try:
                answers = summary_answers(path, statement, pack)
            except FileError as error:
                differences = (error.sentence,)
            else:
                assessment = assess(pack, answers)
                differences = _replay(statement, assessment)
            replay = Replay.DIFFERS if differences else Replay.FOLLOWS
        same, changed = self._compare_evidence(statement, entries)
        standing = find_standing(statement, trusted_entries(entries), self.now)
        # A changed statement may name any use.
        is_changed = signed.state is SignatureState.BROKEN
        recalled = recall(summary, () if is_changed else self.memory)
        verification = Verification(
            summary=summary,
            now=self.now,
            signed=signed,
            questions=questions.trust,
            replay=replay,
            entries=entries,
            earlier=earlier,
            standing=standing,
            assessment=None if differences else assessment,
            differences=differences,
            warnings=(*recalled.warnings, *standing.warnings, *changed),
            missing=recalled.obstacles,
            newer_revision=recalled.newer_revision,
            notes=(
                *recalled.notes,
                *find_revision_notes(summary, earlier),
                *_about_questions(path, statement, questions, answers),
                *self._about_files(summary),
                *same,
            ),
        )
        signer = find_unknown_signer(
            verification, self.allowed, SignedPart.STATEMENT, self.profile
        )
        if signer is None or not signer.look_alikes:
            return verification
        warnings = (*signer.look_alikes, *verification.warnings)
        return replace(verification, warnings=warnings)

    def find_questions(self, statement: SignedStatement) -> FoundQuestions:
        """Find the questions that were answered, and what they are worth."""
        entry = statement.pack
        wanted = (entry.id, entry.version, entry.digest)
        if wanted not in self._found:
            self._found[wanted] = find_questions(entry, self.pack, self.trust)
        return self._found[wanted]

    def _compare_evidence(
        self, statement: SignedStatement, entries: tuple[EntryCheck, ...]
    ) -> tuple[list[str], list[str]]:
        """Compare files with their recorded hashes: return notes, and warnings."""
        notes: list[str] = []
        warnings: list[str] = []
        if self.evidence is None:
            return notes, warnings
        recorded = [
            *(task.evidence for task in statement.tasks),
            *(entry.signed.entry.evidence for entry in entries),
        ]
        for evidence in dict.fromkeys(recorded):
            if evidence is None or not evidence.file:
                continue
            name = quote(evidence.file)
            if evidence.file not in self.evidence:
                notes.append(f"evidence {name}: missing from the folder")
                continue
            try:
                found = measure_evidence(self.evidence[evidence.file])
            except FileError as error:
                warnings.append(f"the evidence {name} cannot be read: {error.sentence}")
                continue
            if (found.sha256, found.size) == (evidence.sha256, evidence.size):
                notes.append(f"evidence {name}: the same as recorded")
            else:
                warnings.append(f"the evidence {name} is not the recorded file")
        return notes, warnings

    def _about_files(self, summary: Summary) -> Iterator[str]:
        for number, problem in self.allowed.unusable.items():
            yield f"line {number} of your trusted keys is ignored: {problem}"
        if count := summary.comments:
            these = "1 comment" if count == 1 else f"{count} comments"
            verb = "is" if count == 1 else "are"
            yield f"{these} in this file {verb} not covered by the signature"


def _replay(statement: SignedStatement, assessment: Assessment) -> tuple[str, ...]:
    """Return where a statement differs from what its answers give on its day."""
    day = statement.signoff.at.date()
    recomputed = build_statement(assessment, today=day)
    differences = find_differences(statement, recomputed)
    if statement.signoff.attestation != assessment.pack.attestation:
        differences += ("the signed sentence is not the one in the questions",)
    return differences


def _about_questions(
    path: Path,
    statement: SignedStatement,
    questions: FoundQuestions,
    answers: Answers | None,
) -> Iterator[str]:
    """Yield what is to be known of the questions, and what the trusted ones give."""
    entry, trusted = statement.pack, questions.trusted
    named = quote(f"{entry.id} {entry.version}")
    if questions.trust is TrustState.ALTERED:
        yield (
            f"the questions are called {named}, but they are not the ones that you"
            " trust under this name"
        )
    elif questions.trust is TrustState.UNKNOWN:
        yield f"you do not trust the questions {named}"
    if questions.pack is None:
        yield "these questions are not on this computer, so the verdict was not checked"
    if trusted is None or trusted.digest == entry.digest:
        return
    if answers is None:
        try:
            answers = summary_answers(path, statement, trusted)
        except FileError:
            yield f"the answers do not fit {trusted.id} {trusted.version}"
            return
    renamed = rename_answers(answers, entry.version, trusted)
    assessment = assess(trusted, renamed.answers)
    verdict = assessment.lowest.label
    if not assessment.complete:
        verdict = f"open, from {verdict} to {assessment.highest.label}"
    left = len(renamed.left_out)
    again = f"; {left} answers would be asked again" if left else ""
    yield f"by {trusted.id} {trusted.version}, which you trust: {verdict}{again}"
