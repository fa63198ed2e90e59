"""`enrol`: known from now on, and only after a look at the key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from genai_guide.signing.allowed_signers import TRUSTED_FOR
from genai_guide.signing.payload import SignedPart, payload
from genai_guide.signing.verification import allowed_signer_for
from genai_guide.storage.allowed_signers import (
    allowed_signers_path,
    load_allowed_signers,
)
from tests.helpers.signing import DECIDE_WORDS, PRODUCER, STRANGER
from tests.helpers.summaries import re_signed, tables_of, written
from tests.helpers.terminal import Terminal


def test_what_is_shown_is_what_is_to_be_compared(run, summary: Path, person) -> None:
    """Name, address, and the fingerprint that the producer reads out."""
    done = run("enrol", summary, "--yes")
    assert (done.code, done.out) == (0, "")
    for said in ("A. Producer, Producer, Studio", "a@studio.com", "over the phone"):
        assert said in done.err
    person("producer")
    own = run("paths").out.split("its fingerprint: ")[1].strip()
    assert own in done.err
    assert "ATTENTION" not in done.err


def test_without_a_person_and_a_yes_nobody_is_enrolled(run, summary: Path) -> None:
    """A script has to say that it means it."""
    done = run("enrol", summary)
    assert done.code == 1
    assert "nobody is there to confirm it" in done.err
    assert not allowed_signers_path().exists()


@pytest.mark.parametrize("typed", ["yes", "no", ""])
def test_a_person_confirms_it_in_a_word(
    summary: Path, tmp_path: Path, boat_dir: Path, person, typed: str
) -> None:
    """Only yes is yes."""
    person("config")  # where the terminal's are
    words = ["enrol", str(summary), "--pack", str(boat_dir)]
    with Terminal(tmp_path, *words) as terminal:
        terminal.wait_for("Type yes to enrol:")
        terminal.press(f"{typed}\n")
        assert terminal.end() == (0 if typed == "yes" else 1, "")
    assert allowed_signers_path().exists() is (typed == "yes")


def test_enrolling_twice_adds_no_line(run, summary: Path) -> None:
    """Who is known is said to be known."""
    run("enrol", summary, "--yes")
    before = allowed_signers_path().read_bytes()
    done = run("enrol", summary, "--yes")
    assert done.code == 0
    assert "known already" in done.err
    assert allowed_signers_path().read_bytes() == before


def test_the_lines_of_others_stay(run, summary: Path) -> None:
    """A list that legal keeps by hand is added to, not written anew."""
    allowed_signers_path().parent.mkdir(parents=True, exist_ok=True)
    before = "# our list\r\nnonsense\nb@studio.com " + "x" * 50
    allowed_signers_path().write_text(before, encoding="utf-8", newline="")
    assert run("enrol", summary, "--yes").code == 0
    after = allowed_signers_path().read_bytes().decode()
    assert after.startswith(f"{before}\n")
    assert after.count("\n") == 4
    assert run("verify", summary).code == 0
    assert "line 2, is not used" in run("verify", summary).out


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_list_that_is_shared_stays_shared(run, summary: Path, tmp_path: Path) -> None:
    """A link to legal's common list stays one, and all can still read it."""
    common = tmp_path / "common"
    common.write_text("# ours\n", encoding="utf-8")
    common.chmod(0o644)
    allowed_signers_path().parent.mkdir(parents=True, exist_ok=True)
    allowed_signers_path().symlink_to(common)
    assert run("enrol", summary, "--yes").code == 0
    assert allowed_signers_path().is_symlink()
    assert common.stat().st_mode & 0o777 == 0o644
    assert common.read_text(encoding="utf-8").count("\n") == 2


def test_a_changed_key_for_a_known_address_is_a_person_s_to_judge(
    run, summary: Path
) -> None:
    """With --yes nobody is enrolled; both keys are named, and what to do."""
    run("enrol", summary, "--yes")
    before = allowed_signers_path().read_bytes()
    re_signed(summary, lambda _: None, STRANGER)
    done = run("enrol", summary, "--yes")
    assert (done.code, done.out) == (5, "")
    assert "ATTENTION: a@studio.com is known with ANOTHER key, SHA256:" in done.err
    assert STRANGER.fingerprint in done.err
    assert f"remove its line in {allowed_signers_path()} first" in done.err
    assert allowed_signers_path().read_bytes() == before
    allowed_signers_path().unlink()
    assert run("enrol", summary, "--yes").code == 0
    assert [one.public for one in load_allowed_signers().signers] == [STRANGER.public]


def test_a_person_can_enrol_a_changed_key(
    run, summary: Path, tmp_path: Path, boat_dir: Path, person
) -> None:
    """Who was asked may say yes; the key before stays known too."""
    person("config")  # where the terminal's are
    run("enrol", summary, "--yes")
    re_signed(summary, lambda _: None, STRANGER)
    with Terminal(tmp_path, "enrol", str(summary), "--pack", str(boat_dir)) as terminal:
        terminal.wait_for("ATTENTION")
        terminal.press("yes\n")
        assert terminal.end() == (0, "")
    assert [one.public for one in load_allowed_signers().signers][1:] == [
        STRANGER.public
    ]


def test_one_changed_key_keeps_the_other_signer_out_too(
    run, summary: Path, person
) -> None:
    """A script that is refused has enrolled nobody."""
    run("enrol", summary, "--yes")
    run("decide", summary, *DECIDE_WORDS)
    person("auditor")
    decision = allowed_signer_for(SignedPart.DECISION, "C. Counsel", STRANGER.public)
    allowed_signers_path().parent.mkdir(exist_ok=True)
    allowed_signers_path().write_text(f"{decision.line()}\n", encoding="utf-8")
    done = run("enrol", summary, "--yes")
    assert done.code == 5
    assert [one.public for one in load_allowed_signers().signers] == [STRANGER.public]


def test_what_is_changed_or_unsigned_enrols_nobody(run, summary: Path) -> None:
    """A signature that does not hold says nothing about a signer."""
    text = summary.read_text(encoding="utf-8")
    summary.write_text(text.replace("Round the island", "Round"), encoding="utf-8")
    assert run("enrol", summary, "--yes").code == 4
    document = tables_of(summary)
    del document["statement_signature"]
    assert run("enrol", written(summary, document), "--yes").code == 3
    assert not allowed_signers_path().exists()


def test_answers_are_not_a_summary(run, answers: Path) -> None:
    """What is not signed off has no signer: 3, as for the other commands."""
    for command in (["enrol"], ["payload"], ["decide", *DECIDE_WORDS]):
        done = run(*command, answers)
        assert (done.code, done.out) == (3, "")
        assert "not signed off" in done.err


def test_a_key_that_was_ended_is_not_enrolled_again(run, summary: Path) -> None:
    """Who was ended in the list does not come back by a routine."""
    run("enrol", summary, "--yes")
    line = allowed_signers_path().read_text(encoding="utf-8")
    ended = line.replace(' namespaces="', ' valid-before="20200101",namespaces="')
    allowed_signers_path().write_text(ended, encoding="utf-8")
    done = run("enrol", summary, "--yes")
    assert done.code == 5
    assert "not for the time that it claims" in done.err
    assert allowed_signers_path().read_text(encoding="utf-8") == ended


@pytest.mark.parametrize(
    "email",
    [
        "*@studio.com",
        "a@studio.com,*",
        "?@b.co",
        "!x@b.co",
        '"*"@b.co',
        'a@b.co"namespaces="*',
        "#a@b.co",
        "a@b.co\\*",
    ],
)
def test_no_address_enrols_a_pattern(run, summary: Path, email: str) -> None:
    """A summary with such an address is not read at all."""
    re_signed(summary, lambda one: one["signoff"].update(email=email), PRODUCER)
    assert run("enrol", summary, "--yes").code == 1
    assert not allowed_signers_path().exists()


def test_both_signers_of_a_decided_summary(run, summary: Path, person) -> None:
    """Each is enrolled for what they signed, and for nothing else."""
    run("enrol", summary, "--yes")
    run("decide", summary, *DECIDE_WORDS)
    person("auditor")
    assert run("verify", summary).code == 5
    assert run("enrol", summary, "--yes").code == 0
    assert [one.namespaces for one in load_allowed_signers().signers] == [
        TRUSTED_FOR[SignedPart.STATEMENT],
        TRUSTED_FOR[SignedPart.DECISION],
    ]
    assert run("verify", summary).code == 0


def test_a_producer_s_key_under_a_decision_is_not_enrolled(run, summary: Path) -> None:
    """The key of somebody known as a producer does not become legal's by enrolling."""
    run("enrol", summary, "--yes")
    run("decide", summary, *DECIDE_WORDS)
    document = tables_of(summary)
    producer = tables_of(re_signed(summary, lambda _: None, STRANGER))
    assert run("enrol", summary, "--yes").code == 4
    ssh = STRANGER.sign(
        SignedPart.DECISION, payload(SignedPart.DECISION, document["decision"])
    )
    document["decision_signature"]["ssh"] = ssh
    del producer["decision"], producer["decision_signature"]
    other = written(Path("other.toml"), producer)
    allowed_signers_path().unlink()
    assert run("enrol", other, "--yes").code == 0
    written(summary, document)
    done = run("enrol", summary, "--yes")
    assert done.code == 4
    assert "a producer's" in done.err
