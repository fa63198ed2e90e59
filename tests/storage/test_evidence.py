"""Evidence: measured where it lies."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Evidence, close_task, reopen_task
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import (
    find_evidence_problems,
    measure_evidence,
    parse_evidence,
)


def test_a_file_is_measured(tmp_path: Path) -> None:
    """Name, length and digest are those of the file."""
    path = tmp_path / "mail.txt"
    path.write_bytes(b"approved")
    digest = sha256(b"approved").hexdigest()
    assert measure_evidence(path) == Evidence("", str(path), "mail.txt", 8, digest)


def test_what_is_typed_is_words_a_link_or_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is there is measured, whatever it is called."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "the permit").write_bytes(b"yes")
    assert parse_evidence("the permit").name == "the permit"
    assert parse_evidence("the permit of 3 March") == Evidence(
        text="the permit of 3 March"
    )
    assert parse_evidence("https://x.example/1") == Evidence(link="https://x.example/1")
    spoken = "See https://x.example/1 and a/b."
    assert parse_evidence(spoken) == Evidence(text=spoken)
    assert parse_evidence("x" * 4000).text == "x" * 4000
    (tmp_path / "a link").symlink_to("x" * 300)  # to what may not be looked at
    assert parse_evidence("a link").text == "a link"


@pytest.mark.parametrize(
    "typed",
    ["permit.pdf", "the permit.PDF", "/nowhere/none", "~/none", "./none", "C:\\a"],
)
def test_a_file_that_is_meant_has_to_be_there(typed: str) -> None:
    """A mistyped path is not recorded as if it were words."""
    with pytest.raises(FileError):
        parse_evidence(typed)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A folder, nothing, and a name that could mislead are no evidence."""
    for path in (tmp_path, tmp_path / "none", tmp_path / "a\u202eb"):
        with pytest.raises(FileError):
            measure_evidence(path)


def test_evidence_that_changed_or_went_away_is_named(
    boat: Pack, tmp_path: Path
) -> None:
    """What was named as evidence is looked at again."""
    path = tmp_path / "mail.txt"
    path.write_bytes(b"approved")
    session = close_task(
        record.new_draft(boat), "a", ClosedTask("2026-03-01", measure_evidence(path))
    )
    session = close_task(
        session, "b", ClosedTask("2026-03-01", Evidence("https://x.y"))
    )
    assert find_evidence_problems(session) == []
    path.write_bytes(b"refused!")
    assert "changed since" in find_evidence_problems(session)[0]
    path.unlink()
    assert "cannot be read" in find_evidence_problems(session)[0]
    assert find_evidence_problems(reopen_task(session, "a")) == []
