"""Names and addresses that look like another one: `rn` and `m`, Cyrillic and Latin."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from string import ascii_letters

from genai_guide.text import fold_email, strip_invisible

_ALSO_ALIKE = (("vv", "w"), ("cl", "d"))
"""What Unicode's table lacks, and many typefaces make alike."""


def skeleton(text: str) -> str:
    """Return a text in which everything that looks alike is written alike.

    Two texts look alike if their skeletons are equal. A skeleton is not for reading.
    """
    table = _skeleton_table()
    folded = _decompose(text).translate(table).casefold()
    return _decompose(folded).translate(table)


def find_look_alike(text: str, known: Iterable[str]) -> str | None:
    """Return the first known text that looks like this one and is another."""
    wanted, own = skeleton(text), fold_email(text)
    for other in known:
        if fold_email(other) != own and skeleton(other) == wanted:
            return other
    return None


@cache
def _skeleton_table() -> dict[int, str]:
    """Return what stands for each character.

    That is the least member of its class in Unicode's table of confusables, closed
    so that what looks like the same thing looks alike. Where a class has members of
    several characters, one of these stands for it, so that `m` becomes `rn`; a single
    character is never made of several, which could be split in another way.
    """
    # Imported here: the table takes longer to read than the rest of the program.
    from confusable_homoglyphs.confusables import confusables_data

    pairs = [
        (text, entry["c"])
        for text, entries in confusables_data.items()
        for entry in entries
    ]
    pairs += [(letter, letter.lower()) for letter in ascii_letters]
    pairs += _ALSO_ALIKE
    leader: dict[str, str] = {}
    for pair in pairs:
        first, second = map(_decompose, pair)
        if first and second:
            leader[_find(leader, second)] = _find(leader, first)
    classes: dict[str, list[str]] = defaultdict(list)
    for text in list(leader):
        classes[_find(leader, text)].append(text)
    single: dict[int, str] = {}
    several: dict[int, str] = {}
    for members in classes.values():
        least = min(members, key=lambda text: (len(text) == 1, len(text), text))
        characters = [ord(text) for text in members if len(text) == 1]
        (single if len(least) == 1 else several).update(
            dict.fromkeys(characters, least)
        )
    return single | {char: text.translate(single) for char, text in several.items()}


def _find(leader: dict[str, str], text: str) -> str:
    """Return the text that leads the class of another."""
    leader.setdefault(text, text)
    while leader[text] != text:
        leader[text] = leader[leader[text]]
        text = leader[text]
    return text


def _decompose(text: str) -> str:
    return strip_invisible(unicodedata.normalize("NFD", text))
