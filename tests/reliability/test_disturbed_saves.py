"""A save that is killed or fails at any of its calls loses nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from genai_guide.record.draft import new_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from tests.reliability.effort import effort, tried
from tests.reliability.saver import NOW, SMALL, titled
from tests.reliability.traced import NEEDS_STRACE, Ran, Saver, calls_on

pytestmark = NEEDS_STRACE
ERRORS = ("ENOSPC", "EIO", "EACCES", "EROFS", "EMFILE", "EINTR")
HELD = ("flock", "EACCES")
"""That a lock is held by another: then nothing is saved, and it is said."""
TITLES = ["one", "two"]


@pytest.fixture(scope="module")
def saver() -> Iterator[Saver]:
    with Saver() as running:
        yield running


class Desk:
    """A folder with one saved session, as good as new for each run."""

    def __init__(self, folder: Path, *, saved_before: bool) -> None:
        self.folder = folder / "sessions"
        self.folder.mkdir()
        self.path = self.folder / "a.toml"
        self.old = b""
        if saved_before:
            _begin(self.path, "old")
            self.old = self.path.read_bytes()

    def job(self, **more: Any) -> dict[str, Any]:
        for one in self.folder.iterdir():
            one.unlink()
        if self.old:
            self.path.write_bytes(self.old)
        new = not self.old
        return {"path": str(self.path), "new": new, "titles": TITLES, **more}

    def calls(self, saver: Saver, **more: Any) -> list[tuple[str, int]]:
        log = self.folder.with_name("log")
        return list(calls_on(saver.record(self.job(**more), log), self.folder))

    def lost(self, ran: Ran) -> str:
        """Say what is wrong with the folder after a run, or `""`."""
        known = ["old", *TITLES] if self.old else TITLES
        for name, title in dict(ran.saved).items():
            found = _title(self.folder / name)
            if found not in known[known.index(title) :]:
                return f"{title} was saved in {name}, where {found} is"
        if self.old and _title(self.path) not in known:
            return f"{_title(self.path)} is in the session"
        for one in self.folder.glob("*.toml"):
            if (found := _title(one)) not in known:
                return f"{found} is in {one.name}"
        if not self.path.exists():
            _begin(self.path, "old")
        left = {one.name for one in self.folder.iterdir() if one.suffix != ".toml"}
        if left - {"a.toml.previous"}:
            return f"{left} lies beside it"
        kept = self.path.with_name("a.toml.previous")
        if self.old and kept.exists() and kept.read_bytes() != self.old:
            return "the copy that is kept is torn"
        return str(ran.said) if ran.crashed else ""


def _begin(path: Path, title: str) -> None:
    opened = OpenDraft(path, SMALL)
    opened.save(titled(new_draft(SMALL), title), NOW)
    opened.close()


def _title(path: Path) -> str:
    """Open a session as a person would afterwards, and look at its title."""
    try:
        opened = OpenDraft.resume(path, SMALL, NOW)
    except FileError as problem:
        return problem.sentence
    opened.close()
    return str(opened.migration.draft.use["plan.title"])


@pytest.mark.parametrize("saved_before", [True, False], ids=["resumed", "new"])
def test_killed_at_each_call(
    tmp_path: Path, saver: Saver, *, saved_before: bool
) -> None:
    """The old or the new session is there, whole, and what was acknowledged."""
    desk = Desk(tmp_path, saved_before=saved_before)
    lost, calls = [], desk.calls(saver)
    for call, number in calls:
        ran = saver.disturb(desk.job(), f"{call}:signal=KILL:when={number}")
        assert ran.code < 0, f"{call} {number} was not reached"
        if said := desk.lost(ran):
            lost.append(f"{call} {number}: {said}")
    which = "resumed" if saved_before else "new"
    tried(f"saves of a {which} session killed at each call", len(calls), lost)


def test_each_call_fails(tmp_path: Path, saver: Saver) -> None:
    """After an error nothing is lost, and a save that is tried again works."""
    desk, lost = Desk(tmp_path, saved_before=True), []
    every = list(product(desk.calls(saver), ERRORS))
    some = every[:: effort(11, 1)]
    for (call, number), error in some:
        ran = saver.disturb(desk.job(), f"{call}:error={error}:when={number}")
        said = desk.lost(ran)
        if (call, error) == HELD:
            assert "read only here" in ran.refused[-1]
        elif not said and (not ran.saved or ran.saved[-1][1] != TITLES[-1]):
            said = f"not saved in the end: {ran.said}"
        if said:
            lost.append(f"{error} at {call} {number}: {said}")
    tried("saves with an error at one call", len(some), lost)


@pytest.mark.parametrize("call", ["fsync", "rename", "write"])
def test_what_cannot_be_cleared_away_goes_at_the_next_opening(
    tmp_path: Path, saver: Saver, call: str
) -> None:
    """When taking away the temporary file fails too, opening does it later."""
    desk = Desk(tmp_path, saved_before=True)
    first = next(number for name, number in desk.calls(saver) if name == call)
    ran = saver.disturb(
        desk.job(), f"{call}:error=EIO:when={first}+", "unlink,unlinkat:error=EIO"
    )
    assert not ran.saved
    assert any(one.suffix == ".tmp" for one in desk.folder.iterdir())
    tried(f"saves that fail for good at {call}, and to clear up", 1, _list(desk, ran))


def _list(desk: Desk, ran: Ran) -> list[str]:
    return [said] if (said := desk.lost(ran)) else []


def test_a_bare_write_would_be_noticed(tmp_path: Path, saver: Saver) -> None:
    """Written over the file instead, sessions are lost, and these tests see it."""
    desk = Desk(tmp_path, saved_before=True)
    lost = 0
    for call, number in desk.calls(saver, protocol="bare"):
        if call == "write":
            job = desk.job(protocol="bare")
            lost += bool(desk.lost(saver.disturb(job, f"{call}:signal=KILL:when=1+")))
            ran = saver.disturb(job, f"{call}:error=ENOSPC:when={number}+")
            lost += bool(desk.lost(ran))
    assert lost
