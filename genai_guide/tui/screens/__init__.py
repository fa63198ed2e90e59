"""The screens, one or a few that belong together in each module.

`load_screen` imports those that are not needed at the start when they are first shown:
the first screen would otherwise wait for all of them, and for signing and reports.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_SCREENS = {
    "ReviewScreen": "review",
    "VerdictScreen": "verdict",
    "MessageScreen": "message",
    "SignOffScreen": "signoff",
    "SummaryScreen": "summary",
}


def load_screen(name: str) -> Any:
    """Return the class of a screen by its name."""
    return getattr(import_module(f"{__name__}.{_SCREENS[name]}"), name)
