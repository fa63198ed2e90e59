"""What stands on the terminal is drawn anew, when asked and after coming back."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.helpers.terminal import Terminal
from tests.reliability.readers import PACK


def _state(pid: int) -> str:
    """Return whether a process runs, sleeps or is stopped, as Linux says it."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")
@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_it_is_drawn_and_reads_keys_when_it_comes_back(tmp_path: Path, stop: int):
    """Whether it was stopped politely or not; and it still ends as it should."""
    with Terminal(tmp_path, "--pack", str(PACK)) as terminal:
        terminal.wait_for("Start a new use")
        terminal.press("n")
        terminal.wait_for("the film called")
        for text in ("Do", "lls"):
            terminal.press(text)
            terminal.wait_for(text)
            os.kill(terminal.process.pid, stop)
            end = time.monotonic() + 10
            while _state(terminal.process.pid) != "T" and time.monotonic() < end:
                time.sleep(0.05)
            terminal.skip()
            os.kill(terminal.process.pid, signal.SIGCONT)
            terminal.wait_for("What is to be filmed?")
        terminal.press("\t")
        terminal.wait_for("next field")
        terminal.press("\x11")
        terminal.end()
    [saved] = (tmp_path / "data" / "sessions").glob("2*.toml")
    assert '"Dolls"' in saved.read_text("utf-8")


def test_ctrl_l_draws_everything_anew(tmp_path: Path):
    """At a choice and in a field."""
    with Terminal(tmp_path, "--pack", str(PACK)) as terminal:
        terminal.wait_for("Start a new use")
        time.sleep(0.5)
        terminal.skip()
        terminal.press("\x0c")
        terminal.wait_for("Start a new use")
        terminal.press("n")
        terminal.wait_for("the film called")
        time.sleep(0.5)
        terminal.skip()
        terminal.press("\x0c")
        terminal.wait_for("What is to be filmed?")
