"""The decision tree of README.md is the one that the command prints now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from genai_guide.cli import main

README = Path(__file__).parents[2] / "README.md"


def _drawings(text: str, mark: str) -> dict[str, str]:
    """Give what stands under each title of a depth, down to the last drawing."""
    parts = re.split(rf"^{mark} (.*)$", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], map(str.strip, parts[1::2]), strict=True))


def test_the_readme_shows_the_tree_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Each section is there, none is left over, and all is as it is printed."""
    assert main(["pack", "graph"]) == 0
    printed = _drawings(capsys.readouterr().out, "##")
    text = README.read_text(encoding="utf-8")
    section = text.split("\n## The decision tree\n")[1].split("\n## ")[0]
    # The page folds most of it away; that is no part of the tree.
    section, _ = section.split("\n</details>\n")
    section = re.sub(r"<details>\n<summary>.*</summary>\n", "", section)
    assert _drawings(section, "###") == printed
