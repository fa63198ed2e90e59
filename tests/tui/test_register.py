"""The register in the app: what waits, what is due, what contradicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.profile import Profile
from genai_guide.signing.payload import SignedPart
from genai_guide.tui.screens.register import RegisterScreen
from genai_guide.tui.screens.start import StartScreen
from tests.helpers.signing import LEGAL
from tests.helpers.summaries import COUNSEL
from tests.tui.helpers import SAFE, check_key_line, rows, running, shown, write
from tests.tui.signing import (
    ANSWERS,
    SIZES,
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
    (folder / "damaged.toml").write_text("answers = [", encoding="utf-8")
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
        for words in ("Approved lamp", "Refused lamp", "Not readable: damaged.toml"):
            assert words[:12] in shown(app)
        await pilot.press("2")
        await until(pilot, "Waiting for a decision, 31 March 2026")
        assert "Waiting lamp" in flat(app)
        assert "Refused lamp" not in shown(app)
        await pilot.press("left", "left")
        await until(pilot, "Conflicts, 31 March 2026")
        assert "None." in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda app: isinstance(app.screen, StartScreen))
