"""The help fits a small window, and names everything."""

from __future__ import annotations

import pytest

from genai_guide.cli import main
from genai_guide.commands.arguments import build_parser, list_actions


def test_the_help_fits_a_small_window(capsys: pytest.CaptureFixture[str]):
    """With the line that was typed and the next one it is 24 lines of 80."""
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    lines = capsys.readouterr().out.splitlines()
    assert left.value.code == 0
    assert len(lines) <= 22
    assert max(map(len, lines)) < 80


@pytest.mark.parametrize("words", ["ask", "pack check", "production new"])
def test_the_usage_of_a_command_names_it_alone(
    capsys: pytest.CaptureFixture[str], words: str
):
    """It begins as one would type it."""
    with pytest.raises(SystemExit):
        main([*words.split(), "--help"])
    assert capsys.readouterr().out.startswith(f"usage: genai-guide {words} [-h]")


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]):
    """Each command stands in a line of its own, with what it is for."""
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = {
        line.split()[0]
        for line in capsys.readouterr().out.splitlines()
        if line.startswith("    ") and len(line.split()) > 1
    }
    commands = next(
        action.choices
        for action in list_actions(build_parser())
        if action.dest == "command"
    )
    assert listed == set(commands)
