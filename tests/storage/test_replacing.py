"""Replacing and creating files: the old or the new one, whole, and no litter."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import NoReturn

import pytest

from genai_guide.storage.atomic_write import write_atomic, write_new
from genai_guide.storage.errors import FileError


def failing(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, "No space left on device")


def break_call(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    """Make one call to the system fail as on a full disk."""
    if call == "Path.replace":
        monkeypatch.setattr(Path, "replace", failing)
    monkeypatch.setattr(os, call.removeprefix("Path."), failing)


@pytest.mark.parametrize("call", ["fsync", "Path.replace", "fdopen", "open"])
def test_a_failed_save_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """When any call fails the file is as before, nothing lies beside it, and why."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    with monkeypatch.context() as broken:
        break_call(broken, call)
        with pytest.raises(FileError, match="not saved: no space left on device"):
            write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.toml"]  # noqa: PTH208 - hidden ones too


def test_a_save_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """After a save there is the new file alone, for its owner's eyes."""
    path = tmp_path / "deep" / "er" / "a.toml"
    write_atomic(path, b"old")
    write_atomic(path, b"new")
    assert path.read_bytes() == b"new"
    assert [one.name for one in path.parent.iterdir()] == ["a.toml"]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
def test_a_save_reaches_the_disk_before_and_after_the_name_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is brought to the disk, then the name, then the folder."""
    calls: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def seen_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        calls.append("sync folder" if is_folder else "sync file")
        fsync(descriptor)

    def seen_replace(self: Path, target: Path) -> Path:
        calls.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "replace", seen_replace)
    write_atomic(tmp_path / "a.toml", b"new")
    assert calls == ["sync file", "replace", "sync folder"]


def test_creating_never_overwrites(tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    with pytest.raises(FileError, match="this file exists already"):
        write_new(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="no O_NOFOLLOW here")
@pytest.mark.parametrize("there", [True, False])
def test_creating_never_writes_through_a_link(tmp_path: Path, *, there: bool) -> None:
    """A link at the target is refused, whether or not it leads anywhere."""
    target, link = tmp_path / "target", tmp_path / "link.toml"
    if there:
        target.write_bytes(b"old")
    link.symlink_to(target)
    with pytest.raises(FileError):
        write_new(link, b"new")
    assert target.exists() is there
    assert not there or target.read_bytes() == b"old"


@pytest.mark.parametrize("call", ["fsync", "fdopen", "open"])
def test_a_failed_creation_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A file that could not be written whole is not left behind."""
    with monkeypatch.context() as broken:
        break_call(broken, call)
        with pytest.raises(FileError, match="not saved"):
            write_new(tmp_path / "a.toml", b"new")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden ones too
    write_new(tmp_path / "a.toml", b"new")
    assert (tmp_path / "a.toml").read_bytes() == b"new"


def _break_folder_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    fsync = os.fsync

    def of_files_only(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EIO, "Input/output error")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", of_files_only)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
def test_a_creation_said_to_have_failed_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After “not saved” the same path can be written."""
    with monkeypatch.context() as broken:
        _break_folder_sync(broken)
        with pytest.raises(FileError, match="not saved"):
            write_new(tmp_path / "a.toml", b"new")
    write_new(tmp_path / "a.toml", b"new")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
def test_a_replacement_whose_folder_cannot_be_synced_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then the old or the new file is there, whole, and nothing beside it."""
    path = tmp_path / "a.toml"
    path.write_bytes(b"old")
    _break_folder_sync(monkeypatch)
    with pytest.raises(FileError, match="not saved"):
        write_atomic(path, b"new")
    assert path.read_bytes() in (b"old", b"new")
    assert os.listdir(tmp_path) == ["a.toml"]  # noqa: PTH208 - hidden ones too


def test_a_folder_that_cannot_be_made_is_said_to_be_the_reason(tmp_path: Path) -> None:
    """A file where a folder should be is not taken for the summary itself."""
    (tmp_path / "folder").write_bytes(b"")
    with pytest.raises(FileError) as caught:
        write_new(tmp_path / "folder" / "a.toml", b"new")
    assert "this file exists already" not in caught.value.sentence


class BusyError(OSError):
    """What Windows raises while somebody else has the file open."""

    def __init__(self, number: int) -> None:
        super().__init__(errno.EACCES, "Permission denied")
        self.winerror = number


@pytest.mark.parametrize("number", [5, 32, 33])
@pytest.mark.parametrize("times", [1, 7, 8])
def test_a_file_that_windows_calls_busy_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, times: int
) -> None:
    """Seven more times, each after a longer pause; then it is said."""
    path, pauses, replace = tmp_path / "a.toml", [], Path.replace
    path.write_bytes(b"old")

    def busy(self: Path, target: Path) -> Path:
        if len(pauses) < times and tries.append(1) is None and len(tries) <= times:
            raise BusyError(number)
        return replace(self, target)

    tries: list[int] = []
    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr("genai_guide.storage.atomic_write.time.sleep", pauses.append)
    if times <= 7:
        write_atomic(path, b"new")
        assert path.read_bytes() == b"new"
    else:
        with pytest.raises(FileError, match="not saved: permission denied"):
            write_atomic(path, b"new")
        assert path.read_bytes() == b"old"
    assert pauses == sorted(pauses)
    assert len(pauses) == min(times, 7)
    assert sum(pauses) < 3
    assert os.listdir(tmp_path) == ["a.toml"]  # noqa: PTH208 - hidden ones too


def test_another_error_of_windows_is_not_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What will not pass is said at once."""
    pauses: list[float] = []

    def broken(*_: object) -> NoReturn:
        raise BusyError(112)

    monkeypatch.setattr(Path, "replace", broken)
    monkeypatch.setattr("genai_guide.storage.atomic_write.time.sleep", pauses.append)
    with pytest.raises(FileError):
        write_atomic(tmp_path / "a.toml", b"new")
    assert pauses == []


def test_a_save_that_is_interrupted_leaves_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C in the middle ends it, and takes the temporary file away."""

    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "a.toml", b"new")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden ones too


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such call")
def test_a_new_folder_is_brought_to_the_disk_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut the folders are there, not only what would be in them."""
    synced: list[str] = []
    fsync = os.fsync

    def seen(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", seen)
    write_atomic(tmp_path / "deep" / "er" / "a.toml", b"new")
    folders = [one for one in synced if not one.endswith(".tmp")]
    inner = str(tmp_path / "deep")
    assert folders == [str(tmp_path), inner, f"{inner}/er"]
