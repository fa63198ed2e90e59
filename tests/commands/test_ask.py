"""`genai-guide ask`, as a script and as another mode of the app start it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from genai_guide.cli import main
from genai_guide.storage.keys import load_key, own_key_path
from genai_guide.workflows import signing_key
from tests.helpers.asking import ALL, LINES, Typing
from tests.helpers.asking import flat as _flat
from tests.plain.lines import SIGN


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
    out = {"GENAI_GUIDE_SUMMARIES": str(folder / "out")}
    done = _program(folder, boat_dir, "ask", typed=b"\xef\xbb\xbf" + typed, **out)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.decode().strip())
    assert path.parent == folder / "out"
    statement = tomllib.loads(path.read_text("utf-8"))["statement"]
    assert statement["production"]["title"] == "Round the island"
    assert b"Answer: Round the island" in done.stderr
    assert b"\\u{" not in done.stderr
    assert b"\x1b" not in done.stderr


def test_an_invisible_title_is_not_saved(tmp_path: Path, boat_dir: Path) -> None:
    """A line with nothing to see in it is no answer, and the question is repeated."""
    done = _program(tmp_path, boat_dir, "ask", typed="\u200b\n".encode())
    assert b"Nothing was typed" in done.stderr
    assert b"Saved" not in done.stderr


def test_another_locale_and_what_is_no_text_are_taken(
    tmp_path: Path, boat_dir: Path
) -> None:
    """Bytes that are no text are cleaned away with a message, never a traceback."""
    typed = b"Round \xff\xfe\x1b[2J\n/next\n\xe6\x97\xa5\n\n"
    done = _program(tmp_path, boat_dir, "ask", "mine.toml", typed=typed, LC_ALL="C")
    assert done.returncode == 3, done.stderr
    assert b"Some characters were removed" in done.stderr
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


def test_a_passphrase_that_is_no_text_makes_no_key(
    run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said, and what was answered is still there to be signed."""
    typed = iter(["a \udcff word", ""])
    monkeypatch.setattr(signing_key, "getpass", lambda *_, **__: next(typed))
    lines = [*ALL, *SIGN, "", "1"]
    monkeypatch.setattr(sys, "stdin", Typing("\n".join(lines) + "\n"))
    done = run("ask")
    assert done.code == 0, done.err
    assert "its passphrase has characters that cannot be read" in _flat(done.err)
    assert done.err.count("Press Enter for a key without a passphrase.") == 2
    assert load_key(own_key_path())  # without a passphrase


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
    said = b"genai-guide: the output cannot be written: "
    assert done.stderr.startswith(said), done.stderr
    assert done.stderr.count(b"\n") == 1
    assert not list(tmp_path.iterdir())


def test_without_an_answer_nothing_is_written(ask, tmp_path: Path) -> None:
    """An empty script leaves no session behind."""
    done = ask("ask", lines=[])
    assert (done.code, done.out) == (0, "")
    assert not list((tmp_path / "data").rglob("*.toml"))


@pytest.mark.parametrize("variable", ["GENAI_GUIDE_PLAIN", "ACCESSIBLE"])
def test_plain_mode_is_chosen_by_a_variable(
    ask, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """`genai-guide`, `new` and `open` then ask line by line, and say why."""
    monkeypatch.setenv(variable, "1")
    new = ask("new", "mine.toml", lines=LINES)
    assert new.code == 3
    assert f"Plain mode, line by line, because {variable} is set." in new.err
    opened = ask("open", "mine.toml", lines=[])
    assert opened.code == 3
    assert "What is the boat called?" in opened.err
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
    assert "What is the trip called?" in ask(lines=LINES).err
    folder = tmp_path / "data" / "sessions"
    (saved,) = folder.glob("*.toml")
    other = saved.read_text("utf-8").replace('id = "boat-trip"', 'id = "trains"', 1)
    (folder / "other.toml").write_text(other, "utf-8")
    (folder / "broken.toml").write_text("a = ", "utf-8")
    listed = ask(lines=[])
    assert listed.code == 0
    assert "broken.toml cannot be opened" in listed.err
    assert (
        "other.toml cannot be opened: answered under other questions: trains"
        in listed.err
    )
    assert "1. A new use\n2. Round the island: To see the seals." in listed.err
    assert "\n3. " not in listed.err
    assert "Question" not in listed.err
    assert "What is the boat called?" in ask(lines=["", "2"]).err
    assert "What is the trip called?" in ask(lines=["1"]).err
    refused = _flat(ask(lines=["9", "/help"]).err)
    assert re.search(r"Type a number from 1 to \d, /back or /quit\.", refused)
    assert ask(lines=["/back"]).code == 0


def test_without_a_terminal_plain_mode_is_offered(run) -> None:
    """The app needs one that can draw; the message names what does not."""
    done = run("new")
    assert done.code == 2
    assert "genai-guide ask" in done.err


def test_help_of_the_command_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """`ask --help` says what FILE is."""
    with pytest.raises(SystemExit):
        main(["ask", "--help"])
    assert "continue FILE, or save a new use in it" in capsys.readouterr().out
