"""Choosing: what is chosen stays in front until one goes on."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.building import choice, pack_of
from tests.tui.helpers import running, shown


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
