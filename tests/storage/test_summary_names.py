"""The name that a summary's file is proposed: harmless, and never taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record import draft as record
from genai_guide.record.draft import Draft
from genai_guide.rules.pack import Pack
from genai_guide.storage.summaries import propose_summary_path
from tests.helpers.boat_pack import SAFE
from tests.helpers.strategies import clean_texts

HOSTILE_TITLES = [
    "../../x",
    "/etc/passwd",
    "CON",
    "con.toml",
    "nul",
    "x" * 300,
    "...",
    "\U0001f469\u200d\u2696\ufe0f",
    "\u65e5\u672c\u8a9e",
    "a\\b:c*d?e",
    "-rf",
    "~",
    "%s",
    "\uff0e\uff0e\uff0f",
]


def titled(pack: Pack, title: str) -> Draft:
    """Make a session of a production with a title."""
    use = {**SAFE.use, "trip.title": title}
    return record.draft_from_answers(pack, replace(SAFE, use=use))


@given(st.one_of(st.sampled_from(HOSTILE_TITLES), clean_texts()))
def test_a_proposed_path_is_harmless(boat: Pack, title: str) -> None:
    """Whatever the title, the proposed name is short, plain and in the folder."""
    folder = Path("folder")
    path = propose_summary_path(boat, titled(boat, title), folder)
    assert path.parent == folder
    assert path.suffix == ".toml"
    assert len(path.name) <= 80
    assert path.stem.startswith("genai-")
    assert set(path.stem) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_a_proposed_path_is_never_an_existing_file(boat: Pack, tmp_path: Path) -> None:
    """Each proposal for the same title is another file, as long as they are there."""
    names = []
    for _ in range(3):
        path = propose_summary_path(boat, titled(boat, "\u65e5"), tmp_path)
        names.append(path.name)
        path.write_text("")
    assert len(set(names)) == 3
