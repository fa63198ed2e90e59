"""Where things are kept, on each platform."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


APP = "genai-guide"


def data_dir() -> Path:
    """The folder of the saved sessions; `GENAI_GUIDE_DATA` overrides it."""
    return _folder("GENAI_GUIDE_DATA", "user_data_dir")


def drafts_dir() -> Path:
    """The folder that new sessions are saved in."""
    return data_dir() / "sessions"


def new_draft_path(folder: Path, now: datetime) -> Path:
    """Name a new session's file in a folder: by the time, and never taken."""
    while True:
        name = f"{now:%Y-%m-%d-%H%M%S}-{os.urandom(2).hex()}.toml"
        if not (folder / name).exists():
            return folder / name


def reports_dir() -> Path:
    """The folder of what is written down after an error of ours."""
    return data_dir() / "crashes"


def config_dir() -> Path:
    """The folder of settings; `GENAI_GUIDE_CONFIG` overrides it."""
    return _folder("GENAI_GUIDE_CONFIG", "user_config_dir")


def cache_dir() -> Path:
    """The folder of what can be made again; `GENAI_GUIDE_CACHE` overrides it.

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
