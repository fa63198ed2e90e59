"""Where things are kept, on each platform."""

from __future__ import annotations

import os
from pathlib import Path

APP = "genai-guide"


def data_dir() -> Path:
    """The folder of the saved sessions; `GENAI_GUIDE_DATA` overrides it."""
    return _folder("GENAI_GUIDE_DATA", "user_data_dir")


def sessions_dir() -> Path:
    """The folder that new sessions are saved in."""
    return data_dir() / "sessions"


def config_dir() -> Path:
    """The folder of settings; `GENAI_GUIDE_CONFIG` overrides it."""
    return _folder("GENAI_GUIDE_CONFIG", "user_config_dir")


def _folder(variable: str, name: str) -> Path:
    if named := os.environ.get(variable):
        return Path(named)
    import platformdirs

    return Path(getattr(platformdirs, name)(APP, appauthor=False))
