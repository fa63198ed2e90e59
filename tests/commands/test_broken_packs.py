"""A corpus of broken packs: one run of `pack check` says all that is wrong with each.

Each file in `tests/packs/broken` changes the boat pack in some places, and lists what
is then said, in order. `GOLDEN=write` writes these lists anew; read the difference.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.boat_pack import write_pack

BROKEN = sorted((Path(__file__).parents[1] / "packs" / "broken").glob("*.toml"))


def break_pack(folder: Path, broken: dict[str, Any]) -> Path:
    """Write the boat pack with the changes that a file of the corpus asks for."""
    write_pack(folder)
    for edit in broken.get("edit", []):
        path = folder / edit["file"]
        text = path.read_text(encoding="utf-8")
        assert edit["old"] in text, edit["old"]
        path.write_text(text.replace(edit["old"], edit["new"], 1), encoding="utf-8")
    for file in broken.get("write", []):
        path = folder / file["file"]
        path.parent.mkdir(exist_ok=True)
        path.write_text(file["text"], encoding="utf-8")
    return folder


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_all_that_is_wrong_with_a_pack_is_said_in_one_run(
    run, tmp_path: Path, path: Path
) -> None:
    """Each fault has its file, its line and a sentence, and nothing else is said."""
    source = path.read_text(encoding="utf-8")
    broken = tomllib.loads(source)
    folder = break_pack(tmp_path / "pack", broken)
    done = run("pack", "check", folder, pack=False)
    said = [line.strip() for line in done.err.splitlines() if line.startswith("  ")]
    said += [line for line in done.out.splitlines() if line.startswith("error: ")]
    if os.environ.get("GOLDEN") == "write":
        lines = "".join(f"  '''{line}''',\n" for line in said)
        before, _, after = source.partition("faults = [")
        after = after[after.index("]\n\n") :]
        path.write_text(f"{before}faults = [\n{lines}{after}", encoding="utf-8")
    assert said == tomllib.loads(path.read_text(encoding="utf-8"))["faults"]
    assert done.code == 1
