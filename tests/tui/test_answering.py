"""Answering a summary: a decision in the same file, or a new revision."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
from textual.widgets import Button

from genai_guide.record.draft import ClosedTask
from genai_guide.record.entries import EntryKind, Outcome
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.verification import Result
from genai_guide.storage.keys import make_key, own_key_path, own_public_key
from genai_guide.storage.packs import load_pack
from genai_guide.tui.screens.decide import ConditionDialog, DecideScreen
from genai_guide.tui.screens.dialogs import AskLong
from genai_guide.tui.screens.entry import EntryScreen
from genai_guide.tui.screens.other_version import OtherVersion
from genai_guide.tui.screens.review import ReviewScreen
from genai_guide.tui.screens.signoff import DoneScreen
from genai_guide.tui.screens.summary import SummaryScreen
from genai_guide.tui.widgets.fields import Form
from genai_guide.workflows.verify import Verifier
from tests.helpers.drafts import load_draft
from tests.helpers.signing import LEGAL
from tests.helpers.summaries import COUNSEL
from tests.helpers.trusted import write_trusted
from tests.tui.helpers import NOON, SMALL, running, shown, write
from tests.tui.signing import (
    ANSWERS,
    changed,
    decided,
    flat,
    know,
    refused,
    sign,
    summary,
    take_key,
    text,
    until,
    verified,
)

LEGAL_PERSON = ("L. Legal", "Counsel", "Platform", "l.legal@platform.example")


async def choose_outcome(pilot, outcome: str) -> None:
    """Open the decision, and choose an outcome by its number."""
    await pilot.press("d")
    await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
    await pilot.pause()
    await pilot.press(outcome)
    await pilot.pause()


async def add_condition(pilot, text: str, due: str = "1") -> None:
    """Fill in the dialog of a condition, and say that there are no more."""
    await until(pilot, lambda app: isinstance(app.screen, ConditionDialog))
    await write(pilot, text)
    await pilot.press("enter", "enter", "enter", due, "ctrl+n")
    await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
    await pilot.pause()


async def fill_person(pilot, person=LEGAL_PERSON) -> None:
    """Fill in who signs, from the field of the name on."""
    pilot.app.screen.query_one(Form).boxes["name"].input.focus()
    for part in person:
        await write(pilot, part)
        await pilot.press("enter")
    await until(pilot, lambda app: isinstance(app.focused, Button))


async def confirm(pilot) -> None:
    """Read what will be signed, and sign it."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda app: isinstance(app.screen, AskLong))
    await pilot.press("2")


def last_entry(path: Path):
    """Return the entry that was added last."""
    return verified(path).entries[-1].signed.entry


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_a_decision_with_conditions_is_appended(
    tmp_path: Path, path: Path, size: tuple[int, int]
):
    """What the producer signed stays as it was, and the whole is verified anew."""
    know()
    before = text(path)
    async with running(tmp_path, path, size=size) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await choose_outcome(pilot, "2")
        await add_condition(pilot, "No candles")
        await pilot.press("2")
        await add_condition(pilot, "A guard [/]", due="2")
        await pilot.press("enter")
        await write(pilot, "It is safe then.")
        await fill_person(pilot)
        await confirm(pilot)
        await take_key(pilot, "sesame")
        await until(pilot, "Now send this file back to the producer.")
        assert "Approved with 2 conditions" in flat(app)
    found = verified(path)
    assert text(path).startswith(before)
    assert found.result is Result.GENUINE
    assert [
        (each.condition.text, each.condition.due, each.state)
        for each in found.standing.conditions
    ] == [
        ("No candles", "before-use", "open"),
        ("A guard [/]", "before-delivery", "open"),
    ]
    assert found.entries[0].check.public == own_public_key()
    assert not found.in_force


async def test_all_that_is_signed_is_shown_before_the_key_is_asked_for(
    tmp_path: Path, path: Path
):
    """The verdict, the decision, each condition, the last day and the signer."""
    know()
    async with running(tmp_path, path, size=(100, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await choose_outcome(pilot, "2")
        await until(pilot, lambda app: isinstance(app.screen, ConditionDialog))
        await write(pilot, "No candles")
        await pilot.press("enter", "enter")
        await write(pilot, "3 Dec 2026")
        await until(pilot, "●  3  By the date above")
        await pilot.press("enter", "2", "tab", "space", "ctrl+n")
        await until(pilot, "covers rights clearance")
        await pilot.press("enter", "tab")
        await write(pilot, "2026-12-31")
        await fill_person(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda app: isinstance(app.screen, AskLong))
        said = flat(app)
        for part in (
            "Verdict: Written approval needed",
            "Also needed: rights clearance",
            "Your decision: Approved with conditions",
            "“No candles”",
            "due before delivery, covers rights clearance",
            "Valid until: the end of 31 December 2026, UTC",
            "You sign as: “L. Legal”, “Counsel”, “Platform”",
        ):
            assert part in said
        await pilot.press("enter")
        await until(pilot, "! not signed")
    assert not verified(path).entries
    assert not own_key_path().exists()


async def test_what_is_missing_in_a_decision_is_said(tmp_path: Path, path: Path):
    """Nothing typed is lost by it, nor by leaving unless that is confirmed."""
    know()
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("d")
        await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
        await pilot.press("ctrl+s")
        await until(pilot, "! outcome: choose one")
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, SummaryScreen))
        await choose_outcome(pilot, "4")
        await fill_person(pilot)
        await pilot.press("enter")
        await until(pilot, "! reasons: say why")
        await write(pilot, "No candles")
        await pilot.press("tab")
        await write(pilot, "31.2.2026")
        await pilot.press("ctrl+s")
        await until(pilot, "! This date isn't valid: 31.2.2026.")
        await pilot.press("escape")
        await until(pilot, "what you typed is lost")
        await pilot.press("enter")
        await pilot.pause()
        assert "No candles" in shown(app)
        assert "L. Legal" in shown(app)
    assert not verified(path).entries


async def test_a_refused_claim_and_a_wrong_clock_are_named(tmp_path: Path, path: Path):
    """The cursor goes to the field of the claim; no key is made, nothing signed."""
    know()
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await choose_outcome(pilot, "1")
        await fill_person(pilot)
        email = app.screen.query_one(Form).boxes["email"]
        email.text = "nobody"
        await pilot.press("ctrl+s")
        await until(pilot, "! e-mail: use an address such as name@studio.example")
        assert app.focused is email.input
        email.text = "legal@studio.example"
        app.controller.clock = lambda: datetime(1999, 12, 31, 12, tzinfo=UTC)
        await pilot.press("ctrl+s")
        await until(pilot, "The clock of this computer says 31 December 1999")
    assert not own_key_path().exists()


async def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The decision stays in its fields."""
    know()
    make_key(own_key_path())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await choose_outcome(pilot, "4")
        await write(pilot, "No candles")
        await fill_person(pilot)
        monkeypatch.setattr("genai_guide.storage.atomic_write._write_through", full)
        await confirm(pilot)
        await until(pilot, "o space left on device")
        assert "No candles" in shown(app)
    assert not verified(path).entries


async def test_to_decide_unverified_needs_a_word_and_is_recorded(
    tmp_path: Path, path: Path
):
    """The safe answer is first; the record says what the summary was."""
    make_key(own_key_path())
    async with running(tmp_path, path, size=(80, 40)) as (_, pilot):
        await until(pilot, "? SIGNER NOT TRUSTED")
        await choose_outcome(pilot, "4")
        await write(pilot, "Not like this.")
        await fill_person(pilot)
        await pilot.press("enter")
        await until(pilot, "The summary is not genuine: SIGNER NOT TRUSTED.")
        await until(pilot, "Sign this although the summary is not genuine")
        await pilot.press("enter")
        await until(pilot, "! not signed")
        assert not verified(path).entries
        await confirm(pilot)
        await until(pilot, "Now send this file back")
    assert last_entry(path).found == "signer_not_trusted"
    assert last_entry(path).outcome is Outcome.REFUSED


async def test_what_is_blocked_is_approved_only_by_choice_and_with_reasons(
    tmp_path: Path, config: Path
):
    """The extra choice is offered, and the first line says so for ever."""
    folder = copytree(SMALL.folder, tmp_path / "strict")
    changed(folder / "pack.toml", 'approval = "yes"', 'approval = "blocked"')
    strict = load_pack(folder)
    write_trusted(config, strict)
    path = tmp_path / "held.toml"
    summary(path, pack=strict)
    know()
    key = make_key(own_key_path())
    async with running(tmp_path, path, pack=strict, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await choose_outcome(pilot, "1")
        await until(pilot, f"You sign with your key {key.fingerprint}")
        await fill_person(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, "To approve it although it is blocked")
        app.screen.query_one("#extras").focus()
        await pilot.press("1", "ctrl+s")
        await until(pilot, "! reasons: say why")
        await write(pilot, "The keeper is with them.")
        await confirm(pilot)
        await until(pilot, "Approved although blocked on 31 March 2026")
    found = Verifier(strict, NOON).verify(path)
    assert found.in_force
    assert found.entries[-1].signed.entry.although_blocked


async def test_the_place_of_another_decision_is_taken_only_by_choice(
    tmp_path: Path, path: Path
):
    """Without it the form says whose decision stands."""
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    decided(path)
    make_key(own_key_path())
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("d")
        await until(pilot, "Decide again")
        await pilot.press("1")
        await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
        await pilot.press("1")
        await fill_person(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, "Somebody else decided: Approved with 1 condition")
        app.screen.query_one("#extras").focus()
        await pilot.press("1")
        await confirm(pilot)
        await until(pilot, "WARNING: This decision replaces")
    assert verified(path).standing.summary == "Approved on 31 March 2026"


@pytest.mark.parametrize(
    ("row", "words", "fields", "summary_after"),
    [
        ("2", "Accept as met", (), "Approved with 1 condition on 31 March 2026"),
        ("3", "Withdraw", ("It burnt.",), "Approval withdrawn on 31 March 2026"),
    ],
)
async def test_what_follows_a_decision_is_added_in_a_small_form(  # noqa: PLR0913, PLR0917
    tmp_path: Path, path: Path, row: str, words: str, fields: tuple, summary_after: str
):
    """A condition is accepted as met, and an approval is withdrawn."""
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    decided(path)
    make_key(own_key_path())
    async with running(tmp_path, path, size=(80, 40)) as (_, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("d")
        await until(pilot, words)
        await pilot.press(row)
        await until(pilot, lambda app: isinstance(app.screen, EntryScreen))
        await pilot.pause()
        for text_typed in fields:
            await write(pilot, text_typed)
        await fill_person(pilot)
        await confirm(pilot)
        await until(pilot, "Now send this file back to the producer.")
    found = verified(path)
    assert found.standing.summary == summary_after
    assert found.in_force is (row == "2")
    assert all(each.is_met for each in found.standing.conditions)


async def test_an_approval_is_extended(tmp_path: Path, path: Path):
    """By its author, who is asked for the new last day."""
    know()
    make_key(own_key_path())
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await choose_outcome(pilot, "1")
        await pilot.press("tab")
        await write(pilot, "2026-06-30")
        await fill_person(pilot)
        await confirm(pilot)
        await until(pilot, "until 30 June 2026")
        await pilot.press("d")
        await until(pilot, "Extend it: it is valid until 30 June 2026")
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, EntryScreen))
        await pilot.pause()
        await pilot.press("ctrl+s")
        await until(pilot, "! New last day: this is needed")
        await write(pilot, "2026-12-31")
        assert "l.legal@platform.example" in shown(app)
        await confirm(pilot)
        await until(pilot, "until 31 December 2026")
    assert verified(path).standing.valid_until == "2026-12-31"


async def test_a_producer_closes_a_task_with_a_file(tmp_path: Path):
    """It is measured, a missing one is named, and the decision stays."""
    path, shown_by = tmp_path / "own.toml", tmp_path / "permit.pdf"
    summary(path, key=make_key(own_key_path()))
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    decided(path)
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("u")
        await until(pilot, "Close a task: Ask the owner.")
        await pilot.press("3")
        await until(pilot, lambda app: isinstance(app.screen, EntryScreen))
        await pilot.pause()
        await write(pilot, str(shown_by))
        await fill_person(pilot, ("A. Producer", "Producer", "Studio", "a@studio.com"))
        await pilot.press("ctrl+s")
        await until(pilot, "cannot be read as evidence")
        shown_by.write_bytes(b"permit")
        await pilot.press("ctrl+s")
        await until(pilot, "You close the task: “Ask the owner.”")
        assert "Shown by: “permit.pdf”" in flat(app)
        await pilot.press("2")
        await until(pilot, "Now send this file back to legal.")
    found = verified(path)
    assert found.result is Result.GENUINE
    assert list(found.standing.closings) == ["ask-owner"]
    assert last_entry(path).evidence.size == len(b"permit")
    assert found.standing.decision


@pytest.mark.parametrize("row", ["1", "2", "4"])
async def test_a_producer_reports_a_condition_answers_and_notes(
    tmp_path: Path, row: str
):
    path = tmp_path / "own.toml"
    summary(path, key=make_key(own_key_path()))
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    decided(path)
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("u")
        await until(pilot, "Report a condition as done: “No candles”")
        await pilot.press(row)
        await until(pilot, lambda app: isinstance(app.screen, EntryScreen))
        await pilot.pause()
        await write(pilot, "https://studio.example/1")
        await fill_person(pilot, ("A. Producer", "Producer", "Studio", "a@studio.com"))
        await confirm(pilot)
        await until(pilot, "Now send this file back to legal.")
        is_answered = "The answer: “https://studio.example/1”" in shown(app)
        assert is_answered == (row == "2")
    entry = last_entry(path)
    kinds = {"1": EntryKind.CLOSING, "2": EntryKind.ANSWER, "4": EntryKind.NOTE}
    assert entry.kind is kinds[row]
    if row == "1":
        [condition] = verified(path).standing.conditions
        assert condition.state == "reported"


async def test_nothing_is_added_to_a_summary_that_was_changed(
    tmp_path: Path, path: Path
):
    changed(path, "A house", "A mouse")
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "✗ CHANGED")
        await pilot.press("u")
        await until(pilot, "Nothing can be added. CHANGED.")
        assert isinstance(app.screen, SummaryScreen)


async def test_without_a_decision_none_stays_behind(tmp_path: Path, path: Path):
    """A new revision of what nobody decided on says nothing of a decision."""
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        await pilot.press("e")
        await until(pilot, "To change answers, sign revision 2.")
        assert "This file stays as it is." in flat(app)
        assert "without a decision" not in flat(app)
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        await pilot.pause()
        assert "without a decision" not in flat(app)


async def test_nobody_decides_with_the_key_that_signed(tmp_path: Path):
    """It would not count, and that is said before anything is typed."""
    path = tmp_path / "own.toml"
    summary(path, key=make_key(own_key_path()))
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("d")
        await until(pilot, "You signed this summary with the same key.")
        assert isinstance(app.screen, SummaryScreen)


async def test_a_refusal_is_said_when_the_next_revision_begins(
    tmp_path: Path, path: Path
):
    """And again in its review, and in the summary that is signed then."""
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    refused(path, "Candles burn.")
    make_key(own_key_path())
    words = "evision 1 was refused on 31 March 2026: “Candles burn.”"
    async with running(tmp_path, path, size=(100, 40)) as (app, pilot):
        await until(pilot, "✓ GENUINE")
        await pilot.press("e")
        await until(pilot, f"It starts without a decision: r{words}")
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        await until(pilot, f"R{words}")
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
        assert app.open_file(app.controller.summary) == ""
        await pilot.press("end")
        await until(pilot, f"note: what this file calls r{words}")


async def test_a_new_revision_takes_the_answers_and_leaves_the_decision(
    tmp_path: Path, path: Path
):
    """It is saved at once, opened at the review, and signed as the next one."""
    task = tomllib.loads(text(path))["statement"]["task"][0]["id"]
    note = {("plan.where", None): "In the hall."}
    path = tmp_path / "done.toml"
    summary(path, notes=note, closed={task: ClosedTask("2026-02-01")})
    decided(path)
    before = text(path)
    make_key(own_key_path())
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        await pilot.press("e")
        await until(pilot, "To change answers, sign revision 2.")
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        kept = load_draft(app.controller.path, SMALL)
        assert kept.answers == ANSWERS
        assert kept.notes == note
        assert kept.closed == {task: ClosedTask("2026-02-01")}
        await sign(pilot)
        await until(pilot, lambda app: isinstance(app.screen, DoneScreen))
        new = app.controller.summary
        assert app.controller.wait(5)
        assert load_draft(app.controller.path, SMALL).signed.revision == 2
    found = verified(new)
    assert found.summary.statement.revision == 2
    assert found.summary.statement.supersedes == (verified(path).summary.digest,)
    assert found.summary.statement.tasks[0].done_on == "2026-02-01"
    assert found.standing.decision is None
    assert [each.signed.entry.kind for each in found.earlier] == [EntryKind.DECISION]
    assert text(path) == before


async def test_a_new_revision_is_only_begun_when_confirmed(tmp_path: Path, path: Path):
    changed(path, "A house", "A mouse")
    async with running(tmp_path, path) as (_, pilot):
        await until(pilot, "✗ CHANGED")
        await pilot.press("e")
        await until(pilot, "This is not what was signed")
        await pilot.press("enter")
        await until(pilot, lambda app: isinstance(app.screen, SummaryScreen))
    assert not (tmp_path / "sessions").exists()


async def test_under_other_questions_it_is_said_what_is_asked_again(tmp_path: Path):
    """Each answer is judged, and the number of the revision is kept."""
    path = tmp_path / "old.toml"
    summary(path, pack=replace(SMALL, version="0.9.0", digest="0" * 64))
    async with running(tmp_path, path, size=(100, 200)) as (app, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        assert "these questions are not on this computer" in flat(app)
        await pilot.press("e")
        await until(pilot, lambda app: isinstance(app.screen, OtherVersion))
        await until(pilot, "answered under version 0.9.0 of the questions")
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        assert app.controller.draft.signed.revision == 1
        [listed] = app.controller.draft.tools
        assert listed.tool.name == "Crane"
        assert "gear.name" not in listed.tool.answers


async def test_another_set_of_questions_is_refused(tmp_path: Path):
    path = tmp_path / "other.toml"
    summary(path, pack=replace(SMALL, id="other", digest="0" * 64))
    async with running(tmp_path, path) as (_, pilot):
        await until(pilot, "SIGNER NOT TRUSTED")
        await pilot.press("e")
        await until(pilot, "made with the questions “other”, not “small”")
