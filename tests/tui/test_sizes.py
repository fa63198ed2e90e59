"""Every window that is large enough shows all that matters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.steps import go_to
from genai_guide.rules.pack import Option, Pack, Risk
from genai_guide.tui.widgets.choices import ChoiceList
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import FieldBox
from genai_guide.tui.widgets.page import Guidance
from tests.helpers.building import choice, pack_of
from tests.tui.helpers import (
    answer_all,
    check_key_line,
    fill_plan,
    rows,
    running,
    shown,
)
from tests.tui.walk import doll


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)])
async def test_the_verdict_and_the_keys_always_stand(tmp_path: Path, size):
    """At each size the question, its options, the verdict and the keys are seen."""
    async with running(tmp_path, size=size) as (app, pilot):
        await fill_plan(pilot)
        screen = rows(app)
        assert "No verdict yet" in screen[1]
        assert "? help" in screen[-1]
        assert "Is it inside the house?" in shown(app)
        assert "○  1  No" in shown(app)
        assert ("Why we ask" in shown(app)) is (size[1] > 16)
        assert ("● The plan" in shown(app)) is (size[0] >= 110)


@pytest.mark.parametrize("width", [60, 80])
async def test_the_line_of_keys_does_not_overflow(tmp_path: Path, width: int):
    """On every screen the last key ends within the window, and all have words."""
    async with running(tmp_path, size=(width, 24)) as (app, pilot):
        await _look_at_keys(app, pilot, width)
        await fill_plan(pilot)
        await _look_at_keys(app, pilot, width)
        await pilot.press("2")
        await _look_at_keys(app, pilot, width)
        await pilot.press("left", "left")
        for _ in range(3):
            await pilot.press("ctrl+n")
        await pilot.press("r")
        await _look_at_keys(app, pilot, width)
        await pilot.press("v")
        await _look_at_keys(app, pilot, width)


async def _look_at_keys(app, pilot, width: int) -> None:
    await pilot.pause()
    assert app.size.width == width
    check_key_line(app)


async def test_a_window_that_is_too_small_says_so(tmp_path: Path):
    """No key answers what cannot be seen; enlarged, all is as it was."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "Enlarge to 60x16" in shown(app)
        await pilot.press("1")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Is it inside the house?" in shown(app)
        assert len(app.controller.assessment.status.open) == 3
        await pilot.press("1")
        await pilot.pause()
        assert len(app.controller.assessment.status.open) == 2


async def test_a_window_may_be_too_small_from_the_start(tmp_path: Path):
    """It says so at once."""
    async with running(tmp_path, size=(40, 10)) as (app, _):
        assert "Enlarge to 60x16" in shown(app)


async def test_no_screen_is_cut_off_at_60_by_16(tmp_path: Path):
    """Review, verdict and sign-off scroll, and keep their keys."""
    async with running(tmp_path, size=(60, 16)) as (app, pilot):
        await answer_all(pilot)
        for key, words in (("v", "Fire: the brigade"), ("s", "By signing you state")):
            await pilot.press(key)
            await pilot.pause()
            assert words in shown(app)
            assert " help" in rows(app)[-1]
        assert "Name" in shown(app)


async def test_without_colour_everything_is_still_said(tmp_path: Path, monkeypatch):
    """NO_COLOR changes no word on the screen."""
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("2")
        await pilot.press("left")
        await pilot.pause()
        assert "▌ ●  2  Yes" in shown(app)
        assert "◇ ASK THE CONTACT FIRST   Could become" in rows(app)[1]


async def test_every_list_of_options_is_seen_whole(tmp_path: Path, shipped: Pack):
    """At 80x24 each shipped question shows all its options, and so “Not sure”."""
    questions = [
        replace(question, when=None, clauses=(), per_tool=False, field=None)
        for question in shipped.questions
        if question.is_choice
    ]
    pack = replace(pack_of(questions), sections=shipped.sections)
    async with running(tmp_path, pack=pack) as (app, pilot):
        for question in questions:
            app.apply(go_to(app.controller.draft, question.id))
            await pilot.pause()
            choices = app.screen.query_one(ChoiceList)
            assert app.screen.place.question == question.id
            assert not choices.max_scroll_y, question.id
            assert choices.region.bottom < 24, question.id
            seen = " ".join(shown(app).split())
            assert all(
                " ".join(one.label.split())[-20:].split()[-1] in seen
                for one in question.options
            )


async def test_help_makes_room_and_folds(tmp_path: Path, shipped: Pack):
    """Beside a list that is too long anyway; `h` folds it, and shows it again."""
    async with running(tmp_path, pack=shipped, size=(80, 21)) as (app, pilot):
        app.apply(go_to(doll(shipped), "real.kinds"))
        await pilot.pause()
        choices, guidance = (
            app.screen.query_one(ChoiceList),
            app.screen.query_one(Guidance),
        )
        assert choices.region.height >= 4
        assert guidance.region.height >= 5
        assert "PgUp PgDn" in shown(app)
        await pilot.press("h")
        await pilot.pause()
        assert "h shows it" in shown(app)
        assert "Who would know" not in shown(app)
        assert guidance.region.height == 1
        await pilot.press("h")
        await pilot.pause()
        assert guidance.region.height >= 5


async def test_the_first_label_stays_in_a_small_window(tmp_path: Path, shipped: Pack):
    """At 60x16 each field is shown with its label, on the way down and up again."""
    async with running(tmp_path, pack=shipped, size=(60, 16)) as (app, pilot):
        app.apply(go_to(doll(shipped), "use.title"))
        await pilot.pause()
        labels = [box.field.label for box in app.screen.query(FieldBox)]
        assert len(labels) > 1
        for label, key in (
            (labels[0], "tab"),
            (labels[1], "shift+tab"),
            (labels[0], "tab"),
        ):
            await pilot.pause()
            assert label[:30] in shown(app)
            await pilot.press(key)


async def test_nothing_is_stretched_over_more_than_90_columns(tmp_path: Path, shipped):
    """However wide the window, question, help, review and verdict stay readable."""
    async with running(tmp_path, pack=shipped, size=(200, 50)) as (app, pilot):
        app.apply(go_to(doll(shipped), "output.key-element"))
        await pilot.pause()
        question, guidance = (
            app.screen.query_one(ChoiceList),
            app.screen.query_one(Guidance),
        )
        assert question.region.width <= 90
        assert guidance.region.x - question.region.right < 10
        for key in "rv":
            await pilot.press(key)
            await pilot.pause()
            assert app.screen.query_one(CursorList).region.width <= 92


async def test_a_list_that_gets_a_scrollbar_keeps_every_word(tmp_path: Path):
    """In a smaller window the labels are wrapped to the room that the bar leaves."""
    labels = [f"a{at:02}{'x' * at} {'y' * 20} end{at:02}" for at in range(10, 30)]
    options = tuple(Option(label[:3], label, Risk.SAFE) for label in labels)
    pack = pack_of([replace(choice("q"), options=options)])
    async with running(tmp_path, pack=pack, size=(80, 24)) as (app, pilot):
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one(ChoiceList).show_vertical_scrollbar
        seen = [at for at in range(10, 30) if f"a{at:02}" in shown(app)]
        assert len(seen) > 3
        assert all(f"end{at:02}" in shown(app) for at in seen[:-1])
