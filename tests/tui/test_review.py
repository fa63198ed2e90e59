"""The review, and going back from it and to it."""

from __future__ import annotations

from pathlib import Path

from genai_guide.rules.answers import Place
from genai_guide.tui.screens.review import ReviewScreen
from tests.tui.helpers import answer_all, fill_plan, rows, running, shown


async def test_a_change_from_the_review_returns_there(tmp_path: Path):
    """Enter goes to the question; its answer comes back to the review."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("home", "down", "down", "down", "enter")
        await pilot.pause()
        assert "Is it inside the house?" in shown(app)
        assert "then back to the review" in shown(app)
        await pilot.press("1")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert "○ TELL THE CONTACT " in rows(app)[1]


async def test_what_is_missing_comes_first(tmp_path: Path):
    """Open questions stand at the top, and lead to where they are answered."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert rows(app)[3].strip() == "Still to answer: 3"
        await pilot.press("enter")
        await pilot.pause()
        assert "Is it inside the house?" in shown(app)


async def test_signing_waits_for_every_answer(tmp_path: Path):
    """Signing off an unfinished use says so, and goes to what is missing."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("r", "s")
        await pilot.pause()
        assert "You cannot sign yet: 3 questions" in shown(app)
        assert "Is it inside the house?" in shown(app)


async def test_the_cursor_comes_back_to_what_was_changed(tmp_path: Path):
    """After a change the review stands where it was left, not at its top."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("home", "down", "down", "down", "enter")
        await pilot.pause()
        assert "Is it inside the house?" in shown(app)
        await pilot.press("1")
        await pilot.pause()
        assert app.screen.place == Place("plan.where")
        await pilot.press("left", "r")
        await pilot.pause()
        assert app.screen.place == Place("plan.title")


async def test_what_is_missing_is_gone_on_with(tmp_path: Path):
    """After one that was missing the cursor stands at the next one."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("r", "enter")
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()
        assert rows(app)[4].startswith(" ▌   What of this do you bring?")
