"""The thread that saves."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from genai_guide.record.draft import new_draft
from genai_guide.workflows.saver import Saver
from tests.tui.helpers import SMALL


def test_only_the_newest_of_a_file_waits():
    """While one save runs, of those asked for meanwhile only the last is made."""
    go, begun, made, told = Event(), Event(), [], []

    def save(path, session):
        begun.set()
        go.wait(5)
        made.append((path.name, session.at))
        return ""

    writer = Saver(save, lambda session, _, problem: told.append((session.at, problem)))
    sessions = [_at(str(number)) for number in range(3)]
    writer.put(Path("a"), sessions[0])
    begun.wait(5)
    writer.put(Path("a"), sessions[1])
    writer.put(Path("b"), sessions[1])
    writer.put(Path("a"), sessions[2])
    assert not writer.wait(0.01)
    go.set()
    assert writer.wait(5)
    assert made == [("a", "0"), ("a", "2"), ("b", "1")]
    assert told[-1] == ("1", "")


def test_an_error_that_nobody_foresaw_is_told_too():
    """The writer goes on living, and says that it did not save."""

    def save(path, session):
        raise RuntimeError(path.name)

    writer = Saver(save, lambda *_: None)
    writer.put(Path("a"), _at(""))
    assert writer.wait(5)
    assert writer.problem == "RuntimeError"


def _at(place: str):
    session = new_draft(SMALL)
    return type(session)(session.pack_id, "1.0.0", session.pack_digest, at=place)
