"""What verifying finds of signatures and decisions, each for what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from genai_guide.rules.pack import Pack
from genai_guide.signing.allowed_signers import AllowedSigners
from genai_guide.signing.payload import SignedPart, payload
from genai_guide.signing.verification import Result, SignatureState, allowed_signer_for
from genai_guide.workflows.verify import Verifier
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER, STRANGER
from tests.helpers.summaries import (
    COUNSEL,
    KNOWN,
    YES,
    decided,
    legal,
    re_signed,
    signed,
    tables_of,
    written,
)


def test_a_good_summary_and_a_good_decision(small: Pack, path: Path) -> None:
    """Whole, known, following, decided: the first line says so to a lawyer."""
    found = legal(small).verify(signed(path, small))
    assert (found.result, found.result.code) == (Result.GOOD, 0)
    assert found.first_line == (
        "GOOD. A. Producer (a@studio.com) signed this on 1 March 2026; nothing has"
        " changed since. The verdict follows from the answers."
    )
    found = legal(small).verify(decided(path, small))
    assert found.result is Result.GOOD
    assert found.first_line.endswith(
        "Decision: Approved with conditions, valid until 2026-12-31,"
        " by C. Counsel on 1 March 2026."
    )
    assert "  condition: Two wardens stand by." in found.lines
    assert not found.warnings


def test_unsigned_and_unknown_are_results_of_their_own(small: Pack, path: Path) -> None:
    """Neither is a lesser good; an unknown signer's file is intact."""
    signed(path, small)
    found = legal(small, AllowedSigners()).verify(path)
    assert (found.result.code, found.signed.state) == (5, SignatureState.UNKNOWN)
    assert found.first_line.startswith("NOT VOUCHED FOR. Nothing has changed since")
    document = tables_of(path)
    del document["statement_signature"]
    found = legal(small).verify(written(path, document))
    assert (found.result.code, found.signed.state) == (3, SignatureState.MISSING)
    assert found.first_line.startswith("UNSIGNED. There is no signature")


def test_one_s_own_key_is_known(small: Pack, path: Path) -> None:
    """Nobody has to trust themselves, and that it is one's own key is said."""
    found = legal(small, AllowedSigners(), PRODUCER.public).verify(signed(path, small))
    assert found.result is Result.GOOD
    assert found.signed.why == "your own key"


def test_a_changed_key_for_a_known_address_is_loud(small: Pack, path: Path) -> None:
    """Another key under a known name is not “unknown”."""
    found = legal(small).verify(signed(path, small, STRANGER))
    assert (found.result.code, found.signed.state) == (5, SignatureState.OTHER_KEY)
    assert "ANOTHER key" in found.first_line


def test_a_known_key_under_another_name_is_not_known(small: Pack, path: Path) -> None:
    """A key is known together with its address."""
    signed(path, small)
    re_signed(path, lambda one: one["signoff"].update(email="boss@studio.com"))
    found = legal(small).verify(path)
    assert (found.result.code, found.signed.state) == (5, SignatureState.OTHER_KEY)
    assert (
        "you trust the key for a@studio.com, not for boss@studio.com"
        in found.first_line
    )


def test_a_key_trusted_for_the_other_role_does_not_count(
    small: Pack, path: Path
) -> None:
    """Who may answer may not ask, and the other way."""
    found = legal(small).verify(signed(path, small, LEGAL))
    assert (found.result.code, found.signed.state) == (5, SignatureState.WRONG_ROLE)
    path.unlink()
    signer = allowed_signer_for(SignedPart.STATEMENT, "b@studio.com", STRANGER.public)
    roster = AllowedSigners((*KNOWN.signers, signer))
    found = legal(small, roster).verify(decided(path, small, STRANGER))
    assert found.decided is not None
    assert (found.result.code, found.decided.state) == (4, SignatureState.WRONG_ROLE)
    assert "a producer's" in found.first_line


def test_the_producer_does_not_decide_on_their_own(small: Pack, path: Path) -> None:
    """One key for both is refused, even if the list would let it do both."""
    both = allowed_signer_for(SignedPart.DECISION, COUNSEL, PRODUCER.public)
    roster = AllowedSigners((*KNOWN.signers, both))
    document = tables_of(decided(path, small))
    ssh = PRODUCER.sign(
        SignedPart.DECISION, payload(SignedPart.DECISION, document["decision"])
    )
    document["decision_signature"]["ssh"] = ssh
    found = legal(small, roster).verify(written(path, document))
    assert found.result is Result.DECISION_VOID
    assert "the key that signed the statement" in found.first_line


def test_a_decision_of_an_unknown_or_other_key(small: Pack, path: Path) -> None:
    """Legal's signature is judged as the producer's is."""
    decided(path, small, STRANGER)
    found = legal(small).verify(path)
    assert found.decided is not None
    assert (found.result.code, found.decided.state) == (5, SignatureState.OTHER_KEY)
    found = legal(small, AllowedSigners(KNOWN.signers[:1])).verify(path)
    assert found.decided is not None
    assert (found.result.code, found.decided.state) == (5, SignatureState.UNKNOWN)
    document = tables_of(path)
    del document["decision_signature"]
    found = legal(small).verify(written(path, document))
    assert found.result.code == 3
    assert "is not signed, and proves nothing" in found.first_line


def test_a_decision_moved_to_another_summary(small: Pack, path: Path) -> None:
    """It is about one statement, and about one signature of it."""
    decision = tables_of(decided(path, small))
    path.unlink()
    other = tables_of(signed(path, small))
    for key in ("decision", "decision_signature"):
        other[key] = decision[key]
    found = legal(small).verify(written(path, other))
    assert found.result is Result.DECISION_VOID
    assert "it is about another statement" in found.first_line


def test_a_decision_over_another_signature(small: Pack, path: Path) -> None:
    """Signing the same statement again does not take the decision along."""
    decided(path, small)
    re_signed(path, lambda _: None, STRANGER)
    roster = AllowedSigners(
        (
            *KNOWN.signers,
            allowed_signer_for(SignedPart.STATEMENT, SIGNER.email, STRANGER.public),
        )
    )
    found = legal(small, roster).verify(path)
    assert found.signed.state is SignatureState.KNOWN
    assert found.result is Result.DECISION_VOID
    assert "over another signature" in found.first_line
    document = tables_of(path)
    del document["statement_signature"]
    assert legal(small).verify(written(path, document)).result.code == 4


def test_times_that_contradict_each_other_are_said(small: Pack, path: Path) -> None:
    """A clock proves nothing, but what cannot be true is said."""
    early = replace(YES, at=SIGNER.at - timedelta(days=1))
    found = legal(small).verify(decided(path, small, decision=early))
    assert found.warnings == ("the decision claims a time before the signing",)
    verifier = Verifier(small, SIGNER.at - timedelta(days=2), KNOWN, None)
    assert verifier.verify(path).warnings == (
        "the time of signing is in the future",
        "the decision claims a time before the signing",
        "the time of the decision is in the future",
    )
    late = Verifier(small, datetime(2027, 1, 1, tzinfo=UTC), KNOWN, None)
    assert "valid until 2026-12-31, which is over" in late.verify(path).warnings[-1]
    last = Verifier(small, datetime(2026, 12, 31, 23, tzinfo=UTC), KNOWN, None)
    assert len(last.verify(path).warnings) == 1


def test_a_key_that_is_trusted_for_another_time_does_not_count(
    small: Pack, path: Path
) -> None:
    """Ending a key in the list ends what it may sign from then on."""
    before = SIGNER.at - timedelta(seconds=1)
    ended = KNOWN.signers[0]._replace(valid_before=before)
    roster = AllowedSigners((ended, KNOWN.signers[1]))
    found = legal(small, roster).verify(signed(path, small))
    assert (found.result.code, found.signed.state) == (5, SignatureState.OUT_OF_TIME)
    assert "not for the time that it claims" in found.first_line
    later = ended._replace(valid_before=SIGNER.at)
    roster = AllowedSigners((later, KNOWN.signers[1]))
    assert legal(small, roster).verify(path).result is Result.GOOD


def test_faults_of_the_list_of_signers_are_said(small: Pack, path: Path) -> None:
    """A line that cannot be used is not passed over in silence."""
    roster = AllowedSigners(KNOWN.signers, {7: "no key"})
    found = legal(small, roster).verify(signed(path, small))
    assert "line 7, is not used: no key" in found.warnings[0]
