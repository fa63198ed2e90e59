"""What is written down after an error of ours: where it was, and no answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide import __version__
from genai_guide.storage.crash_reports import format_error_place, write_crash_report
from genai_guide.text import text_error

NOW = "2026-03-31T12:00:00+02:00"


def crashed() -> Exception:
    """Give an error that came from another, both with an answer in them."""

    def inner(answer: str) -> None:
        raise KeyError(answer)

    try:
        try:
            inner("the secret answer")
        except KeyError as cause:
            msg = "the secret answer"
            raise ValueError(msg) from cause
    except ValueError as error:
        return error


def test_a_report_says_where_and_nothing_else(tmp_path: Path) -> None:
    """Kinds of errors, places, versions; no message, no value, no line of code."""
    report = write_crash_report(crashed(), tmp_path / "crashes", NOW)
    assert report == tmp_path / "crashes" / "crash-2026-03-31T12-00-00-02-00.txt"
    text = report.read_text(encoding="utf-8")
    assert "secret" not in text
    assert str(Path.home()) not in text
    assert f"genai-guide {__version__}" in text
    lines = text.splitlines()
    assert lines.index("ValueError") < lines.index("KeyError")
    assert sum("test_crash_reports.py:" in line for line in lines) == 3
    assert "in inner" in text


def test_our_own_files_are_named_by_their_room(tmp_path: Path) -> None:
    """A place in the program is found without the folders above it."""
    with pytest.raises(TypeError) as caught:
        text_error(None)  # type: ignore[arg-type]
    report = write_crash_report(caught.value, tmp_path, NOW)
    assert format_error_place(caught.value).startswith(
        "TypeError at genai_guide/text.py:"
    )
    assert report
    assert "  genai_guide/text.py:" in report.read_text(encoding="utf-8")
    assert format_error_place(ValueError("never raised")) == "ValueError"


def test_errors_that_go_in_a_circle_end(tmp_path: Path) -> None:
    """An error that is its own cause is written down, not followed for ever."""
    error = crashed()
    error.__cause__.__cause__ = error
    assert write_crash_report(error, tmp_path, NOW)


def test_a_report_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """After one error there is no second one."""
    (tmp_path / "file").write_bytes(b"")
    assert write_crash_report(crashed(), tmp_path / "file", NOW) is None
    first = write_crash_report(crashed(), tmp_path, NOW)
    assert first
    assert write_crash_report(crashed(), tmp_path, NOW) is None
