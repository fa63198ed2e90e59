"""What the app writes for others: a PDF of the summary, and an e-mail."""

from __future__ import annotations

import sys
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.helpers.signing import SIGNER
from tests.tui.helpers import answer_all, running, shown
from tests.tui.signing import (
    ANSWERS,
    complete_session,
    flat,
    know,
    sign,
    summary,
    take_key,
    until,
)

NAME = "genai-dolls-a-house"


def only(folder: Path, pattern: str) -> Path:
    """Give the only file of a kind below a folder."""
    (path,) = folder.rglob(pattern)
    return path


def email(folder: Path) -> EmailMessage:
    """Read the only e-mail in a folder."""
    content = only(folder, "*.eml").read_bytes()
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


async def test_a_pdf_is_offered_once_it_is_signed(tmp_path: Path) -> None:
    """It stands beside the summary, and the screen says where."""
    session = complete_session(tmp_path / "sessions" / "s.toml")
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await take_key(pilot)
        await until(pilot, "Signed. The summary is in")
        assert "p PDF" in shown(app)
        await pilot.press("p")
        await until(pilot, "The PDF is in")
        pdf = only(tmp_path, "*.pdf")
        assert pdf.name == f"{NAME}.pdf"
        assert pdf.read_bytes().startswith(b"%PDF")
        assert pdf.with_suffix(".toml").exists()


async def test_without_typst_the_screen_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is signed all the same."""
    monkeypatch.setitem(sys.modules, "typst", None)
    session = complete_session(tmp_path / "sessions" / "s.toml")
    async with running(tmp_path, session) as (app, pilot):
        await sign(pilot)
        await take_key(pilot)
        await until(pilot, "Signed. The summary is in")
        await pilot.press("p")
        await until(pilot, "No PDF: ")
        assert "genai-guide[pdf]" in flat(app)


async def test_the_message_of_a_draft_is_written_as_text_alone(tmp_path: Path) -> None:
    """Nothing is attached that nobody signed."""
    async with running(tmp_path) as (_, pilot):
        await answer_all(pilot)
        await pilot.press("m")
        await until(pilot, "We would like to use generative AI")
        await pilot.press("e")
        await until(pilot, "It is not sent. Open it with your mail program.")
        message = email(tmp_path)
        assert not list(message.iter_attachments())
        assert "attached" not in message.get_content()


async def test_the_message_about_a_signed_use_carries_the_summary(
    tmp_path: Path,
) -> None:
    """Also when it was signed some time ago, but not when another file is there."""
    session = complete_session(tmp_path / "sessions" / "s.toml")
    async with running(tmp_path, session, size=(80, 40)) as (_, pilot):
        await sign(pilot)
        await take_key(pilot)
        await until(pilot, "Signed. The summary is in")
    async with running(tmp_path, session, size=(80, 40)) as (_, pilot):
        await pilot.press("m")
        await until(pilot, "The signed summary is attached.")
        await pilot.press("e")
        await until(pilot, "It is not sent. Open it with your mail program.")
        names = [part.get_filename() for part in email(tmp_path).iter_attachments()]
        assert names == [f"{NAME}.pdf", f"{NAME}.toml"]
        other = summary(tmp_path / "other.toml", signoff=SIGNER)
        assert other.signed
        (tmp_path / "other.toml").replace(tmp_path / f"{NAME}.toml")
        await pilot.press("e")
        await until(pilot, "is another summary than the one that you signed")
        (tmp_path / f"{NAME}.toml").unlink()
        await pilot.press("e")
        await until(pilot, "the summary cannot be attached: ")


async def test_what_a_summary_is_for_can_be_done_from_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its path is copied, a PDF and an e-mail stand beside it; the folder opens."""
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    know()
    path = tmp_path / "received.toml"
    summary(path)
    settings = tmp_path / "settings.toml"
    async with running(tmp_path, path, settings_path=settings) as (app, pilot):
        await until(pilot, "GENUINE")
        app.action_paper()
        await pilot.press("2", "f", "2")
        await until(pilot, "Copied, if your terminal allows it: ")
        assert app.clipboard == str(path)
        await pilot.press("f", "3")
        await until(pilot, "The PDF is in")
        assert b"[0 0 612 792]" in only(tmp_path, "*.pdf").read_bytes()
        await pilot.press("f", "4")
        await until(pilot, "It is not sent. Open it with your mail program.")
        assert len(list(email(tmp_path).iter_attachments())) == 2
        await pilot.press("f", "1")
        await until(pilot, "no file manager can be opened from this terminal")
        path.unlink()
        summary(path, answers=replace(ANSWERS, use={**ANSWERS.use, "plan.title": "X"}))
        await pilot.press("f", "4")
        await until(pilot, "this is another summary than the one on the screen")
        assert email(tmp_path)  # the first one alone
