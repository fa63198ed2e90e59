"""Documents as a PDF: PDF/A-3a to be kept, PDF/UA-1 to be read aloud.

typst lays it out from one template. All texts go in as data. Of each character that no
font has, the page shows the number: without that, no conforming file could be written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.resources import files
from typing import Any

from genai_guide.report.document import Document
from genai_guide.text import escape

PAPERS = {"a4": "a4", "letter": "us-letter"}
"""The sizes of paper, with what typst calls them."""
_NOT_INSTALLED = (
    "PDF needs a part that is not installed. Add it with: pip install"
    " 'genai-guide[pdf]'"
)
_FAILED = "The PDF could not be made. Use --format html and print that instead."
_NOTE = (
    "No font on this computer has some of the characters. They stand here as their"
    " numbers, such as {}."
)
_ATTACHMENT = "The signed summary that this document is a copy of"
_MISSING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_TRIES = 4


class PdfError(Exception):
    """Why there is no PDF, in a sentence for the person."""


def render_pdf(
    documents: Sequence[Document],
    day: date,
    summary: bytes | None = None,
    paper: str = "a4",
) -> bytes:
    """Write documents as one PDF, each on a page of its own.

    Args:
        documents: What it says.
        day: The date of the file: of a summary the day of signing.
        summary: The summary's file, which is attached as it is.
        paper: One of `PAPERS`.

    Raises:
        PdfError: if typst is not installed, or fails.
    """
    content = {
        "documents": [
            {
                **_plain(document._replace(level=None)),
                "color": document.level.color if document.level else "open",
            }
            for document in documents
        ],
        "date": [day.year, day.month, day.day],
        "paper": PAPERS[paper],
        "attachment": _ATTACHMENT,
        "note": "",
    }
    inputs = {} if summary is None else {"summary": summary.decode("utf-8")}
    texts = json.dumps(content, ensure_ascii=False)
    characters = "".join(sorted({each for each in texts if not each.isascii()}))
    typesetter = _Typesetter()
    # What is installed here is searched only where it is needed.
    missing = typesetter.find_missing(characters)
    if missing:
        typesetter = _Typesetter(installed=True)
        missing = typesetter.find_missing("".join(missing))
    for _ in range(_MOST_TRIES):
        numbers = {ord(each): f"[U+{ord(each):04X}]" for each in sorted(missing)}
        if numbers:
            content["note"] = _NOTE.format(next(iter(numbers.values())))
        # The signs of JSON itself are never among them.
        shown = json.dumps(content, ensure_ascii=False).translate(numbers)
        pdf, still = typesetter.compile({**inputs, "document": shown})
        if pdf:
            return pdf
        missing |= still
    raise PdfError(_FAILED)


def _plain(value: Any) -> Any:
    """Return blocks as JSON has them, with every text escaped."""
    if isinstance(value, str):
        return escape(value)
    if hasattr(value, "_asdict"):
        return {key: _plain(part) for key, part in value._asdict().items()}
    if isinstance(value, Iterable):
        return [_plain(part) for part in value]
    return value


class _Typesetter:
    """Compiles the template with some fonts.

    Args:
        installed: Whether the fonts of the computer are used, too.
    """

    def __init__(self, *, installed: bool = False) -> None:
        try:
            import typst
        except ImportError:
            raise PdfError(_NOT_INSTALLED) from None
        self._typst = typst
        self._template = (
            files("genai_guide.report") / "templates" / "document.typ"
        ).read_bytes()
        self._inputs = {"installed": "yes"} if installed else {}
        with _failures_as_sentences():
            self._fonts = typst.Fonts(include_system_fonts=installed)

    def find_missing(self, characters: str) -> set[str]:
        """Return which characters no font has."""
        if not characters:
            return set()
        inputs = {"document": "{}", "characters": characters}
        return self.compile(inputs, accessible=False)[1]

    def compile(
        self, inputs: dict[str, str], *, accessible: bool = True
    ) -> tuple[bytes, set[str]]:
        """Return the PDF; or nothing, and the characters because of which.

        Raises:
            PdfError: if it fails for another reason.
        """
        with _failures_as_sentences():
            try:
                pdf = self._typst.compile(
                    self._template,
                    font_paths=self._fonts,
                    ignore_system_fonts=True,
                    sys_inputs={**self._inputs, **inputs},
                    pdf_standards=["a-3a", "ua-1"] if accessible else ["a-3b"],
                )
            except self._typst.TypstError as error:
                texts = "".join(_MISSING.findall(error.diagnostic))
                texts = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), texts)
                missing = {each for each in texts if not each.isascii()}
                if not missing:
                    raise
                return b"", missing
        return pdf, set()


@contextmanager
def _failures_as_sentences() -> Iterator[None]:
    """Raise `PdfError` for whatever fails in typst: nothing else may stop for it."""
    try:
        yield
    except BaseException as error:
        # What pyo3 raises when typst breaks off is no `Exception`.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise PdfError(_FAILED) from error
        raise
