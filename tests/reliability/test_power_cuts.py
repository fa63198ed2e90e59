"""The power may go at any moment of a save: the session is whole on every disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from genai_guide.record.draft import new_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from tests.helpers.drafts import load_draft
from tests.reliability.effort import tried
from tests.reliability.power_cut import Disk, disks
from tests.reliability.saver import NOW, SMALL, titled
from tests.reliability.traced import NEEDS_STRACE, Saver
from tests.reliability.weak_saves import WEAK

pytestmark = NEEDS_STRACE
OLD, TITLES = "old", ["one", "two"]


@pytest.fixture(scope="module")
def saver() -> Iterator[Saver]:
    with Saver() as running:
        yield running


def all_disks(saver: Saver, folder: Path, protocol: str) -> list[tuple[Disk, str]]:
    """Record saves, and list what each power cut may leave, and what was saved."""
    sessions = folder / "sessions"
    sessions.mkdir()
    path = sessions / "a.toml"
    opened = OpenDraft(path, SMALL)
    opened.save(titled(new_draft(SMALL), OLD), NOW)
    opened.close()
    before = {"a.toml": path.read_bytes()}
    job = {"path": str(path), "titles": TITLES}
    job |= {"protocol": protocol} if protocol else {}
    lines = saver.record(job, folder / "log")
    found = list(disks(str(sessions), before, lines))
    now = "a.toml", path.read_bytes()
    assert any(now in disk for disk, _ in found), "the model has gone astray"
    return [(disk, _title_of(said[-1]) if said else OLD) for disk, said in found]


def _title_of(said: str) -> str:
    assert said.startswith("saved a.toml "), said
    return said.split(" ", 2)[2].strip()


def lost(disk: Disk, saved: str, folder: Path) -> str:
    """Say what is lost on a disk, or `""`."""
    for one in folder.iterdir():
        one.unlink()
    for name, content in disk:
        (folder / name).write_bytes(content)
    known = [OLD, *TITLES]
    try:
        if "a.toml.previous" in dict(disk):
            load_draft(folder / "a.toml.previous", SMALL)
        opened = OpenDraft.resume(folder / "a.toml", SMALL, NOW)
    except FileError as problem:
        return problem.sentence
    opened.close()
    title = opened.migration.draft.use["plan.title"]
    left = sorted(one.name for one in folder.iterdir())
    if title not in known[known.index(saved) :]:
        return f"{saved} was saved, and {title} is there"
    if any(name.endswith((".tmp", ".lock")) for name in left):
        return f"{left} are left"
    return ""


def test_the_session_is_whole_after_every_power_cut(
    tmp_path: Path, saver: Saver
) -> None:
    """The old or the new session is there, and never less than was acknowledged."""
    found = all_disks(saver, tmp_path, "")
    (after := tmp_path / "after").mkdir()
    gone = [said for disk, saved in found if (said := lost(disk, saved, after))]
    tried("disks that a power cut may leave", len(found), gone)


@pytest.mark.parametrize("protocol", WEAK)
def test_a_weaker_way_of_saving_would_be_noticed(
    tmp_path: Path, saver: Saver, protocol: str
) -> None:
    """With less than all of its calls a save loses answers, and this sees it."""
    found = all_disks(saver, tmp_path, protocol)
    (after := tmp_path / "after").mkdir()
    assert any(lost(disk, saved, after) for disk, saved in found)
