"""A long text to read, scrolled with the usual keys."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll


class Reading(VerticalScroll):
    """Scrolls a text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "app.pop_screen", show=False),
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
    ]
