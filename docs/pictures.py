"""Make the README's pictures from the running app: `python docs/pictures.py`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from genai_guide.record.steps import go_to
from genai_guide.storage.drafts import write_new_draft
from genai_guide.storage.packs import default_dir, load_pack
from genai_guide.storage.records import read_record
from genai_guide.tui.app import GuideApp

DOCS = Path(__file__).parent
CASE = default_dir() / "cases" / "00-second-doll.toml"
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


PICTURES = {"interview": "", "verdict": "v", "review": "r"}
"""The name of each picture, and the key that leads to its screen."""


async def main() -> None:
    """Open the second killer doll at its key question, and take the pictures."""
    pack = load_pack()
    draft = go_to(read_record(CASE, pack).draft, "output.key-element")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "doll.toml"
        write_new_draft(path, pack, draft, NOON.isoformat())
        app = GuideApp(
            pack,
            start=path,
            drafts_dir=Path(folder),
            summaries_dir=Path(folder),
            clock=lambda: NOON,
        )
        async with app.run_test(size=(80, 24)) as pilot:
            for name, key in PICTURES.items():
                await pilot.press(*key)
                await pilot.pause(0.5)
                write(name, app.export_screenshot(title="genai-guide"))


def write(name: str, svg: str) -> None:
    """Write a picture; no font is fetched from elsewhere, so it stands for itself."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    (DOCS / f"{name}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
