"""Productions in the app: what uses share goes both ways, and never unasked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from genai_guide.record.draft import DraftTool
from genai_guide.record.steps import REVIEW, TOOLS, go_to
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.paths import productions_dir
from genai_guide.storage.productions import load_production
from genai_guide.tui.screens.productions import ProductionsScreen
from genai_guide.workflows.new_use import add_to_production, new_production, start_from
from tests.helpers.drafts import load_draft, save_draft
from tests.tui.helpers import NOON, running, saved, settle, shown, write
from tests.tui.walk import doll

NOW = NOON.isoformat()
TITLE = Place("production.title")


def productions(pack: Pack) -> list:
    """Load the productions that are saved."""
    return [load_production(path, pack) for path in productions_dir().glob("*.toml")]


async def choose(app, pilot, words: str) -> None:
    """Put the cursor at a row of the review, and press enter."""
    answers = app.screen.query_one("#answers")
    for number, option in enumerate(answers.options):
        if words in " ".join(str(option.prompt).split()) and not option.disabled:
            answers.highlighted = number
    await pilot.press("enter")
    await pilot.pause()


async def test_a_production_is_made_and_a_use_of_it_is_started(
    tmp_path: Path, shipped: Pack
):
    """Its title is filled in and marked, and is confirmed together with the rest."""
    async with running(tmp_path, None, pack=shipped) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("p")
        await settle(app, pilot)
        await pilot.press("end", "enter")
        await write(pilot, "Roadrunner")
        await pilot.press("enter")
        await settle(app, pilot)
        assert "Roadrunner" in shown(app)
        await pilot.press("escape")
        await settle(app, pilot)
        await pilot.press("n")
        await pilot.pause()
        assert "2  Another production, or none yet" in shown(app)
        await pilot.press("1")
        await pilot.pause()
        assert app.controller.draft.use == {"production.title": "Roadrunner"}
        assert not list((tmp_path / "sessions").glob("*.toml"))
        app.apply(go_to(app.controller.draft, str(TITLE)))
        await pilot.pause()
        assert "title of the production? (from the production)" in shown(app)
        app.accept(go_to(app.controller.draft, REVIEW))
        app.show_position()
        await pilot.pause()
        assert "Look at each once before you sign: 1" in shown(app)
        await choose(app, pilot, "Confirm this answer")
        assert app.controller.draft.carried == {}
        assert "Look at each once" not in shown(app)


async def test_what_the_production_filled_in_is_not_typed_over(
    tmp_path: Path, shipped: Pack
):
    """The cursor is in the first empty field; a title that is changed has no mark."""
    path, _ = new_production(shipped, "Roadrunner")
    async with running(tmp_path, None, pack=shipped) as (app, pilot):
        start_from(app.controller, load_production(path, shipped), path, ())
        app.show_draft()
        await pilot.pause()
        await pilot.press("P", "up", "2", "down")
        await pilot.pause()
        assert app.controller.draft.use["production.title"] == "Roadrunner2"
        assert "▎ Roadrunner2" in shown(app)
        assert "█ P" in shown(app)
        assert "(from the production)" not in shown(app)


async def test_a_use_becomes_a_production_and_changes_it(tmp_path: Path, shipped: Pack):
    """What is changed in the use is changed for the production after a yes only."""
    path = tmp_path / "sessions" / "one.toml"
    save_draft(path, shipped, go_to(doll(shipped), REVIEW), NOW)
    async with running(tmp_path, None, pack=shipped) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("p")
        await settle(app, pilot)
        await pilot.press("end", "enter", "1")
        await settle(app, pilot)
        assert isinstance(app.screen, ProductionsScreen)
        (made,) = productions(shipped)
        assert made.title(shipped) == "Squid Game"
        assert load_draft(path, shipped).production.id == made.id
        assert app.open(path) == ""
        await pilot.pause()
        assert "in the production" not in shown(app)
        app.accept(app.controller.with_answers({TITLE: "Squid Game S3"}))
        app.action_review()
        await pilot.pause()
        assert "The production has another answer to this." in " ".join(
            message.message for message in app._notifications
        )
        assert productions(shipped) == [made]
        await choose(app, pilot, "(in the production: Squid Game)")
        await pilot.press("2")
        await pilot.pause()
        assert [each.title(shipped) for each in productions(shipped)] == [
            "Squid Game S3"
        ]
        await saved(app, pilot)


async def test_a_change_of_the_production_is_offered(tmp_path: Path, shipped: Pack):
    """When a use of it is opened from the list, and taken over only after a yes."""
    path = tmp_path / "sessions" / "one.toml"
    save_draft(path, shipped, go_to(doll(shipped), REVIEW), NOW)
    made, _ = add_to_production(path, shipped, NOW)
    changed = made.read_text("utf-8").replace("Squid Game", "Squid Game S3")
    made.write_text(changed, "utf-8")
    async with running(tmp_path, None, pack=shipped) as (app, pilot):
        for key, title in (("1", "Squid Game"), ("2", "Squid Game S3")):
            await settle(app, pilot)
            await pilot.press("enter")
            await pilot.pause()
            assert "The production has changed:" in shown(app)
            await pilot.press(key)
            await pilot.pause()
            assert app.controller.draft.use["production.title"] == title
            await pilot.press("escape")
        await settle(app, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert "The production has changed" not in shown(app)


async def test_a_tool_is_picked_from_the_production(tmp_path: Path, shipped: Pack):
    """In the list of tools, unless it is listed already; nothing of it is typed."""
    sessions = tmp_path / "sessions"
    save_draft(sessions / "one.toml", shipped, doll(shipped), NOW)
    add_to_production(sessions / "one.toml", shipped, NOW)
    unnamed = replace(doll(shipped), tools=(DraftTool(),))
    path = sessions / "two.toml"
    save_draft(path, shipped, go_to(unnamed, TOOLS), NOW)
    async with running(tmp_path, None, pack=shipped) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("p")
        await settle(app, pilot)
        await pilot.press("end", "enter", "1")
        await pilot.pause()
        assert "1  Add it to Squid Game" in shown(app)
        await pilot.press("1")
        await settle(app, pilot)
        assert "Squid Game" + " " * 25 + "2" in shown(app)
        assert app.open(path) == ""
        await pilot.pause()
        await pilot.press("3")
        await pilot.pause()
        (tool,) = app.controller.draft.answers.tools
        assert tool.name == "Example generator"
        assert app.controller.draft.carried["tool.agreement", 1] == "production"
        assert "Add Example generator" not in shown(app)


async def test_a_broken_production_is_listed_with_the_reason(
    tmp_path: Path, shipped: Pack
):
    """It is no choice, and nothing else is kept from working."""
    productions_dir().mkdir(parents=True)
    (productions_dir() / "broken.toml").write_text("title = [", encoding="utf-8")
    async with running(tmp_path, None, pack=shipped) as (app, pilot):
        await settle(app, pilot)
        await pilot.press("p")
        await settle(app, pilot)
        assert "Cannot be opened: broken.toml" in shown(app)
        assert "▌ New production…" in shown(app)
        await pilot.press("n")
        await pilot.pause()
        assert "What is the title of the production?" in shown(app)
