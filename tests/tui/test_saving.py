"""No answer is lost, and nothing is said to be saved that is not."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from textual.widgets import Input

from genai_guide.exit_codes import ExitCode
from genai_guide.rules.answers import Place
from genai_guide.tui.app import GuideApp
from genai_guide.tui.screens.dialogs import Ask, Choose
from genai_guide.tui.screens.files import ChooseFile
from genai_guide.tui.screens.review import ReviewScreen
from tests.helpers.drafts import load_draft
from tests.tui.helpers import (
    NOON,
    SMALL,
    answer_all,
    fill_plan,
    rows,
    running,
    saved,
    shown,
    write,
)
from tests.tui.signing import complete_session, until


async def test_a_session_resumes_with_every_answer(tmp_path: Path):
    """What was saved is listed at the start, and goes on where it stood."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        await saved(app, pilot)
    async with running(tmp_path, start=None) as (again, pilot):
        await again.workers.wait_for_complete()
        await pilot.pause()
        listed = shown(again)
        assert "Dolls · A house" in listed
        assert re.search("A house +▲ Written approval needed", listed)
        assert "6 answered · nothing left" in listed
        await pilot.press("enter")
        await pilot.pause()
        assert again.controller.draft == app.controller.draft
        assert "Candles; Animals" in shown(again)


async def test_an_unreadable_file_is_listed_with_its_reason(tmp_path: Path):
    """A broken session is shown, and cannot be opened."""
    (tmp_path / "sessions").mkdir()
    (tmp_path / "sessions" / "[b]broken.toml").write_text("= 1", encoding="utf-8")
    async with running(tmp_path, start=None) as (app, pilot):
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Cannot be opened: [b]broken.toml" in shown(app)
        assert "not valid TOML" in shown(app)


async def test_a_file_that_cannot_be_opened_is_refused_where_it_is_named(
    tmp_path: Path,
):
    """The reason stands beside the path, which can be mended."""
    (tmp_path / "an\nother.toml").touch()
    async with running(tmp_path, start=None) as (app, pilot):
        await pilot.press("o")
        await pilot.pause()
        await pilot.press(*"nowhere", "enter")
        await until(pilot, "! there is no such file")
        (tmp_path / "other.toml").write_text("a = 1", "utf-8")
        await pilot.press(*["backspace"] * 7)
        await until(pilot, "an\\u{a}other.toml")  # one row, whatever the name
        await write(pilot, str(tmp_path / "other.toml"))
        await pilot.press("enter")
        await until(pilot, "! this is neither a draft nor a summary")
        assert isinstance(app.screen, ChooseFile)


async def test_a_named_file_is_opened(tmp_path: Path):
    """A session of another folder goes on where it stood."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await saved(app, pilot)
    elsewhere = app.controller.path.rename(tmp_path / "elsewhere.toml")
    async with running(tmp_path / "empty", start=None) as (app, pilot):
        await pilot.press("o")
        await pilot.pause()
        await write(pilot, f"'{elsewhere}'")
        await pilot.press("enter")
        await until(pilot, "Is it inside the house?")
        assert app.controller.path == elsewhere
        assert len(app.screen_stack) == 1


async def test_a_file_is_found_by_walking_and_by_part_of_its_name(tmp_path: Path):
    """Folders open, tab completes; what was opened lately stands first next time."""
    drafts = tmp_path / "Shows" / "One"
    drafts.mkdir(parents=True)
    complete_session(drafts / "doll.toml")
    (drafts / "notes.txt").write_text("no draft", "utf-8")
    (tmp_path / "Shows" / "\x1b]0;x\x07").mkdir()
    async with running(tmp_path, start=None) as (app, pilot):
        await pilot.press("o", *"sho", "enter")
        await until(pilot, "Shows")
        await pilot.press(*"o", "tab")
        await until(pilot, "doll.toml")
        assert app.screen.box.text == "One/"
        assert "notes" not in shown(app)
        await pilot.press("enter")
        await until(pilot, "Review of the answers")
        assert app.controller.path == drafts / "doll.toml"
        app.action_open()
        await until(pilot, "▏ Dolls: A house (draft)  doll.toml in")
        await pilot.press("escape")
        await pilot.pause()
        app.action_save_elsewhere()
        await until(pilot, "Save here: doll.toml")
        await pilot.press(*"copy", "enter")
        await until(pilot, lambda app: app.controller.path == drafts / "copy.toml")


async def test_a_use_without_answers_leaves_no_file(tmp_path: Path):
    """Starting and leaving writes nothing."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("ctrl+n", "ctrl+q")
        await app.workers.wait_for_complete()
    assert app.return_code == 0
    assert not (tmp_path / "sessions").exists()


async def test_a_failed_save_is_said_and_tried_again(tmp_path: Path):
    """Not saved is shown with its reason until a save has worked."""
    (tmp_path / "sessions").write_text("in the way", encoding="utf-8")
    async with running(tmp_path, size=(110, 24)) as (app, pilot):
        await fill_plan(pilot)
        app.controller.wait(5)
        await pilot.pause()
        assert "not saved: " in rows(app)[0]
        (tmp_path / "sessions").unlink()
        await pilot.press("ctrl+r")
        assert "A house" in await saved(app, pilot)
        assert rows(app)[0].endswith("saved ✓")


async def test_leaving_unsaved_asks_first(tmp_path: Path):
    """The app is not left with answers that are not on the disk, unless agreed."""
    (tmp_path / "sessions").write_text("in the way", encoding="utf-8")
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        for _ in range(2):
            await pilot.press("ctrl+q")
            await app.workers.wait_for_complete()
            await pilot.pause()
        assert isinstance(app.screen, Choose)
        assert len(app.screen_stack) == 2
        await pilot.press("2")
        await pilot.pause()
    assert app.return_code == ExitCode.INCOMPLETE


async def test_a_read_only_use_goes_on_elsewhere(tmp_path: Path):
    """It says why it is only read, and is saved in the folder that is typed."""
    async with running(tmp_path) as (app, pilot):
        await fill_plan(pilot)
        await saved(app, pilot)
        path = app.controller.path
    path.chmod(0o444)
    async with running(tmp_path, start=None) as (app, pilot):
        assert app.open(path) == ""
        await pilot.pause()
        assert "This file is read-only." in shown(app)
        await pilot.press("3")
        await pilot.pause()
        await write(pilot, str(path))
        await pilot.press("enter")
        await pilot.pause()
        assert "this file exists already" in " ".join(shown(app).split())
        app.screen.query(Input).first().value = str(tmp_path)
        await pilot.press("enter")
        await pilot.pause()
        assert app.controller.path == tmp_path / path.name
        assert not app.controller.read_only
        await pilot.press("1")
        await saved(app, pilot)
    assert load_draft(tmp_path / path.name, SMALL).use["plan.where"] == ("no",)
    assert load_draft(path, SMALL).use.get("plan.where") is None


async def test_an_error_of_the_app_saves_and_shows_no_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    """The message names the error and the files, and no local of any frame.

    The newest answer is saved, even where nobody came to ask for it.
    """
    app = GuideApp(
        SMALL,
        "new",
        drafts_dir=tmp_path / "sessions",
        summaries_dir=tmp_path,
        clock=lambda: NOON,
    )

    def broken() -> None:
        title = {Place("plan.title"): "the secret"}
        app.controller._hold(app.controller.with_answers(title))
        raise ZeroDivisionError(app.controller.draft.use["plan.title"])

    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the app raises on leaving
        async with app.run_test() as pilot:
            await pilot.pause()
            await fill_plan(pilot, "secret")
            app.call_later(broken)
            await pilot.pause()
    said = capfd.readouterr().err
    [report] = (tmp_path / "crashes").iterdir()
    assert app.return_code == ExitCode.INTERNAL
    assert "ZeroDivisionError at test_saving.py:" in said
    assert f"A report without your answers is in {report}" in said
    assert f"Your answers are saved in {app.controller.path}" in said
    for text in (said, report.read_text(encoding="utf-8")):
        assert "secret" not in text
    assert load_draft(app.controller.path, SMALL).use["plan.title"] == "the secret"
    async with running(tmp_path, start=app.controller.path) as (again, _):
        assert again.controller.read_only == ""
        assert again.controller.draft.use["plan.title"] == "the secret"


async def test_an_error_that_comes_with_its_own_picture_shows_no_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    """What the toolkit would draw of an error is not drawn."""

    class PicturedError(Exception):
        def __rich__(self) -> str:
            return "secret"

    with pytest.raises(PicturedError):  # noqa: PT012 - the app raises on leaving
        async with running(tmp_path) as (app, pilot):
            app._handle_exception(PicturedError())
            await pilot.pause()
    said = capfd.readouterr().err
    assert "PicturedError" in said
    assert "secret" not in said
    assert app.return_code == ExitCode.INTERNAL


def test_a_signal_leaves_a_session_that_can_be_resumed(tmp_path: Path):
    """SIGTERM in the middle of an answer saves it and ends with 143."""
    code = (
        "import sys; from tests.tui.helpers import SMALL, NOON\n"
        "from pathlib import Path; from genai_guide.tui.app import GuideApp\n"
        "folder = Path(sys.argv[1])\n"
        "app = GuideApp(SMALL, 'new', drafts_dir=folder, summaries_dir=folder,"
        " clock=lambda: NOON)\n"
        "app.run(); sys.exit(app.return_code)"
    )
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    )
    os.close(theirs)
    seen = _read_until(ours, "film called")
    os.write(ours, b"Half a ti")
    seen += _read_until(ours, "saved")
    started.send_signal(signal.SIGTERM)
    seen += _read_until(ours, None)
    assert started.wait(10) == 128 + signal.SIGTERM
    os.close(ours)
    assert "\x1b[?1049l" in seen, "the alternate screen is not left"
    [path] = tmp_path.glob("*.toml")
    assert load_draft(path, SMALL).unfinished == "Half a ti"


def _read_until(terminal: int, text: str | None) -> str:
    """Read what is drawn until a text comes, or until there is no more."""
    seen, deadline = "", time.monotonic() + 20
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            seen += os.read(terminal, 65_536).decode("utf-8", "replace")
        except OSError:
            return seen
        if text and text in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen):
            return seen
    return seen


async def test_another_use_waits_until_this_one_is_saved(tmp_path: Path):
    """While the disk refuses, neither a new use nor an old one takes its place."""
    (tmp_path / "sessions").write_text("in the way", encoding="utf-8")
    async with running(tmp_path, size=(110, 24)) as (app, pilot):
        await fill_plan(pilot)
        before = app.controller.draft
        app.action_new()
        await pilot.pause()
        assert app.controller.draft is before
        assert "First save the use that is open" in shown(app)
        assert "First save" in (app.open(tmp_path / "other.toml") or "")


async def test_a_date_that_cannot_be_recorded_is_not_left_behind_unasked(
    tmp_path: Path,
):
    """Every way out asks first; fixing keeps the text, discarding leaves."""
    async with running(tmp_path) as (app, pilot):
        await pilot.press("tab", "tab")
        await write(pilot, "31.2.2026")
        ways = ["ctrl+q"], ["ctrl+n"], ["escape", "v"], ["escape", "right"]
        for keys in (*ways, ["escape", "escape"], ["escape", "r"]):
            await pilot.press(*keys)
            await pilot.pause()
            assert isinstance(app.screen, Ask), keys
            assert "Your last entry is not valid." in shown(app)
            if keys != ["escape", "r"]:
                await pilot.press("enter")
                await pilot.pause()
                assert "31.2.2026" in shown(app)
                assert app.focused.value == "31.2.2026"
        await pilot.press("2")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.controller.draft.unfinished == ""
        assert "31.2.2026" not in await saved(app, pilot)


async def test_a_paste_that_is_too_long_is_cut_with_a_message(tmp_path: Path):
    """What fits is taken, and how much did not fit is said."""
    async with running(tmp_path) as (app, pilot):
        await write(pilot, "x" * 290)
        await write(pilot, "y" * 30)
        await pilot.pause()
        assert "shortened: 20 characters over the limit" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.controller.draft.use["plan.title"] == "x" * 290 + "y" * 10


async def test_undo_leaves_the_sign_off_alone(tmp_path: Path):
    """While one signs, no key takes back what is being signed."""
    async with running(tmp_path) as (app, pilot):
        await answer_all(pilot)
        await pilot.press("s")
        await pilot.pause()
        before = app.controller.draft
        app.action_undo()
        await pilot.pause()
        assert app.controller.draft is before
