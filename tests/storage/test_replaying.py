"""Does the verdict follow, where the signer changed a statement and signed it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.signing.trust import PackTrust, TrustedPack
from genai_guide.signing.verification import Result, SignatureState, Verification
from genai_guide.storage.packs import load_pack
from genai_guide.workflows.verify import Verifier
from tests.commands.small_pack import copied, edit
from tests.helpers.summaries import (
    ANSWERS,
    KNOWN,
    NOW,
    re_signed,
    signed,
    verified,
)

Table = dict[str, Any]
Change = Callable[[Table], object]

EDITS: list[tuple[str, Change]] = [
    ("level", lambda one: one.update(level="notify")),
    ("needs approval", lambda one: one.update(needs_approval="no")),
    ("sentence", lambda one: one.update(sentence="Go ahead.")),
    ("also needed", lambda one: one.update(also_needed=["nothing"])),
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
    ("reading", lambda one: one["pack"].update(reading="They confirmed it.")),
    ("label", lambda one: one.update(label="Go ahead")),
    ("sign", lambda one: one.update(sign="!")),
    ("levels", lambda one: one["pack"]["level"][0].update(label="Go ahead")),
    ("owner", lambda one: one["task"][0].update(owner="nobody")),
    ("reason", lambda one: one["reason"].pop()),
    ("reason", lambda one: one["reason"][0].update(reason="No reason.")),
    (
        "clause",
        lambda one: one["reason"][0]["clause"][0].update(quote="do as you like"),
    ),
    ("clause", lambda one: one["reason"][0]["clause"][0].update(title="Nothing")),
    ("task", lambda one: one["task"].clear()),
    ("task", lambda one: one["task"][0].update(text="Rest.")),
    ("policy", lambda one: one["pack"].update(policy="our own")),
    (
        "signed sentence",
        lambda one: one["signoff"].update(attestation="I know nothing."),
    ),
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
    found = verified(path, small)
    assert found.signed.state is SignatureState.KNOWN
    assert (found.result, found.result.code) == (Result.VERDICT_WRONG, 4)
    assert any(one in " ".join(found.differences) for one in said.split("|"))
    assert found.first_line.startswith("VERDICT WRONG.")
    assert not found.in_force


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
        "questions, policy",
        ("our own", "house-rules, text as stored 2026-01-01"),
        lambda one: one["pack"].update(policy="our own"),
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
    assert said in verified(path, small).differences


@pytest.mark.parametrize("at", [0, 30, 150, 299])
def test_long_values_are_cut_around_the_place_where_they_differ(
    small: Pack, path: Path, at: int
) -> None:
    """The word that was changed is in sight, however late it comes."""
    story = "".join(chr(ord("a") + number % 26) for number in range(300))
    forged = f"{story[:at]}FORGED{story[at + 1 :]}"
    signed(path, small, answers=ANSWERS.replace("Two scenes at night.", story))
    re_signed(path, lambda one: one["use"].update(description=forged))
    (line,) = verified(path, small).differences
    there, here = line.split(" in the file, ")
    assert "FORGED" in there
    assert f"{story[max(0, at - 20) : at]}{story[at : at + 30]}" in here
    assert len(line) < 200


def test_incomplete_answers_do_not_pass(small: Pack, path: Path) -> None:
    """A statement whose answers leave the verdict open is not one."""

    def unanswered(statement: Table) -> None:
        statement["answer"].remove(_answer(statement, "plan.hazards"))
        statement.update(level="escalate", needs_approval="ask")

    found = verified(re_signed(signed(path, small), unanswered), small)
    assert found.result is Result.VERDICT_WRONG
    assert "by the answers" in " ".join(found.differences)


def test_notes_and_done_tasks_are_the_producer_s_to_say(
    small: Pack, path: Path
) -> None:
    """What does not follow from answers is not held against them."""

    def said(statement: Table) -> None:
        statement["answer"][0]["note"] = "a working title"
        statement["task"][0].update(done_on="2026-03-01")

    found = verified(re_signed(signed(path, small), said), small)
    assert found.result is Result.GENUINE


def test_questions_that_nobody_accepted(
    small: Pack, path: Path, tmp_path: Path
) -> None:
    """A copy with lowered levels is altered, whether or not `--pack` names it."""
    folder = copied(tmp_path / "pack")
    edit(folder, "rules.toml", 'level = "approval"', 'level = "notify"')
    lowered = load_pack(folder)
    signed(path, lowered)
    trust = PackTrust((TrustedPack(small.id, small.version, small.digest),))
    for named in (small, lowered):
        found = Verifier(named, NOW, KNOWN, None, trust).verify(path)
        assert isinstance(found, Verification)
        assert (found.result, found.result.code) == (Result.ALTERED_QUESTIONS, 4)
        assert not found.in_force
    nobody = Verifier(lowered, NOW, KNOWN, None, PackTrust()).verify(path)
    assert isinstance(nobody, Verification)
    assert (nobody.result, nobody.result.code) == (Result.QUESTIONS_NOT_TRUSTED, 5)


def test_an_edited_pack_does_not_lend_its_verdict(
    small: Pack, path: Path, tmp_path: Path
) -> None:
    """A summary made with easier rules does not pass as one of the real ones."""
    folder = copied(tmp_path / "pack")
    edit(folder, "rules.toml", 'level = "approval"', 'level = "notify"')
    signed(path, load_pack(folder))
    re_signed(path, lambda one: one["pack"].update(digest=small.digest))
    assert verified(path, small).result is Result.VERDICT_WRONG


def test_what_the_trusted_questions_give_is_said(
    small: Pack, path: Path, tmp_path: Path
) -> None:
    """Where others were answered, the reader still learns the verdict that counts."""
    folder = copied(tmp_path / "pack")
    edit(folder, "rules.toml", 'level = "approval"', 'level = "notify"')
    signed(path, load_pack(folder))
    found = verified(path, small)
    assert found.result is Result.ALTERED_QUESTIONS
    said = f"by {small.id} {small.version}, which you trust: Written approval needed"
    assert said in found.notes
