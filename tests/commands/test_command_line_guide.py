"""docs/command-line.md names every command and each key that `--json` prints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from genai_guide.commands.arguments import build_parser, list_actions
from tests.commands.small_pack import SMALL, copied, edit
from tests.helpers.signing import COUNSEL_WORDS

TOP = Path(__file__).parents[2]
CASE = TOP / "questions" / "netflix-genai" / "cases" / "00-second-doll.toml"
CONDITION = ("--condition", "Only once.", "--covers", "clearance")


def _section(command: str) -> str:
    guide = (TOP / "docs" / "command-line.md").read_text("utf-8")
    return guide.split(f"\n### {command}\n")[1].split("\n#")[0]


def _documented(command: str) -> set[str]:
    names = re.findall(r"^\| (`.*?) \|", _section(command), re.MULTILINE)
    return set(re.findall(r"`(\w+)`", " ".join(names)))


def _keys_inside(value: object) -> set[str]:
    """Return the keys of all objects in a value, but not the ids of questions."""
    if isinstance(value, list):
        return set().union(*map(_keys_inside, value))
    if not isinstance(value, dict):
        return set()
    inner = (_keys_inside(each) for key, each in value.items() if key != "when")
    return {key for key in value if "." not in key}.union(*inner)


def test_each_command_is_documented():
    """In the table at the top, and no other stands there."""
    table = (TOP / "docs" / "command-line.md").read_text("utf-8").split("\n## ")[0]
    named = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    action = next(
        each for each in list_actions(build_parser()) if each.dest == "command"
    )
    assert set(re.findall(r"`(\w+)`", " ".join(named))) == set(action.choices)


@pytest.mark.parametrize(
    "command",
    [
        *("assess", "verify", "register", "questions"),
        *("production show", "pack check", "pack diff"),
    ],
)
def test_each_key_is_documented(command: str, run, known: Path, tmp_path: Path) -> None:
    """A script can rely on the guide, for the objects inside too."""
    decision = ("--outcome", "approved-with-conditions", *CONDITION, *COUNSEL_WORDS)
    assert run("decide", known, *decision).code == 0
    production = tmp_path / "production.toml"
    run("production", "new", production, "--from", CASE, pack=False)
    newer = copied(tmp_path / "newer")
    edit(newer, "rules.toml", 'level = "approval"', 'level = "escalate"')
    words = {
        "assess": [CASE],
        "verify": [known],
        "register": [known.parent],
        "questions": [],
        "production show": [production],
        "pack check": [newer],
        "pack diff": [SMALL, newer, "--against", known.parent],
    }[command]
    is_boat = command in ("verify", "register")
    printed = run(*command.split(), *words, "--json", pack=is_boat).out
    lines = printed.splitlines() if command == "register" else [printed]
    value = next(each for each in map(json.loads, lines) if "error" not in each)
    assert set(value[0] if command == "questions" else value) == _documented(command)
    if command == "pack check":
        edit(newer, "rules.toml", 'level = "escalate"', 'level = "escalated"')
        unreadable = json.loads(run("pack", "check", newer, "--json", pack=False).out)
        value = [value, unreadable]
    assert _keys_inside(value) <= set(re.findall(r"`(\w+)`", _section(command)))
