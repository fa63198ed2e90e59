"""The main job in a real pseudo-terminal, from the start screen to the summary."""

from __future__ import annotations

import signal
import sys
import time
import tomllib
from pathlib import Path

import pytest

from genai_guide.exit_codes import ExitCode

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.helpers.terminal import Terminal

ENTER, NEXT = "\r", "\x0e"

FIRST_HALF = [
    ("Start a new use", "n"),
    ("What is the title", f"Squid Game S3{ENTER}A. Producer{ENTER}"),
    ("What do you call", f"The second killer doll{ENTER}Beside the first{NEXT}"),
    ("What is this use for", "1"),
    ("Does any step create new", "1"),
    ("Has the work begun", "1"),
    ("Will any of it be seen", "3"),
    ("What can people recognise", f"1{ENTER}"),
    ("Will it copy", "1"),
    ("What kind of element", f"1{ENTER}"),
    ("How will viewers", f"2345{ENTER}"),
    ("Is it a main character", "2"),
]
SECOND_HALF = [
    ("Could viewers take it", "1"),
    ("Will GenAI create", f"1{ENTER}"),
    ("Does a vendor", "1"),
    ("What is the tool called", f"Runway{NEXT}"),
    ("Do you use it under", "1"),
    ("What goes into it", f"1{ENTER}"),
    ("Do you train or tune", f"1{ENTER}"),
    ("Yes, go on", ENTER),
    ("Who is your Netflix contact", NEXT),
    ("Who offers it", NEXT),
    ("What does the maker say", NEXT),
    ("What is the title", "s"),
    ("By signing you state", f"A. Producer{ENTER}Producer{ENTER}Studio{ENTER}"),
]


def _saved(folder: Path, question: str) -> Path:
    """Wait until an answer is on the disk, and give its file."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for path in folder.glob("*.toml"):
            if f'question = "{question}"\nasked' in path.read_text("utf-8"):
                return path
        time.sleep(0.02)
    msg = f"no answer to {question} was saved"
    raise AssertionError(msg)


def test_killed_in_the_middle_and_resumed_to_the_signed_summary(
    tmp_path: Path,
) -> None:
    """The second killer doll: nothing is lost, and the summary asks for approval."""
    with Terminal(tmp_path) as first:
        first.walk(FIRST_HALF)
        first.wait_for("Could viewers take it")
        session = _saved(tmp_path / "data" / "sessions", "output.key-element")
        first.process.send_signal(signal.SIGKILL)
        assert first.end()[0] == -signal.SIGKILL

    with Terminal(tmp_path, "open", str(session)) as second:
        second.walk(SECOND_HALF)
        second.press("a@studio.com")
        second.press_until(ENTER, "Signed. The summary is in")
        second.press("q")
        code, out = second.end()

    assert code == ExitCode.DONE
    statement = tomllib.loads(Path(out.strip()).read_text("utf-8"))["statement"]
    assert statement["needs_approval"] == "yes"
    assert statement["production"]["title"] == "Squid Game S3"
    cited = [clause["id"] for one in statement["reason"] for clause in one["clause"]]
    assert "creative.key-elements" in cited
    assert statement["signoff"]["name"] == "A. Producer"


def test_a_hangup_saves_and_ends_with_its_own_code(tmp_path: Path) -> None:
    """Closing the window ends the program with 129, and the answers are there."""
    with Terminal(tmp_path, "new", "mine.toml") as terminal:
        terminal.walk(FIRST_HALF[1:4])
        terminal.wait_for("Does any step create new")
        terminal.process.send_signal(signal.SIGHUP)
        assert terminal.end()[0] == 128 + signal.SIGHUP
    answers = tomllib.loads((tmp_path / "mine.toml").read_text("utf-8"))["answer"]
    assert "Beside the first" in [one["answered"] for one in answers]


def test_leaving_unsigned_says_where_the_answers_are(tmp_path: Path) -> None:
    """Leaving without a signature is exit code 3, with nothing on stdout."""
    with Terminal(tmp_path, "new", "mine.toml") as terminal:
        terminal.walk(FIRST_HALF[1:2])
        terminal.wait_for("What do you call")
        terminal.press("\x11")
        terminal.wait_for("Saved in")
        assert terminal.end() == (ExitCode.INCOMPLETE, "")
