"""What a typed line means: a choice among options, or a text.

Choices are given by their ids, with their labels, in the order of their numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import normalize

from genai_guide.text import LINE_LIMIT, LONG_LIMIT, sanitize

_MAX_DIGITS = 6
_MOST_READ_OUT = 20


class InputError(Exception):
    """What was typed cannot be used; the text says why."""


def parse_text(line: str) -> str:
    """Parse a line as text: two slashes at its beginning stand for one."""
    start = line.lstrip()
    return start[1:] if start.startswith("//") else line


def parse_choices(
    line: str,
    choices: Mapping[str, str],
    *,
    several: bool = False,
    or_else: str = "or a command such as /help",
) -> list[str]:
    """Parse which choices were typed; return their ids, in the order of the list.

    A choice is named by its number, its id, or the beginning of its label. Several
    are separated by commas; numbers and ids by spaces as well. A refusal says what
    can be typed `or_else`.
    """
    typed = line.strip()
    numbers = f"a number from 1 to {len(choices)}" if len(choices) > 1 else "1"
    if not typed:
        msg = f"Nothing was typed. Type {numbers}, {or_else}."
        raise InputError(msg)
    chosen = set()
    for piece in _split(typed, choices) if several else [typed]:
        fitting = _find_fitting(piece, choices)
        if is_long(choices) and len(fitting) != 1:
            fitting = _find_within(piece, choices)
            if fitting:
                # The list was not read out: a part of a word finds it, and no more.
                raise InputError(_list_found(piece, fitting, choices))
        if len(fitting) > 1:
            ids = list(choices)
            listed = ", ".join(str(ids.index(choice) + 1) for choice in fitting)
            msg = f"“{piece}” could be {listed}. Type the number."
            raise InputError(msg)
        if not fitting:
            named = f"option {piece}" if piece.isdecimal() else f"option “{piece}”"
            msg = f"There is no {named}. Type {numbers}, {or_else}."
            raise InputError(msg)
        chosen.update(fitting)
    return [choice for choice in choices if choice in chosen]


def is_long(choices: Mapping[str, str]) -> bool:
    """Return whether there are too many choices to read them all out unasked."""
    return len(choices) > _MOST_READ_OUT


def _find_within(typed: str, choices: Mapping[str, str]) -> list[str]:
    """Find the choices whose labels have all the words, or parts of words."""
    words = _fold(typed).split()
    return [
        choice
        for choice, label in choices.items()
        if all(word in _fold(label) for word in words)
    ]


def _list_found(typed: str, found: list[str], choices: Mapping[str, str]) -> str:
    lines = [
        f"{number}. {label}"
        for number, (choice, label) in enumerate(choices.items(), start=1)
        if choice in found
    ]
    return "\n".join((f"These contain “{typed}”:", *lines, "Type the number."))


def _split(typed: str, choices: Mapping[str, str]) -> list[str]:
    """Split what names several choices; a label may hold spaces and commas."""
    if _find_fitting(typed, choices):
        return [typed]
    pieces: list[str] = []
    for piece in filter(None, map(str.strip, re.split("[,;]", typed))):
        words = piece.split()
        apart = all(word.isdecimal() or _find_exact(word, choices) for word in words)
        pieces += words if apart and not _find_fitting(piece, choices) else [piece]
    return pieces or [typed]


def _find_fitting(typed: str, choices: Mapping[str, str]) -> list[str]:
    if typed.isdecimal():
        number = int(typed) if len(typed) <= _MAX_DIGITS else 0
        return [choice for at, choice in enumerate(choices, start=1) if at == number]
    start = _fold(typed)
    return _find_exact(typed, choices) or [
        choice for choice, label in choices.items() if _fold(label).startswith(start)
    ]


def _find_exact(typed: str, choices: Mapping[str, str]) -> list[str]:
    folded = _fold(typed)
    by_id = [choice for choice in choices if folded == _fold(choice)]
    by_label = [key for key, label in choices.items() if folded == _fold(label)]
    return by_id or by_label


def _fold(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())


def sanitize_typed(
    typed: str, *, long: bool = False, limit: int = 0
) -> tuple[str, str]:
    """Sanitize a typed or pasted text; return it, and a message if it was changed."""
    limit = limit or (LONG_LIMIT if long else LINE_LIMIT)
    whole = sanitize(typed, long=long, limit=len(typed) + 1)
    text = sanitize(whole, long=long, limit=limit)
    if len(whole) > limit:
        return text, f"Shortened: {len(whole) - limit:,} characters over the limit."
    if whole != normalize("NFC", typed).strip():
        return text, f"Some characters were removed: “{text}”"
    return text, ""
