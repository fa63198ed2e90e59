"""What the parser of TOML would choke on or cut, found without parsing it.

A key of thousands of parts takes it seconds and gigabytes. Dots in texts and
comments are only dots, so these are passed over, each once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_NEXT = re.compile(r"\"\"\"|'''|[\"'#]")
_SIGNS = ("=,[{", 400_000)
_DOTS = (".", 40_000)
"""What stands between keys and values, and how often a file may have it at most."""
_LONG_LINE = 60
_CURLY = re.compile("[\u2018-\u201f]")
_LONG_SECOND = re.compile(r"[0-9]:[0-9]{2}:[0-9]{2}\.[0-9]{7}")
_ENDS = {
    '"""': re.compile(r'(?:\\.|[^\\"]|"{1,2}(?!"))*?"""(?:"{0,2})', re.DOTALL),
    "'''": re.compile(r".*?'''(?:'{0,2})", re.DOTALL),
    '"': re.compile(r'(?:\\[^\n]|[^"\\\n])*"'),
    "'": re.compile(r"[^'\n]*'"),
    "#": re.compile(r"[^\n]*"),
}


def line_with_a_long_key(text: str, most_dots: int) -> int | None:
    """Find the first line with more dots outside of texts than a key may have."""
    if text.count(".") <= most_dots or all(
        line.count(".") <= most_dots for line in text.split("\n")
    ):
        return None
    dots, before = 0, 0
    for number, part in _numbered(text):
        dots, before = (dots if number == before else 0) + part.count("."), number
        if dots > most_dots:
            return number
    return None


def line_with(text: str, token: str) -> int | None:
    """Find the first line that has a token outside of texts and comments."""
    return next((number for number, part in _numbered(text) if token in part), None)


def line_in_words(text: str, line: int) -> str:
    """Say how a line begins, and that it has quotes that TOML does not know."""
    found = text.split("\n")[line - 1].strip()
    begins = f"{found[:_LONG_LINE]}…" if len(found) > _LONG_LINE else found
    said = f"the line begins {begins}"
    if curly := _CURLY.search(found):
        said += f'; the quote {curly[0]} is curly: texts stand in straight ones (")'
    return said


def is_too_dense(text: str) -> bool:
    """Whether there are more keys and values than even a long session has.

    The parser takes its time and memory for each, more for each part of a key.
    """
    for signs, most in (_SIGNS, _DOTS):
        if sum(map(text.count, signs)) <= most:
            continue
        parts = (part for _, part in _numbered(text))
        if sum(sum(map(part.count, signs)) for part in parts) > most:
            return True
    return False


def line_with_a_long_second(text: str) -> int | None:
    """Find the first time that is finer than a microsecond.

    The parser would cut it, and what is signed is not what stands there.
    """
    if not _LONG_SECOND.search(text):
        return None
    found = (number for number, part in _numbered(text) if _LONG_SECOND.search(part))
    return next(found, None)


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands outside of texts and comments, with its line's number."""
    number = 1
    for part in _outside_of_texts(text):
        for index, line in enumerate(part.split("\n")):
            number += index > 0
            yield number, line


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
