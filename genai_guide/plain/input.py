"""What a typed line means: a command, a choice among options, or a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from genai_guide.text import LINE_LIMIT, LONG_LIMIT, sanitize

_MAX_DIGITS = 6
_MAX_NAME = 40


class InputError(Exception):
    """What was typed cannot be taken; the text says why."""


@dataclass(frozen=True)
class Command:
    """Something that can be done at any question."""

    name: str
    words: str
    """What it does, in the help."""
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


@dataclass(frozen=True)
class MenuItem:
    """One of several things that can be chosen."""

    id: str
    label: str


def parse_command(line: str) -> tuple[str, str] | None:
    """Parse a command and what follows it; return `None` for any other line.

    Raises:
        InputError: if it begins like a command and is none, or fits several.
    """
    line = line.strip()
    if not line.startswith("/") or line.startswith("//"):
        return None
    name, *rest = line[1:].split(maxsplit=1) or [""]
    typed = name.lower()[:_MAX_NAME]
    names = [one.name for one in COMMANDS if typed and typed in (one.name, one.short)]
    if not names and typed:
        names = [one.name for one in COMMANDS if one.name.startswith(typed)]
    if len(names) == 1:
        return names[0], "".join(rest)
    if names:
        fitting = ", ".join(f"/{name}" for name in names)
        msg = f"/{typed} may be {fitting}: type more of it."
        raise InputError(msg)
    msg = (
        f"There is no command /{typed}. /help lists them. For a text that begins"
        " with a stroke, type two strokes."
    )
    raise InputError(msg)


def parse_text(line: str) -> str:
    """Parse a line as text: two slashes at its beginning stand for one."""
    start = line.lstrip()
    return start[1:] if start.startswith("//") else line


def parse_choices(
    line: str,
    choices: Sequence[MenuItem],
    *,
    several: bool,
    or_else: str = "or a command such as /help",
) -> list[str]:
    """Parse which choices were typed; return their ids, in the order of the list.

    A choice is named by its number, its id, or the beginning of its label. Several
    are separated by commas; numbers and ids by spaces as well.

    Args:
        line: What was typed.
        choices: What can be chosen.
        several: Whether more than one can be chosen.
        or_else: What could be typed besides, for a refusal.

    Raises:
        InputError: if something fits none of them, or several.
    """
    typed = line.strip()
    last = len(choices)
    numbers = f"a number from 1 to {last}" if last > 1 else "1"
    if not typed:
        msg = f"Nothing was typed. Type {numbers}, {or_else}."
        raise InputError(msg)
    chosen = set()
    for piece in _split(typed, choices) if several else [typed]:
        fitting = _find_fitting(piece, choices)
        if len(fitting) > 1:
            listed = ", ".join(str(choices.index(choice) + 1) for choice in fitting)
            msg = f"“{piece}” fits several: {listed}. Type the number."
            raise InputError(msg)
        if not fitting:
            what = "option" if piece.isdecimal() else "such option:"
            msg = f"There is no {what} {piece}. Type {numbers}, {or_else}."
            raise InputError(msg)
        chosen.add(fitting[0].id)
    return [choice.id for choice in choices if choice.id in chosen]


def _split(typed: str, choices: Sequence[MenuItem]) -> list[str]:
    """Split what names several choices; a label may hold spaces and commas."""
    if _find_fitting(typed, choices):
        return [typed]
    pieces: list[str] = []
    for piece in filter(None, map(str.strip, re.split("[,;]", typed))):
        words = piece.split()
        apart = all(word.isdecimal() or _find_exact(word, choices) for word in words)
        pieces += words if apart and not _find_fitting(piece, choices) else [piece]
    return pieces or [typed]


def _find_fitting(typed: str, choices: Sequence[MenuItem]) -> list[MenuItem]:
    if typed.isdecimal():
        number = int(typed) if len(typed) <= _MAX_DIGITS else 0
        return [one for at, one in enumerate(choices, start=1) if at == number]
    start = _fold(typed)
    begun = [choice for choice in choices if _fold(choice.label).startswith(start)]
    return _find_exact(typed, choices) or begun


def _find_exact(typed: str, choices: Sequence[MenuItem]) -> list[MenuItem]:
    folded = _fold(typed)
    by_id = [choice for choice in choices if folded == _fold(choice.id)]
    return by_id or [choice for choice in choices if folded == _fold(choice.label)]


def _fold(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())


def sanitize_typed(
    typed: str, *, long: bool = False, limit: int = 0
) -> tuple[str, str]:
    """Sanitize a typed or pasted text; return it, and a message if it was changed."""
    limit = limit or (LONG_LIMIT if long else LINE_LIMIT)
    whole = sanitize(typed, long=long, limit=len(typed) + 1)
    text = whole[:limit].strip()
    if len(whole) > limit:
        return text, f"Cut: {len(whole) - limit} characters too many."
    if whole != normalize("NFC", typed).strip():
        return text, f"Changed, as some of it may not stand in a record: “{text}”"
    return text, ""
