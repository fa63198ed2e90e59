"""The screens, one or a few that belong together in each module.

`load` imports what is not needed at the start when it is first used: the first screen
would otherwise wait for all of it, and for signing and reports.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULES = {
    "ReviewScreen": "screens.review",
    "VerdictScreen": "screens.verdict",
    "MessageScreen": "screens.message",
    "SignOffScreen": "screens.signoff",
    "SummaryScreen": "screens.summary",
    "ProductionsScreen": "screens.productions",
    "start_new_use": "screens.new_use",
    "start_use_like": "screens.new_use",
    "open_draft": "opening",
    "open_file": "opening",
    "file_problem": "opening",
}


def load(name: str) -> Any:
    """Return a screen's class, or a function that opens a use, by its name."""
    return getattr(import_module(f"genai_guide.tui.{_MODULES[name]}"), name)
