"""Plain mode in a real terminal: interrupted, ended, killed, and resumed."""

from __future__ import annotations

import signal
import sys
import tomllib
from pathlib import Path

import pytest

from genai_guide.exit_codes import ExitCode
from genai_guide.storage.keys import PassphraseError, load_key

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.helpers.terminal import Terminal
from tests.plain.whole_terminal import WholeTerminal

FIRST = [
    ("What is the trip called?", "Round the island\n"),
    ("When does it begin?", "/n\n"),
    ("What is it for?", "To see\n"),
    ("More: ", "the seals.\n"),
    ("More: ", "\n"),
    ("How is the weather?", "calm\n"),
]
REST = [
    ("What is on board?", "1\n"),
    ("What is the boat called?", "Gull\n"),
    ("What drives it?", "sail\n"),
    ("Whose is it?", "/next\n"),
    ("Are these all", "1\n"),
    ("Review. Nothing", "/sign\n"),
    ("Name: ", "A. Producer\n"),
    ("Role: ", "Producer\n"),
    ("Organisation: ", "Studio\n"),
    ("E-mail: ", "a@studio.com\n"),
    ("File [", "\n"),
    ("Sign it now?", "1\n"),
    ("Passphrase (optional): ", "a word\n"),
    ("Repeat the passphrase: ", "another\n"),
    ("both again.\r\nPassphrase (optional): ", "a word\n"),
    ("Repeat the passphrase: ", "a word\n"),
]


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))


def _ask(folder: Path, boat_dir: Path, *words: str) -> Terminal:
    return Terminal(folder, *words, "--pack", str(boat_dir))


def test_killed_resumed_and_signed(tmp_path: Path, boat_dir: Path) -> None:
    """Nothing that was answered is lost, and the path alone is on stdout.

    The key is made with the passphrase that was typed twice, and not shown.
    """
    with _ask(tmp_path, boat_dir, "ask", "mine.toml") as first:
        first.walk(FIRST)
        first.wait_for("What is on board?")
        first.process.send_signal(signal.SIGKILL)
        assert first.end() == (-signal.SIGKILL, "")
    with _ask(tmp_path, boat_dir, "ask", "mine.toml") as second:
        second.walk(REST)
        code, out = second.end()
    assert code == ExitCode.DONE
    statement = tomllib.loads(Path(out.strip()).read_text("utf-8"))["statement"]
    assert statement["use"]["description"] == "To see\nthe seals."
    assert statement["level"] == "notify"
    assert "a word" not in second._seen
    key = tmp_path / "config" / "signing-key"
    with pytest.raises(PassphraseError):
        load_key(key)
    assert load_key(key, "a word")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_leaves_nothing_locked(
    tmp_path: Path, boat_dir: Path, number: signal.Signals
) -> None:
    """The exit code names the signal; the answers are there, and no lock is."""
    with _ask(tmp_path, boat_dir, "ask", "mine.toml") as terminal:
        terminal.walk(FIRST[:1])
        terminal.wait_for("When does it begin?")
        terminal.process.send_signal(number)
        assert terminal.end() == (128 + number, "")
    assert "Round the island" in (tmp_path / "mine.toml").read_text("utf-8")
    assert not list(tmp_path.glob("*.lock"))


@pytest.mark.parametrize(
    ("key", "code"), [("\x03", ExitCode.INTERRUPTED), ("\x04", ExitCode.INCOMPLETE)]
)
def test_control_c_and_control_d_save_and_leave(
    tmp_path: Path, boat_dir: Path, key: str, code: int
) -> None:
    """With a line that says how to go on; a long text half typed is kept."""
    words = ("ask", "mine.toml", "--pack", str(boat_dir))
    with WholeTerminal(tmp_path, *words, term="xterm-256color") as terminal:
        terminal.walk(FIRST[:4])
        terminal.wait_for("More: ")
        terminal.press(key)
        terminal.wait_for("genai-guide ask")
        assert terminal.end()[0] == code
    session = tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["session"]
    assert session["draft"] == "To see\nthe seals."
    assert not list(tmp_path.glob("*.lock"))


def test_a_dumb_terminal_gets_plain_mode_and_no_control(
    tmp_path: Path, boat_dir: Path
) -> None:
    """By itself, with the reason; no escape sequence is sent to it."""
    words = ("new", "--pack", str(boat_dir))
    with WholeTerminal(tmp_path, *words, term="dumb") as terminal:
        terminal.walk(FIRST)
        terminal.wait_for("What is on board?")
        terminal.press("/quit\n")
        terminal.wait_for("genai-guide ask")
        assert terminal.end()[0] == ExitCode.INCOMPLETE
        assert "Plain mode, line by line, because TERM is dumb." in terminal.everything
        assert "\x1b" not in terminal.everything


def test_lines_are_edited_and_nothing_typed_is_remembered(
    tmp_path: Path, boat_dir: Path
) -> None:
    """In a terminal that has them, the keys of the line editor work."""
    pytest.importorskip("readline", reason="needs readline")
    words = ("ask", "mine.toml", "--pack", str(boat_dir))
    with WholeTerminal(tmp_path, *words, term="xterm-256color") as terminal:
        terminal.wait_for("What is the trip called?")
        terminal.press("ound\x01R\x05 the island\n")
        terminal.wait_for("When does it begin?")
        terminal.press("\x1b[A\n")
        terminal.wait_for("What is it for?")
        terminal.press("\x04")
        terminal.wait_for("genai-guide ask")
        assert terminal.end()[0] == ExitCode.INCOMPLETE
    answers = tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["answer"]
    assert [one["answered"] for one in answers] == ["Round the island"]
