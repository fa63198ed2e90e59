"""`decide`: legal's answer, on what verifies or with an explicit word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.signing import DECIDE_WORDS
from tests.helpers.summaries import re_signed, tables_of, trust_words

WHO = ["--name", "C. Counsel", "--role", "Counsel"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outcome", "approved"], "approved"),
        (["--outcome", "approved", "--valid-until", "2999-01-01"], "approved"),
        (["--outcome", "approved-with-conditions", "--condition", "a"], "approved"),
        (["--outcome", "refused", "--condition", "because"], "refused"),
        (["--outcome", "refused"], "refused"),
        (["--outcome", "more-information", "--condition", "which?"], "information"),
    ],
)
def test_each_outcome_is_written(
    run, summary: Path, words: list[str], said: str
) -> None:
    """The path is on stdout, and the file says what was decided."""
    run(*trust_words(summary))
    before = summary.read_bytes()
    done = run("decide", summary, *words, *WHO)
    assert (done.code, done.out) == (0, f"{summary}\n")
    assert said in done.err
    assert "send this file back" in done.err
    fingerprint = run("paths").out.split("its fingerprint: ")[1].strip()
    assert f"signed with your key {fingerprint}" in done.err
    assert summary.read_bytes().startswith(before)
    decision = tables_of(summary)["decision"]
    assert (decision["outcome"], decision["name"]) == (words[1], "C. Counsel")
    assert run("verify", summary).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--outcome", "approved", "--condition", "a"],
        ["--outcome", "approved-with-conditions"],
        ["--outcome", "more-information"],
        ["--outcome", "approved", "--valid-until", "2020-01-01"],
        ["--outcome", "approved", "--valid-until", "tomorrow"],
        ["--outcome", "refused", "--valid-until", "2999-01-01"],
        ["--outcome", "perhaps"],
        [],
    ],
)
def test_half_a_decision_is_a_mistake_of_usage(
    run, summary: Path, words: list[str]
) -> None:
    """Nothing is written, and what lacks is said."""
    run(*trust_words(summary))
    before = summary.read_bytes()
    done = run("decide", summary, *words, *WHO)
    assert (done.code, done.out) == (2, "")
    assert done.err
    assert summary.read_bytes() == before


def test_what_does_not_verify_needs_the_word(run, summary: Path) -> None:
    """Without it the code is that of `verify`; with it the record says so."""
    before = summary.read_bytes()
    done = run("decide", summary, *DECIDE_WORDS)
    assert (done.code, done.out) == (5, "")
    assert "--although-unverified" in done.err
    assert summary.read_bytes() == before
    assert run("decide", summary, *DECIDE_WORDS, "--although-unverified").code == 0
    assert tables_of(summary)["decision"]["found"] == "not vouched for"
    run(*trust_words(summary))
    done = run("verify", summary)
    assert done.code == 0
    assert "decided although the summary was: not vouched for" in done.out


@pytest.mark.parametrize("found", ["changed", "verdict does not follow"])
def test_deciding_does_not_make_it_good(run, summary: Path, found: str) -> None:
    """A changed summary with a decision is still a changed summary."""
    run(*trust_words(summary))
    if found == "changed":
        text = summary.read_text(encoding="utf-8")
        summary.write_text(text.replace("Round the", "Around the"), encoding="utf-8")
    else:
        re_signed(summary, lambda one: one.update(level="notify"))
    assert run("decide", summary, *DECIDE_WORDS).code == 4
    assert run("decide", summary, *DECIDE_WORDS, "--although-unverified").code == 0
    assert tables_of(summary)["decision"]["found"] == found
    assert run("verify", summary).code == 4


def test_a_second_decision_is_refused(run, summary: Path) -> None:
    """With the word as well; the first one stays."""
    run(*trust_words(summary))
    run("decide", summary, *DECIDE_WORDS)
    before = summary.read_bytes()
    done = run("decide", summary, *DECIDE_WORDS, "--although-unverified")
    assert done.code == 1
    assert "there is a decision in it already" in done.err
    assert summary.read_bytes() == before


def test_the_producer_does_not_decide(run, summary: Path, person) -> None:
    """The key that signed the statement does not answer it."""
    person("producer")
    before = summary.read_bytes()
    done = run("decide", summary, *DECIDE_WORDS)
    assert done.code == 1
    assert "somebody else has to decide" in done.err
    assert summary.read_bytes() == before


def test_typed_words_are_cleaned_with_a_message(run, summary: Path) -> None:
    """What may not stand in a record is left out, and that is said."""
    run(*trust_words(summary))
    words = [*DECIDE_WORDS[:2], "--condition", "a\x1b[2Jb\u202ec", *WHO]
    done = run("decide", summary, *words)
    assert done.code == 0
    assert "condition: changed to “a[2Jbc”" in done.err
    assert tables_of(summary)["decision"]["conditions"] == ["a[2Jbc"]
    assert run("verify", summary).code == 0


def test_a_key_that_cannot_be_read_decides_nothing(
    run, summary: Path, tmp_path: Path
) -> None:
    """The file stays, and what is wrong with the key is said."""
    run(*trust_words(summary))
    before = summary.read_bytes()
    done = run("decide", summary, *DECIDE_WORDS, "--key", tmp_path / "none")
    assert (done.code, done.out) == (1, "")
    assert "no such file" in done.err
    assert summary.read_bytes() == before
