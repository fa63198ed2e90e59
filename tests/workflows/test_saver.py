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
        made.append((path.name, session.position))
        return ""

    writer = Saver(
        save,
        lambda report: told.append((report.draft.position, report.problem)),
        Path(),
        str,
    )
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


def test_an_unforeseen_error_is_reported(tmp_path: Path):
    """The saver says whose error it is and where the report is, and goes on living."""

    def save(path, session):
        if path.name == "secret":
            raise RuntimeError(path.name)
        return ""

    saver = Saver(save, lambda _: None, tmp_path, lambda: "2026-03-31T12:00:00+00:00")
    for _ in range(2):
        saver.put(Path("secret"), _at(""))
        assert saver.wait(5)
    [report] = tmp_path.iterdir()
    assert "an error in genai-guide: RuntimeError at" in saver.problem
    assert f"the report is in {report}" in saver.problem
    text = report.read_text("utf-8")
    assert "RuntimeError" in text
    assert "secret" not in text
    saver.put(Path("a"), _at(""))
    assert saver.wait(5)
    assert not saver.problem


def _at(place: str):
    session = new_draft(SMALL)
    return type(session)(session.pack_id, "1.0.0", session.pack_digest, position=place)
