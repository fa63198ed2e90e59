"""`decide`: legal's answer, on what verifies or with an explicit word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.signing import COUNSEL_WORDS, DECIDE_WORDS, SIGN_WORDS
from tests.helpers.summaries import re_signed, tables_of
from tests.helpers.terminal import Terminal
from tests.helpers.trusted import trust_signers

APPROVED = ["--outcome", "approved", *COUNSEL_WORDS]
REFUSED = ["--outcome", "refused", "--reasons", "Too windy.", *COUNSEL_WORDS]


def entry_of(path: Path, number: int = -1) -> dict[str, Any]:
    """Return an entry of a summary as it stands in the file."""
    entry: dict[str, Any] = tables_of(path)["entry"][number]
    return entry


def found(run, path: Path) -> dict[str, Any]:
    """Return what `verify` finds."""
    decoded: dict[str, Any] = json.loads(run("verify", path, "--json").out)
    return decoded


@pytest.mark.parametrize(
    ("words", "said", "in_force"),
    [
        (["approved"], "Approved on", True),
        (["approved", "--valid-until", "2999-01-01"], "until 1 January 2999", True),
        (["approved-with-conditions", "--condition", "a"], "1 condition on", False),
        (["no-approval-needed", "--reasons", "a"], "No approval needed on", True),
        (["refused", "--reasons", "a"], "Refused on", False),
        (["more-information", "--reasons", "a?"], "More information requested", False),
    ],
)
def test_each_outcome_is_written(
    run,
    known: Path,
    words: list[str],
    said: str,
    in_force: bool,  # noqa: FBT001
) -> None:
    """The path is on stdout, and `verify` says what was decided."""
    before = known.read_bytes()
    done = run("decide", known, "--outcome", *words, *COUNSEL_WORDS)
    assert (done.code, done.out) == (0, f"{known}\n")
    fingerprint = run("paths").out.split("its fingerprint: ")[1].strip()
    assert f"Signed with your key {fingerprint}" in done.err
    assert known.read_bytes().startswith(before)
    entry = entry_of(known)
    assert (entry["outcome"], entry["found"]) == (words[0], "genuine")
    assert entry["by"]["email"] == "c.counsel@harbour.example"
    verified = run("verify", known)
    assert verified.code == 0
    assert said in verified.out.splitlines()[0]
    assert found(run, known)["in_force"] is in_force
    assert run("verify", known, "--in-force").code == (0 if in_force else 6)


def test_it_is_said_if_it_cannot_be_noted_on_this_computer(
    run, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decision is written all the same, and the command succeeds."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("genai_guide.storage.memory._append", full)
    done = run("decide", known, *APPROVED)
    assert done.code == 0
    assert "this was not noted on this computer" in done.err
    assert entry_of(known)["outcome"] == "approved"


def test_a_condition_has_its_owner_its_day_and_what_it_covers(run, known: Path) -> None:
    """A detail belongs to the condition before it; without any there are defaults."""
    words = ["--outcome", "approved-with-conditions", *COUNSEL_WORDS]
    words += ["--condition", "Bring a permit.", "--covers", "clearance"]
    words += ["--condition", "Log the trip.", "--owner", "skipper"]
    words += ["--due", "2999-01-31"]
    assert run("decide", known, *words).code == 0
    first, second = entry_of(known)["conditions"]
    assert first == {
        "id": "condition-1",
        "text": "Bring a permit.",
        "owner": "production",
        "due": "before-use",
        "covers": ["clearance"],
    }
    assert (second["owner"], second["due"]) == ("skipper", "2999-01-31")
    states = [each["state"] for each in found(run, known)["decision"]["conditions"]]
    assert states == ["open", "open"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--outcome", "approved", "--condition", "a"], "approved-with-conditions"),
        (["--outcome", "approved-with-conditions"], "name at least one"),
        (["--outcome", "more-information"], "say what is needed"),
        (["--outcome", "refused"], "say why"),
        (["--outcome", "approved", "--although-blocked"], "say why"),
        (["--outcome", "approved", "--valid-until", "2020-01-01"], "already over"),
        (["--outcome", "approved", "--valid-until", "soon"], "isn't valid"),
        (["--outcome", "perhaps"], "invalid choice"),
        (["--outcome", "approved", "--due", "before-use"], "follow a --condition"),
        (["--withdraw", "--reasons", "a"], "needs a decision"),
        (["--extend-to", "2999-01-01"], "needs a decision"),
        (["--accept", "condition-1"], "no condition “condition-1”"),
        (["--accept", ""], "needs a decision"),
        ([], "required"),
    ],
)
def test_half_a_decision_is_a_mistake_of_usage(
    run, known: Path, words: list[str], said: str
) -> None:
    """Nothing is written, and what is missing is said."""
    before = known.read_bytes()
    done = run("decide", known, *words, *COUNSEL_WORDS)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert known.read_bytes() == before


def test_dates_are_taken_as_people_write_them(run, known: Path) -> None:
    """They are recorded as ISO; where the month is unclear, nothing is written."""
    words = ["--outcome", "approved-with-conditions", "--condition", "a"]
    words += ["--due", "1 Dec 2998", "--valid-until", "31.12.2998", *COUNSEL_WORDS]
    unclear = run("decide", known, *words, "--valid-until", "1/12/2998")
    assert (unclear.code, "could be 1 December 2998" in unclear.err) == (2, True)
    assert run("decide", known, *words).code == 0
    entry = entry_of(known)
    assert entry["valid_until"] == "2998-12-31"
    assert entry["conditions"][0]["due"] == "2998-12-01"


@pytest.mark.parametrize("detail", ["--due", "--covers"])
def test_a_condition_that_makes_no_sense_is_refused(
    run, known: Path, detail: str
) -> None:
    """A day that is none, and what this use does not need."""
    words = ["--outcome", "approved-with-conditions", "--condition", "a"]
    done = run("decide", known, *words, detail, "soon", *COUNSEL_WORDS)
    assert done.code == 2
    assert detail.strip("-") in done.err
    assert "entry" not in tables_of(known)


@pytest.mark.parametrize("missing", ["--name", "--role", "--organisation", "--email"])
def test_who_decides_is_named_in_full(run, known: Path, missing: str) -> None:
    """A missing or empty part is a mistake of usage."""
    at = APPROVED.index(missing)
    for words in (
        APPROVED[:at] + APPROVED[at + 2 :],
        [*APPROVED[: at + 1], "", *APPROVED[at + 2 :]],
    ):
        assert run("decide", known, *words).code == 2
    assert "entry" not in tables_of(known)


def test_what_will_be_signed_is_shown_first(run, known: Path) -> None:
    """The use, the verdict, what else is needed, the decision and its conditions."""
    words = [*DECIDE_WORDS, "--valid-until", "2999-01-31", "--reasons", "By day."]
    done = run("decide", known, *words)
    order = (
        "Use: “Round the island: To see the seals.”, revision 1",
        "Verdict: Written approval needed",
        "Also needed: ",
        "So far: No decision yet",
        "Your decision: Approved with conditions",
        "Condition: “Take a radio along.” (by “production”, due before",
        "Valid until: the end of 31 January 2999, UTC",
        "In your words: “By day.”",
    )
    assert sorted(order, key=done.err.index) == list(order)


def test_at_a_terminal_it_waits_for_a_yes(
    summary: Path, boat_dir: Path, person
) -> None:
    """Anything else adds nothing."""
    person("config")
    trust_signers(summary)
    before = summary.read_bytes()
    words = ["decide", str(summary), *APPROVED, "--pack", str(boat_dir)]
    for typed, code in (("no\n", 1), ("\n", 1), ("yes\n", 0)):
        assert summary.read_bytes() == before
        with Terminal(Path.cwd(), *words) as terminal:
            terminal.wait_for("Type yes to sign this:")
            terminal.press(typed)
            if typed == "yes\n":
                terminal.wait_for("Passphrase (optional):")
                terminal.press("\n")
            assert terminal.end()[0] == code
    assert entry_of(summary)["outcome"] == "approved"


def test_a_decision_is_withdrawn_extended_and_its_condition_accepted(
    run, known: Path
) -> None:
    """Each is an entry about the decision that stands, and what is there stays."""
    conditions = [*DECIDE_WORDS, "--valid-until", "2999-01-31"]
    conditions[conditions.index("before-delivery")] = "before-use"
    assert run("decide", known, *conditions).code == 0
    assert not found(run, known)["in_force"]
    before = known.read_bytes()
    accepted = run("decide", known, "--accept", "condition-1", *COUNSEL_WORDS)
    assert accepted.code == 0, accepted.err
    assert "It is about: Signed with your own key." in accepted.err
    assert found(run, known)["in_force"]
    extended = run("decide", known, "--extend-to", "2999-12-31", *COUNSEL_WORDS)
    assert extended.code == 0, extended.err
    assert "until 31 December 2999" in run("verify", known).out.splitlines()[0]
    words = ["--withdraw", "--reasons", "A storm.", *COUNSEL_WORDS]
    assert run("decide", known, *words).code == 0
    verified = run("verify", known)
    assert verified.code == 0
    assert "Approval withdrawn" in verified.out.splitlines()[0]
    assert "“A storm.”" in verified.out
    assert known.read_bytes().startswith(before)
    assert run("verify", known, "--in-force").code == 6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--withdraw"], "reasons: this is needed"),
        (["--withdraw", "--reasons", "a", "--condition", "b"], "conditions: this does"),
        (
            ["--withdraw", "--reasons", "a", "--valid-until", "2999-01-01"],
            "valid until",
        ),
        (["--accept", "condition-2"], "it has: condition-1"),
        (["--extend-to", "soon"], "isn't valid"),
        (["--extend-to", ""], "valid until: this is needed"),
    ],
)
def test_what_follows_a_decision_is_checked_too(
    run, known: Path, words: list[str], said: str
) -> None:
    """What is missing or does not belong is said, and nothing is written."""
    run("decide", known, *DECIDE_WORDS)
    before = known.read_bytes()
    done = run("decide", known, *words, *COUNSEL_WORDS)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert known.read_bytes() == before


@pytest.fixture
def by_another(run, known: Path, person) -> Path:
    """Give a summary that another decider has decided on; one is a second one."""
    assert run("decide", known, *APPROVED, "--valid-until", "2999-01-31").code == 0
    person("second")
    trust_signers(known)
    return known


def second(words: list[str]) -> list[str]:
    """Say it as the second decider."""
    return [word.replace("c.counsel", "d.second") for word in words]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (APPROVED, "Somebody else decided: Approved"),
        (["--extend-to", "2999-12-31", *COUNSEL_WORDS], "Only the person who decided"),
    ],
)
def test_the_place_of_another_s_decision_is_taken_with_a_word(
    run, by_another: Path, words: list[str], said: str
) -> None:
    """Without it nothing is written; with it the first line says so for ever."""
    before = by_another.read_bytes()
    done = run("decide", by_another, *second(words))
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert by_another.read_bytes() == before
    done = run("decide", by_another, *second(words), "--in-place-of")
    assert done.code == 0, done.err
    assert "It replaces what somebody else decided." in done.err
    verified = run("verify", by_another)
    assert verified.code == 0
    assert "WARNING: " in verified.out.splitlines()[0]
    assert found(run, by_another)["in_force"]


def test_anybody_who_decides_can_refuse_and_withdraw(run, by_another: Path) -> None:
    """What stops a use needs no word."""
    before = by_another.read_bytes()
    for words in (["--withdraw", "--reasons", "a", *COUNSEL_WORDS], REFUSED):
        by_another.write_bytes(before)
        assert run("decide", by_another, *second(words)).code == 0
        assert not found(run, by_another)["in_force"]


@pytest.fixture
def blocked(run, answers: Path, person) -> Path:
    """Give a genuine summary of a use that is on hold."""
    text = answers.read_text(encoding="utf-8")
    answers.write_text(
        text.replace('"trip.weather" = "calm"', '"trip.weather" = "storm"'),
        encoding="utf-8",
    )
    person("producer")
    assert run("sign", answers, *SIGN_WORDS, "-o", "blocked.toml").code == 0
    person("legal")
    trust_signers(Path("blocked.toml"))
    return Path("blocked.toml")


def test_what_is_on_hold_is_approved_with_a_word_and_reasons(
    run, blocked: Path
) -> None:
    """The word stands in the decision, and in the first line."""
    assert found(run, blocked)["level"] == "hold"
    before = blocked.read_bytes()
    done = run("decide", blocked, *APPROVED)
    assert (done.code, done.out) == (1, "")
    assert "although it is blocked" in done.err
    assert blocked.read_bytes() == before
    words = ["--although-blocked", "--reasons", "The storm is over."]
    assert run("decide", blocked, *APPROVED, *words).code == 0
    first = run("verify", blocked).out.splitlines()[0]
    assert "Approved although blocked on" in first
    assert found(run, blocked)["in_force"]


def test_what_does_not_verify_needs_the_word(run, summary: Path) -> None:
    """Without it the code is that of `verify`; with it the record says so."""
    before = summary.read_bytes()
    done = run("decide", summary, *DECIDE_WORDS)
    assert (done.code, done.out) == (5, "")
    assert "--although-unverified" in done.err
    assert summary.read_bytes() == before
    done = run("decide", summary, *DECIDE_WORDS, "--although-unverified")
    assert done.code == 0
    assert "The summary is not genuine: SIGNER NOT TRUSTED." in done.err
    assert entry_of(summary)["found"] == "signer_not_trusted"


@pytest.mark.parametrize("result", ["changed", "verdict_wrong", "unsigned"])
def test_deciding_does_not_make_it_genuine(run, known: Path, result: str) -> None:
    """What is not genuine stays so, with a decision as well."""
    text = known.read_text(encoding="utf-8")
    if result == "changed":
        known.write_text(text.replace("Round the", "Around the"), encoding="utf-8")
    elif result == "unsigned":
        known.write_text(text.split("[statement_signature]")[0], encoding="utf-8")
    else:
        re_signed(
            known, lambda statement: statement["reason"][0].update(reason="Fine.")
        )
    code = 3 if result == "unsigned" else 4
    assert run("decide", known, *DECIDE_WORDS).code == code
    assert run("decide", known, *DECIDE_WORDS, "--although-unverified").code == 0
    assert entry_of(known)["found"] == result
    assert run("verify", known).code == code
    assert not found(run, known)["in_force"]


def test_the_producer_does_not_decide(run, summary: Path, person) -> None:
    """The key that signed the statement does not answer it."""
    person("producer")
    before = summary.read_bytes()
    done = run("decide", summary, *DECIDE_WORDS)
    assert done.code == 1
    assert "Somebody else has to decide" in done.err
    assert summary.read_bytes() == before


def test_typed_words_are_cleaned_with_a_message(run, known: Path) -> None:
    """What may not stand in a record is left out, and that is said."""
    words = [*DECIDE_WORDS[:2], "--condition", "a\x1b[2Jb\u202ec", *COUNSEL_WORDS]
    done = run("decide", known, *words)
    assert done.code == 0
    assert "condition: some characters were removed. It is now “a[2Jbc”" in done.err
    (condition,) = entry_of(known)["conditions"]
    assert condition["text"] == "a[2Jbc"
    assert run("verify", known).code == 0


def test_a_key_that_cannot_be_read_decides_nothing(
    run, known: Path, tmp_path: Path
) -> None:
    """The file stays, and what is wrong with the key is said."""
    before = known.read_bytes()
    done = run("decide", known, *DECIDE_WORDS, "--key", tmp_path / "none")
    assert (done.code, done.out) == (1, "")
    assert "no such file" in done.err
    assert known.read_bytes() == before


def test_the_key_of_the_statement_is_refused_as_a_named_one_too(
    run, known: Path, tmp_path: Path
) -> None:
    """Nobody answers themselves by naming their own key."""
    before = known.read_bytes()
    key = next((tmp_path / "producer").glob("*key"))
    done = run("decide", known, *DECIDE_WORDS, "--key", key)
    assert done.code == 1
    assert "Somebody else has to decide" in done.err
    assert known.read_bytes() == before
