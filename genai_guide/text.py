"""The rules for text: what may stand in an answer, a name or a pack.

Typed or pasted text is cleaned; text in a file is refused. Controls, direction
marks and the like could change what a terminal or a reader shows.
"""

from __future__ import annotations

import unicodedata

LINE_LIMIT = 300
"""The most characters of a text of one line."""
LONG_LIMIT = 4_000
"""The most characters of a text of several lines."""

_BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_MAX_MARKS = 4
_UNASSIGNED = "Cn"
_REFUSED = frozenset({"Cc", "Cs", "Co", _UNASSIGNED})


def text_error(
    text: str, *, long: bool = False, nfc: bool = True, assigned: bool = True
) -> str | None:
    """Return why a text from a file cannot be taken as it is, or `None`.

    Args:
        text: What was found.
        long: Whether several lines are allowed.
        nfc: Whether the text has to be in the normal form NFC.
        assigned: Whether the Unicode of this Python has to know each character;
            not so for what was signed under a newer one.
    """
    most = LONG_LIMIT if long else LINE_LIMIT
    if len(text) > most:
        return f"{len(text)} characters; at most {most} are allowed"
    if not _plain(text, long=long) or (
        not text.isascii() and any(map(unicodedata.combining, text))
    ):
        marks = 0
        for char in text:
            marks = marks + 1 if unicodedata.combining(char) else 0
            if not _allowed(char, long=long, assigned=assigned):
                return f"the character U+{ord(char):04X} is not allowed in a text"
            if marks > _MAX_MARKS:
                return f"more than {_MAX_MARKS} combining marks in a row"
    if nfc and not unicodedata.is_normalized("NFC", text):
        return "the text is not in the normal form NFC"
    return None


def sanitize(text: str, *, long: bool = False, limit: int | None = None) -> str:
    """Return typed or pasted text without what may not stand in it.

    Line ends and tabs become spaces, or line feeds where several lines are
    allowed. Dropping comes before NFC, so that cleaning twice changes nothing.
    """
    for end in ("\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c"):
        text = text.replace(end, "\n")
    text = text.replace("\t", " ")
    if not long:
        text = text.replace("\n", " ")
    text = "".join(char for char in text if _allowed(char, long=long))
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MAX_MARKS:
            kept.append(char)
    text = unicodedata.normalize("NFC", "".join(kept)).strip()
    return text[: limit or (LONG_LIMIT if long else LINE_LIMIT)].strip()


def escape(text: str) -> str:
    r"""Return any text safe to print: what is not allowed becomes `\u{…}`."""
    if _plain(text, long=True):
        return text
    return "".join(
        char if _allowed(char, long=True) else f"\\u{{{ord(char):x}}}" for char in text
    )


def _plain(text: str, *, long: bool) -> bool:
    """Return whether all of it is allowed for sure, as most printable texts are.

    Asked of the whole text, it is much faster than character by character.
    """
    return (text.replace("\n", "") if long else text).isprintable()


def _allowed(char: str, *, long: bool, assigned: bool = True) -> bool:
    if char == "\n":
        return long
    if " " <= char <= "~":
        return True
    if (
        char in _BIDI
        or char in "\ufeff\u2028\u2029"
        or "\U000e0000" <= char <= "\U000e007f"
    ):
        return False
    kind = unicodedata.category(char)
    return kind not in _REFUSED or (kind == _UNASSIGNED and not assigned)
