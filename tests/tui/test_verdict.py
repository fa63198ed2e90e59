"""The verdict explains itself: parts that fold, ways to the questions, tasks."""

from __future__ import annotations

from pathlib import Path

from genai_guide.tui.screens.verdict import VerdictScreen
from tests.helpers.drafts import load_draft
from tests.tui.helpers import SMALL, answer_all, rows, running, saved, shown, write


def at(app, text: str) -> int:
    """Find the row of the verdict that holds a text."""
    found = (n for n, row in enumerate(app.screen.shown) if text in row.text.plain)
    return next(found)


def written(folder: Path) -> str:
    """Read the message that was written."""
    return next(folder.glob("genai-*-message.txt")).read_text("utf-8")


async def follow(app, pilot, text: str) -> None:
    """Press enter on the row that holds a text."""
    app.screen.query_one("#reasons").highlighted = at(app, text)
    await pilot.press("enter")
    await pilot.pause()


async def test_what_would_lower_it_is_said_and_what_did_not_apply(tmp_path: Path):
    """With the verdict then; what did not apply unfolds, with what kept it off."""
    async with running(tmp_path, size=(80, 60)) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("v")
        await pilot.pause()
        said = shown(app).split("▾ What would lower the verdict")[1]
        assert "then ◇ ASK THE CONTACT FIRST" in said or "then ○ TELL" in said
        assert "▸ Did not apply  1" in said
        await follow(app, pilot, "Did not apply")
        said = shown(app).split("▾ Did not apply  1")[1]
        why = "Does not apply, because you answered: Tool 1: Is it light enough to"
        assert why in said


async def test_a_reason_leads_to_its_question_and_back(tmp_path: Path):
    """Enter on an answer goes to its question; the next answer comes back."""
    async with running(tmp_path, size=(80, 60)) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("v")
        await pilot.pause()
        await follow(app, pilot, "You answered: What of this do you bring?")
        assert "(then back to the verdict)" in shown(app)
        await pilot.press("1", "enter")
        await pilot.pause()
        assert isinstance(app.screen, VerdictScreen)
        assert "WRITTEN APPROVAL" not in rows(app)[1]


async def test_a_task_is_closed_with_a_file_that_is_there(tmp_path: Path):
    """A missing file is said at once; a good one closes the task, and is saved."""
    paper = tmp_path / "paper.txt"
    async with running(tmp_path, size=(80, 60)) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("v")
        await pilot.pause()
        await follow(app, pilot, "Ask the owner.")
        await write(pilot, str(paper))
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "cannot be read as evidence" in " ".join(shown(app).split())
        paper.write_text("yes", "utf-8")
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "☑ Ask the owner." in shown(app)
        assert "Done on 31 March 2026: paper.txt." in " ".join(
            shown(app).replace("▌", "").split()
        )
        await saved(app, pilot)
        closed = load_draft(app.controller.path, SMALL).closed["ask-owner"]
        assert closed.evidence.size == 3
        await follow(app, pilot, "Ask the owner.")
        assert "Reopen it?" in shown(app)
        await pilot.press("2")
        await pilot.pause()
        assert "☐ Ask the owner." in shown(app)


async def test_changed_evidence_is_said_again_at_the_sign_off(tmp_path: Path):
    """A file that was changed since it was named is told before signing."""
    paper = tmp_path / "paper.txt"
    paper.write_text("yes", "utf-8")
    async with running(tmp_path, size=(80, 60)) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("v")
        await pilot.pause()
        await follow(app, pilot, "Ask the owner.")
        await write(pilot, str(paper))
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        paper.write_text("no", "utf-8")
        await pilot.press("s")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Evidence that changed or is missing" in shown(app)
        assert "changed since it was named as evidence" in " ".join(shown(app).split())


async def test_the_message_is_written_beside_being_copied(tmp_path: Path):
    """Copying also writes a file, as not every terminal lets a program copy."""
    async with running(tmp_path, size=(80, 40)) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("m")
        await pilot.pause()
        assert "We would like to use generative AI" in shown(app)
        await pilot.press("c")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert written(tmp_path) == app.clipboard
        assert "Candles are open fire." in app.clipboard


async def test_the_review_says_what_another_answer_would_do(tmp_path: Path):
    """Under an answer stands which other one would change the level."""
    async with running(tmp_path, size=(80, 60)) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert "if it were “Nothing of the kind”: " in shown(app)
        assert "without “Candles”: " in shown(app)
        assert "without “Animals”" not in shown(app)
