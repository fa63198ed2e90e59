"""Read TOML that anybody may have written, and write it in reading order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import tomli_w

from genai_guide.storage.errors import FileError
from genai_guide.text import quote

Table = dict[str, Any]
"""A table as it is parsed, or as it is to be written."""
Location = tuple[int | str, ...]
"""The keys and the numbers of items on the way to a value, from the top."""
_BIGGEST = 2**53 - 1
_MOST_DOTS_OF_A_KEY = 64
_LONG_LINE = 60
_LIST_LINE = 100
"""A list longer than this gets a line for each item."""
_DENSITIES = (("=,[{", 400_000), (".", 40_000))
"""What stands between keys and values, and how often a file may have it at most."""
_CURLY = re.compile("[\u2018-\u201f]")
_SEPARATOR = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""What some programs end a line with, and TOML does not."""
_LONG_SECOND = re.compile(r"[0-9]:[0-9]{2}:[0-9]{2}\.[0-9]{7}")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)$")
_BARE = re.compile(r"[A-Za-z]\w*")
"""A word without quotes."""
_LINE = re.compile(r"(?:^|\(at )line (\d+)")
_AT_END = "(at end of document)"
_UNCLOSED = re.compile(r"Illegal character '\\n'|Unterminated string|Expected \"'+\" ")
"""What the parser says of a text that has no end."""
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BEGINS = re.compile(r"\"\"\"|'''|[\"'#]")
"""What begins a text or a comment."""
_ENDS = {
    '"""': re.compile(r'(?:\\.|[^\\"]|"{1,2}(?!"))*?"""(?:"{0,2})', re.DOTALL),
    "'''": re.compile(r".*?'''(?:'{0,2})", re.DOTALL),
    '"': re.compile(r'(?:\\[^\n]|[^"\\\n])*"'),
    "'": re.compile(r"[^'\n]*'"),
    "#": re.compile(r"[^\n]*"),
}
"""How each of them goes on to its end."""


def parse_toml(path: Path, content: bytes) -> Table:
    """Parse the bytes of a TOML file; floats are refused.

    Raises:
        FileError: with the line and the column of what is wrong.
    """
    text = _decode(path, content)
    if line := _line_of_long_key(text):
        raise FileError(path, f"line {line} has a key with too many parts")
    if _is_too_dense(text):
        raise FileError(path, "too many keys and values")
    # The parser would cut it, and what is signed would not be what stands there.
    if line := _line_of(_LONG_SECOND, text):
        reason = f"line {line} has a time finer than a microsecond: use six digits"
        raise FileError(path, reason)
    try:
        table = tomllib.loads(text, parse_float=_refuse_float)
        _check_numbers(table)
    except _NumberError as error:
        line = _line_of(re.compile(re.escape(error.number)), text)
        where = f" (at line {line})" if line else ""
        raise FileError(path, f"not valid TOML: {error}{where}") from None
    except tomllib.TOMLDecodeError as error:
        raise FileError(path, f"not valid TOML: {_explain(error, text)}") from None
    except (ValueError, RecursionError) as error:
        reason = (
            "nested too deeply" if isinstance(error, RecursionError) else str(error)
        )
        raise FileError(path, f"not valid TOML: {reason}") from None
    return table


def _decode(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError(path, "saved as UTF-16. Save it as UTF-8")
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8").split("\n")
        place = f"line {len(before)}, column {len(before[-1]) + 1}"
        raise FileError(path, f"{place} is not UTF-8 text") from None
    return text.replace("\r\n", "\n")


class _NumberError(ValueError):
    """A number that neither TOML nor other readers promise to carry."""

    def __init__(self, number: str, sentence: str) -> None:
        self.number = number
        super().__init__(sentence)


def _refuse_float(text: str) -> NoReturn:
    sentence = f"the number {text[:64]}: use a whole number"
    raise _NumberError(text, sentence)


def _check_numbers(table: Table) -> None:
    """Refuse whole numbers that are too big to be exact everywhere."""
    todo: list[Any] = [table]
    while todo:
        value = todo.pop()
        if isinstance(value, dict):
            todo += value.values()
        elif isinstance(value, list):
            todo += value
        elif isinstance(value, int) and abs(value) > _BIGGEST:
            raise _NumberError(str(value), "a number beyond 2^53")


def _line_of_long_key(text: str) -> int | None:
    """Find the first line with more dots outside of texts than a key may have."""
    if all(line.count(".") <= _MOST_DOTS_OF_A_KEY for line in text.split("\n")):
        return None
    dots, before = 0, 0
    for number, part in _outside_of_texts(text):
        dots, before = (dots if number == before else 0) + part.count("."), number
        if dots > _MOST_DOTS_OF_A_KEY:
            return number
    return None


def _is_too_dense(text: str) -> bool:
    """Return whether there are more keys and values than even a long draft has.

    The parser takes its time and memory for each, more for each part of a key.
    """
    for signs, most in _DENSITIES:
        if sum(map(text.count, signs)) <= most:
            continue
        parts = (part for _, part in _outside_of_texts(text))
        if sum(sum(map(part.count, signs)) for part in parts) > most:
            return True
    return False


def _line_of(pattern: re.Pattern[str], text: str) -> int | None:
    """Find the first line in which a pattern stands outside of texts and comments."""
    if not pattern.search(text):
        return None
    lines = (line for line, part in _outside_of_texts(text) if pattern.search(part))
    return next(lines, None)


def _explain(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Say what is wrong and where, and how the line of it begins."""
    said, lines = str(error), text.split("\n")
    place = _AT_LINE.search(said)
    if _UNCLOSED.match(said):
        # Where it begins, for TOML sees only later that it has no end.
        *_, (number, _) = _outside_of_texts(text)
        said = f"a text is not closed with a quote (at line {number})"
    elif place:
        number = int(place[1])
    else:
        number = text.rstrip("\n").count("\n") + 1
        said = said.replace(_AT_END, f"(at line {number}, the end of the file)")
    if "\r" in lines[number - 1]:
        return (
            f"line {number} ends with CR alone. Save the file with LF or CRLF line ends"
        )
    line = lines[number - 1].strip()
    begins = f"{line[:_LONG_LINE]}…" if len(line) > _LONG_LINE else line
    message = f"{said}; the line begins {quote(begins)}"
    # In a text either may stand: only outside of texts it is what is wrong.
    outside = "".join(part for at, part in _outside_of_texts(text) if at == number)
    if separator := _SEPARATOR.search(outside):
        code = f"U+{ord(separator[0]):04X}"
        return (
            f"line {number} ends with {code}. Save the file with LF or CRLF line ends"
        )
    # A text that has no end may have one that is curly.
    last = line.rstrip(" ,]}")[-1:]
    if curly := _CURLY.search(outside) or _CURLY.fullmatch(last):
        message += f'. The quote {curly[0]} is curly. Use straight ones (")'
    elif place and (bare := _BARE.match(lines[number - 1], int(place[2]) - 1)):
        is_truth = (small := bare[0].lower()) in ("true", "false")
        hint = f"Write {small}" if is_truth else 'Put texts in straight quotes (")'
        message += f". {hint}" if said.startswith("Invalid value") else ""
    return message


def _outside_of_texts(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands outside of texts and comments, with its line's number."""
    number, position = 1, 0
    while position <= len(text):
        start = _BEGINS.search(text, position)
        outside = text[position : start.start() if start else len(text)]
        for index, part in enumerate(outside.split("\n")):
            number += index > 0
            yield number, part
        end = start and _ENDS[start[0]].match(text, start.end())
        if not start or not end:
            # A text without an end: from here on the parser will refuse it.
            return
        number += text.count("\n", start.start(), end.end())
        position = end.end()


def line_in(sentence: str) -> int:
    """Return the line that an error of `parse_toml` names; 0 if it names none."""
    match = _LINE.search(sentence)
    return int(match[1]) if match else 0


def count_comments(source: bytes) -> int:
    """Count the comments in a file that was parsed."""
    text, position, count = _decode(Path(), source), 0, 0
    while start := _BEGINS.search(text, position):
        count += start[0] == "#"
        end = _ENDS[start[0]].match(text, start.end())
        if not end:
            break
        position = end.end()
    return count


def format_toml(document: Table) -> str:
    """Write nested tables under their headers, in the order that they have.

    In each table the plain keys come before the tables inside it.
    """
    return "\n".join(_blocks(document, "")).lstrip("\n")


class InlineTables(list[Table]):
    """A list of tables that is written with a line for each of them."""


def _blocks(table: Table, name: str) -> list[str]:
    flat = {key: value for key, value in table.items() if not _has_tables(value)}
    lines = "".join(_plain_line(key, value) for key, value in flat.items())
    blocks = [lines] if flat else []
    for key, value in table.items():
        inner = f"{name}.{_key(key)}" if name else _key(key)
        if isinstance(value, dict):
            blocks += _under(f"[{inner}]", value, inner)
        elif _has_tables(value):
            for item in value:
                blocks += _under(f"[[{inner}]]", item, inner)
    return blocks


def _plain_line(key: str, value: Any) -> str:
    """Write a key with a plain value; a short list in one line."""
    if isinstance(value, InlineTables):
        rows = [
            ", ".join(_plain_line(*item).rstrip() for item in row.items())
            for row in value
        ]
        return "\n".join(
            (f"{_key(key)} = [", *(f"    {{ {row} }}," for row in rows), "]\n")
        )
    if isinstance(value, datetime):
        return f"{_key(key)} = {value.isoformat().replace('+00:00', 'Z')}\n"
    text = tomli_w.dumps({key: value})
    if isinstance(value, list) and value:
        first, *items, last = text.splitlines()
        line = first + ", ".join(item.strip().removesuffix(",") for item in items)
        if len(line) < _LIST_LINE:
            return f"{line}{last}\n"
    return text


def _under(header: str, table: Table, name: str) -> list[str]:
    """Write a table under its header, which stands alone if there are no plain keys."""
    first, *rest = _blocks(table, name) or [""]
    if table and all(_has_tables(value) for value in table.values()):
        return [f"{header}\n", first, *rest]
    return [f"{header}\n{first}", *rest]


def _has_tables(value: Any) -> bool:
    if isinstance(value, dict):
        return True
    is_list = isinstance(value, list) and not isinstance(value, InlineTables)
    return is_list and any(isinstance(item, dict) for item in value)


def _key(key: str) -> str:
    if _BARE_KEY.fullmatch(key):
        return key
    return tomli_w.dumps({key: 0}).removesuffix(" = 0\n")


def walk_texts(value: Any, way: Location = ()) -> Iterator[tuple[Location, str]]:
    """Yield every text, keys included, with the way to it."""
    match value:
        case str():
            yield way, value
        case dict():
            for key, inner in value.items():
                yield (*way, key), key
                yield from walk_texts(inner, (*way, key))
        case list():
            for number, inner in enumerate(value):
                yield from walk_texts(inner, (*way, number))


def format_location(content: Any, location: Location) -> str:
    """Name the way to a value: table names, and the items with their ids."""
    steps: list[str] = []
    inner = content
    for step in location:
        inner = _step_into(inner, step)
        if isinstance(step, int):
            steps[-1:] = [f"{steps[-1] if steps else 'item'} {step + 1}"]
            name = inner.get("id", inner.get("name")) if isinstance(inner, dict) else ""
            if isinstance(name, str) and name:
                steps[-1] += f" {quote(name[:64])}"
        elif step != "[key]":
            # A key that is none of ours is somebody's own words.
            steps.append(step if _NAME.fullmatch(step) else quote(step[:64]))
    return ", ".join(steps)


def describe_value(value: object) -> str:
    """Describe a value that is not what it should be, in a few words."""
    match value:
        case bool() | int():
            return str(value).lower()
        case str():
            return quote(value[:64]) if value else "an empty text"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
        case dict():
            return "a table" if value else "an empty table"
        case None:
            return "nothing"
    return f"a {type(value).__name__}"


def _step_into(inner: Any, step: int | str) -> Any:
    try:
        return inner[step]
    except (KeyError, IndexError, TypeError):
        return None
