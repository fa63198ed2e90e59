"""The keys that are the same everywhere."""

from __future__ import annotations

from pathlib import Path

from genai_guide.tui.screens.dialogs import Page
from genai_guide.tui.screens.interview import InterviewScreen
from genai_guide.tui.screens.review import ReviewScreen
from genai_guide.tui.screens.start import StartScreen
from genai_guide.tui.screens.verdict import VerdictScreen
from genai_guide.tui.widgets.choices import ChoiceList
from tests.helpers.building import choice, pack_of
from tests.tui.helpers import answer_all, fill_plan, rows, running, shown
from tests.tui.signing import until


async def test_escape_goes_up_from_a_field_to_the_start_screen(tmp_path: Path):
    """Out of the field, then to the start screen, which says how to leave."""
    async with running(tmp_path) as (app, pilot):
        assert "esc keys" in rows(app)[-1]
        await pilot.press("D", "escape")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen)
        assert "esc start" in rows(app)[-1]
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))
        assert app.controller.draft.use["plan.title"] == "D"
        await pilot.press("escape")
        await until(pilot, "q leaves.")
        assert app.is_running


async def test_escape_goes_back_to_where_a_question_was_opened_from(tmp_path: Path):
    """To the review, to the verdict, and from the review to the start screen."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("enter")
        await until(pilot, lambda app: isinstance(app.screen, InterviewScreen))
        await pilot.press("escape")
        await pilot.pause()
        if isinstance(app.screen, InterviewScreen):  # it was a field that was left
            assert "esc review" in rows(app)[-1]
            await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        await pilot.press("v")
        await until(pilot, lambda app: isinstance(app.screen, VerdictScreen))
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, ReviewScreen))
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))


async def test_help_is_a_key_away_on_each_screen(tmp_path: Path):
    """A question mark where letters are keys, F1 also in a field."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("?", "f1")
        await pilot.pause()
        assert isinstance(app.screen, Page)
        await pilot.press("f1")
        await pilot.pause()
        assert app.focused.value == "?"
        await fill_plan(pilot)
        for key in ("question_mark", "f1"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, Page)
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(app.screen, InterviewScreen)
        await pilot.press("n", "f1")
        await pilot.pause()
        assert isinstance(app.screen, Page)


async def test_alt_and_an_arrow_lead_from_question_to_question(tmp_path: Path):
    """In a field and at a choice, as ctrl+b and ctrl+n do."""
    async with running(tmp_path) as (_, pilot):
        await pilot.press("alt+right")
        await until(pilot, "Is it inside the house?")
        await pilot.press("alt+right")
        await until(pilot, "What is the piece of gear called?")
        await pilot.press("alt+left")
        await until(pilot, "Is it inside the house?")
        await pilot.press("alt+left")
        await until(pilot, "What is the film called?")


async def test_the_cursor_does_not_wrap(tmp_path: Path):
    """Up on the first row stays there, and down on the last one."""
    async with running(tmp_path, pack=pack_of([choice("first")])) as (app, pilot):
        choices = app.screen.query_one(ChoiceList)
        await pilot.press("up")
        assert choices.highlighted in (None, 0)
        await pilot.press("down", "up", "up", "k")
        assert choices.highlighted == 0
        await pilot.press("down", "j", "j", "down", "down")
        assert choices.highlighted == 2


async def test_ctrl_c_says_in_our_words_how_to_leave(tmp_path: Path):
    """However often it is pressed, in a field too; nothing is lost or left."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("D", "ctrl+c", "ctrl+c")
        await until(pilot, "Ctrl+Q leaves.")
        assert "quit" not in shown(app).lower()
        assert app.is_running


async def test_q_leaves_from_a_question(tmp_path: Path):
    """Everything is saved by then."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("q")
        await until(pilot, lambda app: not app.is_running)
        assert app.return_value.draft
