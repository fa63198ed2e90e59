"""One set of answers, three front ends: the bodies of the summaries are the same."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from genai_guide.cli import main
from genai_guide.files.open_sessions import OpenSession
from genai_guide.files.packs import default_dir
from genai_guide.files.records import read_record, toml_files
from genai_guide.policy.pack import Pack
from genai_guide.record.interview import REVIEW, go
from genai_guide.record.statement import session_body
from tests.helpers.signing import SIGN_WORDS
from tests.plain.app_keys import press_answers, press_sign_off
from tests.plain.lines import SIGN, lines_of
from tests.tui.helpers import running

CASES = toml_files([default_dir() / "cases"])
SHORT = default_dir() / "cases" / "not-generative.toml"
"""A case of few questions, of every kind."""


def body(summary: str | Path) -> str:
    """Take the body out of a summary, in the order of its file."""
    text = Path(str(summary).strip()).read_text(encoding="utf-8")
    statement: dict[str, Any] = tomllib.loads(text)["statement"]
    for key in ("id", "revision", "supersedes", "signoff"):
        statement.pop(key, None)
    del statement["pack"]["engine"]
    return json.dumps(statement, ensure_ascii=False)


@pytest.fixture
def by_lines(
    shipped: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[Path], str]:
    """Type a case into `ask`, and sign; gives the body."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))

    def typed(case: Path) -> str:
        answers = read_record(case, shipped).session.answers
        lines = [*lines_of(shipped, answers), *SIGN]
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
        capsys.readouterr()
        code = main(["ask"])
        done = capsys.readouterr()
        assert code == 0, done.err[-2000:]
        return body(done.out)

    return typed


@pytest.fixture
def by_sign(
    tmp_path: Path, by_lines: object, capsys: pytest.CaptureFixture[str]
) -> Callable[[Path], str]:
    """Sign a case as it stands; gives the body."""

    def signed(case: Path) -> str:
        capsys.readouterr()
        assert main(["sign", str(case), *SIGN_WORDS]) == 0
        return body(capsys.readouterr().out)

    return signed


async def by_app(folder: Path, pack: Pack) -> list[Any]:
    """Let the app take each case; gives the bodies that it would sign."""
    held = []
    async with running(folder, pack=pack) as (app, _):
        for case in CASES:
            app.apply(go(read_record(case, pack).session, REVIEW))
            held.append(json.dumps(session_body(app.session, app.assessment)))
    return [json.loads(one) for one in held]


async def test_every_golden_case_gives_the_same_body(
    shipped: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    by_lines: Callable[[Path], str],
    by_sign: Callable[[Path], str],
) -> None:
    """What is typed into `ask`, what the app holds, and what `sign` reads agree."""
    # Saving has its own tests; here thousands of saves would be waited for.
    monkeypatch.setattr(OpenSession, "save", lambda *_: "")
    assert len(CASES) > 100
    for case, held in zip(CASES, await by_app(tmp_path, shipped), strict=True):
        expected = by_sign(case)
        assert by_lines(case) == expected, case.stem
        assert held == json.loads(expected), case.stem


async def test_keys_lines_and_sign_give_the_same_body(
    shipped: Pack,
    tmp_path: Path,
    by_lines: Callable[[Path], str],
    by_sign: Callable[[Path], str],
) -> None:
    """The same through the app's own keys, up to the file that it writes."""
    answers = read_record(SHORT, shipped).session.answers
    expected = by_sign(SHORT), by_lines(SHORT)
    async with running(tmp_path, pack=shipped) as (app, pilot):
        await press_answers(app, pilot, answers)
        await press_sign_off(app, pilot)
        summary = app.summary
    assert summary
    assert (body(summary),) * 2 == expected
