"""Everything by its name."""

from __future__ import annotations

import runpy
from pathlib import Path

from textual.command import CommandPalette
from textual.widgets import OptionList

from genai_guide.record.draft import set_note
from genai_guide.tui.screens.interview import InterviewScreen
from tests.tui.helpers import SMALL, answer_all, fill_plan, running, shown, write
from tests.tui.signing import first_found, until


async def test_the_palette_goes_to_a_question_by_its_words(tmp_path: Path):
    """A few letters of a question find it."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("ctrl+p")
        await write(pilot, "light enough")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert "○  1  Yes" in shown(app)
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
        assert "write the summary" not in shown(app)
        await pilot.press("escape", "n")
        await answer_all(pilot)
        for key, said in (
            ("r", "Every answer"),
            ("v", "What the guidance asks for, and"),
        ):
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
        assert "Sorted by title." in shown(app)


async def keys_of(app, pilot) -> dict[str, str]:
    """Read the keys that the help lists, and close it."""
    await pilot.press("f1")
    await pilot.pause()
    listed = app.screen._content.plain.partition("\nKeys\n")[2].split("\n")
    await pilot.press("escape")
    await pilot.pause()
    return {line[:11].strip(): line[11:] for line in listed}


async def test_help_lists_no_key_that_does_nothing(tmp_path: Path):
    """Numbers where there is something to number, arrows where they lead on."""
    async with running(tmp_path, None) as (app, pilot):
        found = await keys_of(app, pilot)
        assert {"↑ ↓", "enter", "n", "o", "^p"} <= set(found)
        assert not {"1 … 0", "space", "esc", "/", "^r"} & set(found)
        await pilot.press("n")
        await pilot.pause()
        found = await keys_of(app, pilot)
        assert {"^n", "^b", "esc"} <= set(found)
        assert not {"1 … 0", "n", "v"} & set(found)
        await answer_all(pilot)
        found = await keys_of(app, pilot)
        assert "esc" in found
        assert not {"1 … 0", "space"} & set(found)
        await pilot.press("v")
        await pilot.pause()
        found = await keys_of(app, pilot)
        assert {"m", "r", "s", "u", "U", "esc"} <= set(found)
        assert not {"1 … 0", "n", "v", "→ ^n PgDn"} & set(found)


async def test_help_explains_the_dialog_in_front(tmp_path: Path):
    """What is typed stands there as before when the help is closed."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("n", "x", "f1")
        await pilot.pause()
        assert "Type or paste the text," in shown(app)
        assert "accept what you typed" in shown(app)
        assert "Review" not in shown(app)
        await pilot.press("escape", "y", "escape")
        await pilot.pause()
        await pilot.press("f1")
        await pilot.pause()
        assert "Esc changes nothing." in shown(app)
        await pilot.press("escape", "escape", "ctrl+q")
        await pilot.pause()
        assert "If you leave now, what you typed is lost." in shown(app)
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "Note: xy" in shown(app)


async def test_a_note_is_not_lost_by_escape(tmp_path: Path):
    """It is asked first; what was not changed is left without a word."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("n", "x", "escape")
        await pilot.pause()
        assert "Discard what you typed?" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "Note on this answer" in shown(app)
        await pilot.press("escape", "2")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen)
        await pilot.press("n", "escape")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen)


async def test_the_list_of_tools_is_found_by_name(tmp_path: Path):
    """It is shown from any question."""
    async with running(tmp_path) as (_, pilot):
        await fill_plan(pilot)
        await pilot.press("ctrl+p")
        await write(pilot, "list of")
        await until(pilot, first_found("List of tools"))
        await pilot.press("enter")
        await until(pilot, "Are these all the tools for this use?")


async def test_the_same_is_said_once(tmp_path: Path):
    """Pressing on does not pile up one and the same notice."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await pilot.press("2")
        await pilot.press(*["enter"] * 5)
        await pilot.pause(0.2)
        assert shown(app).count("Choose an option, or press") == 1


async def test_a_long_text_is_gone_on_with_at_its_end(tmp_path: Path):
    """What is typed into a text of several lines is added to it."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        place, now = app.screen.place, app.controller.now()
        app.apply(set_note(SMALL, app.controller.draft, place, "One.\nTwo", now))
        await pilot.press("n")
        await pilot.pause()
        await pilot.press("o", "ctrl+n")
        await pilot.pause()
        assert app.controller.draft.note(place) == "One.\nTwoo"


def test_the_guide_for_producers_lists_the_keys():
    """After a change, `python docs/keys.py` writes the table anew."""
    docs = Path(__file__).parents[2] / "docs"
    table = runpy.run_path(str(docs / "keys.py"))["table"]()
    assert table + "\n" in (docs / "producer.md").read_text(encoding="utf-8")
