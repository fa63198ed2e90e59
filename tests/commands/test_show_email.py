"""`show --format eml`: the message to the contact, ready to be sent."""

from __future__ import annotations

import sys
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.helpers.signing import SIGN_WORDS

EML = ("--format", "eml", "-o", "a.eml")


@pytest.fixture
def summary(run, answers: Path) -> Path:
    """Give a signed summary."""
    return Path(run("sign", answers, *SIGN_WORDS).out.strip())


def written() -> EmailMessage:
    """Read what was written."""
    message = message_from_bytes(Path("a.eml").read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_summary_goes_out_with_a_copy_to_read(run, summary: Path) -> None:
    """Both attached, and named in the text."""
    done = run("show", summary, *EML)
    assert (done.code, done.out) == (0, "")
    message = written()
    pdf, toml = message.iter_attachments()
    assert pdf.get_content().startswith(b"%PDF")
    assert toml.get_content() == summary.read_bytes()
    assert toml.get_filename() == "genai-round-the-island-to-see-the-seals.toml"
    text = message.get_body().get_content()
    assert "The brief and the signed summary are attached." in text
    assert message["Subject"].startswith("GenAI use for approval: Round the island")


def test_without_typst_the_copy_is_a_page(
    run, summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever gets it opens it in a browser."""
    monkeypatch.setitem(sys.modules, "typst", None)
    assert run("show", summary, *EML).code == 0
    page, _ = written().iter_attachments()
    assert page.get_content_type() == "text/html"
    assert "<!doctype html>" in page.get_content()


def test_a_draft_is_text_alone(run, answers: Path) -> None:
    """Nothing is attached that nobody signed, and the text promises nothing."""
    assert run("show", answers, *EML).code == 0
    message = written()
    assert not list(message.iter_attachments())
    assert "attached" not in message.get_content()


def test_it_can_be_piped(run, answers: Path) -> None:
    """Without a name it goes to the standard output, byte for byte."""
    assert run("show", answers, *EML).code == 0
    done = run("show", answers, "--format", "eml")
    assert done.out.encode() == Path("a.eml").read_bytes()


@pytest.mark.parametrize("first_line", ["CHANGED.", "UNSIGNED."])
def test_what_does_not_verify_is_not_sent(run, summary: Path, first_line: str) -> None:
    """The reason is said, and no file is written."""
    text = summary.read_text("utf-8")
    if first_line == "CHANGED.":
        text = text.replace('level = "approval"', 'level = "notify"', 1)
    else:
        text = text.split("[statement_signature]")[0]
    summary.write_text(text, "utf-8")
    done = run("show", summary, *EML)
    assert done.code == 1
    assert first_line in done.err
    assert not Path("a.eml").exists()


def test_without_its_questions_there_is_no_message(run, summary: Path) -> None:
    """It would lack the reasons."""
    done = run("show", summary, *EML, pack=False)
    assert done.code == 1
    assert "Name them with --pack." in done.err
