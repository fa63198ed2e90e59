"""A list whose cursor is seen without colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import OptionList

from genai_guide.tui.commands import bind
from genai_guide.tui.textual_private import option_at_line

_HERE, _BLURRED, _ELSEWHERE = "▌ ", "▏ ", "  "
_WIDEST = 90


class CursorList(OptionList):
    """Marks the row of the cursor with a bar; reads no text as markup.

    A list that binds `filter`, `unfilter` and `shorten_filter` can be filtered.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"cursor-list--bar"}
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("select"),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual
        super().__init__(id=id, markup=False)
        self.pattern: str | None = None
        """What the rows are filtered by; `None`: all of them are listed."""

    first_width = 0
    """How wide the list is going to be, before it is laid out."""

    @property
    def text_width(self) -> int:
        """How wide a row may be."""
        region = self.scrollable_content_region
        expected = self.first_width or min(self.app.size.width, _WIDEST)
        return (region.width or expected) - len(_HERE)

    def action_cursor_down(self) -> None:
        """Move to the row below; from the last one nowhere."""
        self._move(
            range(
                (-1 if self.highlighted is None else self.highlighted) + 1,
                len(self.options),
            )
        )

    def action_cursor_up(self) -> None:
        """Move to the row above; from the first one nowhere."""
        self._move(range((self.highlighted or 0) - 1, -1, -1))

    def _move(self, rows: Iterable[int]) -> None:
        """Move to the first of some rows that can be chosen."""
        enabled = (row for row in rows if not self.options[row].disabled)
        self.highlighted = next(enabled, self.highlighted)

    def filter_by(self, pattern: str | None) -> None:
        """Filter the rows by a pattern; `None` ends the filter."""
        self.pattern = pattern

    def action_filter(self) -> None:
        """Begin to filter a long list."""
        self.filter_by("")

    def action_unfilter(self) -> None:
        """List every row again."""
        self.filter_by(None)

    def action_shorten_filter(self) -> None:
        """Remove the last letter of the filter."""
        self.filter_by((self.pattern or "")[:-1])

    def on_key(self, event: events.Key) -> None:
        """Take a letter, a digit or a blank as part of the filter."""
        if self.pattern is not None and event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.filter_by(self.pattern + event.character)

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - as Textual asks
        """Tell that no letter is a key of the screen while it goes into the filter."""
        typed = character is not None and character.isprintable()
        return self.pattern is not None and typed

    def _get_left_gutter_width(self) -> int:
        return len(_HERE)

    def scroll_to_highlight(self, top: bool = False) -> None:  # noqa: FBT001, FBT002
        """Show the row of the cursor; with the first one, what stands above it."""
        super().scroll_to_highlight(top)
        if all(option.disabled for option in self.options[: self.highlighted or 0]):
            self.scroll_home(animate=False)

    def render_line(self, y: int) -> Strip:
        """Put the bar before the row of the cursor, and room before the others."""
        strip = super().render_line(y)
        drawn = option_at_line(self, self.scroll_offset.y + y)
        if drawn is None:
            return strip
        option = drawn[0]
        # With the meta of the row a click on the bar is a click on the row.
        meta = Style.from_meta({"option": option})
        if option != self.highlighted:
            style = next(iter(strip)).style if len(strip) else None
            return Strip([Segment(_ELSEWHERE, (style or Style()) + meta), *strip])
        bar = self.get_component_rich_style("cursor-list--bar") + meta
        if not self.has_focus:
            return Strip([Segment(_BLURRED, bar), *strip])
        # Paler words and coloured ones would be hard to read on this background.
        row = self.get_component_rich_style("option-list--option-highlighted")
        words = Style(color=row.color, dim=False)
        return Strip(
            [
                Segment(_HERE[0], bar),
                Segment(_HERE[1:], row + meta),
                *(Segment(text, (style or row) + words) for text, style, _ in strip),
            ]
        )
