"""The example of another policy, from the start screen to a verified summary."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from genai_guide.cli import main
from genai_guide.exit_codes import ExitCode
from genai_guide.storage.packs import load_pack
from tests.helpers.trusted import write_trusted
from tests.tui.helpers import running, shown, write
from tests.tui.signing import sign, take_key, until

EXAMPLE = Path(__file__).parents[2] / "examples" / "harbour-television"


async def test_a_ban_is_signed_and_verified(tmp_path: Path, config: Path, capsys):
    """News without a notice, shown in Norway, with a tool that is not chosen yet."""
    async with running(tmp_path, None, pack=load_pack(EXAMPLE)) as (app, pilot):
        await pilot.press("n")
        await until(pilot, "What is the programme called?")
        await write(pilot, "Ten O'Clock")
        await pilot.press("enter")
        await until(pilot, "What kind of programme is it?")
        assert "No verdict yet" in shown(app)
        await pilot.press("3", "slash", *"norw")
        await until(pilot, "/norw▏ 1 of 197")
        await pilot.press("enter", "escape", "enter")
        await until(pilot, "What do you want to make?")
        await write(pilot, "A fire")
        await pilot.press("tab", "2", "2", "2")
        await until(pilot, "✕ NOT ALLOWED")
        await pilot.press("1", "1")
        await until(pilot, "What is the tool called?")
        await pilot.press("ctrl+t")
        await until(pilot, "Tool 1 is not chosen yet")
        await pilot.press("enter", "ctrl+g", "v")
        await until(pilot, "nobody at Harbour can make an exception")
        assert re.search("✗ not met +Viewers are not fooled", shown(app))
        await pilot.press("escape")
        await sign(pilot)
        await take_key(pilot)
        await until(pilot, "Signed. The summary is in")
        assert "Send the file to legal and to your editor at Harbour" in shown(app)
        assert app.controller.summary
        path = app.controller.summary

    statement = tomllib.loads(path.read_text("utf-8"))["statement"]
    assert (statement["level"], statement["needs_approval"]) == ("banned", "forbidden")
    write_trusted(config, load_pack(EXAMPLE))
    words = [str(path), "--pack", str(EXAMPLE)]
    assert main(["verify", *words]) == ExitCode.DONE
    assert main(["show", *words]) == ExitCode.DONE
    told = " ".join(capsys.readouterr().out.split())
    assert "In the news, nothing that was generated passes" in told
    assert "✕ Not allowed" in told
