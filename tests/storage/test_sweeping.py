"""What killed processes left beside a session goes, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from genai_guide.storage.locking import acquire_lock
from genai_guide.storage.open_draft import remove_leftovers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="goes by age on Windows")
DAYS = 3 * 24 * 60 * 60


@pytest.fixture(scope="module")
def dead() -> int:
    """Give the number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait(20)
    return process.pid


def left(folder: Path, names: list[str], *, old: bool = False) -> None:
    """Put files into a folder, made now or days ago."""
    for name in names:
        (folder / name).write_bytes(b"half")
        if old:
            then = time.time() - DAYS
            os.utime(folder / name, (then, then))


def names(folder: Path) -> set[str]:
    return set(os.listdir(folder))  # noqa: PTH208 - hidden ones too


def test_what_a_dead_process_left_of_our_session_goes(
    tmp_path: Path, dead: int
) -> None:
    """Of the session that we hold all goes; the living, and others, keep theirs."""
    gone = [f".a.toml.{dead}.0123abcd.tmp", f".a.toml.previous.{dead}.00000001.tmp"]
    stay = [
        f".a.toml.{os.getpid()}.0123abcd.tmp",
        f".b.toml.{dead}.0123abcd.tmp",
        f".a.toml.{dead}.0123ABCD.tmp",
        f".a.toml.{dead}.tmp",
        f"a.toml.{dead}.0123abcd.tmp",
        ".a.toml.99999999999.0123abcd.tmp",
        "a.toml",
        "a.toml.lock",
    ]
    left(tmp_path, gone + stay)
    remove_leftovers(tmp_path / "a.toml", held=True)
    assert names(tmp_path) == set(stay)


def test_without_a_lock_only_old_ones_go(tmp_path: Path, dead: int) -> None:
    """Another machine may be writing, whose processes cannot be asked for."""
    new, old = f".a.toml.{dead}.00000001.tmp", f".b.toml.{dead}.00000002.tmp"
    left(tmp_path, [new])
    left(tmp_path, [old], old=True)
    remove_leftovers(tmp_path / "a.toml", held=False)
    assert names(tmp_path) == {new}


def test_a_folder_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    """Sweeping never keeps a session from being opened."""
    remove_leftovers(tmp_path / "none" / "a.toml", held=True)
    (tmp_path / "file").write_bytes(b"")
    remove_leftovers(tmp_path / "file" / "a.toml", held=True)


def test_a_lock_without_a_session_goes_when_it_is_old(tmp_path: Path) -> None:
    """One that is held, is new, or has a session beside it stays."""
    locks = [f"{name}.toml.lock" for name in ("gone", "held", "saved")]
    left(tmp_path, locks, old=True)
    left(tmp_path, ["saved.toml", "new.toml.lock"])
    lock = acquire_lock(tmp_path / "held.toml", "")
    then = time.time() - DAYS
    os.utime(lock.path, (then, then))
    remove_leftovers(tmp_path / "a.toml", held=True)
    stay = {"held.toml.lock", "saved.toml.lock", "saved.toml", "new.toml.lock"}
    assert names(tmp_path) == stay
    lock.release()
