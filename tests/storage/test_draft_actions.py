"""Saved drafts are renamed and archived, and none is ever lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record.draft import ClosedTask, SignedRevision
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_actions import (
    archive_draft,
    rename_draft,
    restore_archived,
)
from genai_guide.storage.draft_list import SavedDraft, list_drafts
from genai_guide.storage.errors import FileError
from genai_guide.storage.locking import acquire_lock
from genai_guide.storage.paths import new_draft_path
from tests.helpers.drafts import save_draft
from tests.tui.helpers import NOON
from tests.tui.walk import doll

NOW = NOON.isoformat()


@pytest.fixture
def path(tmp_path: Path, shipped: Pack) -> Path:
    """Save a session with everything that a session may hold."""
    path = new_draft_path(tmp_path, NOON)
    signed = SignedRevision("a" * 32, 2, f"sha256:{'0' * 64}", NOW)
    session = replace(
        doll(shipped),
        signed=signed,
        closed={"share-with-contact": ClosedTask("2026-03-30")},
    )
    save_draft(path, shipped, session, NOW)
    return path


def test_a_renamed_session_is_the_same_under_its_new_name(path: Path, shipped: Pack):
    """The content stays to the byte, and the copy that is kept goes with it."""
    content = path.read_bytes()
    kept = path.with_name(f"{path.name}.previous")
    kept.write_bytes(b"kept")
    new = rename_draft(path, "  Doll no. 2 / final  ", NOW)
    assert new.name == "Doll no. 2 - final.toml"
    assert new.read_bytes() == content
    assert new.with_name(f"{new.name}.previous").read_bytes() == b"kept"
    assert {one.name for one in path.parent.iterdir()} == {
        new.name,
        f"{new.name}.previous",
    }
    assert tuple(one.given_name for one in (SavedDraft(path), SavedDraft(new))) == (
        "",
        "Doll no. 2 - final",
    )


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("/tmp/x", "tmp-x"),  # noqa: S108 - it must not become a path
        ("日本語", "日本語"),
        ("a\nb\x00c\x1b", "a-b-c"),
        ("x" * 300, "x" * 60),
        (".hidden.", "hidden"),
        ("doll.toml", "doll"),
    ],
)
def test_any_text_becomes_the_name_of_a_file_here(path: Path, typed: str, name: str):
    """Nothing that is typed leads to another folder or to a hidden file."""
    assert rename_draft(path, typed, NOW) == path.with_name(f"{name}.toml")


@pytest.mark.parametrize("typed", ["", "...", "/", "CON", "nul.txt", "\x1b"])
def test_what_is_no_name_is_refused(path: Path, typed: str):
    """The session stays where it was."""
    with pytest.raises(FileError, match="this name cannot be used"):
        rename_draft(path, typed, NOW)
    assert path.exists()


def test_a_name_that_is_taken_is_refused(path: Path):
    """No other session is written over."""
    taken = path.with_name("taken.toml")
    taken.write_bytes(b"theirs")
    with pytest.raises(FileError, match="this file exists already"):
        rename_draft(path, "taken", NOW)
    assert (taken.read_bytes(), path.exists()) == (b"theirs", True)


def test_what_is_put_away_can_be_taken_back(path: Path):
    """It leaves the list, and comes back as it was."""
    content = path.read_bytes()
    away = archive_draft(path, NOW)
    assert list_drafts(path.parent) == []
    assert [one.path for one in list_drafts(away.parent)] == [away]
    assert restore_archived(away, NOW) == path
    assert path.read_bytes() == content


def test_what_is_open_elsewhere_stays(path: Path):
    """Who has it open is said, and nothing is moved."""
    lock = acquire_lock(path, NOW)
    try:
        for act in (archive_draft, lambda one, now: rename_draft(one, "other", now)):
            with pytest.raises(FileError, match="open in another window"):
                act(path, NOW)
        assert path.exists()
    finally:
        lock.release()
