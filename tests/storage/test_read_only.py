"""Files that their owner made read-only, and folders that cannot be synced."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from genai_guide.record.draft import new_draft
from genai_guide.rules.pack import Pack
from genai_guide.storage.atomic_write import write_atomic, write_new, write_shared
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.records import load_file

NOW = "2026-03-31T12:00:00+00:00"


@pytest.fixture
def no_folder_sync(monkeypatch: pytest.MonkeyPatch):
    """Let syncing a folder fail with an error."""
    fsync = os.fsync

    def fail_with(number: int) -> None:
        def refuse(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(number, os.strerror(number))
            fsync(descriptor)

        monkeypatch.setattr(os, "fsync", refuse)

    return fail_with


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
@pytest.mark.parametrize("name", ["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])
def test_a_folder_that_cannot_be_synced_counts_as_synced(
    tmp_path: Path, no_folder_sync, name: str
) -> None:
    """Network drives know no such call; the file is written all the same."""
    no_folder_sync(getattr(errno, name))
    write_new(tmp_path / "deep" / "a.toml", b"new")
    write_atomic(tmp_path / "deep" / "a.toml", b"newer")
    assert (tmp_path / "deep" / "a.toml").read_bytes() == b"newer"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
def test_a_folder_that_fails_is_an_error(tmp_path: Path, no_folder_sync) -> None:
    """A disk that gives an error while syncing is not trusted."""
    no_folder_sync(errno.EIO)
    with pytest.raises(FileError, match="not saved"):
        write_new(tmp_path / "a.toml", b"new")
    assert not (tmp_path / "a.toml").exists()


@pytest.mark.parametrize("write", [write_atomic, write_shared])
def test_a_read_only_file_is_not_replaced_and_keeps_its_mode(
    tmp_path: Path, write
) -> None:
    """Moving a file over it would work, and is not done."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(FileError, match="this file is read-only"):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert [each.name for each in tmp_path.iterdir()] == ["a.toml"]


def test_a_read_only_draft_opens_for_reading(boat: Pack, tmp_path: Path) -> None:
    """It says why, and one that becomes read-only meanwhile is not replaced."""
    path = tmp_path / "a.toml"
    draft = new_draft(boat)
    with_title = draft.with_answer("trip.title", None, "Round the island")
    first = OpenDraft(path, boat)
    first.save(draft, NOW)
    path.chmod(0o444)
    with pytest.raises(FileError, match="this file is read-only"):
        first.save(with_title, NOW)
    first.close()
    opened = OpenDraft.resume(path, boat, NOW)
    opened.close()
    assert opened.read_only == "this file is read-only"
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff\n", "# nothing\n"])
def test_an_empty_draft_is_listed_as_damaged(
    boat: Pack, tmp_path: Path, content: str
) -> None:
    """It stays in the list, with the copy of what it was."""
    path = tmp_path / "a.toml"
    draft = OpenDraft(path, boat)
    draft.save(new_draft(boat), NOW)
    kept = path.with_name("a.toml.previous")
    kept.write_bytes(path.read_bytes())
    draft.close()
    path.write_text(content, "utf-8")
    (saved,) = list_drafts(tmp_path)
    assert (saved.problem, saved.previous) == ("this file is empty", kept)
    with pytest.raises(FileError, match="this file is empty"):
        load_file(path)
    with pytest.raises(FileError, match=r"open a\.toml\.previous"):
        OpenDraft.resume(path, boat, NOW)
