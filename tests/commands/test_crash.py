"""An error of ours at the command line: a place, a report, and exit code 70."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.commands import questions
from genai_guide.exit_codes import ExitCode
from tests.commands.conftest import Run


def test_an_error_of_a_command_shows_its_place_and_no_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither the message nor the report holds what the error was about."""

    def broken(_: object) -> None:
        {}["the secret answer"]

    monkeypatch.setattr(questions, "run", broken)
    done = run("questions")
    [report] = (tmp_path / "data" / "crashes").iterdir()
    assert done.code == ExitCode.INTERNAL
    assert done.out == ""
    assert "an error in genai-guide: KeyError at test_crash.py:" in done.err
    assert f"without any of your answers, is in {report}" in done.err
    assert "Traceback" not in done.err
    for text in (done.err, report.read_text(encoding="utf-8")):
        assert "secret" not in text
