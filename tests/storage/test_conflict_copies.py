"""Conflict copies: where somebody else changed a session, both are kept."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.storage import open_draft
from genai_guide.storage.drafts import serialize_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from tests.helpers.drafts import save_draft
from tests.helpers.open_drafts import NOW, begun, names, title_in, titled


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions" / "a.toml"


def test_a_change_by_somebody_else_is_never_overwritten(path: Path, boat: Pack) -> None:
    """Ours goes to a copy with the time in its name, is said, and stays there."""
    opened = begun(path, boat)
    theirs = serialize_draft(path, boat, titled(boat, "theirs"), NOW)
    path.write_bytes(theirs)
    told = opened.save(titled(boat, "ours"), NOW)
    copy = path.with_name("a.conflict-20260331-120000.toml")
    assert told.startswith(
        "a.toml was changed by somebody else. From now on your answers"
    )
    assert copy.name in told
    assert opened.path == copy
    assert path.read_bytes() == theirs
    assert opened.save(titled(boat, "ours still"), NOW) == ""
    assert title_in(copy, boat) == "ours still"
    assert names(path) == {"a.toml", copy.name, f"{copy.name}.lock"}
    opened.close()


def test_no_copy_takes_the_place_of_another(path: Path, boat: Pack) -> None:
    """Two conflicts in the same second have two copies."""
    copies = []
    for number in range(2):
        opened = begun(path.with_name(f"{number}") / "a.toml", boat, "x")
        opened.path.write_bytes(b"theirs")
        taken = opened.path.with_name("a.conflict-20260331-120000.toml")
        if number:
            taken.write_bytes(b"another")
        opened.save(titled(boat, "ours"), NOW)
        copies.append(opened.path.name)
        opened.close()
    assert copies == [
        "a.conflict-20260331-120000.toml",
        "a.conflict-20260331-120000-2.toml",
    ]


@pytest.mark.parametrize("kind", ["folder", "link", "fifo", "giant"])
def test_something_else_in_the_session_s_place_stays_there(
    path: Path, boat: Pack, kind: str
) -> None:
    """Whatever took the place of the file is a change by somebody else."""
    opened = begun(path, boat)
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(path.with_name("elsewhere"))
    elif kind == "fifo":
        os.mkfifo(path)
    else:
        with path.open("wb") as file:
            file.truncate(2**30)
    before = path.lstat().st_ino
    assert "changed by somebody else" in opened.save(titled(boat, "ours"), NOW)
    assert path.lstat().st_ino == before
    assert title_in(opened.path, boat) == "ours"
    opened.close()


def test_a_copy_that_cannot_be_written_is_no_save(
    path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not saved is said, and the next try makes the copy."""
    opened = begun(path, boat)
    path.write_bytes(b"theirs")
    with monkeypatch.context() as broken:
        broken.setattr(open_draft, "write_atomic", full)
        with pytest.raises(FileError, match="not saved"):
            opened.save(titled(boat, "ours"), NOW)
    assert opened.path == path
    assert "saved in" in opened.save(titled(boat, "ours"), NOW)
    assert path.read_bytes() == b"theirs"
    opened.close()


def full(path: Path, _content: bytes) -> None:
    raise FileError(path, "not saved: no space left on device")


def test_two_new_sessions_of_one_name_keep_both(path: Path, boat: Pack) -> None:
    """The one that saves second goes on in a copy."""
    first, second = OpenDraft(path, boat), OpenDraft(path, boat)
    first.save(titled(boat, "first"), NOW)
    told = second.save(titled(boat, "second"), NOW)
    assert told.startswith("a.toml is open in another window. From now on your answers")
    assert title_in(path, boat) == "first"
    assert title_in(second.path, boat) == "second"
    first.close()
    second.close()


def test_without_locks_the_comparison_still_guards(
    path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a person is told, and two windows still lose nothing of each other."""

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("genai_guide.storage.locking._lock", none)
    save_draft(path, boat, titled(boat, "x"), NOW)
    first = OpenDraft.resume(path, boat, NOW)
    second = OpenDraft.resume(path, boat, NOW)
    said = (
        "This file cannot be locked (no locks available): open it in one window only."
    )
    assert first.unlocked == said
    assert first.save(titled(boat, "first"), NOW) == ""
    assert "changed by somebody else" in second.save(titled(boat, "second"), NOW)
    assert title_in(path, boat) == "first"
    assert title_in(second.path, boat) == "second"
    new = OpenDraft(path.with_name("b.toml"), boat)
    assert new.save(titled(boat, "new"), NOW) == said
