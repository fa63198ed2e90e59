"""What goes wrong with files, said so that a person can act on it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from genai_guide.exit_codes import ExitCode
from genai_guide.text import escape


class FileError(Exception):
    """A file cannot be read, understood or written; the text says why.

    Nothing was changed on disk when it is raised.
    """

    code = int(ExitCode.FAILED)
    """What a command ends with that can do nothing else."""

    def __init__(self, path: Path | str, sentence: str) -> None:
        self.path = Path(path)
        self.sentence = escape(sentence)
        self.reason = self.sentence
        """Why, without saying what could not be done."""
        super().__init__(f"{escape(str(path))}: {self.sentence}")


class SaveError(FileError):
    """A file cannot be written, so that what a person did is not on the disk.

    Args:
        path: The file.
        reason: Why not, to stand after "not saved: ".
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(path, f"not saved: {reason}")
        self.reason = escape(reason)


class PackError(FileError):
    """A pack cannot be loaded; all that was found is listed."""

    def __init__(self, path: Path | str, faults: Iterable[PackIssue]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        lines = [f"  {fault}" for fault in self.faults[:20]]
        if count > len(lines):
            lines.append(f"  and {count - len(lines)} more")
        found = "1 fault" if count == 1 else f"{count} faults"
        super().__init__(path, "\n".join([f"the pack has {found}", *lines]))


class PackIssue(NamedTuple):
    """One thing that is wrong, with its place."""

    file: str
    place: str
    """The key path, with the id of each item on the way."""
    found: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        """Put the fault in one line, with the file."""
        return f"{self.file}: {self.said}"

    @property
    def said(self) -> str:
        """The fault in one line, for where the file is named already."""
        line = f"{self.place}: " if self.place else ""
        line += f"found {self.found}"
        if self.expected:
            line += f"; expected {self.expected}"
        if self.nearest:
            line += f"; did you mean “{self.nearest}”?"
        return escape(line)


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Find the known word that is spelt most like this one, or ``""``."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")
