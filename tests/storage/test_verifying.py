"""What verifying finds of the statement's signature and of its questions."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from genai_guide.record.entries import EntryKind
from genai_guide.rules.pack import Pack
from genai_guide.signing.trust import AllowedSigners
from genai_guide.signing.verification import Result, SignatureState
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER, STRANGER
from tests.helpers.summaries import (
    COUNSEL,
    KNOWN,
    YES,
    added,
    decided,
    legal,
    re_signed,
    signed,
    tables_of,
    verified,
    written,
)


def test_a_genuine_summary_and_a_decision(small: Pack, path: Path) -> None:
    """The first line says what was found, then what the signer claims, in quotes."""
    found = verified(signed(path, small), small)
    assert (found.result, found.result.code) == (Result.GENUINE, 0)
    assert found.first_line == (
        "GENUINE. Written approval needed. No decision yet. Not in force. Signed with"
        " the key you trust for a@studio.com. The file gives the date 1 March 2026 and"
        " the name “A. Producer”."
    )
    found = verified(decided(path, small), small)
    assert found.result is Result.GENUINE
    assert found.first_line.startswith(
        "GENUINE. Written approval needed. Approved with 1 condition on 1 March 2026,"
        " until 31 December 2026. In force. Signed with the key you trust for"
        " a@studio.com."
    )
    assert any("Two wardens stand by." in line for line in found.lines)
    assert not found.warnings


def test_unsigned_and_unknown_are_results_of_their_own(small: Pack, path: Path) -> None:
    """Neither is a lesser genuine, and neither is in force."""
    found = verified(decided(path, small), small, AllowedSigners())
    assert (found.result.code, found.signed.state) == (5, SignatureState.UNKNOWN)
    assert found.first_line.startswith("SIGNER NOT TRUSTED. Written approval needed.")
    assert not found.in_force
    document = tables_of(path)
    del document["statement_signature"]
    del document["entry"]
    found = verified(written(path, document), small)
    assert (found.result.code, found.signed.state) == (3, SignatureState.MISSING)
    assert found.first_line.startswith("UNSIGNED. ")
    assert "There is no signature" in found.first_line


def test_one_s_own_key_is_trusted(small: Pack, path: Path) -> None:
    """Nobody has to trust themselves first, and that it is one's own key is said."""
    found = legal(small, AllowedSigners(), PRODUCER.public).verify(signed(path, small))
    assert found.result is Result.GENUINE
    assert "Signed with your own key." in found.first_line


def test_a_changed_key_for_a_known_address_is_loud(small: Pack, path: Path) -> None:
    """Another key under a known address is not just “unknown”."""
    found = verified(signed(path, small, STRANGER), small)
    assert (found.result.code, found.signed.state) == (5, SignatureState.OTHER_KEY)
    assert "ANOTHER key" in found.first_line


def test_a_known_key_under_another_address_is_not_trusted(
    small: Pack, path: Path
) -> None:
    """A key is trusted together with its address."""
    signed(path, small)
    re_signed(path, lambda one: one["signoff"].update(email="boss@studio.com"))
    found = verified(path, small)
    assert (found.result.code, found.signed.state) == (5, SignatureState.OTHER_KEY)
    assert "trusted for a@studio.com, not for the address given" in found.first_line


def test_a_key_trusted_for_decisions_does_not_sign_statements(
    small: Pack, path: Path
) -> None:
    """Who may answer may not ask."""
    found = verified(signed(path, small, LEGAL), small)
    assert (found.result.code, found.signed.state) == (5, SignatureState.WRONG_ROLE)


def test_a_time_in_the_future_is_a_warning_and_not_in_force(
    small: Pack, path: Path
) -> None:
    """A clock proves nothing, but what cannot be true is said in the first line."""
    decided(path, small)
    found = verified(path, small, now=SIGNER.at - timedelta(days=2))
    assert found.result is Result.GENUINE
    assert "WARNING: The time of signing is in the future." in found.first_line
    assert not found.in_force


def test_a_key_that_is_trusted_for_another_time_does_not_count(
    small: Pack, path: Path
) -> None:
    """Ending a key in the list ends what it may sign from then on."""
    ended = KNOWN.signers[0]._replace(valid_before=SIGNER.at - timedelta(seconds=1))
    allowed = AllowedSigners((ended, KNOWN.signers[1]))
    found = verified(signed(path, small), small, allowed)
    assert (found.result.code, found.signed.state) == (5, SignatureState.OUT_OF_TIME)
    assert "not for the time that it gives" in found.first_line
    later = ended._replace(valid_before=SIGNER.at)
    allowed = AllowedSigners((later, KNOWN.signers[1]))
    assert verified(path, small, allowed).result is Result.GENUINE


def test_faults_of_the_list_of_trusted_keys_are_said(small: Pack, path: Path) -> None:
    """A line that cannot be used is not passed over in silence."""
    allowed = AllowedSigners(KNOWN.signers, {7: "no key"})
    found = verified(signed(path, small), small, allowed)
    assert "line 7 of your trusted keys is ignored: no key" in found.notes[0]


def test_comments_in_a_received_file_are_counted(small: Pack, path: Path) -> None:
    """What nobody signed is said to be there; the program's own head is not counted."""
    assert not verified(signed(path, small), small).notes
    text = path.read_text(encoding="utf-8")
    text += '# Netflix agreed by phone\n#"approved"\n'
    path.write_text(text, encoding="utf-8", newline="")
    found = verified(path, small)
    assert found.notes == ("2 comments in this file are not covered by the signature",)
    assert found.result is Result.GENUINE


def test_a_decision_before_its_statement(small: Pack, path: Path) -> None:
    """A decision before its statement is a warning, and not in force."""
    early = SIGNER.at - timedelta(days=1)
    signed(path, small)
    added(path, small, LEGAL, EntryKind.DECISION, COUNSEL, early, **YES)
    found = verified(path, small)
    assert "earlier time than the statement" in found.first_line
    assert not found.in_force
