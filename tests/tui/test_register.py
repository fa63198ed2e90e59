"""The register in the app: what waits, what is due, what contradicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.signing.payload import SignedPart
from genai_guide.storage.errors import FileError
from genai_guide.tui.screens.register import parse_folders
from genai_guide.tui.screens.start import StartScreen
from tests.helpers.signing import LEGAL
from tests.helpers.summaries import COUNSEL
from tests.tui.helpers import SAFE, check_key_line, running, shown, write
from tests.tui.signing import (
    ANSWERS,
    SIZES,
    complete_session,
    decided,
    flat,
    know,
    refused,
    summary,
    until,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give summaries that wait, are approved and refused, and a file that is none."""
    monkeypatch.setenv("GENAI_GUIDE_CACHE", str(tmp_path / "cache"))
    know()
    know(LEGAL, COUNSEL.email, SignedPart.DECISION)
    folder = tmp_path / "uses"
    folder.mkdir()
    a_use(folder / "waiting.toml", "Waiting lamp")
    decided(a_use(folder / "approved.toml", "Approved lamp"))
    refused(a_use(folder / "refused.toml", "Refused lamp"), "No.")
    (folder / "damaged\n.toml").write_text("answers = [", encoding="utf-8")
    return folder


def a_use(path: Path, title: str) -> Path:
    """Sign a use of a title."""
    use = {**ANSWERS.use, "plan.title": title}
    summary(path, answers=replace(ANSWERS, use=use))
    return path


async def named(pilot, folder: Path) -> None:
    """Open the register, name a folder, and wait until it is read."""
    await pilot.press("g")
    await until(pilot, "Where are the summaries?")
    await pilot.press("ctrl+u")
    await write(pilot, str(folder))
    await pilot.press("enter")
    await until(pilot, "1 All 3")


@pytest.mark.parametrize("size", SIZES)
async def test_a_key_answers_each_question_of_counsel(
    tmp_path: Path, folder: Path, size: tuple[int, int]
):
    """What waits, what contradicts and what cannot be read, at each size."""
    async with running(tmp_path, None, size=size) as (app, pilot):
        await named(pilot, folder)
        check_key_line(app)
        for words in ("Approved lamp", "Refused lamp", "Not readable"):
            assert words[:12] in shown(app)
        assert "damaged\\u{a}.toml" in shown(app)
        await pilot.press("2")
        await until(pilot, "Waiting for a decision, 31 March 2026")
        assert "Waiting lamp" in flat(app)
        assert "Refused lamp" not in shown(app)
        await pilot.press("left", "left")
        await until(pilot, "Conflicts, 31 March 2026")
        assert "None." in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))


async def test_a_decision_is_seen_on_the_way_back(tmp_path: Path, folder: Path):
    """Enter opens the summary, esc comes back, and the next use that waits is there."""
    async with running(tmp_path, None) as (app, pilot):
        await named(pilot, folder)
        await pilot.press("2", "enter")
        await until(pilot, "No decision yet · not in force")
        decided(folder / "waiting.toml")
        await pilot.press("escape")
        await until(pilot, "2 Waiting 0")
        assert "1 changed since you looked last: c" in flat(app)
        await pilot.press("c")
        await until(pilot, "Waiting lamp: A house: was revision 1")


async def test_the_uses_can_be_searched_sorted_and_written(
    tmp_path: Path, folder: Path
):
    """What is written is what is listed; hostile words are words."""
    use = f"Hostile {SAFE}"
    a_use(folder / "hostile.toml", use)
    settings = tmp_path / "settings.toml"
    async with running(tmp_path, None, settings_path=settings) as (app, pilot):
        await pilot.press("g")
        await until(pilot, "Where are the summaries?")
        await write(pilot, "; /nowhere")
        await pilot.press("enter")
        await until(pilot, "there is no such folder")
        await pilot.press("ctrl+u")
        await write(pilot, str(folder))
        await pilot.press("enter")
        await until(pilot, "1 All 4")
        await pilot.press("t", "slash")
        await write(pilot, "HOSTILE")
        await pilot.press("enter")
        await until(pilot, "with “HOSTILE”; esc shows all")
        assert "what is due first" in flat(app)
        assert "Hostile [/] [b] [@click=app.quit]x" in flat(app)
        assert "Refused lamp" not in shown(app)
        await pilot.press("x")
        await until(pilot, "Write the 1 use of this view")
        await pilot.press("2")
        await until(pilot, "Written to")
        table = folder / "register-2026-03-31.csv"
        assert len(table.read_text("utf-8-sig").splitlines()) == 2
        await pilot.press("escape")
        await until(pilot, lambda app: "Refused lamp" in shown(app))
        await pilot.press("end", "enter")
        await until(pilot, "! ")
        assert "damaged\\u{a}.toml" in flat(app)
    async with running(tmp_path, None, settings_path=settings) as (_, pilot):
        await pilot.press("g")  # the folder is remembered
        await until(pilot, "1 All 4")


async def test_the_signer_is_told_of_the_same_element(tmp_path: Path, folder: Path):
    """It is named in the review, can be taken back, and does not keep from signing."""
    summary(tmp_path / "other.toml", answers=ANSWERS)
    refused(tmp_path / "other.toml", "No.")
    draft = complete_session(tmp_path / "sessions" / "draft.toml")
    async with running(tmp_path, draft, size=(80, 40)) as (app, pilot):
        await until(pilot, "Same element as another use: none named")
        app.action_same_element()
        await until(pilot, "Which use of this production has the same element?")
        await pilot.press("2")
        await until(pilot, "Same element as another use: “Dolls: A house”")
        await pilot.press("u")
        await until(pilot, "Same element as another use: none named")
        await pilot.press("U", "s")
        await until(
            pilot, "“Dolls: A house” is the same element: Refused on 31 March 2026"
        )
        assert "Conflicts with other uses of this production" in flat(app)
        assert "2 uses of this production have this title" in flat(app)
    async with running(tmp_path, draft, size=(80, 40)) as (app, pilot):
        await until(pilot, "Same element as another use: “Dolls: A house”")


def test_a_folder_that_cannot_be_remembered_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is not UTF-8 stands in no settings."""
    folder = tmp_path / "uses\udcff"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(FileError, match="cannot be remembered"):
        parse_folders(".")
