"""Everything by its name."""

from __future__ import annotations

from pathlib import Path

from textual.command import CommandPalette
from textual.widgets import OptionList

from tests.tui.helpers import answer_all, fill_plan, running, shown, write


async def test_the_palette_goes_to_a_question_by_its_words(tmp_path: Path):
    """A few letters of a question find it."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("ctrl+p")
        await write(pilot, "light enough")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "( )  1  Yes" in shown(app)
        assert "Is it light enough to carry?" in shown(app)


async def test_the_palette_writes_no_picture_of_the_answers(tmp_path: Path):
    """There is no command that saves the screen."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("ctrl+p")
        await write(pilot, "e")
        await pilot.pause(0.3)
        found = app.screen.query_one(OptionList).options
        names = [str(one.prompt).partition("\n")[0] for one in found]
        assert "Theme" in names
        assert "Screenshot" not in names


async def test_no_palette_over_a_dialog(tmp_path: Path):
    """What has to be answered first is answered first."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("f1", "ctrl+p")
        await pilot.pause()
        assert not CommandPalette.is_open(app)


async def test_help_says_why_and_which_keys(tmp_path: Path):
    """F1 shows the guidance whole, then the keys."""
    async with running(tmp_path, size=(60, 16)) as (app, pilot):
        await pilot.press("f1")
        await pilot.pause()
        assert "A working title will do." in shown(app)
        await pilot.press("end")
        await pilot.pause()
        assert "^p" in shown(app)


async def test_help_explains_the_screen_in_front(tmp_path: Path):
    """On each screen F1 says first what that screen is for."""
    async with running(tmp_path, None, size=(80, 40)) as (app, pilot):
        await pilot.press("f1")
        await pilot.pause()
        assert "The uses that are saved on this computer." in shown(app)
        assert "Sign off" not in shown(app)
        await pilot.press("escape", "n")
        await answer_all(pilot)
        for key, said in (("r", "Every answer"), ("v", "What the text asks for and")):
            await pilot.press(key)
            await pilot.pause()
            await pilot.press("f1")
            await pilot.pause()
            assert said in shown(app)
            await pilot.press("escape")


async def test_the_palette_has_what_the_list_can_do(tmp_path: Path):
    """Searching, sorting and the rest stand there by name, once uses are saved."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.pause()
        app.action_start()
        await app.workers.wait_for_complete()
        await pilot.press("ctrl+p")
        await write(pilot, "sort the")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "Listed by title." in shown(app)
