"""The list of saved uses: searched, sorted, renamed, duplicated, archived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.draft import new_draft, set_answers
from genai_guide.rules.answers import Place
from genai_guide.storage.locking import acquire_lock
from genai_guide.tui.screens.files import ChooseFile
from tests.helpers.drafts import load_draft, save_draft
from tests.tui.helpers import HOSTILE, NOON, SMALL, running, shown, write

NOW = NOON.isoformat()
AT = ("2026-03-28", "2026-03-29", "2026-03-30")


def save(folder: Path, *titles: str) -> None:
    """Save uses with these titles, the first one longest ago."""
    for number, title in enumerate(titles):
        session = set_answers(
            SMALL, new_draft(SMALL), {Place("plan.title"): title}, NOW
        )
        path = folder / "sessions" / f"{AT[number]}-120000-aaa{number}.toml"
        save_draft(path, SMALL, session, f"{AT[number]}T12:00:00+00:00")


async def settle(app, pilot) -> None:
    """Wait until the list is there."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()


def written(folder: Path) -> list[Path]:
    """List the sessions that were written."""
    return list(folder.rglob("*.toml"))


def titles(app, *known: str) -> list[str]:
    """Give the known titles that are listed, in their order."""
    text = shown(app)
    return sorted((one for one in known if one in text), key=text.index)


async def test_a_use_under_other_questions_is_listed_and_not_opened(tmp_path: Path):
    """What answers another set of questions is no choice here, and says so."""
    save(tmp_path, "Red boat")
    async with running(tmp_path, None, pack=replace(SMALL, id="other")) as (app, pilot):
        await settle(app, pilot)
        assert "answered under other questions: small" in shown(app)
        await pilot.press("end", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ChooseFile), shown(app)  # the row before: a file


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_questions_that_are_not_trusted_are_said_to_be_so(
    tmp_path: Path, size: tuple[int, int]
):
    """On the start screen for as long as it is there, and the list can be used."""
    save(tmp_path, "Red boat")
    warning = f"small 1.0.0 is not one of your trusted packs {HOSTILE}"
    async with running(tmp_path, None, size=size, warning=warning) as (app, pilot):
        app.clear_notifications()
        await settle(app, pilot)
        text = " ".join(shown(app).split())
        assert "Small 1.0.0 is not one of your trusted packs" in text
        assert "Red boat" in text
        assert "@click" in text


async def test_a_new_use_begins_with_that_warning(tmp_path: Path):
    """Who begins at once sees no start screen."""
    warning = "small 1.0.0 is not one of your trusted packs"
    async with running(tmp_path, warning=warning) as (app, _):
        assert "Small 1.0.0 is not one of your" in " ".join(shown(app).split())
    async with running(tmp_path) as (app, _):
        assert not list(app._notifications)


async def test_the_cursor_stands_at_the_use_saved_last(tmp_path: Path):
    """Or at a new one where there is none; where it was moved to it stays."""
    save(tmp_path, "Banana", "Cherry", "Apple")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        assert app.screen.chosen.title == "Apple"
        await pilot.press("down")
        app.screen.list_again()
        await settle(app, pilot)
        assert app.screen.chosen.title == "Cherry"
    async with running(tmp_path / "empty", None) as (app, pilot):
        await settle(app, pilot)
        assert "▌ New use" in shown(app)


async def test_a_search_leaves_what_has_the_words(tmp_path: Path):
    """Words in any order and case; escape shows all again."""
    save(tmp_path, "Red boat", "Blue boat", "Red house")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("slash")
        await write(pilot, "BOAT red")
        await pilot.press("enter")
        await pilot.pause()
        assert "1 of 3 have “BOAT red”" in shown(app)
        assert titles(app, "Red boat", "Blue boat", "Red house") == ["Red boat"]
        await pilot.press("escape")
        await pilot.pause()
        assert len(titles(app, "Red boat", "Blue boat", "Red house")) == 3


async def test_the_order_can_be_changed(tmp_path: Path):
    """Saved last, by title, by verdict, and round again; the order is said."""
    save(tmp_path, "Banana", "Cherry", "Apple")
    known = ("Apple", "Banana", "Cherry")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        assert titles(app, *known) == ["Apple", "Cherry", "Banana"]
        await pilot.press("t")
        await pilot.pause()
        assert titles(app, *known) == ["Apple", "Banana", "Cherry"]
        assert "Listed by title." in shown(app)
        await pilot.press("t", "t")
        await pilot.pause()
        assert titles(app, *known) == ["Apple", "Cherry", "Banana"]


async def test_a_use_is_renamed(tmp_path: Path):
    """The new name is that of its file, and stands before the title."""
    save(tmp_path, "Red boat")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("x", "2")
        await pilot.pause()
        await pilot.press("ctrl+u")
        await write(pilot, f"Pitch {HOSTILE}")
        await pilot.press("enter")
        await settle(app, pilot)
        name = next((tmp_path / "sessions").glob("*.toml")).stem
        assert name.startswith("Pitch")
        assert "\x1b" not in name
        assert f"{name[:20]}" in shown(app)
        assert "Red boat" in shown(app)


async def test_a_use_is_duplicated(tmp_path: Path):
    """The copy has the answers, and is another file; the first one stays."""
    save(tmp_path, "Red boat")
    before = next((tmp_path / "sessions").glob("*.toml")).read_bytes()
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("x", "1")
        await settle(app, pilot)
        paths = sorted((tmp_path / "sessions").glob("*.toml"))
        assert len(paths) == 2
        assert shown(app).count("Red boat") == 2
        assert before in [one.read_bytes() for one in paths]
        found = [load_draft(one, SMALL) for one in paths]
        assert found[0].answers == found[1].answers


async def test_a_use_is_put_away_and_taken_back(tmp_path: Path):
    """It leaves the list, stands under what is archived, and comes back."""
    save(tmp_path, "Red boat", "Blue boat")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("x", "3")
        await settle(app, pilot)
        assert titles(app, "Red boat", "Blue boat") == ["Red boat"]
        assert "Archived: 1" in shown(app)
        await pilot.press("end", "enter")
        await settle(app, pilot)
        assert titles(app, "Red boat", "Blue boat") == ["Blue boat"]
        await pilot.press("end", "x", "3")
        await settle(app, pilot)
        await pilot.press("home", "enter")
        await settle(app, pilot)
        assert len(titles(app, "Red boat", "Blue boat")) == 2
        assert "Archived" not in shown(app)


async def test_what_is_open_elsewhere_is_left_alone(tmp_path: Path):
    """Who has it open is said, and it stays in the list."""
    save(tmp_path, "Red boat")
    path = next((tmp_path / "sessions").glob("*.toml"))
    lock = acquire_lock(path, NOW)
    try:
        async with running(tmp_path, None) as (app, pilot):
            await settle(app, pilot)
            await pilot.press("x", "3")
            await settle(app, pilot)
            assert "open in another window" in shown(app)
            assert titles(app, "Red boat") == ["Red boat"]
    finally:
        lock.release()


async def test_the_first_use_says_what_this_is(
    tmp_path: Path,
):
    """Nothing is opened or written unasked; keys for a list are not offered."""
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        assert "it grants nothing" in " ".join(shown(app).split())
        assert "every answer is saved at once" in " ".join(shown(app).split()).lower()
        assert "/ find" not in shown(app)
        await pilot.press("x", "t", "slash")
        await pilot.pause()
        assert "it grants nothing" in " ".join(shown(app).split())
    assert written(tmp_path) == []


async def test_the_use_that_was_just_left_can_be_put_away(tmp_path: Path):
    """This window lets go of it first, and writes it nowhere again."""
    save(tmp_path, "Red boat")
    path = next((tmp_path / "sessions").glob("*.toml"))
    async with running(tmp_path, path) as (app, pilot):
        app.action_start()
        await settle(app, pilot)
        await pilot.press("x", "3")
        await settle(app, pilot)
        assert "open in another window" not in shown(app)
        assert titles(app, "Red boat") == []
        assert "Archived: 1" in shown(app)
    assert written(tmp_path) == [path.parent / "archive" / path.name]
