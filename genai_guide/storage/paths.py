"""The folders and files of this program, on each platform."""

from __future__ import annotations

import os
from datetime import datetime
from itertools import count
from pathlib import Path

APP = "genai-guide"


def data_dir() -> Path:
    """Return the folder of all data; `GENAI_GUIDE_DATA` overrides it."""
    return _folder("GENAI_GUIDE_DATA", "user_data_dir")


def drafts_dir() -> Path:
    """Return the folder that new drafts are saved in."""
    return data_dir() / "sessions"


def productions_dir() -> Path:
    """Return the folder of the productions."""
    return data_dir() / "productions"


def free_path(folder: Path, name: str, ending: str, joint: str = "-") -> Path:
    """Return a path with a name in a folder, numbered if there is such a file.

    Args:
        folder: The folder.
        name: The name.
        ending: What ends it, after the number.
        joint: What stands before the number.
    """
    numbers = ("" if number == 1 else f"{joint}{number}" for number in count(1))
    paths = (folder / f"{name}{number}{ending}" for number in numbers)
    return next(path for path in paths if not os.path.lexists(path))


def new_draft_path(folder: Path, now: datetime) -> Path:
    """Return the path of a new draft in a folder: named by the time, and not taken."""
    while True:
        name = new_draft_name(now)
        if not os.path.lexists(folder / name):
            return folder / name


def new_draft_name(now: datetime) -> str:
    """Return a name for a new draft's file."""
    return f"{now:%Y-%m-%d-%H%M%S}-{os.urandom(2).hex()}.toml"


def documents_dir() -> Path:
    """Return the folder of summaries in a person's documents.

    `GENAI_GUIDE_SUMMARIES` overrides it.
    """
    if named := os.environ.get("GENAI_GUIDE_SUMMARIES"):
        return Path(named)
    import platformdirs

    try:
        return platformdirs.user_documents_path() / "GenAI Guide"
    except RuntimeError:
        return data_dir() / "summaries"  # a user without a home


def reports_dir() -> Path:
    """Return the folder of crash reports."""
    return data_dir() / "crashes"


def config_dir() -> Path:
    """Return the folder of settings; `GENAI_GUIDE_CONFIG` overrides it."""
    return _folder("GENAI_GUIDE_CONFIG", "user_config_dir")


def cache_dir() -> Path:
    """Return the folder of what can be made again; `GENAI_GUIDE_CACHE` overrides it.

    Raises:
        RuntimeError: if the user has no home; nothing is lost if it is not kept.
    """
    return _named("GENAI_GUIDE_CACHE", "user_cache_dir")


def _named(variable: str, name: str) -> Path:
    if named := os.environ.get(variable):
        return Path(named)
    import platformdirs

    return Path(getattr(platformdirs, name)(APP, appauthor=False))


def _folder(variable: str, name: str) -> Path:
    try:
        return _named(variable, name)
    except RuntimeError:
        # A user without a home, as in a container: here, where it can be seen.
        return Path.cwd() / f".{APP}" / name.removeprefix("user_").removesuffix("_dir")
