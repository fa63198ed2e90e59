"""docs/command-line.md names every command and each key that `--json` prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from genai_guide.commands.arguments import build_parser, list_actions

TOP = Path(__file__).parents[2]
CASE = TOP / "questions" / "netflix-genai" / "cases" / "00-second-doll.toml"
SUMMARY = (
    *("sign", CASE, "--name", "A. Producer", "--role", "Producer"),
    *("--organisation", "A Studio", "--email", "a@studio.example", "--attest"),
)


def _documented(command: str) -> set[str]:
    guide = (TOP / "docs" / "command-line.md").read_text("utf-8")
    table = guide.split(f"\n### {command}\n")[1].split("\n#")[0]
    names = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    return set(re.findall(r"`(\w+)`", " ".join(names)))


def test_each_command_is_documented():
    """In the table at the top, and no other stands there."""
    table = (TOP / "docs" / "command-line.md").read_text("utf-8").split("\n## ")[0]
    named = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    action = next(
        each for each in list_actions(build_parser()) if each.dest == "command"
    )
    assert set(re.findall(r"`(\w+)`", " ".join(named))) == set(action.choices)


@pytest.mark.parametrize("command", ["assess", "verify", "register", "questions"])
def test_each_key_is_documented(command: str, run, tmp_path: Path) -> None:
    """A script can rely on the guide."""
    folder = tmp_path / "summaries"
    folder.mkdir()
    assert run(*SUMMARY, "-o", folder / "summary.toml", pack=False).code == 0
    words = {"assess": [CASE], "questions": []}.get(command, [folder])
    printed = run(command, *words, "--json", pack=False).out
    first = json.loads(printed)[0] if command == "questions" else json.loads(printed)
    assert set(first) == _documented(command)
