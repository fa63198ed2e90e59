"""Starting a use that has answers already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.screen import Screen

from genai_guide.storage.errors import FileError
from genai_guide.tui.guide import format_save_first, guide_of
from genai_guide.workflows.new_use import start_like

_LONG = 20
"""How many seconds a message stands that says what was copied."""


def start_use_like(screen: Screen[Any], path: Path) -> str:
    """Start a use like a saved one; return why that is impossible, or `""`."""
    guide = guide_of(screen)
    if reason := guide.controller.unsaved():
        return format_save_first(reason)
    try:
        message = start_like(guide.controller, path)
    except FileError as error:
        return error.sentence
    guide.show_draft()
    guide.say(
        message
        or "The answers are copied. Say what this use is called. Before you sign, look"
        " at each copied answer once.",
        _LONG,
    )
    return ""
