"""Reading TOML that anybody may have written: bounded in dots, depth and numbers."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from genai_guide.files.errors import FileProblem
from genai_guide.files.reading import RECORD_LIMIT, read_bytes
from genai_guide.files.toml_keys import (
    is_too_dense,
    line_in_words,
    line_with,
    line_with_a_long_key,
    line_with_a_long_second,
)

_MOST_DOTS = 64
_BIGGEST = 2**53 - 1
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")


def read_toml(path: Path, limit: int = RECORD_LIMIT) -> dict[str, Any]:
    """Read and parse a TOML file.

    Raises:
        FileProblem: if it cannot be read, is too large, or is not TOML.
    """
    return parse_toml(path, read_bytes(path, limit))


def parse_toml(path: Path, content: bytes) -> dict[str, Any]:
    """Parse the bytes of a TOML file; floats are refused.

    Raises:
        FileProblem: with the line and the column of what is wrong.
    """
    text = _decode(path, content)
    if line := line_with_a_long_key(text, _MOST_DOTS):
        raise FileProblem(path, f"line {line} has a key of too many parts")
    if is_too_dense(text):
        raise FileProblem(path, "too many keys and values for a file of ours")
    if line := line_with_a_long_second(text):
        sentence = f"line {line} has a time finer than a microsecond: use six digits"
        raise FileProblem(path, sentence)
    try:
        return _judged(tomllib.loads(text, parse_float=_no_floats))
    except _NumberError as error:
        line = line_with(text, error.number)
        where = f" (at line {line})" if line else ""
        raise FileProblem(path, f"not valid TOML: {error}{where}") from None
    except tomllib.TOMLDecodeError as error:
        raise FileProblem(path, f"not valid TOML: {_in_words(error, text)}") from None
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else error
        raise FileProblem(path, f"not valid TOML: {reason}") from None


def _in_words(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Add to what the parser says how the line begins, where it names one."""
    at = _AT_LINE.search(str(error))
    return f"{error}; {line_in_words(text, int(at[1]))}" if at else str(error)


class _NumberError(ValueError):
    """A number that neither TOML nor other readers promise to carry."""

    def __init__(self, number: str, sentence: str) -> None:
        self.number = number
        super().__init__(sentence)


def _judged(table: dict[str, Any]) -> dict[str, Any]:
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
    return table


def _decode(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem(path, "saved as UTF-16; save it as UTF-8")
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8").split("\n")
        place = f"line {len(before)}, column {len(before[-1]) + 1}"
        raise FileProblem(path, f"{place} is not UTF-8 text") from None
    return text.replace("\r\n", "\n")


def _no_floats(text: str) -> NoReturn:
    sentence = f"the number {text[:64]}: only whole numbers are used here"
    raise _NumberError(text, sentence)
