"""The placeholders of a pack's sentences: `{tool}`, `{use.people}`, and `[…]`.

A sentence is filled in one pass, so that nothing in an answer is taken for a
placeholder. A part in `[…]` is left out where a placeholder in it has no answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from textwrap import shorten

TOOL = "tool"
"""The placeholder that stands for a tool's name."""
NO_ANSWER = "…"
"""What stands for an answer that is missing outside of `[…]`."""
_LONGEST_ANSWER = 120
_PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_.-]+)\}")
_PART = re.compile(r"\[([^\[\]]*)\]")

Lookup = Callable[[str], str]
"""Finds what was answered for a placeholder; an empty text where nothing was."""


def find_placeholders(sentence: str) -> Iterator[str]:
    """Yield the names of the placeholders in a sentence."""
    return (match[1] for match in _PLACEHOLDER.finditer(sentence))


def placeholder_error(sentence: str) -> str:
    """Return the part of a sentence with a brace or bracket that does not match."""
    rest = _PART.sub(lambda part: part[1], _PLACEHOLDER.sub("", sentence))
    match = re.search(r"[{}\[\]][^{}\[\]]{0,20}", rest)
    return f"“{match[0]}”" if match else ""


def names_tool(sentence: str) -> bool:
    """Return whether a sentence says something of one tool."""
    return any(name.split(".")[0] == TOOL for name in find_placeholders(sentence))


def fill_placeholders(
    sentence: str, lookup: Lookup, unnamed_tool: str = "the tool"
) -> str:
    """Return a sentence with what was answered in the place of its placeholders.

    Args:
        sentence: A sentence of the pack.
        lookup: Finds what was answered.
        unnamed_tool: What to call the tool where it has no name.
    """
    filled: list[str] = []
    end = 0
    for part in _PART.finditer(sentence):
        filled.append(sentence[end : part.start()])
        if all(map(lookup, find_placeholders(part[1]))):
            filled.append(part[1])
        end = part.end()
    shown = "".join([*filled, sentence[end:]])

    def answer(match: re.Match[str]) -> str:
        found = shorten(lookup(match[1]), _LONGEST_ANSWER, placeholder="…")
        if found or match[1] != TOOL:
            return found or NO_ANSWER
        begins = not match.start() or shown[: match.start()].endswith(". ")
        return unnamed_tool[:1].upper() + unnamed_tool[1:] if begins else unnamed_tool

    return _PLACEHOLDER.sub(answer, shown)
