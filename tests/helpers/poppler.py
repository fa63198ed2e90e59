"""What poppler's programs read in a PDF, where they are installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.helpers.programs import needs

needs_pdftotext = needs("pdftotext")
needs_pdfinfo = needs("pdfinfo")
needs_pdffonts = needs("pdffonts")
needs_pdfdetach = needs("pdfdetach")


def pdf_text(pdf: Path) -> str:
    """Give the text of a PDF in one line, as a reader copies it."""
    return " ".join(_run("pdftotext", str(pdf), "-").split())


def pdf_info(pdf: Path, *words: str) -> dict[str, str]:
    """Give what a PDF says of itself."""
    lines = _run("pdfinfo", *words, str(pdf)).splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def pdf_metadata(pdf: Path) -> str:
    """Give the XMP metadata of a PDF."""
    return _run("pdfinfo", "-meta", str(pdf))


def pdf_fonts(pdf: Path) -> str:
    """Give the table of the fonts of a PDF."""
    return _run("pdffonts", str(pdf))


def pdf_attachment(pdf: Path) -> bytes:
    """Give the only file that is attached to a PDF."""
    assert _run("pdfdetach", "-list", str(pdf)).startswith("1 embedded file")
    out = pdf.with_name("attached")
    _run("pdfdetach", "-save", "1", "-o", str(out), str(pdf))
    return out.read_bytes()


def _run(*words: str) -> str:
    done = subprocess.run(words, check=True, capture_output=True)
    return done.stdout.decode("utf-8")
