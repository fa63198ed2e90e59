"""An open session: nothing of anybody is overwritten, and each save is said truly."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.files import open_sessions, replacing
from genai_guide.files.errors import FileProblem
from genai_guide.files.open_sessions import OpenSession
from genai_guide.files.previous import previous_path
from genai_guide.files.session_files import load_session, save_session, session_bytes
from genai_guide.policy.answers import Answers, Place
from genai_guide.policy.pack import Pack
from genai_guide.record import session as record
from genai_guide.record.session import Session

NOW = "2026-03-31T12:00:00+02:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions" / "a.toml"


def titled(pack: Pack, title: str) -> Session:
    """Give a session in which one thing is answered."""
    return record.answer(pack, record.new(pack), {Place("trip.title"): title}, NOW)


def begun(path: Path, pack: Pack, title: str = "first") -> OpenSession:
    """Give a new session that has been saved once."""
    opened = OpenSession(path, pack)
    assert opened.save(titled(pack, title), NOW) == ""
    return opened


def title_in(path: Path, pack: Pack) -> object:
    return load_session(path, pack).use["trip.title"]


def names(path: Path) -> set[str]:
    return set(os.listdir(path.parent))  # noqa: PTH208 - hidden ones too


def test_a_session_is_held_from_its_first_save_until_it_is_closed(
    path: Path, boat: Pack
) -> None:
    """Nothing is there before; afterwards the session alone is."""
    opened = OpenSession(path, boat)
    assert not path.parent.exists()
    assert opened.save(titled(boat, "first"), NOW) == ""
    assert names(path) == {"a.toml", "a.toml.lock"}
    opened.close()
    assert names(path) == {"a.toml"}


def test_a_second_window_reads_and_changes_nothing(path: Path, boat: Pack) -> None:
    """It is told who holds the session; when that one closes, it may try again."""
    first = begun(path, boat)
    second = OpenSession.resume(path, boat, NOW)
    assert second.found.session == titled(boat, "first")
    assert second.read_only.startswith("open in another window since 12:00 (pid ")
    with pytest.raises(FileProblem, match="not saved: open in another window"):
        second.save(titled(boat, "second"), NOW)
    assert title_in(path, boat) == "first"
    second.close()
    assert first.save(titled(boat, "third"), NOW) == ""
    first.close()
    again = OpenSession.resume(path, boat, NOW)
    assert again.read_only == ""
    assert again.found.session.use["trip.title"] == "third"
    again.close()


def test_a_change_by_somebody_else_is_never_overwritten(path: Path, boat: Pack) -> None:
    """Ours goes to a copy with the time in its name, is said, and stays there."""
    opened = begun(path, boat)
    theirs = session_bytes(path, boat, titled(boat, "theirs"), NOW)
    path.write_bytes(theirs)
    told = opened.save(titled(boat, "ours"), NOW)
    copy = path.with_name("a.conflict-20260331-120000.toml")
    assert told.startswith("a.toml was changed by somebody else; your answers are kept")
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
        broken.setattr(open_sessions, "replace_file", full)
        with pytest.raises(FileProblem, match="not saved"):
            opened.save(titled(boat, "ours"), NOW)
    assert opened.path == path
    assert "kept in" in opened.save(titled(boat, "ours"), NOW)
    assert path.read_bytes() == b"theirs"
    opened.close()


def full(path: Path, _content: bytes) -> None:
    raise FileProblem(path, "not saved: no space left on device")


def test_a_file_that_was_deleted_is_written_again(path: Path, boat: Pack) -> None:
    """Once, with a word about it; its whole folder too."""
    opened = begun(path, boat)
    path.unlink()
    said = "a.toml was gone; it is written again."
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
        with pytest.raises(FileProblem, match="not saved: input/output error"):
            opened.save(titled(boat, "second"), NOW)
    assert title_in(path, boat) == "second"
    assert opened.save(titled(boat, "third"), NOW) == ""
    assert opened.path == path
    opened.close()


def test_two_new_sessions_of_one_name_keep_both(path: Path, boat: Pack) -> None:
    """The one that saves second goes on in a copy."""
    first, second = OpenSession(path, boat), OpenSession(path, boat)
    first.save(titled(boat, "first"), NOW)
    told = second.save(titled(boat, "second"), NOW)
    assert told.startswith("a.toml is open in another window; your answers are kept in")
    assert title_in(path, boat) == "first"
    assert title_in(second.path, boat) == "second"
    first.close()
    second.close()


@pytest.mark.skipif(os.name == "nt", reason="needs a right on Windows")
def test_a_link_is_another_name_of_the_same_session(path: Path, boat: Pack) -> None:
    """What is opened through a link is held and saved where it leads."""
    first = begun(path, boat)
    link = path.parent.parent / "link.toml"
    link.symlink_to(path)
    assert OpenSession.resume(link, boat, NOW).read_only
    first.close()
    opened = OpenSession.resume(link, boat, NOW)
    opened.save(titled(boat, "second"), NOW)
    assert link.is_symlink()
    assert title_in(path, boat) == "second"
    opened.close()


def test_opening_clears_away_what_a_killed_save_left(path: Path, boat: Pack) -> None:
    """A temporary file of a process that is no more goes."""
    begun(path, boat).close()
    path.with_name(".a.toml.4194305.0123abcd.tmp").write_bytes(b"half")
    OpenSession.resume(path, boat, NOW).close()
    assert names(path) == {"a.toml"}


def test_without_locks_the_comparison_still_guards(
    path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a person is told, and two windows still lose nothing of each other."""

    def none(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("genai_guide.files.locking._lock", none)
    save_session(path, boat, titled(boat, "x"), NOW)
    first = OpenSession.resume(path, boat, NOW)
    second = OpenSession.resume(path, boat, NOW)
    said = (
        "This file cannot be locked (no locks available): open it in one window only."
    )
    assert first.unlocked == said
    assert first.save(titled(boat, "first"), NOW) == ""
    assert "changed by somebody else" in second.save(titled(boat, "second"), NOW)
    assert title_in(path, boat) == "first"
    assert title_in(second.path, boat) == "second"
    new = OpenSession(path.with_name("b.toml"), boat)
    assert new.save(titled(boat, "new"), NOW) == said


def test_what_was_opened_is_kept_until_it_is_opened_again(
    path: Path, boat: Pack
) -> None:
    """A session that is damaged later is gone on with from there, in a new file."""
    begun(path, boat, "first").close()
    opened = OpenSession.resume(path, boat, NOW)
    assert not previous_path(path).exists()
    for title in ("second", "third"):
        opened.save(titled(boat, title), NOW)
    opened.close()
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(FileProblem) as caught:
        OpenSession.resume(path, boat, NOW)
    assert "it is kept: open a.toml.previous" in caught.value.sentence
    again = OpenSession.resume(previous_path(path), boat, NOW)
    assert again.path == path.with_name("a.restored.toml")
    assert again.found.session.use["trip.title"] == "first"
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
    with pytest.raises(FileProblem) as caught:
        OpenSession.resume(path, boat, NOW)
    assert "kept" not in caught.value.sentence
    assert names(path) == {"a.toml", "a.toml.previous"}


def test_a_newer_format_is_never_overwritten(path: Path, boat: Pack) -> None:
    """Not at opening, and not when it comes while the session is open."""
    opened = begun(path, boat)
    newer = path.read_bytes().replace(b"session/1", b"session/2")
    path.write_bytes(newer)
    assert "changed by somebody else" in opened.save(titled(boat, "ours"), NOW)
    opened.close()
    with pytest.raises(FileProblem, match="newer than 1; use a newer genai-guide"):
        OpenSession.resume(path, boat, NOW)
    assert path.read_bytes() == newer
    assert f"{path.name}.lock" not in names(path)


def test_a_session_of_another_version_is_carried_to_a_new_file(
    path: Path, boat: Pack
) -> None:
    """The old file stays as it was, and cannot be saved into."""
    old = replace(boat, version="1.2.2", digest="sha256:" + "0" * 64)
    save_session(path, old, record.from_answers(old, Answers({})), NOW)
    before = path.read_bytes()
    opened = OpenSession.resume(path, boat, NOW)
    assert opened.found.moved
    with pytest.raises(FileProblem, match="under another version"):
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
    monkeypatch.setattr(open_sessions, "SESSION_LIMIT", size * 3)
    assert opened.save(titled(boat, "x"), NOW) == ""
    monkeypatch.setattr(open_sessions, "SESSION_LIMIT", size)
    assert "more than half of the 4 MB" in opened.save(titled(boat, "x"), NOW)
    assert opened.save(titled(boat, "y"), NOW) == ""
    opened.close()


@pytest.mark.parametrize("name", ["a\x00b.toml", "x" * 300 + ".toml", "none.toml"])
def test_a_name_that_leads_nowhere_gets_no_lock(
    tmp_path: Path, boat: Pack, name: str
) -> None:
    """It is refused in a sentence, and nothing is made."""
    with pytest.raises(FileProblem):
        OpenSession.resume(tmp_path / name, boat, NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a right on Windows")
def test_links_in_a_circle_are_refused(tmp_path: Path, boat: Pack) -> None:
    """They are a sentence, not a crash."""
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(FileProblem, match="cannot be read"):
        OpenSession.resume(one, boat, NOW)
