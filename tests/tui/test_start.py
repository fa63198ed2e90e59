"""The table of saved uses: filtered, sorted, copied, renamed, archived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.draft import SignedRevision, new_draft, set_answers
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.locking import acquire_lock
from genai_guide.tui.screens.interview import InterviewScreen
from tests.helpers.drafts import load_draft, save_draft
from tests.tui.helpers import HOSTILE, NOON, SMALL, rows, running, settle, shown, write
from tests.tui.walk import doll, saved_uses

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
        await pilot.press("home", "enter")
        await pilot.pause()
        assert isinstance(app.screen, InterviewScreen), shown(app)  # a new use


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
        assert "▌ Start a new use" in shown(app)


async def test_the_list_is_filtered_as_one_types(tmp_path: Path):
    """Words in any order and case; enter opens the hit, escape shows all again."""
    save(tmp_path, "Red boat", "Blue boat", "Red quail")
    known = ("Red boat", "Blue boat", "Red quail")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("slash", *"BOAT q")
        await pilot.pause()
        assert "/BOAT q▏ 0 of 3" in shown(app)
        await pilot.press("backspace", *"red")
        await pilot.pause()
        assert titles(app, *known) == ["Red boat"]
        await pilot.press("escape")
        await pilot.pause()
        assert titles(app, *known) == ["Red quail", "Blue boat", "Red boat"]
        await pilot.press("slash", *"blue", "enter")
        await pilot.pause()
        assert app.controller.draft.use["plan.title"] == "Blue boat"


async def test_the_order_can_be_changed(tmp_path: Path):
    """By the last change, by title, by verdict, and round again; the order is said."""
    save(tmp_path, "Banana", "Cherry", "Apple")
    known = ("Apple", "Banana", "Cherry")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        assert titles(app, *known) == ["Apple", "Cherry", "Banana"]
        await pilot.press("t")
        await pilot.pause()
        assert titles(app, *known) == ["Apple", "Banana", "Cherry"]
        assert "Sorted by title." in shown(app)
        await pilot.press("t", "t")
        await pilot.pause()
        assert titles(app, *known) == ["Apple", "Cherry", "Banana"]


async def test_uses_stand_below_their_production(tmp_path: Path, shipped: Pack):
    """Its title is shown once; the verdict, and what is signed or left, for each."""
    saved_uses(tmp_path / "sessions", shipped)
    signed = SignedRevision("a" * 32, 2, f"sha256:{'0' * 64}", NOW, 0)
    path = tmp_path / "sessions" / "2026-03-12-110000-aaaa.toml"
    save_draft(path, shipped, replace(doll(shipped), signed=signed), f"{AT[0]}T11:00Z")
    save(tmp_path, "Apple")
    async with running(tmp_path, None, pack=shipped, size=(120, 40)) as (app, pilot):
        await settle(app, pilot)
        table = [row for row in rows(app) if "doll" in row and "·" not in row]
        assert [row.count("Squid Game") for row in table] == [1, 0]
        assert "● Written approval needed  All answered" in table[0]
        assert "● Written approval needed  Signed, revision 2" in table[1]
        assert any("begun · " in row and "Could become" in row for row in rows(app))


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


async def test_a_use_is_started_like_another(tmp_path: Path):
    """Also like a signed one: its answers are there, marked, in a file of its own."""
    answers = {Place("plan.title"): "Red boat", Place("plan.what"): "A house"}
    draft = set_answers(SMALL, new_draft(SMALL), answers, NOW)
    signed = SignedRevision("a" * 32, 1, f"sha256:{'0' * 64}", NOW)
    path = tmp_path / "sessions" / "one.toml"
    save_draft(path, SMALL, replace(draft, signed=signed), NOW)
    before = path.read_bytes()
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("x", "1")
        await settle(app, pilot)
        draft = app.controller.draft
        assert dict(draft.use) == {"plan.title": "Red boat"}
        assert draft.carried == {("plan.title", None): "copy"}
        assert draft.signed is None
        assert app.controller.path != path
        assert load_draft(app.controller.path, SMALL).use == draft.use
    assert path.read_bytes() == before


async def test_a_use_is_put_away_and_taken_back(tmp_path: Path):
    """It leaves the list, stands under what is archived, and comes back."""
    save(tmp_path, "Red boat", "Blue boat")
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("x", "3")
        await settle(app, pilot)
        assert titles(app, "Red boat", "Blue boat") == ["Red boat"]
        assert "Archived uses: 1" in shown(app)
        await pilot.press("end", "enter")
        await settle(app, pilot)
        assert titles(app, "Red boat", "Blue boat") == ["Blue boat"]
        await pilot.press("home", "x", "3")
        await settle(app, pilot)
        await pilot.press("end", "enter")
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


async def test_the_first_use_says_what_this_is(tmp_path: Path):
    """Nothing is opened or written unasked; keys for a list are not offered."""
    async with running(tmp_path, None) as (app, pilot):
        await settle(app, pilot)
        for _ in range(2):
            text = " ".join(shown(app).split())
            assert "one planned use, one at a time. You see as you go" in text
            assert "This is our reading of the house rules." in text
            assert "/ find" not in text
            await pilot.press("x", "t", "slash")
            await pilot.pause()
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
        assert "Archived uses: 1" in shown(app)
    assert written(tmp_path) == [path.parent / "archive" / path.name]
