"""What a terminal sends by itself, in a real pseudo-terminal, screen after screen."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no pseudo-terminals here", allow_module_level=True)

from tests.helpers.terminal import Terminal
from tests.helpers.terminal_replies import REPLIES
from tests.reliability.readers import PACK


def answer_queries(terminal: Terminal, *, piece: int = 0) -> None:
    """Send all that a terminal may send by itself, in one go or in small pieces."""
    sent = b"".join(REPLIES.values())
    for at in range(0, len(sent), piece or len(sent)):
        terminal.send(sent[at : at + (piece or len(sent))])
        time.sleep(0.002 if piece else 0.2)


@pytest.mark.parametrize("piece", [0, 1, 7])
def test_replies_are_no_typing_on_any_screen(tmp_path: Path, piece: int):
    """Nothing is changed at the start, in a text, at a choice and in a dialog."""
    with Terminal(tmp_path, "--pack", str(PACK)) as terminal:
        terminal.wait_for("Start a new use")
        answer_queries(terminal, piece=piece)
        terminal.press("n")
        terminal.wait_for("the film called")
        terminal.press("Do")
        answer_queries(terminal, piece=piece)
        terminal.send(b"lls\xc9\r")
        answer_queries(terminal, piece=piece)
        terminal.press("A house\t\r")
        terminal.wait_for("Is it inside the house")
        answer_queries(terminal, piece=piece)
        terminal.press("n")
        terminal.wait_for("Note on this answer")
        terminal.press("Wh")
        answer_queries(terminal, piece=piece)
        terminal.press("y\r")
        terminal.wait_for("Note: Why")
        terminal.press("2")
        terminal.wait_for("What of this do you")
        assert terminal.process.poll() is None
        terminal.press("\x11")
        terminal.end()
    [saved] = (tmp_path / "data" / "sessions").glob("2*.toml")
    text = saved.read_text("utf-8")
    for value in ('"Dolls"', '"A house"', '"Why"'):
        assert value in text
