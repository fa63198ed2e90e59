"""One screen, or a few that belong together, in each module.

Each is imported when it is first shown: the first screen of all would otherwise wait
for the others, and for what stands behind them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genai_guide.tui.screens.dialogs import Ask, AskLong, AskText, Page
    from genai_guide.tui.screens.interview import InterviewScreen
    from genai_guide.tui.screens.message import MessageScreen
    from genai_guide.tui.screens.other_version import OtherVersion
    from genai_guide.tui.screens.review import ReviewScreen
    from genai_guide.tui.screens.signoff import SignOffScreen
    from genai_guide.tui.screens.start import StartScreen
    from genai_guide.tui.screens.summary import SummaryScreen
    from genai_guide.tui.screens.verdict import VerdictScreen

__all__ = [
    "Ask",
    "AskLong",
    "AskText",
    "InterviewScreen",
    "MessageScreen",
    "OtherVersion",
    "Page",
    "ReviewScreen",
    "SignOffScreen",
    "StartScreen",
    "SummaryScreen",
    "VerdictScreen",
]

_MODULES = {
    "Ask": "dialogs",
    "AskLong": "dialogs",
    "AskText": "dialogs",
    "InterviewScreen": "interview",
    "MessageScreen": "message",
    "OtherVersion": "other_version",
    "Page": "dialogs",
    "ReviewScreen": "review",
    "SignOffScreen": "signoff",
    "StartScreen": "start",
    "SummaryScreen": "summary",
    "VerdictScreen": "verdict",
}


def __getattr__(name: str) -> Any:
    """Import the screen that is asked for."""
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
