"""What a typed line means: a command, a choice among options, or a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from unicodedata import normalize

from genai_guide.text import LINE_LIMIT, LONG_LIMIT, sanitize

_DIGITS = 6
_LONGEST_NAME = 40


class InputError(Exception):
    """What was typed cannot be taken; the text says why."""


class Command(NamedTuple):
    """Something that can be done at any question."""

    name: str
    words: str
    takes: str = ""
    """What may be typed after the name."""
    short: str = ""
    """A letter that stands for it."""


COMMANDS = (
    Command("help", "what can be typed", short="h"),
    Command("why", "why this is asked, in the words of the text", "N", "w"),
    Command("back", "the question before", short="b"),
    Command("next", "go on; the answer stays, or the question open", short="n"),
    Command("clear", "take the answer away, or a text half typed"),
    Command("keep", "take the text that was half typed as the answer"),
    Command("note", "put a remark on this answer", "TEXT"),
    Command("list", "every question with its answer, by number", short="l"),
    Command("change", "change the answer to question N of the list", "N"),
    Command("missing", "go to the first open question; optional ones are left out"),
    Command("tools", "add or remove a tool"),
    Command("undo", "take back the last change"),
    Command("redo", "do it again"),
    Command("verdict", "what the text asks for, why, what would lower it", "all"),
    Command("tasks", "what is to be done, and what is done already"),
    Command("message", "the message to the contact"),
    Command("review", "where everything is looked through before signing"),
    Command("sign", "sign off, and write the summary"),
    Command("save", "save again, and say where"),
    Command("quit", "save and leave", short="q"),
)


class MenuItem(NamedTuple):
    """One of several things that can be chosen."""

    id: str
    label: str


def parse_command(line: str) -> tuple[str, str] | None:
    """Read a command and what follows it; `None` if the line is no command.

    Raises:
        Refused: if it begins like a command and is none, or fits several.
    """
    line = line.strip()
    if not line.startswith("/") or line.startswith("//"):
        return None
    typed, rest = (*line[1:].split(maxsplit=1), "", "")[:2]
    typed = typed.lower()[:_LONGEST_NAME]
    exact = [one.name for one in COMMANDS if typed and typed in (one.name, one.short)]
    found = exact or [
        one.name for one in COMMANDS if typed and one.name.startswith(typed)
    ]
    if len(found) == 1:
        return found[0], rest
    if found:
        fitting = ", ".join(f"/{name}" for name in found)
        msg = f"/{typed} may be {fitting}: type more of it."
        raise InputError(msg)
    msg = (
        f"There is no command /{typed}. /help lists them. For a text that begins"
        " with a stroke, type two strokes."
    )
    raise InputError(msg)


def parse_text(line: str) -> str:
    """Take a line as text: of two strokes at its beginning one is left."""
    begun = line.lstrip()
    return begun[1:] if begun.startswith("//") else line


def parse_choices(
    line: str,
    choices: Sequence[MenuItem],
    *,
    several: bool,
    or_else: str = "or a command such as /help",
) -> list[str]:
    """Read which choices were typed; gives their ids, in the order of the list.

    A choice is named by its number, its id, or the beginning of its label. Several
    are set apart by commas; numbers and ids by spaces as well. `or_else` says what
    could be typed besides.

    Raises:
        Refused: if something fits none of them, or several.
    """
    typed = line.strip()
    if not typed:
        msg = f"Nothing was typed. {_how(choices, or_else)}"
        raise InputError(msg)
    if not several:
        return [_one(typed, choices, or_else).id]
    found = {_one(piece, choices, or_else) for piece in _pieces(typed, choices)}
    return [one.id for one in choices if one in found]


def _pieces(typed: str, choices: Sequence[MenuItem]) -> list[str]:
    """Take apart what names several choices; a label may hold spaces and commas."""
    if _fitting(typed, choices):
        return [typed]
    pieces: list[str] = []
    for piece in filter(None, map(str.strip, re.split("[,;]", typed))):
        words = piece.split()
        apart = all(_exact(word, choices) or word.isdecimal() for word in words)
        pieces += words if apart and not _fitting(piece, choices) else [piece]
    return pieces or [typed]


def _one(typed: str, choices: Sequence[MenuItem], or_else: str) -> MenuItem:
    found = _fitting(typed, choices)
    if len(found) == 1:
        return found[0]
    if found:
        numbers = ", ".join(str(choices.index(one) + 1) for one in found)
        msg = f"“{typed}” fits several: {numbers}. Type the number."
        raise InputError(msg)
    what = "option" if typed.isdecimal() else "such option:"
    msg = f"There is no {what} {typed}. {_how(choices, or_else)}"
    raise InputError(msg)


def _fitting(typed: str, choices: Sequence[MenuItem]) -> list[MenuItem]:
    if typed.isdecimal():
        number = int(typed[:_DIGITS]) if len(typed) <= _DIGITS else 0
        return [one for at, one in enumerate(choices, start=1) if at == number]
    if exact := _exact(typed, choices):
        return exact
    begun = _folded(typed)
    return [one for one in choices if _folded(one.label).startswith(begun)]


def _exact(typed: str, choices: Sequence[MenuItem]) -> list[MenuItem]:
    said = _folded(typed)
    named = [one for one in choices if said == _folded(one.id)]
    return named or [one for one in choices if said == _folded(one.label)]


def _folded(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())


def _how(choices: Sequence[MenuItem], or_else: str) -> str:
    number = f"a number from 1 to {len(choices)}" if len(choices) > 1 else "1"
    return f"Type {number}, {or_else}."


def sanitize_typed(
    typed: str, *, long: bool = False, limit: int = 0
) -> tuple[str, str]:
    """Take a typed or pasted text; gives it cleaned, and what was done to it."""
    limit = limit or (LONG_LIMIT if long else LINE_LIMIT)
    whole = sanitize(typed, long=long, limit=len(typed) + 1)
    text = whole[:limit].strip()
    if len(whole) > limit:
        return text, f"Cut: {len(whole) - limit} characters too many."
    if whole != normalize("NFC", typed).strip():
        return text, f"Changed, as some of it may not stand in a record: “{text}”"
    return text, ""
