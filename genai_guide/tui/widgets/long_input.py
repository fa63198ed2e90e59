"""A field of several lines, which cleans what is pasted."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from genai_guide.text import LONG_LIMIT, sanitize
from genai_guide.tui.widgets.fields import CLEANED, LEAVING, Pasted, cut, take


class LongInput(TextArea):
    """Several lines; enter makes a new one, tab leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "next field"),
    ]

    def on_key(self, event: events.Key) -> None:
        """Leave at once, as in a field of one line."""
        if event.key in ("tab", "shift+tab"):
            take(event)
            LEAVING[event.key](self)

    async def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before it is shown."""
        take(event)
        start, end = sorted(self.selection)
        taken = len(self.get_text_range(start, end))
        room = LONG_LIMIT - len(self.text) + taken
        text = sanitize(event.text, long=True, limit=len(event.text) + 1)
        self.replace(text[:room], start, end)
        if len(text) > room:
            self.post_message(Pasted(cut(len(text) - room)))
        elif text != event.text.strip():
            self.post_message(Pasted(CLEANED))
