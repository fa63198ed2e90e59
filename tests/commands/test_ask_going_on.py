"""`genai-guide ask FILE`: going on with a session or a summary that is there."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.helpers.asking import ALL, LINES
from tests.helpers.asking import flat as _flat
from tests.helpers.signing import DECIDE_WORDS, SIGN_WORDS
from tests.plain.lines import SIGN


def test_a_file_is_begun_and_resumed(ask, tmp_path: Path) -> None:
    """Without a signature it is 3; the file goes on where it stood."""
    first = ask("ask", "mine.toml", lines=LINES)
    assert (first.code, first.out) == (3, "")
    assert f"Everything is saved in {tmp_path / 'mine.toml'}" in _flat(first.err)
    second = ask("ask", "mine.toml", lines=[*ALL[6:], *SIGN])
    assert second.code == 0
    assert "Section 2 of 2: The boat. Tool 1 of 1." in second.err
    assert Path(second.out.strip()).exists()
    assert not list(tmp_path.rglob("*.lock"))


def test_a_signed_use_is_resumed_and_left_as_signed(ask) -> None:
    """Which revision is signed is said first; leaving it as it is needs nothing."""
    assert ask("ask", "mine.toml", lines=[*ALL, *SIGN]).code == 0
    again = ask("ask", "mine.toml", lines=["/quit"])
    assert (again.code, again.out) == (0, "")
    assert _flat(again.err).count("Revision 1 was signed on") == 2
    assert "unsigned" not in again.err


@pytest.fixture
def received(run, answers: Path, person, tmp_path: Path):
    """Give a summary with a decision, whose bytes are as given."""
    run("sign", answers, *SIGN_WORDS, "-o", "summary.toml")
    person("legal")
    decided = run("decide", "summary.toml", *DECIDE_WORDS, "--although-unverified")
    assert decided.code == 0
    return tmp_path / "summary.toml"


def test_a_summary_is_gone_on_with_as_a_new_revision(
    ask, received: Path, tmp_path: Path
) -> None:
    """After whether it holds and what was decided; the summary stays as it is."""
    before = received.read_bytes()
    done = ask("ask", received, lines=["2", "4", *SIGN])
    assert done.code == 0, done.err
    said = _flat(done.err)
    order = ("SIGNER NOT TRUSTED.", "Start revision 2", "Take a radio along.")
    assert sorted(order, key=said.index) == list(order)
    new = tomllib.loads(Path(done.out.strip()).read_text("utf-8"))
    assert new["statement"]["revision"] == 2
    assert "entry" not in new
    assert received.read_bytes() == before
    assert list((tmp_path / "data" / "sessions").glob("*.toml"))


@pytest.mark.parametrize("lines", [["1"], ["/back"], ["/quit"], []])
def test_a_summary_is_left_as_it_is(
    ask, received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list
) -> None:
    """Nothing is begun unasked, with `open` in plain mode neither."""
    monkeypatch.setenv("GENAI_GUIDE_PLAIN", "1")
    for command in ("ask", "open"):
        done = ask(command, received, lines=lines)
        assert (done.code, done.out) == (0, "")
        assert "Start revision 2" in done.err
    assert not list((tmp_path / "data").rglob("*.toml"))


def test_without_a_decision_that_is_said(ask, run, answers: Path) -> None:
    """So that nobody takes silence for one."""
    run("sign", answers, *SIGN_WORDS, "-o", "summary.toml")
    said = _flat(ask("ask", "summary.toml", lines=[]).err)
    assert "No decision yet." in said


def test_an_answers_file_goes_on_as_a_new_draft(
    ask, answers: Path, tmp_path: Path
) -> None:
    """What it says is answered; the file itself stays, and a broken one is named."""
    before = answers.read_bytes()
    done = ask("ask", answers, lines=["/sign", *SIGN[1:]])
    assert done.code == 0, done.err
    assert answers.read_bytes() == before
    statement = tomllib.loads(Path(done.out.strip()).read_text("utf-8"))["statement"]
    assert statement["answer"]
    assert len(list((tmp_path / "data" / "sessions").glob("*.toml"))) == 1


def test_a_broken_file_is_refused(ask, bad: Path) -> None:
    """With what is wrong with it."""
    done = ask("ask", bad, lines=ALL)
    assert (done.code, done.out) == (1, "")
    assert "not valid TOML" in _flat(done.err)


def test_a_session_of_another_version_goes_on_in_a_new_file(
    ask, boat_dir: Path, tmp_path: Path
) -> None:
    """What becomes of the answers is said, and nothing is done unasked."""
    ask("ask", "mine.toml", lines=LINES)
    path = tmp_path / "mine.toml"
    text = path.read_text("utf-8")
    old = text.replace('version = "1.2.3"', 'version = "1.1.0"')
    digest = tomllib.loads(text)["session"]["pack"]["digest"]
    path.write_text(old.replace(digest, "0" * 64), encoding="utf-8")
    before = path.read_bytes()
    for lines in (["leave"], []):
        left = ask("ask", path, lines=lines)
        assert left.code == 3
        assert "answered under version 1.1.0 of the questions" in _flat(left.err)
        assert [one.name for one in tmp_path.glob("mine*.toml")] == ["mine.toml"]
    done = ask("ask", path, lines=["continue", "/review"])
    assert done.code == 3
    assert "What is the trip called? “Round the island”" in _flat(done.err)
    assert path.read_bytes() == before
    assert (tmp_path / "mine-1.2.3.toml").exists()


def test_a_session_open_elsewhere_is_not_changed(
    ask, tmp_path: Path, boat_dir: Path
) -> None:
    """The second window is told who holds it, and may try again."""
    ask("ask", "mine.toml", lines=LINES)
    path = tmp_path / "mine.toml"
    before = path.read_bytes()
    holder = (
        "import sys; from pathlib import Path\n"
        "from genai_guide.storage.locking import acquire_lock\n"
        "lock = acquire_lock(Path(sys.argv[1]), '2026-03-31T12:00:00+00:00')\n"
        "print(lock.holder, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == b"None\n"
        done = ask("ask", path, lines=["again", "leave"])
        assert done.code == 3
        assert _flat(done.err).count("open in another window since") == 2
        assert "Question" not in done.err
    assert path.read_bytes() == before
    assert "What is the boat called?" in ask("ask", path, lines=[]).err
