"""`--debug FILE` writes what the program did, and nothing that a person typed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from genai_guide.debug_log import start_log, stop_log
from genai_guide.workflows import signing_key
from tests.helpers.asking import ALL, Typing
from tests.tui.helpers import running, write

TYPED = {
    "title": "Round the lighthouse",
    "story": "To count the cormorants.",
    "note": "ask Petronella",
    "signer": "Anneliese Producer",
    "role": "Headkeeper",
    "organisation": "Beacon Pictures",
    "email": "anneliese@beacon.example",
    "summary": "kept-for-fridolin",
    "passphrase": "barnacle goose",
}


def kept(log: Path) -> str:
    """Give the log, which holds nothing that was typed, not even a word of it."""
    text = log.read_text(encoding="utf-8")
    assert text
    words = {word for typed in TYPED.values() for word in re.split(r"\W+", typed)}
    assert not [word for word in words if len(word) > 3 and word in text]
    return text


def test_a_whole_run_is_logged_without_what_was_typed(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked, noted, signed with a passphrase, and read by other commands."""
    monkeypatch.setattr(signing_key, "getpass", lambda *_, **__: TYPED["passphrase"])
    lines = [TYPED["title"], "/note " + TYPED["note"], *ALL[1:]]
    lines[lines.index("To see the seals.")] = TYPED["story"]
    signer = [TYPED[part] for part in ("signer", "role", "organisation", "email")]
    lines += ["/sign", *signer, TYPED["summary"], "1"]
    monkeypatch.setattr(sys, "stdin", Typing("\n".join(lines) + "\n"))
    done = run("ask", "--debug", "log.txt")
    assert done.code == 0
    text = kept(tmp_path / "log.txt")
    assert "command ask" in text
    assert re.search(r"\d{4}-\d\d-\d\dT\S+ MainThread read file \d+, \d+ bytes", text)
    assert "wrote file" in text
    assert "lock: held" in text
    assert "saved" in text
    assert text.rstrip().endswith("exit code 0")
    monkeypatch.setenv("GENAI_GUIDE_DEBUG", "other.txt")
    assert run("verify", done.out.strip()).code == 0
    assert run("payload", "none.toml").code == 1
    assert "FileError at genai_guide/storage/reading.py" in kept(tmp_path / "other.txt")


async def test_of_the_keys_of_the_app_none_that_types_is_logged(tmp_path: Path) -> None:
    """What stands in a field is typed with other keys than those that act."""
    start_log(tmp_path / "log.txt")
    try:
        async with running(tmp_path) as (_, pilot):
            await pilot.press(*"cormorants", "f1", "escape")
            await write(pilot, TYPED["story"])
            await pilot.press("enter")
    finally:
        stop_log()
    text = kept(tmp_path / "log.txt")
    assert "key f1" in text
    assert "key enter" in text
    assert "key c" not in text


def test_a_log_that_cannot_be_written_is_refused(run, tmp_path: Path) -> None:
    """Before anything is done."""
    done = run("questions", "--debug", tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("genai-guide: the log cannot be written: ")
