"""Does the verdict follow, where the signer changed a statement and signed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from genai_guide.record.replay import find_differences
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Replay, Result, SignatureState
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import load_file
from tests.commands.small_pack import copied, edit
from tests.helpers.summaries import ANSWERS, legal, re_signed, signed

Table = dict[str, Any]
Change = Callable[[Table], object]

EDITS: list[tuple[str, Change]] = [
    ("level", lambda one: one.update(level="notify")),
    ("needs approval", lambda one: one.update(needs_approval="no")),
    ("sentence", lambda one: one.update(sentence="Go ahead.")),
    ("obligations", lambda one: one.update(obligations=[])),
    ("headlines", lambda one: one.update(headlines=[])),
    ("title", lambda one: one.update(title="Another film")),
    ("production", lambda one: one["production"].update(title="Another film")),
    ("use", lambda one: one["use"].update(description="Nothing.")),
    ("answered", lambda one: one["tool"][0].update(name="Ladder")),
    ("by the answers", lambda one: one["tool"].append({"number": 2, "name": "x"})),
    ("answer", lambda one: one["answer"].pop()),
    ("answer", lambda one: one["answer"].append(one["answer"][-1])),
    ("answer", lambda one: one["answer"][0].update(text="Is the sky blue?")),
    ("answer", lambda one: _answer(one, "plan.hazards").update(answered="Animals")),
    ("level", lambda one: _answer(one, "plan.hazards").update(options=["animals"])),
    ("left empty", lambda one: one["left_empty"].clear()),
    ("reason", lambda one: one["reason"].pop()),
    ("because", lambda one: one["reason"][0].update(because="No reason.")),
    (
        "clause",
        lambda one: one["reason"][0]["clause"][0].update(quote="do as you like"),
    ),
    ("clause", lambda one: one["reason"][0]["clause"][0].update(title="Nothing")),
    ("task", lambda one: one["task"].clear()),
    ("task", lambda one: one["task"][0].update(text="Rest.")),
    ("version", lambda one: one["pack"].update(version="9.0.0")),
    ("policy", lambda one: one["pack"].update(policy="our own")),
    ("attestation", lambda one: one["signoff"].update(attestation="I know nothing.")),
    (
        "unknown|found|options",
        lambda one: _answer(one, "plan.where").update(options=["maybe"]),
    ),
    ("question", lambda one: one["answer"][0].update(question="plan.other")),
]


def _answer(statement: Table, question: str) -> Table:
    return next(one for one in statement["answer"] if one["question"] == question)


@pytest.mark.parametrize(("said", "change"), EDITS, ids=range(len(EDITS)))
def test_what_a_signer_changed_and_signed_again_does_not_follow(
    small: Pack, path: Path, said: str, change: Change
) -> None:
    """The signature is good, and still: the statement is not what its answers give."""
    re_signed(signed(path, small), change)
    found = legal(small).verify(path)
    assert found.signed.state is SignatureState.KNOWN
    assert (found.result, found.result.code) == (Result.DOES_NOT_FOLLOW, 4)
    assert any(one in " ".join(found.differences) for one in said.split("|"))
    assert "does NOT follow" in found.first_line


SAID: list[tuple[str, tuple[str, str], Change]] = [
    (
        "title",
        ("Another film", "The Lamp: Two scenes at night."),
        lambda one: one.update(title="Another film"),
    ),
    (
        "use, description",
        ("Nothing.", "Two scenes at night."),
        lambda one: one["use"].update(description="Nothing."),
    ),
    (
        "answer 4 (“plan.hazards”), answered",
        ("Animals", "Candles"),
        lambda one: _answer(one, "plan.hazards").update(answered="Animals"),
    ),
    (
        "questions, version",
        ("9.0.0", "1.0.0"),
        lambda one: one["pack"].update(version="9.0.0"),
    ),
]


@pytest.mark.parametrize(("where", "values", "change"), SAID, ids=range(4))
def test_both_values_are_said(
    small: Pack, path: Path, where: str, values: tuple[str, str], change: Change
) -> None:
    """Who compares sees what stands there, and what ought to."""
    re_signed(signed(path, small), change)
    there, here = values
    said = f"{where}: “{there}” in the file, “{here}” by the answers"
    assert said in legal(small).verify(path).differences


@pytest.mark.parametrize("at", [0, 30, 150, 299])
def test_long_values_are_cut_around_the_place_where_they_differ(
    small: Pack, path: Path, at: int
) -> None:
    """The word that was changed is in sight, however late it comes."""
    story = "".join(chr(ord("a") + number % 26) for number in range(300))
    forged = f"{story[:at]}FORGED{story[at + 1 :]}"
    signed(path, small, answers=ANSWERS.replace("Two scenes at night.", story))
    re_signed(path, lambda one: one["use"].update(description=forged))
    (line,) = legal(small).verify(path).differences
    there, here = line.split(" in the file, ")
    assert "FORGED" in there
    assert f"{story[max(0, at - 20) : at]}{story[at : at + 30]}" in here
    assert len(line) < 200


def test_what_an_older_file_does_not_have_is_no_difference(
    small: Pack, path: Path
) -> None:
    """A field that was added since says nothing against the records before it."""
    statement = load_file(signed(path, small)).summary().statement
    older = replace(statement, pack=replace(statement.pack, source=""))
    assert find_differences(older, statement) == ()
    (line,) = find_differences(statement, older)
    assert line.startswith("questions, source: ")


def test_incomplete_answers_do_not_pass(small: Pack, path: Path) -> None:
    """A statement whose answers leave the verdict open is not one."""

    def unanswered(statement: Table) -> None:
        statement["answer"].remove(_answer(statement, "plan.hazards"))
        statement.update(level="escalate", needs_approval="ask")

    found = legal(small).verify(re_signed(signed(path, small), unanswered))
    assert found.result is Result.DOES_NOT_FOLLOW
    assert "by the answers" in " ".join(found.differences)


def test_notes_and_done_tasks_are_the_producer_s_to_say(
    small: Pack, path: Path
) -> None:
    """What does not follow from answers is not held against them."""

    def said(statement: Table) -> None:
        statement["answer"][0]["note"] = "a working title"
        statement["task"][0].update(status="done", closed_on="2026-03-01")

    found = legal(small).verify(re_signed(signed(path, small), said))
    assert found.result is Result.GOOD


def test_questions_that_are_not_at_hand(
    small: Pack, path: Path, tmp_path: Path
) -> None:
    """Under an edited pack nothing is replayed, and that is not “good”."""
    folder = copied(tmp_path / "pack")
    edit(folder, "rules.toml", 'level = "approval"', 'level = "notify"')
    found = legal(load_pack(folder)).verify(signed(path, small))
    assert (found.result.code, found.replay) == (5, Replay.NOT_REPLAYED)
    assert "not at hand" in found.first_line


def test_an_edited_pack_does_not_lend_its_verdict(
    small: Pack, path: Path, tmp_path: Path
) -> None:
    """A summary made with easier rules does not pass as one of the real ones."""
    folder = copied(tmp_path / "pack")
    edit(folder, "rules.toml", 'level = "approval"', 'level = "notify"')
    signed(path, load_pack(folder))
    assert legal(small).verify(path).replay is Replay.NOT_REPLAYED
    re_signed(path, lambda one: one["pack"].update(digest=small.digest))
    assert legal(small).verify(path).result is Result.DOES_NOT_FOLLOW


def test_earlier_questions_are_found_by_their_digest(
    small: Pack, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old summary is held against its own questions; what holds now is said."""
    newer = copied(tmp_path / "questions" / "small")
    edit(newer, "rules.toml", 'level = "approval"', 'level = "hold"')
    copied(tmp_path / "questions" / "released" / "small-1.0.0")
    monkeypatch.setattr("genai_guide.storage.packs.default_dir", lambda: newer)
    found = legal(load_pack(newer)).verify(signed(path, small))
    assert (found.result, found.replay) == (Result.GOOD, Replay.FOLLOWS)
    assert found.newer == "ON HOLD"
    assert "under the questions at hand: ON HOLD" in found.lines
    assert legal(small).verify(path).newer == ""
