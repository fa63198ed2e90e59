"""An open session: nothing of anybody is overwritten, and each save is said truly."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.rules.answers import Answers
from genai_guide.rules.pack import Pack
from genai_guide.storage import atomic_write as replacing
from genai_guide.storage import open_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.previous import previous_path
from tests.helpers.drafts import save_draft
from tests.helpers.open_drafts import NOW, begun, names, title_in, titled


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions" / "a.toml"


def test_a_session_is_held_from_its_first_save_until_it_is_closed(
    path: Path, boat: Pack
) -> None:
    """Nothing is there before; afterwards the session alone is."""
    opened = OpenDraft(path, boat)
    assert not path.parent.exists()
    assert opened.save(titled(boat, "first"), NOW) == ""
    assert names(path) == {"a.toml", "a.toml.lock"}
    opened.close()
    assert names(path) == {"a.toml"}


def test_a_second_window_reads_and_changes_nothing(path: Path, boat: Pack) -> None:
    """It is told who holds the session; when that one closes, it may try again."""
    first = begun(path, boat)
    second = OpenDraft.resume(path, boat, NOW)
    assert second.migration.draft == titled(boat, "first")
    assert second.read_only.startswith("open in another window since 12:00 (pid ")
    with pytest.raises(FileError, match="not saved: open in another window"):
        second.save(titled(boat, "second"), NOW)
    assert title_in(path, boat) == "first"
    second.close()
    assert first.save(titled(boat, "third"), NOW) == ""
    first.close()
    again = OpenDraft.resume(path, boat, NOW)
    assert again.read_only == ""
    assert again.migration.draft.use["trip.title"] == "third"
    again.close()


def test_a_file_that_was_deleted_is_written_again(path: Path, boat: Pack) -> None:
    """Once, with a word about it; its whole folder too."""
    opened = begun(path, boat)
    path.unlink()
    said = "a.toml was deleted. It is written again."
    assert opened.save(titled(boat, "second"), NOW) == said
    assert opened.save(titled(boat, "third"), NOW) == ""
    for name in names(path):
        path.with_name(name).unlink()
    path.parent.rmdir()
    assert opened.save(titled(boat, "fourth"), NOW) == said
    assert title_in(path, boat) == "fourth"
    opened.close()


def test_a_save_that_failed_late_is_no_change_by_others(
    path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that came into place, and was said not to be saved, is ours."""
    opened = begun(path, boat)

    def failing(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(replacing, "_sync_folder", failing)
        with pytest.raises(FileError, match="not saved: input/output error"):
            opened.save(titled(boat, "second"), NOW)
    assert title_in(path, boat) == "second"
    assert opened.save(titled(boat, "third"), NOW) == ""
    assert opened.path == path
    opened.close()


@pytest.mark.skipif(os.name == "nt", reason="needs a right on Windows")
def test_a_link_is_another_name_of_the_same_session(path: Path, boat: Pack) -> None:
    """What is opened through a link is held and saved where it leads."""
    first = begun(path, boat)
    link = path.parent.parent / "link.toml"
    link.symlink_to(path)
    assert OpenDraft.resume(link, boat, NOW).read_only
    first.close()
    opened = OpenDraft.resume(link, boat, NOW)
    opened.save(titled(boat, "second"), NOW)
    assert link.is_symlink()
    assert title_in(path, boat) == "second"
    opened.close()


def test_opening_clears_away_what_a_killed_save_left(path: Path, boat: Pack) -> None:
    """A temporary file of a process that is no more goes."""
    begun(path, boat).close()
    path.with_name(".a.toml.4194305.0123abcd.tmp").write_bytes(b"half")
    OpenDraft.resume(path, boat, NOW).close()
    assert names(path) == {"a.toml"}


def test_what_was_opened_is_kept_until_it_is_opened_again(
    path: Path, boat: Pack
) -> None:
    """A session that is damaged later is gone on with from there, in a new file."""
    begun(path, boat, "first").close()
    opened = OpenDraft.resume(path, boat, NOW)
    assert not previous_path(path).exists()
    for title in ("second", "third"):
        opened.save(titled(boat, title), NOW)
    opened.close()
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(FileError) as caught:
        OpenDraft.resume(path, boat, NOW)
    assert "last opened: open a.toml.previous" in caught.value.sentence
    again = OpenDraft.resume(previous_path(path), boat, NOW)
    assert again.path == path.with_name("a.restored.toml")
    assert again.migration.draft.use["trip.title"] == "first"
    again.save(titled(boat, "fourth"), NOW)
    again.close()
    assert title_in(again.path, boat) == "fourth"
    assert path.exists()


def test_a_damaged_file_is_not_offered_in_place_of_another(
    path: Path, boat: Pack
) -> None:
    """An earlier copy that cannot be read either is not spoken of."""
    begun(path, boat).close()
    path.write_bytes(b"= 1")
    previous_path(path).write_bytes(b"= 2")
    with pytest.raises(FileError) as caught:
        OpenDraft.resume(path, boat, NOW)
    assert "kept" not in caught.value.sentence
    assert names(path) == {"a.toml", "a.toml.previous"}


def test_a_newer_format_is_never_overwritten(path: Path, boat: Pack) -> None:
    """Not at opening, and not when it comes while the session is open."""
    opened = begun(path, boat)
    newer = path.read_bytes().replace(b"draft/2", b"draft/3")
    path.write_bytes(newer)
    assert "changed by somebody else" in opened.save(titled(boat, "ours"), NOW)
    opened.close()
    with pytest.raises(FileError, match="newer format “3”, not 2"):
        OpenDraft.resume(path, boat, NOW)
    assert path.read_bytes() == newer
    assert f"{path.name}.lock" not in names(path)


def test_a_session_of_another_version_is_carried_to_a_new_file(
    path: Path, boat: Pack
) -> None:
    """The old file stays as it was, and cannot be saved into."""
    old = replace(boat, version="1.2.2", digest="sha256:" + "0" * 64)
    save_draft(path, old, record.draft_from_answers(old, Answers({})), NOW)
    before = path.read_bytes()
    opened = OpenDraft.resume(path, boat, NOW)
    assert opened.migration.moved
    with pytest.raises(FileError, match="under another version"):
        opened.save(titled(boat, "x"), NOW)
    carried = opened.carry(NOW)
    assert carried.path == path.with_name("a-1.2.3.toml")
    carried.save(titled(boat, "x"), NOW)
    carried.close()
    assert path.read_bytes() == before
    assert f"{path.name}.lock" not in names(path)


def test_half_full_is_said_once(
    path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While there is room for half as much, a person is told in plain words."""
    opened = begun(path, boat)
    size = path.stat().st_size
    monkeypatch.setattr(open_draft, "DRAFT_BYTES", size * 3)
    assert opened.save(titled(boat, "x"), NOW) == ""
    monkeypatch.setattr(open_draft, "DRAFT_BYTES", size)
    assert "more than half of the 4 MB" in opened.save(titled(boat, "x"), NOW)
    assert opened.save(titled(boat, "y"), NOW) == ""
    opened.close()


@pytest.mark.parametrize("name", ["a\x00b.toml", "x" * 300 + ".toml", "none.toml"])
def test_a_name_that_leads_nowhere_gets_no_lock(
    tmp_path: Path, boat: Pack, name: str
) -> None:
    """It is refused in a sentence, and nothing is made."""
    with pytest.raises(FileError):
        OpenDraft.resume(tmp_path / name, boat, NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a right on Windows")
def test_links_in_a_circle_are_refused(tmp_path: Path, boat: Pack) -> None:
    """They are a sentence, not a crash."""
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(FileError, match="cannot be read"):
        OpenDraft.resume(one, boat, NOW)
