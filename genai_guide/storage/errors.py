"""Errors of files, worded so that a person can act on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from genai_guide.exit_codes import ExitCode
from genai_guide.rules.pack import Pack
from genai_guide.text import escape, escape_line

MOST_FAULTS = 100
"""So many faults of one file or pack are listed at most."""
MOST_COUNTED = 1_000
"""So many faults of a pack get their lines at most; no one reads more."""


class FileError(Exception):
    """A file cannot be read, understood or written; the message says why.

    Nothing was changed on disk when it is raised.
    """

    code = int(ExitCode.FAILED)
    """What a command ends with that can do nothing else."""

    def __init__(self, path: Path | str, sentence: str) -> None:
        self.path = Path(path)
        self.sentence = escape(sentence)
        self.reason = self.sentence
        """Why, without saying what could not be done."""
        super().__init__(f"{escape_line(str(path))}: {self.sentence}")


class SaveError(FileError):
    """A file cannot be written, so that what a person did is not on the disk.

    Args:
        path: The file.
        reason: Why not, to stand after "not saved: ".
    """

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(path, f"not saved: {reason}")
        self.reason = escape(reason)


@dataclass(frozen=True)
class PackIssue:
    """One thing that is wrong with a pack, and where."""

    file: str
    place: str
    """The key path, with the id of each item on the way."""
    found: str
    """Empty where `expected` is a whole sentence."""
    expected: str = ""
    nearest: str = ""
    location: tuple[int | str, ...] = ()
    """The key path as keys and numbers; empty where `place` is all that is known."""
    line: int = 0
    """The line of the file, or of the table that it stands in; 0 if not known."""

    def __str__(self) -> str:
        """Format the issue in one line, with the file and the line."""
        line = f", line {self.line}" if self.line else ""
        return f"{self.file}{line}: {self.message}"

    @property
    def message(self) -> str:
        """The issue in one line, for where the file is named already."""
        line = f"{self.place}: " if self.place else ""
        # Of a file that is no TOML, all that is known is said by itself.
        found = f"found {self.found}" if self.place or self.expected else self.found
        line += "; expected ".join(filter(None, (self.found and found, self.expected)))
        if self.nearest:
            line += f"; did you mean “{self.nearest}”?"
        return escape(line)


class PackError(FileError):
    """A pack cannot be loaded; all that is wrong is listed.

    Args:
        path: The folder of the pack.
        issues: What is wrong.
        pack: What can be used of it, to judge what belongs to it.
        unread: The questions in it whose answers cannot be judged.
    """

    def __init__(
        self,
        path: Path | str,
        issues: Iterable[PackIssue],
        pack: Pack | None = None,
        unread: Iterable[str] = (),
    ) -> None:
        self.issues = tuple(issues)
        self.pack = pack
        self.unread = frozenset(unread)
        count = len(self.issues)
        lines = [f"  {issue}" for issue in self.issues[:MOST_FAULTS]]
        if count > len(lines):
            lines.append(f"  and {count - len(lines)} more")
        errors = "1 error" if count == 1 else f"{count} errors"
        if count >= MOST_COUNTED:
            errors = f"at least {errors}"
        super().__init__(path, "\n".join([f"the pack has {errors}", *lines]))


class Fault(NamedTuple):
    """One thing that is wrong with a file."""

    line: int
    """Where it stands; 0 if that is not known."""
    sentence: str

    def __str__(self) -> str:
        """Format the fault in one line, with the number of its line."""
        line = f"line {self.line}: " if self.line else ""
        return escape(f"{line}{self.sentence}")


class FaultsError(FileError):
    """A file holds what it should not; each fault is listed.

    Args:
        path: The file.
        faults: At least one.
    """

    def __init__(self, path: Path | str, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        count = len(self.faults)
        many = f"{count} errors" if count < MOST_FAULTS else f"at least {count} errors"
        lines = [*map(str, self.faults)]
        super().__init__(path, "\n  ".join(lines if count == 1 else [many, *lines]))
        if count > 1:
            self.reason = f"{lines[0]} (the first of {many})"


def nearest_word(word: str, known: Iterable[str]) -> str:
    """Return the known word that is spelt most like this one, or `""`."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")
