"""docs/decision-tree.md shows the questions and rules as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "decision-tree.md"


def test_the_page_shows_the_tree_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """It is what `pack graph` prints; `python tasks.py docs` draws it anew."""
    assert main(["pack", "graph"]) == 0
    assert PAGE.read_text(encoding="utf-8").endswith(f"\n\n{capsys.readouterr().out}")


def test_common_punctuation_is_readable_in_the_source() -> None:
    """A colon, a bracket or the sign of a level needs no number."""
    assert "&#" not in PAGE.read_text(encoding="utf-8")
    assert "#58;" not in PAGE.read_text(encoding="utf-8")
