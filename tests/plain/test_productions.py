"""Productions in plain mode."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.draft import DraftTool
from genai_guide.record.steps import TOOLS, go_to
from genai_guide.rules.pack import Pack
from genai_guide.workflows.new_use import add_to_production
from tests.helpers.drafts import save_draft
from tests.plain.heard import NOON, hear
from tests.tui.walk import doll


def test_a_tool_is_picked_from_the_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shipped: Pack
) -> None:
    """In the list of tools, unless it is listed already; nothing of it is typed."""
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    now = NOON.isoformat()
    first, path = tmp_path / "first.toml", tmp_path / "session.toml"
    save_draft(first, shipped, doll(shipped), now)
    production, _ = add_to_production(first, shipped, now)
    unnamed = replace(doll(shipped), tools=(DraftTool(),))
    save_draft(path, shipped, go_to(unnamed, TOOLS), now)
    add_to_production(path, shipped, now, production)
    heard = hear(shipped, tmp_path, ["3", "/quit"])
    assert heard.flat.count("3. Add Example generator, from the production") == 1
    (tool,) = heard.dialogue.draft.answers.tools
    assert tool.name == "Example generator"
    assert heard.dialogue.draft.carried["tool.agreement", 1] == "production"
