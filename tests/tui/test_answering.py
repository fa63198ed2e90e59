"""Answering a summary: a decision in the same file, or a new revision."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Button

from genai_guide.record.draft import ClosedTask
from genai_guide.signing.verification import Result
from genai_guide.storage.keys import make_key, own_key_path, own_public_key
from genai_guide.tui.screens.decide import DecideScreen
from genai_guide.tui.screens.dialogs import AskLong
from genai_guide.tui.screens.other_version import OtherVersion
from genai_guide.tui.screens.review import ReviewScreen
from genai_guide.tui.screens.signoff import DoneScreen
from genai_guide.tui.screens.summary import SummaryScreen
from tests.helpers.drafts import load_draft
from tests.tui.helpers import SMALL, rows, running, shown, write
from tests.tui.signing import (
    ANSWERS,
    changed,
    decided,
    flat,
    know,
    sign,
    summary,
    take_key,
    text,
    until,
    verified,
)


async def fill_decision(pilot, *, outcome: str = "2", conditions: str = "") -> None:
    await pilot.press("d")
    await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
    await pilot.pause()
    await pilot.press(outcome)
    await pilot.pause()
    if conditions:
        await write(pilot, conditions)
    await pilot.press("tab", "tab")
    await write(pilot, "L. Legal")
    await pilot.press("enter")
    await write(pilot, "Counsel")
    await pilot.press("enter")
    await until(pilot, lambda app: isinstance(app.focused, Button))


@pytest.mark.parametrize("size", [(60, 16), (120, 40)])
async def test_a_decision_with_conditions_is_appended(
    tmp_path: Path, path: Path, size: tuple[int, int]
):
    """What the producer signed stays as it was, and the whole is verified anew."""
    know()
    before = text(path)
    async with running(tmp_path, path, size=size) as (app, pilot):
        await until(pilot, "✓ GOOD")
        await fill_decision(pilot, conditions="No candles\n\n A guard [/]")
        await pilot.press("enter")
        await take_key(pilot, "sesame")
        await until(pilot, "The decision is in the file")
        assert "Approved with conditions" in rows(app)[1]
        await pilot.press("d")
        await until(pilot, "There is a decision in it already")
    found = verified(path)
    assert text(path).startswith(before)
    assert found.result is Result.GENUINE
    assert found.summary.decision.conditions == ("No candles", "A guard [/]")
    assert found.decided.public == own_public_key()


async def test_what_is_missing_in_a_decision_is_said(tmp_path: Path, path: Path):
    """Nothing typed is lost by it, nor by leaving unless that is confirmed."""
    know()
    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GOOD")
        await pilot.press("d")
        await until(pilot, lambda app: isinstance(app.screen, DecideScreen))
        await pilot.press("ctrl+s")
        await until(pilot, "! outcome: choose one of the four")
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, SummaryScreen))
        await fill_decision(pilot)
        await pilot.press("enter")
        await until(pilot, "! conditions: say at least one")
        await write(pilot, "No candles")
        await pilot.press("tab")
        await write(pilot, "2026-1-1")
        await pilot.press("ctrl+s")
        await until(pilot, "! valid until: expected a date as YYYY-MM-DD")
        await pilot.press("escape")
        await until(pilot, "what was typed would be lost")
        await pilot.press("enter")
        await pilot.pause()
        assert "No candles" in shown(app)
        assert "L. Legal" in shown(app)
    assert verified(path).summary.decision is None


async def test_a_file_that_cannot_be_written_is_said(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The decision stays in its fields."""
    know()
    make_key(own_key_path())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async with running(tmp_path, path, size=(80, 40)) as (app, pilot):
        await until(pilot, "✓ GOOD")
        await fill_decision(pilot, conditions="No candles")
        monkeypatch.setattr("genai_guide.storage.atomic_write._write_through", full)
        await pilot.press("enter")
        await until(pilot, "o space left on device")
        assert "No candles" in shown(app)
    assert verified(path).summary.decision is None


async def test_to_decide_unverified_needs_a_word_and_is_recorded(
    tmp_path: Path, path: Path
):
    """The safe answer is first; the record says what the summary was."""
    make_key(own_key_path())
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "? NOT VOUCHED FOR")
        await fill_decision(pilot, outcome="3")
        await pilot.press("enter")
        await until(pilot, "The record will say that the summary was: not vouched for")
        assert isinstance(app.screen, AskLong)
        await pilot.press("enter")
        await until(pilot, "! not decided")
        assert verified(path).summary.decision is None
        await pilot.press("ctrl+s")
        await until(pilot, "The record will say")
        await pilot.press("2")
        await until(pilot, "The decision is in the file")
    assert verified(path).summary.decision.found == "not vouched for"
    assert verified(path).summary.decision.outcome == "refused"


async def test_deciding_says_which_key_and_what_is_next(tmp_path: Path, path: Path):
    """Legal's own key's fingerprint before it, and to send the file back after."""
    know()
    key = make_key(own_key_path())
    async with running(tmp_path, path, size=(120, 40)) as (app, pilot):
        await until(pilot, "✓ GOOD")
        await fill_decision(pilot, conditions="No candles")
        assert f"It will be signed with your key {key.fingerprint}" in flat(app)
        await pilot.press("enter")
        await until(pilot, "Now send the file back to the producer.")


async def test_without_a_decision_none_stays_behind(tmp_path: Path, path: Path):
    """A new revision of what nobody decided on says nothing of a decision."""
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "NOT VOUCHED FOR")
        await pilot.press("r")
        await until(pilot, "signed as revision 2 in the place of this one")
        assert "This file is not touched." in flat(app)
        assert "stays behind" not in flat(app)
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        await pilot.pause()
        assert "stayed behind" not in shown(app)


async def test_nobody_decides_with_the_key_that_signed(tmp_path: Path):
    """It would not count, and that is said before anything is typed."""
    path = tmp_path / "own.toml"
    summary(path, key=make_key(own_key_path()))
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "✓ GOOD")
        await pilot.press("d")
        await until(pilot, "This summary is signed with your own key.")
        assert isinstance(app.screen, SummaryScreen)


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
        await until(pilot, "NOT VOUCHED FOR")
        await pilot.press("r")
        await until(pilot, "signed as revision 2 in the place of this one")
        await pilot.press("2")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        assert "The decision stayed behind." in shown(app)
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
    assert found.summary.statement.supersedes == verified(path).summary.digest
    assert found.summary.statement.tasks[0].closed_on == "2026-02-01"
    assert found.summary.decision is None
    assert text(path) == before


async def test_a_new_revision_is_only_begun_when_confirmed(tmp_path: Path, path: Path):
    changed(path, "A house", "A mouse")
    async with running(tmp_path, path) as (_, pilot):
        await until(pilot, "✗ CHANGED")
        await pilot.press("r")
        await until(pilot, "This is not what was signed")
        await pilot.press("enter")
        await until(pilot, lambda app: isinstance(app.screen, SummaryScreen))
    assert not (tmp_path / "sessions").exists()


async def test_under_other_questions_it_is_said_what_is_asked_again(tmp_path: Path):
    """Each answer is judged, and the number of the revision is kept."""
    path = tmp_path / "old.toml"
    summary(path, pack=replace(SMALL, version="0.9.0", digest="0" * 64))
    async with running(tmp_path, path) as (app, pilot):
        await until(pilot, "NOT VOUCHED FOR")
        assert "these questions are not at hand" in flat(app)
        await pilot.press("r")
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
        await until(pilot, "NOT VOUCHED FOR")
        await pilot.press("r")
        await until(pilot, "made with the questions “other”; these are “small”")
