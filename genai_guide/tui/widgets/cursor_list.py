"""A list whose cursor is seen without colour."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import OptionList

_HERE, _ELSEWHERE = "> ", "  "
_MOVES = {
    "down": "cursor_down",
    "j": "cursor_down",
    "up": "cursor_up",
    "k": "cursor_up",
    "home": "first",
    "end": "last",
}


class CursorList(OptionList):
    """Marks the row of the cursor with a sign; takes no text as markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "choose", key_display="enter"),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def on_key(self, event: events.Key) -> None:
        """Move at once: a binding would be looked up after the keys typed ahead."""
        if action := _MOVES.get(event.key):
            event.stop()
            event.prevent_default()
            getattr(self, f"action_{action}")()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual
        super().__init__(id=id, markup=False)

    @property
    def text_width(self) -> int:
        """How wide a row may be."""
        region = self.scrollable_content_region
        return (region.width or self.app.size.width) - len(_HERE)

    def _get_left_gutter_width(self) -> int:
        return len(_HERE)

    def scroll_to_highlight(self, top: bool = False) -> None:  # noqa: FBT001, FBT002
        """Show the row of the cursor; with the first one, what stands above it."""
        super().scroll_to_highlight(top)
        if all(one.disabled for one in self.options[: self.highlighted or 0]):
            self.scroll_home(animate=False)

    def render_line(self, y: int) -> Strip:
        """Put the sign before the first line of the row, and room before the others."""
        strip = super().render_line(y)
        line = self.scroll_offset.y + y
        if line >= len(self._lines):
            return strip
        option, offset = self._lines[line]
        here = option == self.highlighted and not offset
        style = next(iter(strip)).style if len(strip) else None
        # With the meta of the row a click on the sign is a click on the row.
        style = (style or Style()) + Style.from_meta({"option": option})
        return Strip([Segment(_HERE if here else _ELSEWHERE, style), *strip])
