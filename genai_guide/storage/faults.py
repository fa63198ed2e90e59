"""Collect everything that is wrong with one file, each fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path

from genai_guide.storage.errors import MOST_FAULTS, Fault, FaultsError, FileError
from genai_guide.storage.toml import Location
from genai_guide.storage.toml_lines import TomlLines


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
            lines = TomlLines(self._source.decode("utf-8-sig", "replace"))
            faults = [Fault(lines.find(at), sentence) for at, sentence in self._found]
            raise FaultsError(self.path, sorted(faults, key=attrgetter("line")))
