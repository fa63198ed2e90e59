"""`trust`: a key is trusted once its fingerprint was compared, and one at a time."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from genai_guide.signing.payload import SignedPart, payload
from genai_guide.signing.sshsig import format_public_key
from genai_guide.signing.trust import TRUSTED_FOR
from genai_guide.signing.verification import allowed_signer_for
from genai_guide.storage.trust import (
    add_allowed_signer,
    allowed_signers_path,
    load_allowed_signers,
)
from tests.helpers.signing import DECIDE_WORDS, LEGAL, PRODUCER, STRANGER
from tests.helpers.summaries import re_signed, tables_of, trust_words, written
from tests.helpers.terminal import Terminal


@pytest.fixture
def at_terminal(
    tmp_path: Path, boat_dir: Path, person: Callable[[str], None]
) -> Callable[..., Terminal]:
    """Start the program at a terminal, with the same settings as here."""
    person("config")  # where the terminal's are
    return lambda *words: Terminal(tmp_path, *words, "--pack", str(boat_dir))


def test_the_key_and_the_address_come_first(run, summary: Path, person) -> None:
    """Then what speaks against it; what the file claims comes last, in quotes."""
    done = run(*trust_words(summary))
    assert (done.code, done.out) == (0, "")
    lines = done.err.splitlines()
    person("producer")
    own = run("paths").out.split("its fingerprint: ")[1].strip()
    assert lines[:2] == [f"Key: {own}", "Address: a@studio.com"]
    at = lines.index("The file claims this about them:")
    assert lines[at + 1 : at + 4] == [
        "  name “A. Producer”",
        "  role “Producer”",
        "  organisation “Studio”",
    ]
    assert "by phone" in done.err
    assert "WARNING" not in done.err


def test_a_script_gives_the_whole_fingerprint(run, summary: Path) -> None:
    """Not a part of it, not another one, and there is no word that skips it."""
    *words, whole = trust_words(summary)
    for given in (whole[:-1], whole[:30], "SHA256:", "", STRANGER.fingerprint):
        done = run(*words, given)
        assert done.code == 1
        assert "not trusted: " in done.err
    assert run("trust", summary).code == 1
    assert "--fingerprint" in run("trust", summary).err
    assert run("trust", summary, "--yes").code == 2
    assert not allowed_signers_path().exists()
    assert run(*words, whole.removeprefix("SHA256:")).code == 0


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (lambda key: key, 0),
        (lambda key: key.removeprefix("SHA256:")[:16], 0),
        (lambda key: key[:22], 1),
        (lambda key: key.removeprefix("SHA256:")[1:17], 1),
        (lambda _: "yes", 1),
        (lambda _: "", 1),
    ],
    ids=["whole", "16", "15", "another", "yes", "nothing"],
)
def test_a_person_types_16_characters(
    summary: Path, at_terminal, typed: Callable[[str], str], code: int
) -> None:
    """What is asked for is seen before anything can be typed."""
    fingerprint = trust_words(summary)[-1]
    with at_terminal("trust", str(summary)) as terminal:
        terminal.wait_for("Type at least 16 characters")
        terminal.press(f"{typed(fingerprint)}\n")
        assert terminal.end() == (code, "")
    assert allowed_signers_path().exists() is (code == 0)


def test_trusting_twice_adds_no_line(run, summary: Path) -> None:
    """A key that is trusted is said to be."""
    words = trust_words(summary)
    run(*words)
    before = allowed_signers_path().read_bytes()
    done = run(*words)
    assert done.code == 0
    assert "you trust this key already" in done.err
    assert run(*words[:-1], STRANGER.fingerprint).code == 1
    assert allowed_signers_path().read_bytes() == before


def test_the_lines_of_others_stay(run, summary: Path) -> None:
    """A list that legal keeps by hand is added to, not written anew."""
    allowed_signers_path().parent.mkdir(parents=True, exist_ok=True)
    before = "# our list\r\nnonsense\nb@studio.com " + "x" * 50
    allowed_signers_path().write_text(before, encoding="utf-8", newline="")
    assert run(*trust_words(summary)).code == 0
    after = allowed_signers_path().read_bytes().decode()
    assert after.startswith(f"{before}\n")
    assert after.count("\n") == 4
    assert run("verify", summary).code == 0
    assert "line 2 of your trusted keys is ignored" in run("verify", summary).out


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_list_that_is_shared_stays_shared(run, summary: Path, tmp_path: Path) -> None:
    """A link to legal's common list stays one, and all can still read it."""
    common = tmp_path / "common"
    common.write_text("# ours\n", encoding="utf-8")
    common.chmod(0o644)
    allowed_signers_path().parent.mkdir(parents=True, exist_ok=True)
    allowed_signers_path().symlink_to(common)
    assert run(*trust_words(summary)).code == 0
    assert allowed_signers_path().is_symlink()
    assert common.stat().st_mode & 0o777 == 0o644
    assert common.read_text(encoding="utf-8").count("\n") == 2


def test_no_script_trusts_a_changed_key(run, summary: Path) -> None:
    """Both keys are named, and what to do."""
    run(*trust_words(summary))
    before = allowed_signers_path().read_bytes()
    re_signed(summary, lambda _: None, STRANGER)
    done = run(*trust_words(summary))
    assert (done.code, done.out) == (1, "")
    assert "WARNING: ANOTHER KEY is trusted for a@studio.com: SHA256:" in done.err
    assert STRANGER.fingerprint in done.err
    assert "remove the line of the old key" in done.err
    assert allowed_signers_path().read_bytes() == before
    allowed_signers_path().unlink()
    assert run(*trust_words(summary)).code == 0
    assert [one.public for one in load_allowed_signers().signers] == [STRANGER.public]


@pytest.mark.parametrize(("word", "code"), [("changed", 0), ("yes", 1), ("", 1)])
def test_a_changed_key_needs_its_own_word(
    run, summary: Path, at_terminal, word: str, code: int
) -> None:
    """Also after its whole fingerprint; the key before stays trusted too."""
    run(*trust_words(summary))
    re_signed(summary, lambda _: None, STRANGER)
    with at_terminal(*trust_words(summary)) as terminal:
        terminal.wait_for("Type changed to trust this key too:")
        terminal.press(f"{word}\n")
        assert terminal.end() == (code, "")
    keys = [one.public for one in load_allowed_signers().signers]
    assert keys[1:] == [STRANGER.public] * (code == 0)


def test_an_address_or_a_name_that_looks_like_a_trusted_one_is_a_warning(
    run, summary: Path
) -> None:
    """The key can be trusted all the same: two people may have similar names."""
    other = allowed_signer_for(
        SignedPart.STATEMENT, "a@stud1o.com", LEGAL.public, "\u0410. Producer"
    )
    allowed_signers_path().parent.mkdir(parents=True, exist_ok=True)
    add_allowed_signer(other)
    done = run(*trust_words(summary))
    assert (
        "WARNING: the address a@studio.com looks like a@stud1o.com, which you trust"
        in done.err
    )
    assert "the name “A. Producer” looks like “\u0410. Producer”" in done.err
    assert done.code == 0


def test_a_key_that_is_listed_for_git_gets_a_line_for_summaries(
    run, summary: Path
) -> None:
    """It is named as that, and the line for git stays."""
    re_signed(summary, lambda _: None, PRODUCER)
    allowed_signers_path().parent.mkdir(parents=True, exist_ok=True)
    line = f'a@studio.com namespaces="git" {format_public_key(PRODUCER.public)}\n'
    allowed_signers_path().write_text(line, encoding="utf-8")
    found = run("verify", summary)
    assert found.code == 5
    assert "You trust its key for git, not for this" in found.out
    done = run(*trust_words(summary))
    assert done.code == 0
    assert "You trust this key for git already, not for this." in done.err
    assert allowed_signers_path().read_text(encoding="utf-8").startswith(line)
    assert run("verify", summary).code == 0


def test_what_is_changed_or_unsigned_makes_no_key_trusted(run, summary: Path) -> None:
    """A signature that does not hold says nothing about a signer."""
    words = trust_words(summary)
    text = summary.read_text(encoding="utf-8")
    summary.write_text(text.replace("Round the island", "Round"), encoding="utf-8")
    assert run(*words).code == 4
    document = tables_of(summary)
    del document["statement_signature"]
    written(summary, document)
    assert run(*words).code == 3
    assert not allowed_signers_path().exists()


def test_answers_are_not_a_summary(run, answers: Path) -> None:
    """What is not signed off has no signer: 3, as for the other commands."""
    for command in (["trust"], ["payload"], ["decide", *DECIDE_WORDS]):
        done = run(*command, answers)
        assert (done.code, done.out) == (3, "")
        assert "not signed: this is an answers file" in done.err


def test_a_key_that_was_ended_is_not_trusted_again(run, summary: Path) -> None:
    """A key that was ended in the list does not come back by a routine."""
    words = trust_words(summary)
    run(*words)
    line = allowed_signers_path().read_text(encoding="utf-8")
    ended = line.replace(' namespaces="', ' valid-before="20200101",namespaces="')
    allowed_signers_path().write_text(ended, encoding="utf-8")
    done = run(*words)
    assert done.code == 5
    assert "not for the time that it gives" in done.err
    assert allowed_signers_path().read_text(encoding="utf-8") == ended


@pytest.mark.parametrize(
    "email", ["*@studio.com", "a@studio.com,*", "?@b.co", "!x@b.co", '"*"@b.co']
)
def test_no_address_becomes_a_pattern(run, summary: Path, email: str) -> None:
    """A summary with such an address is not read at all."""
    words = trust_words(summary)
    document = tables_of(summary)
    document["statement"]["signoff"]["email"] = email
    written(summary, document)
    assert run(*words).code == 1
    assert not allowed_signers_path().exists()


def test_the_decider_is_a_step_of_its_own(run, summary: Path, person) -> None:
    """One key at a time, each for what it signed and for updates."""
    run(*trust_words(summary))
    assert run("trust", summary, "--decider").code == 1
    run("decide", summary, *DECIDE_WORDS)
    person("auditor")
    assert run("verify", summary).code == 5
    assert run(*trust_words(summary)).code == 0
    assert run("verify", summary).code == 5
    assert run(*trust_words(summary, decider=True)).code == 0
    assert [one.namespaces for one in load_allowed_signers().signers] == [
        TRUSTED_FOR[SignedPart.STATEMENT],
        TRUSTED_FOR[SignedPart.DECISION],
    ]
    assert run("verify", summary).code == 0


def test_a_producer_s_key_under_a_decision_is_not_trusted(run, summary: Path) -> None:
    """The key of a trusted producer does not become legal's in passing."""
    run(*trust_words(summary))
    run("decide", summary, *DECIDE_WORDS)
    document = tables_of(summary)
    entry = dict(document["entry"][0])
    del entry["signature"]
    ssh = STRANGER.sign(SignedPart.DECISION, payload(SignedPart.DECISION, entry))
    document["entry"] = [{**entry, "signature": {"ssh": ssh}}]
    other = written(Path("other.toml"), tables_of(summary))
    re_signed(other, lambda _: None, STRANGER)
    unsigned = tables_of(other)
    del unsigned["entry"]
    written(other, unsigned)
    allowed_signers_path().unlink()
    assert run(*trust_words(other)).code == 0
    written(summary, document)
    done = run(*trust_words(summary, decider=True))
    assert done.code == 5
    assert "not trusted for decisions" in done.err
