"""Saving a use in another place, and at an impossible time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.workflows.controller import Controller

TITLE = Place("trip.title")
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


def begun(pack: Pack, folder: Path, now: datetime = NOON) -> tuple[Controller, list]:
    """Return a controller with a use that is saved, and what it says."""
    said: list[str] = []
    controller = Controller(pack, lambda: now, folder / "drafts", said.append)
    controller.start_new()
    controller.apply(controller.with_answers({TITLE: "Round the island"}))
    return controller, said


@pytest.mark.parametrize("name", ["copy.toml", "copy", "folder"])
def test_a_use_goes_on_elsewhere(boat: Pack, tmp_path: Path, name: str) -> None:
    """The old file is let go as it was, and what is answered next is in the new one."""
    (tmp_path / "folder").mkdir()
    controller, _ = begun(boat, tmp_path)
    old = controller.path
    assert old
    before = old.read_bytes()
    controller.save_elsewhere(tmp_path / name)
    controller.apply(controller.with_answers({TITLE: "Round the bay"}))
    controller.close()
    path = controller.path
    assert path
    assert path.name == (old.name if name == "folder" else "copy.toml")
    assert old.read_bytes() == before
    draft = OpenDraft.resume(path, boat, NOON.isoformat())
    draft.close()
    assert draft.migration.draft.use["trip.title"] == "Round the bay"


def test_no_file_is_replaced_elsewhere(boat: Pack, tmp_path: Path) -> None:
    """A file that is there is refused, and the use stays where it is."""
    controller, _ = begun(boat, tmp_path)
    before = controller.path
    (tmp_path / "copy.toml").write_text("mine", "utf-8")
    with pytest.raises(FileError, match="this file exists already"):
        controller.save_elsewhere(tmp_path / "copy.toml")
    assert controller.path == before
    controller.close()


def test_a_name_that_no_file_can_have_is_refused(boat: Pack, tmp_path: Path) -> None:
    """As is a folder that may not be looked into; the use stays where it is."""
    controller, _ = begun(boat, tmp_path)
    before = controller.path
    with pytest.raises(FileError):
        controller.save_elsewhere(tmp_path / ("x" * 300) / "copy")
    assert controller.path == before
    controller.close()


def test_a_read_only_use_is_worked_on_elsewhere(boat: Pack, tmp_path: Path) -> None:
    """What cannot be changed where it is, can be in another file."""
    controller, _ = begun(boat, tmp_path)
    path = controller.path
    assert path
    controller.close()
    path.chmod(0o444)
    controller.work_on(controller.open(path))
    changed = controller.with_answers({TITLE: "Round the bay"})
    assert not controller.apply(changed)
    controller.save_elsewhere(tmp_path / "copy.toml")
    assert not controller.read_only
    assert controller.apply(controller.with_answers({TITLE: "Round the bay"}))
    assert controller.save_state == "saved"
    controller.close()


@pytest.mark.parametrize("year", [1999, 3000])
def test_an_impossible_clock_is_named_and_the_answers_are_saved(
    boat: Pack, tmp_path: Path, year: int
) -> None:
    """It is said once, and the draft can be read again."""
    now = NOON.replace(year=year)
    controller, said = begun(boat, tmp_path, now)
    controller.apply(controller.with_answers({TITLE: "Round the bay"}))
    controller.close()
    told = f"The clock of this computer says 31 March {year}. Your answers are saved."
    assert said == [f"{told} Set the clock before you sign."]
    assert controller.path
    draft = OpenDraft.resume(controller.path, boat, now.isoformat())
    draft.close()
    assert draft.migration.draft.use["trip.title"] == "Round the bay"
