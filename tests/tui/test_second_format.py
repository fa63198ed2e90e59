"""What packs of the second format add to the app."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.building import choice, pack_of
from tests.helpers.second_format import PACK
from tests.tui.helpers import running, shown


async def test_a_conflict_is_pointed_out(tmp_path: Path):
    """When it arises, with the verdict, in the review and at signing."""
    async with running(tmp_path, pack=PACK, size=(80, 40)) as (app, pilot):
        await pilot.press("1", "1")
        await pilot.pause()
        assert "These answers conflict: Both are A." in shown(app)
        app.clear_notifications()
        await pilot.press("ctrl+t", "v")
        await pilot.pause()
        assert "✗ not met  Not A" in shown(app)
        assert "▾ Conflicting answers  1\n     Both are A." in shown(app)
        await pilot.press("r")
        await pilot.pause()
        assert "Both are A." in shown(app)
        await pilot.press("s")
        await pilot.pause()
        assert "Both are A." in shown(app)


async def test_a_tool_may_be_not_chosen_yet(tmp_path: Path):
    """A key goes on without its name; the list of tools has both ways."""
    async with running(tmp_path, pack=PACK) as (app, pilot):
        await pilot.press("2", "2")
        await pilot.pause()
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert "Tool 1 is not chosen yet" in shown(app)
        assert app.controller.assessment.complete
        await pilot.press("3")
        await pilot.pause()
        assert "Which tool?" in shown(app)
        await pilot.press("G", "u", "enter")
        await pilot.pause()
        tool = app.controller.draft.answers.tools[0]
        assert (tool.name, tool.is_chosen(PACK)) == ("Gu", True)


async def test_details_are_skipped_with_one_key(tmp_path: Path):
    """What is for the record alone comes last, and may be left open one by one."""
    async with running(tmp_path, pack=PACK) as (app, pilot):
        await pilot.press("2", "2")
        await pilot.pause()
        await pilot.press("ctrl+t")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert "Detail?" in shown(app)
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert app.controller.draft.position == "review"
        await pilot.press("left", "enter")
        await pilot.pause()
        assert app.controller.draft.position == "review"


async def test_a_long_list_is_filtered(tmp_path: Path):
    """Letters alone do nothing; after a stroke they filter, and Esc ends it."""
    options = " ".join(f"{letter}{number}" for letter in "xyz" for number in range(90))
    pack = pack_of([choice("long", options, multi=True), choice("next")])
    async with running(tmp_path, pack=pack) as (app, pilot):
        await pilot.press("2", "z")
        await pilot.pause()
        assert "Z1" not in shown(app)
        await pilot.press("slash", "z", "8", "8")
        await pilot.pause()
        assert "/z88▏ 1 of 270" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "[x]     Z88" in shown(app)
        await pilot.press("backspace", "backspace")
        await pilot.pause()
        assert "/z▏ 90 of 270" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "/z▏" not in shown(app)
        assert app.controller.draft.use == {"long": ("x1", "z88")}
        await pilot.press("enter")
        await pilot.pause()
        assert "next?" in shown(app)
