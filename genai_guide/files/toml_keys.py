"""Counting the dots of TOML's keys, without parsing it.

A key of thousands of parts takes the parser seconds and gigabytes. Dots in texts
and comments are only dots, so these are passed over, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEXT = re.compile(r"\"\"\"|'''|[\"'#]")
_ENDS = {
    '"""': re.compile(r'(?:\\.|[^\\"]|"{1,2}(?!"))*?"""(?:"{0,2})', re.DOTALL),
    "'''": re.compile(r".*?'''(?:'{0,2})", re.DOTALL),
    '"': re.compile(r'(?:\\[^\n]|[^"\\\n])*"'),
    "'": re.compile(r"[^'\n]*'"),
    "#": re.compile(r"[^\n]*"),
}


def line_with_a_long_key(text: str, most_dots: int) -> int | None:
    """Find the first line with more dots outside of texts than a key may have."""
    if all(line.count(".") <= most_dots for line in text.split("\n")):
        return None
    dots, number = 0, 1
    for part in _outside_of_texts(text):
        for index, line in enumerate(part.split("\n")):
            if index:
                dots, number = 0, number + 1
            dots += line.count(".")
            if dots > most_dots:
                return number
    return None


def _outside_of_texts(text: str) -> Iterator[str]:
    """Yield what stands outside of texts and comments; of those the line ends."""
    at = 0
    while start := _NEXT.search(text, at):
        yield text[at : start.start()]
        end = _ENDS[start[0]].match(text, start.end())
        if end is None:
            # A text without an end: from here on the parser will refuse it.
            return
        yield "\n" * text.count("\n", start.start(), end.end())
        at = end.end()
    yield text[at:]
