"""Holding a session: one window at a time, and nothing stays locked by the dead."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from genai_guide.storage import locking
from genai_guide.storage.locking import Holder, acquire_lock

NOW = "2026-03-31T12:00:00+02:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.toml"


def lock_of(path: Path) -> Path:
    return path.with_name("a.toml.lock")


def test_the_second_is_told_who_holds_it(path: Path) -> None:
    """Time, process and machine of the first are said; its text stays whole."""
    first = acquire_lock(path, NOW)
    second = acquire_lock(path, "2026-03-31T13:00:00+02:00")
    assert first.holder is None
    assert second.holder
    said = second.holder.sentence(NOW)
    assert said.startswith(f"open in another window since 12:00 (pid {os.getpid()} on ")
    assert said.endswith("; read only here")
    assert second.holder.sentence("2026-04-01T01:00:00+02:00").startswith(
        "open in another window since 2026-03-31 12:00"
    )


def test_a_lock_that_is_let_go_leaves_no_file(path: Path) -> None:
    """The next one gets it, and a second letting go takes nothing of the next."""
    first = acquire_lock(path, NOW)
    first.release()
    assert not lock_of(path).exists()
    second = acquire_lock(path, NOW)
    first.release()
    assert second.holder is None
    assert acquire_lock(path, NOW).holder


def test_only_the_holder_takes_the_file_away(path: Path) -> None:
    """One who did not get it leaves it there when closing."""
    first = acquire_lock(path, NOW)
    acquire_lock(path, NOW).release()
    assert acquire_lock(path, NOW).holder
    first.release()
    assert acquire_lock(path, NOW).holder is None


def test_the_lock_of_a_killed_process_is_taken_over(path: Path) -> None:
    """What a dead window left written does not keep anybody out."""
    code = (
        "import sys, time; from pathlib import Path\n"
        "from genai_guide.storage.locking import acquire_lock\n"
        f"lock = acquire_lock(Path(sys.argv[1]), {NOW!r}); print('held', flush=True)\n"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"held\n"
        held = acquire_lock(path, NOW)
        assert held.holder
        assert held.holder.pid == str(other.pid)
        other.kill()
        other.wait(10)
    assert f"pid: {other.pid}" in lock_of(path).read_text()
    taken = acquire_lock(path, NOW)
    assert taken.descriptor is not None
    assert f"pid: {os.getpid()}" in lock_of(path).read_text()


@pytest.mark.skipif(os.name == "nt", reason="Windows always has locks")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_without_locks_is_said_to_be_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Then nobody is kept out, and why is known."""

    def none(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(locking.fcntl, "flock", none)
    lock = acquire_lock(path, NOW)
    assert lock.holder is None
    assert lock.missing.casefold() == os.strerror(number).casefold()
    lock.release()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file")
def test_a_lock_file_that_goes_away_meanwhile_is_made_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock on a file that has lost its name would hold nobody off."""
    flock = locking.fcntl.flock
    times = []

    def slow(descriptor: int, kind: int) -> None:
        if not times:
            lock_of(path).unlink()
        times.append(kind)
        flock(descriptor, kind)

    monkeypatch.setattr(locking.fcntl, "flock", slow)
    assert acquire_lock(path, NOW).descriptor is not None
    assert len(times) == 2
    assert acquire_lock(path, NOW).holder


@pytest.mark.parametrize(
    "text", ["", "pid: \x1b]0;x\x07\nhost: \u202eh\nsince: \x07", "\xff" * 2_000]
)
def test_whatever_stands_in_a_lock_is_only_text(path: Path, text: str) -> None:
    """A strange lock file holds all the same, and shows no control characters."""
    first = acquire_lock(path, NOW)
    lock_of(path).write_text(text, encoding="latin-1", errors="replace")
    found = acquire_lock(path, NOW).holder
    assert found
    assert "\x1b" not in found.sentence(NOW)
    assert "\x07" not in found.sentence(NOW)
    first.release()


def test_an_unknown_holder_is_still_one() -> None:
    """Without its words, the sentence does without."""
    assert Holder().sentence(NOW) == "open in another window; read only here"


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="no O_NOFOLLOW here")
def test_a_link_in_place_of_the_lock_is_not_followed(path: Path) -> None:
    """Nothing is written through it."""
    target = path.with_name("target")
    target.write_text("mine")
    lock_of(path).symlink_to(target)
    assert acquire_lock(path, NOW).missing
    assert target.read_text() == "mine"


def test_closing_never_fails(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error when letting go is nobody's business: the lock is gone."""
    lock, close = acquire_lock(path, NOW), os.close

    def failing(descriptor: int) -> None:
        close(descriptor)
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "close", failing)
        lock.release()
    assert acquire_lock(path, NOW).descriptor is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps an open file")
def test_the_lock_of_the_next_one_is_left_alone(path: Path) -> None:
    """Where the file was taken away meanwhile, another's stands in its place."""
    first = acquire_lock(path, NOW)
    lock_of(path).unlink()
    second = acquire_lock(path, NOW)
    first.release()
    assert second.holder is None
    assert acquire_lock(path, NOW).holder
