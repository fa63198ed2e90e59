"""`show --format pdf`: a file to print, to keep and to send."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.helpers.poppler import (
    needs_pdfdetach,
    needs_pdfinfo,
    needs_pdftotext,
    pdf_attachment,
    pdf_info,
    pdf_text,
)
from tests.helpers.signing import SIGN_WORDS

PDF = ("--format", "pdf", "-o", "a.pdf")


@pytest.fixture
def summary(run, answers: Path) -> Path:
    """Give a signed summary."""
    return Path(run("sign", answers, *SIGN_WORDS).out.strip())


@needs_pdfdetach
@needs_pdftotext
def test_a_summary_carries_its_file(run, summary: Path) -> None:
    """The page names use and signer, and the file itself is attached."""
    done = run("show", summary, *PDF)
    assert (done.code, done.out) == (0, "")
    assert done.err == "Written to a.pdf\n"
    shown = pdf_text(Path("a.pdf"))
    assert "Round the island" in shown
    assert "A. Producer" in shown
    assert pdf_attachment(Path("a.pdf")) == summary.read_bytes()


@needs_pdfinfo
def test_a_draft_can_be_printed_too(run, answers: Path) -> None:
    """On the paper that is used there; nothing is attached."""
    assert run("show", answers, *PDF, "--paper", "letter").code == 0
    assert "letter" in pdf_info(Path("a.pdf"))["Page size"]
    assert b"/EmbeddedFile" not in Path("a.pdf").read_bytes()


def test_it_is_never_written_to_a_terminal(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to add."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    done = run("show", answers, "--format", "pdf")
    assert (done.code, done.out) == (2, "")
    assert "Name it with -o" in done.err


def test_a_file_that_is_there_stays(run, answers: Path) -> None:
    """As with every other format."""
    Path("a.pdf").write_bytes(b"mine")
    done = run("show", answers, *PDF)
    assert done.code == 1
    assert "this file exists already" in done.err
    assert Path("a.pdf").read_bytes() == b"mine"


def test_without_the_extra_it_says_how_to_get_it(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence, and nothing is written."""
    monkeypatch.setitem(sys.modules, "typst", None)
    done = run("show", answers, *PDF)
    assert (done.code, done.out) == (1, "")
    assert "pip install 'genai-guide[pdf]'" in done.err
    assert not Path("a.pdf").exists()


@needs_pdfdetach
def test_signing_can_write_it_at_once(run, answers: Path) -> None:
    """Beside the summary, under its name."""
    done = run("sign", answers, *SIGN_WORDS, "-o", "mine.toml", "--pdf")
    assert (done.code, done.out) == (0, "mine.toml\n")
    assert "the PDF is in mine.pdf" in done.err
    assert pdf_attachment(Path("mine.pdf")) == Path("mine.toml").read_bytes()


def test_it_has_no_place_beside_the_standard_output(run, answers: Path) -> None:
    """That is said before anything is signed."""
    done = run("sign", answers, *SIGN_WORDS, "-o", "-", "--pdf")
    assert (done.code, done.out) == (2, "")
    assert "Name its file with -o" in done.err


def test_a_pdf_that_fails_does_not_stop_the_signature(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The summary is there, and the message says why there is no PDF."""
    monkeypatch.setitem(sys.modules, "typst", None)
    done = run("sign", answers, *SIGN_WORDS, "-o", "mine.toml", "--pdf")
    assert (done.code, done.out) == (0, "mine.toml\n")
    assert "no PDF: " in done.err
    assert Path("mine.toml").exists()
    assert not Path("mine.pdf").exists()


def test_a_summary_of_the_pre_release_version_has_no_pdf(run) -> None:
    """It is only shown as a table."""
    old = Path(__file__).parents[1] / "data" / "format-1-summary.toml"
    done = run("show", old, *PDF)
    assert done.code == 1
    assert "It can only be shown as text." in done.err
