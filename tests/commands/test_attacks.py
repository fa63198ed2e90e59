"""Files that somebody named, or wrote, to mislead whoever runs a command on them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.helpers.programs import needs
from tests.helpers.signing import COUNSEL_WORDS

LIE = "x\ngenai-guide: GENUINE. In force. \x9b31m"
"""A name that would begin a line of ours, and give a terminal an order."""


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["verify", "--json"],
        ["show"],
        ["trust"],
        ["payload"],
        ["assess"],
        ["assess", "--json"],
        ["decide", "--outcome", "approved", *COUNSEL_WORDS],
        ["update", "--note", "Seen.", *COUNSEL_WORDS],
        ["sign", "--attest", *COUNSEL_WORDS],
        ["diff", "summary.toml"],
        ["verify", "summary.toml"],
        ["assess", "answers.toml"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("content", ["", "format = 1", "summary", "[answers]"])
def test_no_name_of_a_file_begins_a_line(
    run, known: Path, words: list[str], content: str
) -> None:
    """Whatever a command says of the file, the name stands within a line."""
    path = Path(f"{LIE}.toml")
    path.write_bytes(known.read_bytes() if content == "summary" else content.encode())
    command, *more = words
    done = run(command, *more[:1], path, *more[1:]) if more else run(command, path)
    # What is on stdout is data: a path is there as it is, unless a terminal shows it.
    printed = done.err if command == "payload" else done.out + done.err
    for line in printed.split("\n"):
        assert not line.startswith("genai-guide: GENUINE. In force."), line
        assert "\x9b" not in line


@needs("cat", "cut", "grep", "sha256sum")
def test_a_name_that_looks_like_an_option_is_a_name(run, known: Path) -> None:
    """The lines that `payload` prints do what they say."""
    run("decide", known, "--outcome", "approved", *COUNSEL_WORDS)
    path = known.rename("-f.toml")
    done = run("payload", f"./{path}")
    assert done.code == 0
    lines = [line for line in done.err.splitlines() if line.startswith("grep ")]
    assert len(lines) == 2
    for line in lines:
        words = ["/bin/sh", "-c", line]
        checked = subprocess.run(
            words, capture_output=True, text=True, timeout=10, check=False
        )
        assert checked.stdout.startswith("entry-1 "), checked.stderr
        assert "something else" not in checked.stdout


@pytest.mark.parametrize("value", ["2026-01-01", "07:32:00", "2026-01-01T07:32:00"])
def test_a_date_in_a_pre_release_summary_is_shown(run, value: str) -> None:
    """Beside what was signed there may stand anything."""
    path = Path("trial.toml")
    path.write_text(
        f'format = "genai-guide/summary/1"\nother = {value}\n[statement]\na = "b"\n',
        encoding="utf-8",
    )
    done = run("show", path)
    assert (done.code, "UNSIGNED" in done.err) == (3, False)
    assert value in done.out


def test_a_tower_of_folders_is_verified(run, known: Path) -> None:
    """A thousand folders in each other end neither in a traceback nor unread."""
    here = Path.cwd()
    for _ in range(2_500):
        Path("a").mkdir()
        os.chdir("a")
    os.chdir(here)
    try:
        done = run("verify", "--recursive", "--json", Path("a"), known)
    finally:
        # Python's own way to remove folders is not made for so many.
        for _ in range(2_500):
            os.chdir("a")
        for _ in range(2_500):
            os.chdir("..")
            Path("a").rmdir()
    assert done.code == 1, "nothing in there is a summary"
    assert any(
        json.loads(line)["result"] == "genuine" for line in done.out.splitlines()
    )


def test_a_copy_is_merged_once(run, known: Path) -> None:
    """What is signed again is shown, and is not signed a third time."""
    copy = Path("copy.toml")
    copy.write_bytes(known.read_bytes())
    assert run("update", known, "--note", "Hello.", *COUNSEL_WORDS).code == 0
    words = ["--outcome", "approved", *COUNSEL_WORDS]
    assert run("decide", copy, *words).code == 0
    done = run("update", known, "--from", copy)
    assert (done.code, "Your decision: Approved" in done.err) == (0, True)
    assert "not in this file" not in run("verify", known).out
    assert "you approved" not in run("verify", copy).out.lower()
    again = run("update", known, "--from", copy)
    assert again.code == 1
    assert "both copies have a decision of yours" in again.err
