"""What is in a folder, for a person who looks for a file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import entry_is_folder, parse_path

_ENDING = ".toml"


@dataclass(frozen=True)
class FolderList:
    """The folders and the TOML files of a folder, in the order of their names."""

    folder: Path
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    problem: str = ""
    """Why the folder cannot be listed; empty if it can."""


def list_folder(folder: Path) -> FolderList:
    """List what can be opened in a folder; of other files nothing is said."""
    folders, files = list[str](), list[str]()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry_is_folder(entry):
                    folders.append(entry.name)
                elif entry.name.lower().endswith(_ENDING):
                    files.append(entry.name)
    except FileNotFoundError:
        return FolderList(folder, problem="there is no such folder")
    except NotADirectoryError:
        return FolderList(folder, problem="this is a file, not a folder")
    except PermissionError:
        return FolderList(folder, problem="no permission to read this folder")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return FolderList(folder, problem=f"this folder cannot be read: {reason}")
    return FolderList(folder, _in_order(folders), _in_order(files))


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))


def find_names(names: Iterable[str], words: str) -> list[str]:
    """Return the names that a text is in, those first that begin with it.

    Hidden ones are left out unless the text begins with a dot.
    """
    words = words.casefold()
    found = [
        name
        for name in names
        if words in name.casefold()
        and (words.startswith(".") or not name.startswith("."))
    ]
    return sorted(found, key=lambda name: not name.casefold().startswith(words))


def common_start(names: Sequence[str], words: str) -> str:
    """Return how the names go on that begin with a text: as far as they agree."""
    begun = [name for name in names if name.casefold().startswith(words.casefold())]
    if not begun:
        return names[0] if len(names) == 1 else words
    first = begun[0]
    length = len(first)
    while any(name[:length].casefold() != first[:length].casefold() for name in begun):
        length -= 1
    return first[:length]


def unquote_path(text: str) -> str:
    """Return a pasted path without the quotes or strokes that a terminal adds."""
    text = text.strip()
    for quote in ("'", '"'):
        if len(text) > 1 and text[0] == text[-1] == quote:
            return text[1:-1]
    return text if os.sep == "\\" else text.replace("\\ ", " ")


def split_path(text: str, folder: Path) -> tuple[Path, str]:
    """Split what was typed into the folder to look in, and what to look for.

    Args:
        text: A path, or the beginning of one.
        folder: What a relative path is in.
    """
    if text == "~":
        text = "~/"
    head, stroke, words = text.rpartition("/")
    if os.sep != "/" and os.sep in words:
        head, stroke, words = text.rpartition(os.sep)
    if not stroke:
        return folder, words
    try:
        return folder / parse_path(f"{head}{stroke}"), words
    except FileError:
        return folder / f"{head}{stroke}", words
