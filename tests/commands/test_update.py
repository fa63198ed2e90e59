"""`update`: what has happened since a summary was signed, by whoever says so."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.signing import COUNSEL_WORDS, DECIDE_WORDS
from tests.helpers.summaries import tables_of, trust_words
from tests.helpers.trusted import trust_signers

PRODUCER_WORDS = [
    *("--name", "A. Producer", "--role", "Producer"),
    *("--organisation", "Studio", "--email", "a@studio.com"),
]
COLLEAGUE_WORDS = [
    *("--name", "B. Colleague", "--role", "Coordinator"),
    *("--organisation", "Studio", "--email", "b@studio.com"),
]


@pytest.fixture
def decided(run, known: Path, person) -> Path:
    """Give a summary that is decided on; one is its producer, who trusts legal."""
    words = [*DECIDE_WORDS]
    words[words.index("before-delivery")] = "before-use"
    assert run("decide", known, *words).code == 0
    person("producer")
    trust_signers(known)
    return known


def task_of(path: Path) -> str:
    """Return the id of the first task."""
    task: str = tables_of(path)["statement"]["task"][0]["id"]
    return task


def entry_of(path: Path) -> dict[str, Any]:
    """Return the last entry as it stands in the file."""
    entry: dict[str, Any] = tables_of(path)["entry"][-1]
    return entry


def test_a_task_is_closed_and_the_decision_stays(run, decided: Path) -> None:
    """The entry is appended; a file that shows it is measured and not copied."""
    before, task = decided.read_bytes(), task_of(decided)
    Path("permit.pdf").write_bytes(b"the permit")
    words = ["--close", task, "--evidence", "permit.pdf"]
    done = run("update", decided, *words, *PRODUCER_WORDS)
    assert (done.code, done.out) == (0, f"{decided}\n")
    assert "You close the task: “Tell the harbour.”" in done.err
    assert decided.read_bytes().startswith(before)
    assert entry_of(decided)["evidence"] == {
        "file": "permit.pdf",
        "size": len(b"the permit"),
        "sha256": sha256(b"the permit").hexdigest(),
    }
    verified = run("verify", decided)
    assert verified.code == 0
    assert f"Closing of “{task}” on" in verified.out
    assert "not the signer" not in verified.out.split("Closing")[0].splitlines()[-1]
    assert json.loads(run("verify", decided, "--json").out)["decision"]


def test_evidence_may_be_said_in_words(run, decided: Path) -> None:
    """It is shown before it is signed, recorded, and in the document."""
    said = "The harbour master said so on the phone."
    words = ["--close", task_of(decided), "--evidence", said]
    done = run("update", decided, *words, *PRODUCER_WORDS)
    assert (done.code, f"Shown by: “{said}”" in done.err) == (0, True)
    assert entry_of(decided)["evidence"] == {"text": said}
    missing = run("update", decided, *words[:3], "lost.pdf", *PRODUCER_WORDS)
    assert (missing.code, "cannot be read as evidence" in missing.err) == (1, True)


def test_a_condition_is_reported_with_a_link_and_not_met_yet(
    run, decided: Path
) -> None:
    """The producer reports it; only a decider's acceptance makes it met."""
    words = ["--close", "condition-1", "--evidence", "https://studio.example/radio"]
    assert run("update", decided, *words, *PRODUCER_WORDS).code == 0
    assert entry_of(decided)["evidence"] == {"link": "https://studio.example/radio"}
    found = json.loads(run("verify", decided, "--json").out)
    (condition,) = found["decision"]["conditions"]
    assert (condition["state"], found["in_force"]) == ("reported", False)
    assert "reported as done, not accepted yet" in run("verify", decided).out


@pytest.mark.parametrize("kind", ["answer", "note"])
def test_a_question_is_answered_and_a_note_added(run, decided: Path, kind: str) -> None:
    """What was written is shown with whose words they are."""
    done = run("update", decided, f"--{kind}", "With sails.", *PRODUCER_WORDS)
    assert done.code == 0, done.err
    assert entry_of(decided)["kind"] == kind
    verified = run("verify", decided)
    assert verified.code == 0
    assert f"{kind.capitalize()} on" in verified.out
    assert ": “With sails.” (“A. Producer”" in verified.out


@pytest.mark.parametrize("words", [["--close", "TASK"], ["--note", "Seen."]])
def test_a_colleague_is_named_as_not_the_signer(
    run, decided: Path, person, words: list[str]
) -> None:
    """Somebody else who is trusted can add it too, and that is said."""
    words = [task_of(decided) if word == "TASK" else word for word in words]
    person("colleague")
    trust_signers(decided)
    assert run("update", decided, *words, *COLLEAGUE_WORDS).code == 0
    person("producer")
    unknown = run("verify", decided)
    assert unknown.code == 5
    assert (
        "1 entry does not count: you do not trust its key"
        in unknown.out.splitlines()[0]
    )
    trust_signers(decided)
    verified = run("verify", decided)
    assert verified.code == 0
    assert (
        "Signed with the key you trust for b@studio.com, not the signer of the summary."
    ) in verified.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--close", "nothing"], "it has: condition-1"),
        (["--close", ""], "name one task or one condition"),
        (["--note", ""], "reasons: this is needed"),
        (["--answer", ""], "reasons: this is needed"),
        (["--note", "a", "--evidence", "b"], "--evidence needs --close"),
        (["--note", "a", "--answer", "b"], "not allowed with"),
        ([], "required"),
    ],
)
def test_half_an_update_is_a_mistake_of_usage(
    run, decided: Path, words: list[str], said: str
) -> None:
    """Nothing is written, and what is missing is said."""
    before = decided.read_bytes()
    done = run("update", decided, *words, *PRODUCER_WORDS)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert decided.read_bytes() == before


def test_an_answer_needs_something_that_was_asked(run, known: Path) -> None:
    """Without a decision there is nothing to answer."""
    done = run("update", known, "--answer", "Yes.", *COUNSEL_WORDS)
    assert done.code == 2
    assert "an answer needs a decision, and there is none yet" in done.err


def test_whom_to_trust_is_said_before_an_answer_to_an_unknown_decider(
    run, known: Path, person
) -> None:
    """The request is there; only the key that signed it is not trusted yet."""
    words = ["--outcome", "more-information", "--reasons", "Which?", *COUNSEL_WORDS]
    assert run("decide", known, *words).code == 0
    person("producer")
    assert run(*trust_words(known)).code == 0
    done = run("update", known, "--answer", "This.", *PRODUCER_WORDS)
    assert (done.code, "genai-guide trust FILE --decider" in done.err) == (2, True)


def test_evidence_that_is_not_there_adds_nothing(run, decided: Path) -> None:
    """What cannot be measured shows nothing."""
    before = decided.read_bytes()
    words = ["--close", task_of(decided), "--evidence", "none.pdf"]
    done = run("update", decided, *words, *PRODUCER_WORDS)
    assert done.code == 1
    assert "none.pdf" in done.err
    assert decided.read_bytes() == before


@pytest.mark.parametrize("result", ["changed", "unsigned"])
def test_nothing_is_added_to_what_does_not_verify(
    run, known: Path, result: str
) -> None:
    """The code is that of `verify`."""
    text = known.read_text(encoding="utf-8")
    if result == "changed":
        known.write_text(text.replace("Round the", "Around the"), encoding="utf-8")
    else:
        known.write_text(text.split("[statement_signature]")[0], encoding="utf-8")
    before = known.read_bytes()
    done = run("update", known, "--note", "Seen.", *COUNSEL_WORDS)
    assert done.code == (4 if result == "changed" else 3)
    assert "nothing was added" in done.err
    assert known.read_bytes() == before
