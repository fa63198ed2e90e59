"""Every screen as rows of text, at three sizes, as it was last looked at and kept.

After a change that is meant, `GOLDEN=write` writes them anew; then read the
difference. No colour is in them: what they say, they say in words and signs.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from genai_guide.rules.pack import Pack
from tests.tui.helpers import check_key_line, rows, running
from tests.tui.walk import own_key, saved_uses, stops

_GOLDEN = Path(__file__).parent / "screens"


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_every_screen_is_as_it_was_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shipped: Pack, size
):
    """Each screen at each size is, row by row, the one that was looked at."""
    folder = _GOLDEN / "{}x{}".format(*size)
    monkeypatch.chdir(tmp_path)
    saved_uses(Path("sessions"), shipped)
    own_key()
    seen = set()
    async with running(Path(), None, pack=shipped, size=size) as (app, pilot):
        async for name in stops(app, pilot, shipped):
            check_key_line(app)
            path = folder / f"{name}.txt"
            screen = "\n".join(rows(app)) + "\n"
            if os.environ.get("GOLDEN") == "write":
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(screen, encoding="utf-8")
            assert screen == path.read_text(encoding="utf-8"), name
            seen.add(path.name)
    assert seen == {one.name for one in folder.iterdir()}
