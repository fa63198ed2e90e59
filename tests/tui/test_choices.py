"""Choosing: what is chosen stays in front until one goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from genai_guide.rules.pack import Stage
from genai_guide.tui.widgets.choices import ChoiceList
from genai_guide.tui.widgets.page import Guidance
from tests.helpers.building import choice, pack_of
from tests.tui.helpers import rows, running, shown

LETTERS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi"


async def test_a_first_question_may_take_several_options(tmp_path: Path):
    """Where the questions begin with a choice, choosing does not lead away from it."""
    pack = pack_of([choice("first", multi=True), choice("second")])
    async with running(tmp_path, pack=pack) as (app, pilot):
        await pilot.press("1", "3")
        await pilot.pause()
        assert "first?" in shown(app)
        assert "[x]  1  A" in shown(app)
        assert "[x]  3  C" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "second?" in shown(app)
        assert app.controller.draft.use == {"first": ("a", "c")}


async def test_a_filtered_list_says_that_enter_chooses(tmp_path: Path):
    """And that escape lists all again; what is chosen stands under the question."""
    pack = pack_of([choice("first", LETTERS, multi=True), choice("second")])
    async with running(tmp_path, pack=pack) as (app, pilot):
        assert "enter go on" in rows(app)[-1]
        await pilot.press("slash", *"amm")
        await pilot.pause()
        assert "enter choose" in rows(app)[-1]
        assert "esc all options" in rows(app)[-1]
        assert "go on" not in rows(app)[-1]
        assert "review" not in rows(app)[-1]
        await pilot.press("enter", "escape", "2")
        await pilot.pause()
        assert "2 chosen: BETA; GAMMA" in shown(app)
        assert "enter go on" in rows(app)[-1]
        assert app.controller.draft.use == {"first": ("beta", "gamma")}


async def test_an_optional_choice_is_cleared_by_a_key(tmp_path: Path):
    """The key stands in the line of keys while there is something to clear."""
    optional = replace(choice("maybe"), optional=True, stage=Stage.RECORD)
    pack = pack_of([choice("first"), optional])
    async with running(tmp_path, pack=pack) as (app, pilot):
        await pilot.press("1", "2", "left")
        await pilot.pause()
        assert "●  2  B" in shown(app)
        assert "⌫ clear" in rows(app)[-1]
        await pilot.press("backspace")
        await pilot.pause()
        assert "maybe?" in shown(app)
        assert "●" not in shown(app)
        assert "clear" not in rows(app)[-1]
        await pilot.press("left", "backspace")
        await pilot.pause()
        assert app.controller.draft.use == {"first": ("a",)}


async def test_page_keys_scroll_the_help_or_a_long_list(tmp_path: Path):
    """They move no cursor of a short list, and lead to no other question."""
    first = replace(choice("first"), help="Word. " * 400)
    pack = pack_of([first, choice("second", " ".join(f"o{n}" for n in range(60)))])
    async with running(tmp_path, pack=pack) as (app, pilot):
        await pilot.press("pagedown")
        await pilot.pause()
        await pilot.wait_for_animation()
        assert app.screen.query_one(Guidance).scroll_y > 0
        assert app.screen.query_one(ChoiceList).highlighted is None
        await pilot.press("pageup")
        await pilot.wait_for_animation()
        assert app.screen.query_one(Guidance).scroll_y == 0
        await pilot.press("1", "down", "pagedown")
        await pilot.pause()
        assert "second?" in shown(app)
        assert app.screen.query_one(ChoiceList).highlighted > 3
