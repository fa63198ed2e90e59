"""`genai-guide ask`, as a script and as another mode of the app start it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from genai_guide.cli import main
from genai_guide.commands import signing_keys
from genai_guide.files.keys import load_key, own_key_path
from tests.commands.conftest import Done
from tests.helpers.signing import DECIDE_WORDS, SIGN_WORDS
from tests.plain.lines import SIGN

LINES = ["Round the island", "/next", "To see the seals.", "", "calm", "1"]
ALL = [*LINES, "Gull", "sail", "/next", "1"]


@pytest.fixture
def ask(run, monkeypatch: pytest.MonkeyPatch):
    """Run a command with lines on stdin."""

    def command(*words: str | Path, lines: list[str]) -> Done:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{x}\n" for x in lines)))
        return run(*words)

    return command


def _program(folder: Path, boat_dir: Path, *words: str, typed: bytes, **more: str):
    return subprocess.run(
        [sys.executable, "-m", "genai_guide", *words, "--pack", str(boat_dir)],
        input=typed,
        capture_output=True,
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "GENAI_GUIDE_DATA": str(folder / "data"),
            "GENAI_GUIDE_CONFIG": str(folder / "config"),
            **more,
        },
        timeout=60,
    )


def test_a_script_gets_the_path_of_the_summary_and_nothing_else(
    tmp_path: Path, boat_dir: Path
) -> None:
    """`ask < answers.txt`: the path on stdout, the conversation on stderr."""
    folder = tmp_path / "Ein Ordner für später"
    folder.mkdir()
    typed = "".join(f"{line}\r\n" for line in [*ALL, *SIGN]).encode()
    done = _program(folder, boat_dir, "ask", typed=b"\xef\xbb\xbf" + typed)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.decode().strip())
    assert path.parent == folder
    statement = tomllib.loads(path.read_text("utf-8"))["statement"]
    assert statement["production"]["title"] == "Round the island"
    assert b"Answer: Round the island" in done.stderr
    assert b"\\u{" not in done.stderr
    assert b"\x1b" not in done.stderr


def test_another_locale_and_what_is_no_text_are_taken(
    tmp_path: Path, boat_dir: Path
) -> None:
    """Bytes that are no text are cleaned away with a message, never a traceback."""
    typed = b"Round \xff\xfe\x1b[2J\n/next\n\xe6\x97\xa5\n\n"
    done = _program(tmp_path, boat_dir, "ask", "mine.toml", typed=typed, LC_ALL="C")
    assert done.returncode == 3, done.stderr
    assert b"may not stand in a record" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr
    answers = tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["answer"]
    assert [one["answered"] for one in answers] == ["Round [2J", "日"]


def test_the_conversation_loads_neither_the_screen_nor_more(
    tmp_path: Path, boat_dir: Path
) -> None:
    """Plain mode starts without Textual."""
    code = (
        "import sys; from genai_guide.cli import main; main(sys.argv[1:]);"
        "print([one for one in ('textual', 'rich') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", "--pack", str(boat_dir)],
        input=b"Round\n",
        capture_output=True,
        check=False,
        env={**os.environ, "GENAI_GUIDE_DATA": str(tmp_path)},
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    assert done.stdout == b"[]\n", done.stderr


def test_a_file_is_begun_and_resumed(ask, tmp_path: Path) -> None:
    """Without a signature it is 3; the file goes on where it stood."""
    first = ask("ask", "mine.toml", lines=LINES)
    assert (first.code, first.out) == (3, "")
    assert f"Everything is saved in {tmp_path / 'mine.toml'}" in _flat(first.err)
    second = ask("ask", "mine.toml", lines=[*ALL[6:], *SIGN])
    assert second.code == 0
    assert "Question 6, 2 to 3 left. Tool 1 of 1." in second.err
    assert Path(second.out.strip()).exists()
    assert not list(tmp_path.rglob("*.lock"))


def test_a_signed_use_is_resumed_and_left_as_signed(ask) -> None:
    """Which revision is signed is said first; leaving it as it is needs nothing."""
    assert ask("ask", "mine.toml", lines=[*ALL, *SIGN]).code == 0
    again = ask("ask", "mine.toml", lines=["/quit"])
    assert (again.code, again.out) == (0, "")
    assert _flat(again.err).count("Revision 1 was signed on") == 2
    assert "unsigned" not in again.err


class _Typing(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_passphrase_that_is_no_text_makes_no_key(
    run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and what was answered is still there to be signed."""
    typed = iter(["a \udcff word", ""])
    monkeypatch.setattr(signing_keys, "getpass", lambda *_, **__: next(typed))
    lines = [*ALL, *SIGN, "1", "1"]
    monkeypatch.setattr(sys, "stdin", _Typing("\n".join(lines) + "\n"))
    done = run("ask")
    assert done.code == 0, done.err
    assert "what was typed as its passphrase is no text" in _flat(done.err)
    assert done.err.count("An empty line makes a key without a passphrase.") == 2
    assert load_key(own_key_path())  # without a passphrase


@pytest.fixture
def received(run, answers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Give a summary with a decision, whose bytes are as given."""
    run("sign", answers, *SIGN_WORDS, "-o", "summary.toml")
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "legal"))
    decided = run("decide", "summary.toml", *DECIDE_WORDS, "--although-unverified")
    assert decided.code == 0
    return tmp_path / "summary.toml"


def test_a_summary_is_gone_on_with_as_a_new_revision(
    ask, received: Path, tmp_path: Path
) -> None:
    """After whether it holds and what was decided; the summary stays as it is."""
    before = received.read_bytes()
    done = ask("ask", received, lines=["2", *SIGN])
    assert done.code == 0, done.err
    said = _flat(done.err)
    order = ("NOT VOUCHED FOR.", "Condition: Take a radio", "Begin revision 2?")
    assert sorted(order, key=said.index) == list(order)
    assert "Decision: Approved with conditions" in said
    new = tomllib.loads(Path(done.out.strip()).read_text("utf-8"))
    assert new["statement"]["revision"] == 2
    assert "decision" not in new
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
        assert "Begin revision 2?" in done.err
    assert not list((tmp_path / "data").rglob("*.toml"))


def test_without_a_decision_that_is_said(ask, run, answers: Path) -> None:
    """So that nobody takes silence for one."""
    run("sign", answers, *SIGN_WORDS, "-o", "summary.toml")
    said = _flat(ask("ask", "summary.toml", lines=[]).err)
    assert "There is no decision in it yet." in said


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    "words",
    ["ask one.toml </dev/null >&-", "questions >/dev/full", "paths >/dev/full"],
)
def test_where_nothing_can_be_printed_that_is_said(tmp_path: Path, words: str) -> None:
    """It is no error of this program."""
    if "full" in words and not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m genai_guide {words}', sys.executable],
        stderr=subprocess.PIPE,
        check=False,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "GENAI_GUIDE_DATA": str(tmp_path / "data"),
        },
        timeout=60,
    )
    assert done.returncode == 1
    said = b"genai-guide: what is printed cannot be written: "
    assert done.stderr.startswith(said), done.stderr
    assert done.stderr.count(b"\n") == 1
    assert not list(tmp_path.iterdir())


def test_without_an_answer_nothing_is_written(ask, tmp_path: Path) -> None:
    """An empty script leaves no session behind."""
    done = ask("ask", lines=[])
    assert (done.code, done.out) == (0, "")
    assert not list((tmp_path / "data").rglob("*.toml"))


def test_other_files_are_refused_with_what_they_are_for(
    ask, answers: Path, bad: Path
) -> None:
    """An answers file is signed, a broken file is named."""
    for path, said in (
        (answers, "no session but an answers file; use `sign`"),
        (bad, "not valid TOML"),
    ):
        done = ask("ask", path, lines=ALL)
        assert (done.code, done.out) == (1, "")
        assert said in _flat(done.err)


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
    done = ask("ask", path, lines=["go on", "/review"])
    assert done.code == 3
    assert "What is the trip called? “Round the island”" in _flat(done.err)
    assert path.read_bytes() == before
    assert (tmp_path / "mine-1.2.3.toml").exists()


@pytest.mark.parametrize("variable", ["GENAI_GUIDE_PLAIN", "ACCESSIBLE"])
def test_plain_mode_is_chosen_by_a_variable(
    ask, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """`genai-guide`, `new` and `open` then ask line by line, and say why."""
    monkeypatch.setenv(variable, "1")
    new = ask("new", "mine.toml", lines=LINES)
    assert new.code == 3
    assert f"Plain mode, line by line, as {variable} is set." in new.err
    opened = ask("open", "mine.toml", lines=[])
    assert opened.code == 3
    assert "Question 6" in opened.err
    assert ask("new", "mine.toml", lines=[]).code == 1
    assert ask("open", "none.toml", lines=[]).code == 1
    monkeypatch.setenv(variable, "")
    assert ask("new", "other.toml", lines=LINES).code == 2
    monkeypatch.setenv(variable, "0")
    assert ask("new", "other.toml", lines=LINES).code == 2


def test_the_bare_command_lists_what_is_saved(
    ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A new use or a saved one, by number; none is opened unasked."""
    monkeypatch.setenv("GENAI_GUIDE_PLAIN", "1")
    assert "Question 1," in ask(lines=LINES).err
    folder = tmp_path / "data" / "sessions"
    (saved,) = folder.glob("*.toml")
    other = saved.read_text("utf-8").replace('id = "boat-trip"', 'id = "trains"', 1)
    (folder / "other.toml").write_text(other, "utf-8")
    (folder / "broken.toml").write_text("a = ", "utf-8")
    listed = ask(lines=[])
    assert listed.code == 0
    assert "Cannot be opened: broken.toml" in listed.err
    assert "other.toml: answered under other questions: trains" in listed.err
    assert "1. A new use\n2. Round the island: To see the seals." in listed.err
    assert "\n3. " not in listed.err
    assert "Question" not in listed.err
    assert "Question 6" in ask(lines=["", "2"]).err
    assert "Question 1," in ask(lines=["1"]).err
    refused = _flat(ask(lines=["9", "/help"]).err)
    assert re.search(r"Type a number from 1 to \d, /back or /quit\.", refused)
    assert ask(lines=["/back"]).code == 0


def test_without_a_terminal_plain_mode_is_offered(run) -> None:
    """The app needs one that can draw; the message names what does not."""
    done = run("new")
    assert done.code == 2
    assert "genai-guide ask" in done.err


def test_a_session_open_elsewhere_is_not_changed(
    ask, tmp_path: Path, boat_dir: Path
) -> None:
    """The second window is told who holds it, and may try again."""
    ask("ask", "mine.toml", lines=LINES)
    path = tmp_path / "mine.toml"
    before = path.read_bytes()
    holder = (
        "import sys; from pathlib import Path\n"
        "from genai_guide.files.locking import hold\n"
        "lock = hold(Path(sys.argv[1]), '2026-03-31T12:00:00+00:00')\n"
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
    assert "Question 6" in ask("ask", path, lines=[]).err


def _flat(text: str) -> str:
    return " ".join(text.split())


def test_help_of_the_command_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """`ask --help` says what FILE is."""
    with pytest.raises(SystemExit):
        main(["ask", "--help"])
    assert "save in or resume FILE" in capsys.readouterr().out
