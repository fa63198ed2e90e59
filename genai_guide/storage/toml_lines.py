"""Find the lines of what is wrong with TOML files, and collect all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from genai_guide.rules.pack import TABLES
from genai_guide.storage.errors import MOST_FAULTS, Fault, FaultsError, FileError
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import Location, Table, parse_toml

if TYPE_CHECKING:
    from genai_guide.rules.check.findings import Finding

_HEADER = re.compile(r"\s*\[\[?([^\]]+)\]\]?\s*(?:#.*)?")
_NAME = re.compile(r'"([^"]*)"|([A-Za-z0-9_-]+)')
_WORDS = re.compile(
    r"(?P<name>[^“”]*?) ?“(?P<id>[^“”]*)”|(?P<items>.+) (?P<number>\d+)"
)
"""A step of a place in words: `rule “x”`, `“x”` or `row 2`."""


class TomlLines:
    """The lines of a file, with the headers of its tables.

    The scan is a light one. What is found by it is only shown to people.
    """

    def __init__(self, source: bytes) -> None:
        self._lines = source.decode("utf-8-sig", "replace").split("\n")
        self._headers = [
            (number, _names(match[1]))
            for number, line in enumerate(self._lines)
            if (match := _HEADER.fullmatch(line))
        ]

    def find(self, location: Location) -> int:
        """Find the line of a location, or of what it stands in.

        Args:
            location: The keys and the numbers of items on the way, from the top.

        Returns:
            The number of the line, from 1; 0 where not even a table is found.
        """
        line, start, end = 0, 0, len(self._lines)
        prefix: tuple[str, ...] = ()
        steps = list(location)
        while steps:
            prefix = (*prefix, str(steps[0]))
            item = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else 0
            inside = [(at, names) for at, names in self._headers if start <= at < end]
            tables = [at for at, names in inside if names == prefix]
            if (
                any(
                    names[: len(prefix)] == prefix and len(names) > len(prefix)
                    for _, names in inside
                )
                and not tables
            ):
                # The table has no header of its own, only those inside it have.
                del steps[0]
                continue
            if item >= len(tables):
                first_table = next((at for at, _ in inside), end)
                return self._find_keys(start, first_table, steps) or line
            line = start = tables[item] + 1
            after = (
                at
                for at, names in inside
                if at >= start and (names == prefix or names[: len(prefix)] != prefix)
            )
            end = next(after, end)
            del steps[: 2 if len(steps) > 1 and isinstance(steps[1], int) else 1]
        return line

    def _find_keys(self, start: int, end: int, steps: list[int | str]) -> int:
        """Find the keys of a table one in the other, as far as they are found."""
        line = 0
        for step in steps:
            key = re.compile(
                rf"""(?<![\w.-])["']?{re.escape(str(step))}["']?\s*[=\].]"""
            )
            if isinstance(step, int):
                continue
            at = next((n for n in range(start, end) if key.search(self._lines[n])), -1)
            if at < 0:
                break
            start, line = at, at + 1
        return line


def _names(header: str) -> tuple[str, ...]:
    return tuple(quoted or bare for quoted, bare in _NAME.findall(header))


def parse_place(place: str, content: Table) -> Location:
    """Return the location that a place in words names, such as `rule “x”, when`.

    Args:
        place: The place, with the id of each item on the way.
        content: The tables of the pack.
    """
    location: Location = ()
    inner: Any = content
    for words in place.split(", "):
        match = _WORDS.fullmatch(words)
        if match is None:
            location += (words,)
        elif match["number"]:
            name = match["items"]
            location += () if name == "row" else (name,)
            location += (int(match["number"]) - 1,)
        elif not match["name"]:
            location += (match["id"],)
        else:
            items = inner.get(match["name"]) if isinstance(inner, dict) else None
            ids = [item.get("id", item.get("clause")) for item in items or ()]
            numbers = [n for n, id_ in enumerate(ids) if id_ == match["id"]]
            number = numbers[-1] if numbers else 0
            location += (match["name"], number)
            inner = items[number] if items else None
    return location


class FaultCollector:
    """Collects the faults of a file, and goes on behind each.

    Args:
        path: The file.
        source: Its content, to name the lines of faults.
    """

    def __init__(self, path: Path, source: bytes = b"") -> None:
        self.path = path
        self._source = source
        self._found: list[tuple[Location, str]] = []

    @contextmanager
    def at(self, *location: int | str) -> Iterator[None]:
        """Note the fault that is found at a place.

        Raises:
            FaultsError: if that makes enough of them.
        """
        try:
            yield
        except FaultsError:
            raise
        except FileError as error:
            self._found.append((location, error.sentence))
            if len(self._found) >= MOST_FAULTS:
                self.check()

    def check(self) -> None:
        """Raise the faults that were noted, in the order of the file.

        Raises:
            FaultsError: if there are any.
        """
        if self._found:
            lines = TomlLines(self._source)
            faults = [Fault(lines.find(at), sentence) for at, sentence in self._found]
            raise FaultsError(self.path, sorted(faults, key=attrgetter("line")))


def locate_findings(folder: Path, findings: Iterable[Finding]) -> list[Finding]:
    """Return what was found in a pack that was loaded, with the lines of its files."""
    content: Table = {}
    lines: dict[str, TomlLines] = {}
    for name in TABLES:
        with suppress(FileError):
            source = read_bytes(folder / name, RECORD_BYTES)
            content |= parse_toml(folder / name, source)
            lines[name] = TomlLines(source)
    return [
        replace(finding, line=lines[finding.file].find(place))
        if finding.file in lines and (place := parse_place(finding.place, content))
        else finding
        for finding in findings
    ]
