"""What is said can be told apart by ear."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from genai_guide.plain.console import Console, wrap_line
from genai_guide.rules.pack import Pack
from tests.plain.heard import hear
from tests.plain.lines import LOADED, START


@pytest.mark.parametrize("where", ["/tasks", "/message"])
def test_beside_the_questions_only_what_works_is_offered(
    boat: Pack, tmp_path: Path, where: str
) -> None:
    """Neither /help nor another command is named and then refused."""
    lines = [*LOADED, "Gull", "1", "/next", "1", where, "nine"]
    asked = hear(boat, tmp_path, lines).flat.rpartition("nine")[2]
    assert ", /back or /quit." in asked
    assert "/help" not in asked


def test_the_list_tells_what_was_skipped_from_what_is_to_come(
    boat: Pack, tmp_path: Path
) -> None:
    """An optional question is skipped only once it was gone past."""
    said = hear(boat, tmp_path, ["Round the island", "/list"]).flat
    assert "2. When does it begin? Not answered yet." in said
    assert "? Skipped" not in said
    said = hear(boat, tmp_path, ["/next", "/list"]).flat
    assert "2. When does it begin? Skipped." in said


def test_no_line_of_an_answer_sounds_like_an_item(boat: Pack, tmp_path: Path) -> None:
    """The lines of a text are read in one, and no wrapped row begins with a number."""
    heard = hear(
        boat, tmp_path, [*START[:2], "Seals:", "- one", "4. more", "", "/list"]
    )
    assert "3. What is it for? Seals: / - one / 4. more" in heard.flat
    listed = heard.said.rpartition("Answer: /list")[2]
    assert "\n- one" not in listed
    for width in range(10, 40):
        rows = wrap_line(
            "1. It was on the 3. of May - so they say - in 1999. Then", width
        )
        assert not [row for row in rows[1:] if re.match(r" *(\d+\.|-) ", row)]
        assert " ".join(" ".join(rows).split()).endswith("in 1999. Then")


def test_a_file_s_name_does_not_act_on_the_terminal(boat: Pack, tmp_path: Path) -> None:
    """Controls in it are shown, not sent."""
    folder = tmp_path / "a\x1b[2Jb"
    folder.mkdir()
    said = hear(boat, folder, [*START, "/save", "/quit"]).said
    assert "\x1b" not in said
    assert "\\u{1b}[2Jb" in said


def test_every_command_is_in_the_help(boat: Pack, tmp_path: Path) -> None:
    """What can be typed is said on asking."""
    said = hear(boat, tmp_path, ["/help"]).said
    assert "- /quit or /q: save and leave" in said
    assert "- /change N: change the answer" in said


def test_long_output_stops_at_each_screenful() -> None:
    """Enter goes on, `q` leaves out the rest, and anything else answers the prompt."""
    typed = iter(["", "q", "2", "no answer"])
    shown: list[str] = []
    read = partial(next, typed)
    console = Console(lambda _: read(), shown.append, height=lambda: 6)
    console.say(*map(str, range(30)))
    assert shown == [str(number) for number in range(10)]
    console.say(*map(str, range(8)))
    assert console.ask("Answer: ") == "2"
    assert shown[10:] == ["0", "1", "2", "3", "4", "Answer: 2"]
    assert console.ask("Answer: ") == "no answer"
