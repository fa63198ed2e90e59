"""The rules for text: what may stand in an answer, a name or a pack.

Typed or pasted text is cleaned; text in a file is refused. Controls, direction
marks and the like could change what a terminal or a reader shows. What people claim
about themselves is held to more: nothing in it may be invisible.
"""

from __future__ import annotations

import re
import unicodedata

LINE_LIMIT = 300
"""The most characters of a text of one line."""
LONG_LIMIT = 4_000
"""The most characters of a text of several lines."""

CLAIM_LIMIT = 100
"""The most characters of a name, a role, an organisation or an e-mail address."""

_BIDI = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_MAX_MARKS = 4
_UNASSIGNED = "Cn"
_REFUSED = frozenset({"Cc", "Cs", "Co", _UNASSIGNED})

# Default_Ignorable_Code_Point of Unicode 16 (DerivedCoreProperties.txt), and the
# braille pattern without a dot.
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_FORMAT = "Cf"
_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NON_JOINER, _JOINER = "\u200c", "\u200d"
_VIRAMA = 9
"""The combining class of the signs that join letters of Indic scripts."""
# Joining_Type of Unicode 16 (DerivedJoiningType.txt) for the scripts that are written
# joined from U+0600 to U+08FF: letters that join the next one, and the one before.
_JOINS_NEXT = re.compile(
    "[\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a\u066e\u066f"
    "\u0678-\u0687\u069a-\u06bf\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1\u06fa-\u06fc\u06ff"
    "\u0712-\u0714\u071a-\u071d\u071f-\u0727\u0729\u072b\u072d\u072e\u074e-\u0758"
    "\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777\u077a-\u077f\u07ca-\u07ea"
    "\u0841-\u0845\u0848\u084a-\u0853\u0855\u0860\u0862-\u0865\u0868\u0886\u0889-\u088d"
    "\u08a0-\u08a9\u08af\u08b0\u08b3-\u08b8\u08ba-\u08c8]"
)
_JOINS_LAST = re.compile(
    "[\u0620\u0622-\u063f\u0641-\u064a\u066e\u066f\u0671-\u0673\u0675-\u06d3\u06d5\u06ee"
    "\u06ef\u06fa-\u06fc\u06ff\u0710\u0712-\u072f\u074d-\u077f\u07ca-\u07ea\u0840-\u0858"
    "\u0860\u0862-\u0865\u0867-\u086a\u0870-\u0882\u0886\u0889-\u088e\u08a0-\u08ac"
    "\u08ae-\u08c8]"
)
_EMOJI = "[\u2190-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_ENDS_WITH_EMOJI = re.compile(f"{_EMOJI}\ufe0f?$")
_STARTS_WITH_EMOJI = re.compile(_EMOJI)
# Not all that an address may hold: `*`, `?`, `!` and `#` have a meaning in a list of
# trusted keys.
_LOCAL = re.compile(r"[A-Za-z0-9.$%&'+/=^_`{|}~-]+")
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(\.{_LABEL})+")


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
    if not text.isascii() and text.strip() and is_blank(text):
        return "nothing in this text can be seen"
    return None


def recordable_path(path: str) -> str:
    """Return a path if a file of ours can hold it, else an empty text.

    A folder's name may be in another normal form than NFC.
    """
    return "" if text_error(path, long=True, nfc=False) else path


def claim_error(text: str, *, assigned: bool = True) -> str | None:
    """Return why a name, a role, an organisation or a title is refused, or `None`.

    It is one line, has something to see in it, and nothing that cannot be seen.

    Args:
        text: What was typed, or what stands in a file.
        assigned: As in `text_error`.
    """
    if is_blank(text):
        return "this is empty"
    if len(text) > CLAIM_LIMIT:
        return f"{len(text)} characters; at most {CLAIM_LIMIT} are allowed"
    if error := text_error(text, assigned=assigned):
        return error
    if hidden := _find_hidden(text):
        return f"the invisible character U+{ord(hidden):04X} is not allowed here"
    return None


def email_error(text: str) -> str | None:
    """Return why an e-mail address is refused, or `None`."""
    if error := claim_error(text):
        return error
    local, at, host = text.partition("@")
    if not at or not _LOCAL.fullmatch(local) or not _HOST.fullmatch(_to_ascii(host)):
        return "use an address such as name@studio.example"
    return None


def fold_email(text: str) -> str:
    """Return an e-mail address as it is compared: in lower case."""
    return text.strip().lower()


def strip_invisible(text: str) -> str:
    """Return a text without what cannot be seen in it."""
    return _IGNORABLE.sub("", text)


def is_blank(text: str) -> bool:
    """Return whether nothing in a text can be seen."""
    return all(
        char.isspace()
        or _IGNORABLE.match(char)
        or unicodedata.category(char) in ("Cc", _FORMAT)
        for char in text
    )


def sanitize(text: str, *, long: bool = False, limit: int | None = None) -> str:
    """Return typed or pasted text without what may not stand in it.

    Line ends and tabs become spaces, or line feeds where several lines are
    allowed. Of a text in which nothing can be seen, nothing is left. Dropping comes
    before NFC, so that cleaning twice changes nothing.
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
    text = text[: limit or (LONG_LIMIT if long else LINE_LIMIT)].strip()
    return "" if is_blank(text) else text


def escape(text: str) -> str:
    r"""Return any text safe to print: what is not allowed becomes `\u{…}`."""
    if _plain(text, long=True):
        return text
    return "".join(
        char if _allowed(char, long=True) else f"\\u{{{ord(char):x}}}" for char in text
    )


def escape_line(text: str) -> str:
    r"""Return any text safe to print in one line: line feeds become `\u{a}`."""
    return escape(text).replace("\n", "\\u{a}")


def quote(text: str) -> str:
    r"""Return a text of somebody's in quotes, so that it cannot pose as our own words.

    Line feeds, quotation marks and all but the first of several blanks become `\u{…}`.
    """
    shown = re.sub("[\n“”„‟]|(?<= ) ", lambda found: f"\\u{{{ord(found[0]):x}}}", text)
    return f"“{shown}”"


def end_sentence(text: str) -> str:
    """End a sentence with a full stop, unless it, or what it quotes, has an end."""
    ends = (".", "!", "?", "…")
    return text if text.removesuffix("”").endswith(ends) else f"{text}."


def as_sentence(words: str) -> str:
    """Return words with a capital at the start and a full stop at the end."""
    return end_sentence(f"{words[:1].upper()}{words[1:]}")


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


def _find_hidden(text: str) -> str | None:
    """Return the first invisible character that has no business where it stands."""
    for at, char in enumerate(text):
        if not _IGNORABLE.match(char) and unicodedata.category(char) != _FORMAT:
            continue
        before, after = text[:at], text[at + 1 :]
        if not (
            _may_join(before, char, after)
            or (_SELECTOR.match(char) and _may_vary(before))
        ):
            return char
    return None


def _may_join(before: str, char: str, after: str) -> bool:
    """Return whether a joiner or non-joiner may stand here.

    By RFC 5892, appendix A, either may follow a virama, and a non-joiner may part
    letters that would join. A joiner also makes one emoji of two.
    """
    if char not in (_NON_JOINER, _JOINER) or not before:
        return False
    if unicodedata.combining(before[-1]) == _VIRAMA:
        return True
    if char == _JOINER:
        return bool(_ENDS_WITH_EMOJI.search(before) and _STARTS_WITH_EMOJI.match(after))
    last = next(filter(_is_base, reversed(before)), "")
    following = next(filter(_is_base, after), "")
    return bool(_JOINS_NEXT.match(last) and _JOINS_LAST.match(following))


def _may_vary(before: str) -> bool:
    """Return whether a variation selector may stand here.

    Ideographs, letters without case, digits, symbols and punctuation have variants.
    """
    kind = unicodedata.category(before[-1]) if before else ""
    return kind == "Lo" or kind[:1] in ("N", "P", "S")


def _is_base(char: str) -> bool:
    return unicodedata.category(char) not in ("Mn", "Me")


def _to_ascii(host: str) -> str:
    """Return a host name in ASCII as IDNA has it; empty if it has none."""
    if host.isascii():
        return host
    try:
        ascii_host = host.encode("idna").decode("ascii")
        is_same = ascii_host.encode("ascii").decode("idna") == host.lower()
    except UnicodeError:
        return ""
    return ascii_host if is_same else ""
