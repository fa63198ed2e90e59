"""A disk that is really full, and a folder that really may not be written to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from genai_guide.record.draft import new_draft
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.records import list_toml_files
from tests.helpers.programs import needs
from tests.reliability.effort import effort, tried
from tests.reliability.saver import NOW, SMALL, titled
from tests.reliability.traced import Saver
from tests.tui.helpers import fill_plan, rows, running, saved

if sys.platform != "linux":
    pytest.skip("only Linux is tried here", allow_module_level=True)
NOBODY = 65_534
FULL_DISKS = effort(1, 20)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")


@contextmanager
def tiny_disk(folder: Path) -> Iterator[Path]:
    """Mount a file system of 64 kB."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Fill a disk to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(b"x" * 512)
            except OSError:
                return filler


def begin(path: Path) -> bytes:
    """Save a session, and give its bytes."""
    opened = OpenDraft(path, SMALL)
    opened.save(titled(new_draft(SMALL), "old"), NOW)
    opened.close()
    return path.read_bytes()


def refused_then_saved(saver: Saver, job: dict[str, Any], old: bytes) -> list[str]:
    """Save without room, then with it; give what went wrong."""
    path, [title] = Path(job["path"]), job["titles"]
    refused = saver.run({**job, "no_room": True})
    if refused.saved or refused.crashed or not refused.refused:
        return [f"without room: {refused.said}"]
    if path.read_bytes() != old:
        return ["without room the old session was changed"]
    ran = saver.run(job)
    right = ran.refused and ran.saved == [(path.name, title)] and not ran.crashed
    return [] if right else [f"with room: {ran.said}"]


@needs("mount", "umount")
async def test_a_full_disk_is_said_and_saving_works_when_there_is_room(
    tmp_path: Path,
) -> None:
    """The app says that the disk is full, keeps the answers, and saves them later."""
    with tiny_disk(tmp_path / "disk") as disk:
        filler = fill(disk)
        async with running(disk, size=(110, 24)) as (app, pilot):
            await fill_plan(pilot, "Dolls")
            app.controller.wait(5)
            await pilot.pause()
            assert "not saved: " in rows(app)[0]
            assert "no space left" in rows(app)[0] or "full" in rows(app)[0]
            assert app.controller.draft.use["plan.title"] == "Dolls"
            filler.unlink()
            await pilot.press("ctrl+r")
            assert "Dolls" in await saved(app, pilot)
            assert rows(app)[0].endswith("saved ✓")


@needs("mount", "umount")
def test_on_a_full_disk_the_old_session_stays_whole(tmp_path: Path) -> None:
    """Each refused save leaves what was there; the next one after making room works."""
    lost = []
    with tiny_disk(tmp_path / "disk") as disk, Saver() as saver:
        for _ in range(FULL_DISKS):
            path = disk / "a.toml"
            old = begin(path)
            job = {"path": str(path), "titles": ["x" * 290], "filler": str(fill(disk))}
            lost += refused_then_saved(saver, job, old)
            for one in disk.iterdir():
                one.unlink()
    tried("saves on a full disk, and again with room", FULL_DISKS, lost)


def test_a_limit_on_the_size_of_files_is_a_full_disk_too(tmp_path: Path) -> None:
    """Wherever in its content a save is cut off, the old session stays."""
    path, lost = tmp_path / "a.toml", []
    whole = len(begin(path))
    sizes = range(0, whole, effort(whole // 5, 7))
    with Saver() as saver:
        for size in sizes:
            begin(tmp_path / "fresh.toml")
            old = (tmp_path / "fresh.toml").replace(path).read_bytes()
            job = {"path": str(path), "titles": ["new"], "file_size": size}
            lost += refused_then_saved(saver, job, old)
    tried("saves cut off by a limit on the size of files", len(sizes), lost)


@needs_root
def test_a_folder_whose_files_may_only_be_named() -> None:
    """As another user: each file in it is listed with the reason, and none is read."""
    folder = Path(tempfile.mkdtemp(prefix="reliability-"))
    try:
        (folder / "inner" / "deep").mkdir(parents=True)
        begin(folder / "inner" / "a.toml")
        (folder / "inner").chmod(0o444)
        folder.chmod(0o755)
        os.seteuid(NOBODY)
        listed = list_toml_files([folder], recursive=True)
        drafts = list_drafts(folder / "inner")
    finally:
        os.seteuid(0)
        shutil.rmtree(folder)
    assert [path.name for path in listed.files] == ["a.toml"]
    assert [path.name for path, _ in listed.skipped] == ["deep"]
    assert [saved.problem for saved in drafts] == ["no permission to read this file"]


@needs_root
@pytest.mark.parametrize("mode", [0o555, 0o500], ids=["read only", "closed"])
def test_a_folder_that_may_not_be_written_to(mode: int) -> None:
    """As another user: refused in words, and nothing is changed."""
    # Not under `tmp_path`, which other users cannot even look into.
    folder = Path(tempfile.mkdtemp(prefix="reliability-"))
    try:
        path = folder / "a.toml"
        old = begin(path)
        path.chmod(0o444)
        folder.chmod(mode)
        with Saver() as saver:
            job = {"path": str(path), "titles": ["new"], "user": NOBODY}
            ran = saver.run(job)
        assert not ran.saved
        assert any("read-only" in one or "permission" in one for one in ran.refused), (
            ran
        )
        assert path.read_bytes() == old
        assert [one.name for one in folder.iterdir()] == ["a.toml"]
    finally:
        shutil.rmtree(folder)
    tried("folders that may not be written to", 1)
