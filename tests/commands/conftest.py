"""The program as a script starts it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from genai_guide.cli import main
from genai_guide.rules.pack import Pack
from tests.helpers.boat_pack import ANSWERS_FILE
from tests.helpers.signing import SIGN_WORDS
from tests.helpers.trusted import trust_signers, write_trusted


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    boat_dir: Path,
    boat: Pack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run a command in an empty folder with the small pack, which is trusted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    write_trusted(tmp_path / "config", boat)

    def command(*words: str | Path, pack: bool = True) -> Done:
        asked = [*map(str, words), *(["--pack", str(boat_dir)] if pack else [])]
        capsys.readouterr()
        try:
            code = main(asked)
        except SystemExit as left:
            code = int(left.code or 0)
        found = capsys.readouterr()
        return Done(code, found.out, found.err)

    return command


@pytest.fixture
def ask(run, monkeypatch: pytest.MonkeyPatch):
    """Run a command with lines on stdin."""

    def command(*words: str | Path, lines: list[str], pack: bool = True) -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{x}\n" for x in lines)))
        return run(*words, pack=pack)

    return command


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Give an answers file that gives `approval`."""
    path = tmp_path / "answers.toml"
    path.write_text(ANSWERS_FILE, encoding="utf-8")
    return path


@pytest.fixture
def incomplete(tmp_path: Path) -> Path:
    """Give an answers file with most answers missing."""
    path = tmp_path / "incomplete.toml"
    path.write_text('[answers]\n"trip.weather" = "calm"\n', encoding="utf-8")
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Give a file that is not TOML."""
    path = tmp_path / "bad.toml"
    path.write_text("a = \n", encoding="utf-8")
    return path


@pytest.fixture
def person(
    tmp_path: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], None]:
    """Become somebody else, with settings and a key of their own."""

    def become(name: str) -> None:
        monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / name))
        write_trusted(tmp_path / name, boat)

    return become


@pytest.fixture
def summary(run: Run, answers: Path, person: Callable[[str], None]) -> Path:
    """Give a summary that a producer signed; afterwards one is legal."""
    person("producer")
    path = Path(run("sign", answers, *SIGN_WORDS, "-o", "summary.toml").out.strip())
    person("legal")
    return path


@pytest.fixture
def known(summary: Path) -> Path:
    """Give a summary whose signer legal trusts."""
    trust_signers(summary)
    return summary
