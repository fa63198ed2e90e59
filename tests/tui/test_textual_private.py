"""The private interfaces of Textual that the app relies on are still there."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import OptionList

from genai_guide.tui import textual_private
from tests.tui.helpers import answer_all, running


def test_the_hooks_that_are_overridden_exist():
    """Textual would silently stop calling a hook that it has renamed."""
    for owner, names in textual_private.HOOKS.items():
        for name in names:
            assert callable(getattr(owner, name))


async def test_one_notification_is_dropped_and_the_others_stay(tmp_path: Path):
    """Only the one with the same message is replaced."""
    async with running(tmp_path) as (app, pilot):
        for message in ("first", "second", "first"):
            app.say(message)
            await pilot.pause()
        assert [one.message for one in app._notifications] == ["second", "first"]


async def test_the_option_of_a_line_is_found(tmp_path: Path):
    """Lines below the last option belong to none."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        options = app.screen.query_one(OptionList)
        assert textual_private.option_at_line(options, 0) == (0, 0)
        assert textual_private.option_at_line(options, 10_000) is None
