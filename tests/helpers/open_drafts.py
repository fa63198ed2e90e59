"""Open sessions to test with, and what is left of them."""

from __future__ import annotations

import os
from pathlib import Path

from genai_guide.record import draft as record
from genai_guide.record.draft import Draft
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.open_draft import OpenDraft
from tests.helpers.drafts import load_draft

NOW = "2026-03-31T12:00:00+02:00"


def titled(pack: Pack, title: str) -> Draft:
    """Give a session in which one thing is answered."""
    return record.set_answers(
        pack, record.new_draft(pack), {Place("trip.title"): title}, NOW
    )


def begun(path: Path, pack: Pack, title: str = "first") -> OpenDraft:
    """Give a new session that has been saved once."""
    opened = OpenDraft(path, pack)
    assert opened.save(titled(pack, title), NOW) == ""
    return opened


def title_in(path: Path, pack: Pack) -> object:
    """Read the title that a saved session has."""
    return load_draft(path, pack).use["trip.title"]


def names(path: Path) -> set[str]:
    """Give the names of all that lies beside a session, and its own."""
    return set(os.listdir(path.parent))  # noqa: PTH208 - hidden ones too
