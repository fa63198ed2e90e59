"""What is imported before something is to be seen; this is what starting costs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import load_pack
from genai_guide.storage.trust import load_pack_trust
from tests.helpers.drafts import save_draft
from tests.helpers.signing import SIGN_WORDS

ROOT = Path(__file__).parents[2]
AT = "2026-03-01T09:00:00+00:00"

HEAVY = """
import sys
names = [
    "pydantic",
    "textual",
    "rich",
    "cryptography",
    "jinja2",
    "genai_guide.tui.screens.review",
    "genai_guide.tui.screens.signoff",
    "genai_guide.tui.screens.summary",
]
def heavy():
    return [name for name in names if name in sys.modules]
"""

COMMAND = """
from genai_guide.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as left:
    code = left.code
print(int(code or 0), *heavy())
"""

LEAN = """
before = set(sys.modules)
from genai_guide.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
names = "dataclasses", "inspect", "json", "pathlib", "traceback"
print("new:", *(name for name in names if name in {*sys.modules} - before))
"""

FIRST_FRAME = """
import asyncio
names += [
    "genai_guide.commands.ask",
    "genai_guide.plain",
    "genai_guide.record.statement",
    "genai_guide.record.explanation",
    "genai_guide.signing.verification",
    "genai_guide.storage.records",
    "genai_guide.storage.summaries",
]
from genai_guide.cli import main
from genai_guide.commands import app as command
from genai_guide.tui.app import GuideApp

seen = []

class Noting(GuideApp):
    def on_ready(self):  # the first frame has been drawn
        seen.extend(heavy())

async def drawn(app):
    app.__class__ = Noting
    async with app.run_test() as pilot:
        while not app.screen.focused:
            await pilot.pause()
        print(type(app.screen).__name__, *seen)

command._is_terminal = lambda: True
GuideApp.run = lambda app, **_: asyncio.run(drawn(app))
main(sys.argv[1:])
"""


def imported(folder: Path, script: str, *words: str) -> tuple[str, set[str]]:
    """Run a script; give the first word that it prints last, and the others.

    The pack has been loaded before, in this process: the cache is warm.
    """
    done = subprocess.run(
        [sys.executable, "-c", HEAVY + script, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "GENAI_GUIDE_DATA": str(folder / "data"),
            "GENAI_GUIDE_CONFIG": str(folder / "config"),
            "TERM": "xterm-256color",
        },
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
    )
    assert done.stdout, done.stderr
    first, *names = done.stdout.splitlines()[-1].split()
    return first, set(names)


@pytest.mark.parametrize(
    ("words", "code", "allowed"),
    [
        (["--help"], 0, set()),
        (["--version"], 0, set()),
        ([], 2, set()),
        (["questions", "--json"], 0, set()),
        (["assess", "FILE"], 0, set()),
        (["assess", "SESSION", "--json"], 3, set()),
        (["show", "SESSION"], 0, set()),
        (["pack", "check"], 1, set()),
        (["paths"], 0, {"cryptography"}),
        (["sign", "FILE", *SIGN_WORDS, "-o", "OUT"], 0, {"cryptography", "pydantic"}),
        (["verify", "FILE"], 3, {"cryptography", "pydantic"}),
    ],
)
def test_commands_import_what_they_need(  # noqa: PLR0913, PLR0917 - fixtures
    boat: Pack,
    boat_dir: Path,
    answers: Path,
    tmp_path: Path,
    words: list[str],
    code: int,
    allowed: set[str],
) -> None:
    """No command imports Textual, and none that only reads answers pydantic."""
    # Whether a pack is trusted is told by the shipped one, which is in the cache too.
    load_pack_trust()
    load_pack(boat_dir)  # other tests may have filled the cache with other packs
    session = record.set_answers(
        boat, record.new_draft(boat), {Place("trip.title"): "Out"}, AT
    )
    save_draft(tmp_path / "session.toml", boat, session, AT)
    named = {
        "FILE": str(answers),
        "SESSION": str(tmp_path / "session.toml"),
        "OUT": str(tmp_path / "out.toml"),
    }
    asked = [named.get(word, word) for word in words]
    found, names = imported(tmp_path, COMMAND, "--pack", str(boat_dir), *asked)
    assert int(found) == code
    assert names <= allowed


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_and_version_are_there_at_once(tmp_path: Path, word: str) -> None:
    """Each of these modules would take a tenth of what they may take, or more."""
    assert imported(tmp_path, LEAN, word) == ("new:", set())


@pytest.mark.parametrize(
    ("words", "screen"),
    [(["new"], "InterviewScreen"), ([], "StartScreen")],
)
def test_the_first_frame_waits_for_nothing_that_comes_later(
    boat: Pack, boat_dir: Path, tmp_path: Path, words: list[str], screen: str
) -> None:
    """Nothing that validates, signs, explains or reads records is loaded before it."""
    load_pack(boat_dir)
    session = record.set_answers(
        boat, record.new_draft(boat), {Place("trip.title"): "Out"}, AT
    )
    for number in range(3):
        path = tmp_path / "data" / "sessions" / f"{number}.toml"
        save_draft(path, boat, session, AT)
    found, names = imported(tmp_path, FIRST_FRAME, "--pack", str(boat_dir), *words)
    assert found == screen
    assert names <= {"textual", "rich"}


def test_a_pack_that_is_new_here_is_validated(
    boat_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a cache pydantic is needed: what these tests look for can be seen."""
    monkeypatch.setenv("GENAI_GUIDE_CACHE", str(tmp_path / "cold"))
    for names in ({"pydantic"}, set()):
        words = "--pack", str(boat_dir), "questions"
        assert imported(tmp_path, COMMAND, *words) == ("0", names)
