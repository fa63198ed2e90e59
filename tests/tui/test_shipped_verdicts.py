"""The screen and the command line say the same of every golden case."""

from __future__ import annotations

import json
from pathlib import Path

from genai_guide.cli import main
from genai_guide.record.steps import REVIEW, go_to
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import list_toml_files, read_record
from tests.tui.helpers import rows, running


def by_command(capsys) -> dict[str, str]:
    """Ask the command line for the level of every case."""
    assert main(["assess", str(default_dir() / "cases"), "--json"]) == 0
    told = map(json.loads, capsys.readouterr().out.splitlines())
    return {Path(one["file"]).stem: one["level"] for one in told}


async def test_the_screen_says_what_assess_says(tmp_path: Path, shipped: Pack, capsys):
    """For each golden case the verdict line shows the level that `assess` prints."""
    levels = by_command(capsys)
    assert {
        "00-second-doll",
        "03-billionaires-bunker",
        "13-roadrunner",
    } <= levels.keys()
    async with running(tmp_path, pack=shipped) as (app, pilot):
        for path in list_toml_files([default_dir() / "cases"]).files:
            app.apply(go_to(read_record(path, shipped).draft, REVIEW))
            # What is said of conflicting answers would cover the line.
            app.clear_notifications()
            await pilot.pause()
            # A rule may have words of its own for its level.
            level = app.controller.assessment.verdict
            assert level.id == levels[path.stem]
            line = rows(app)[1].strip()
            assert line.startswith(f"{level.sign} {level.title} "), path.stem
            assert "All answered" in line
