"""A list whose cursor is seen without colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import OptionList

from genai_guide.tui.commands import bind
from genai_guide.tui.textual_private import option_at_line

_HERE, _ELSEWHERE = "> ", "  "


class CursorList(OptionList):
    """Marks the row of the cursor with a sign; reads no text as markup."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("select"),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - as Textual
        super().__init__(id=id, markup=False)

    @property
    def text_width(self) -> int:
        """How wide a row may be."""
        region = self.scrollable_content_region
        return (region.width or self.app.size.width) - len(_HERE)

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

    def _get_left_gutter_width(self) -> int:
        return len(_HERE)

    def scroll_to_highlight(self, top: bool = False) -> None:  # noqa: FBT001, FBT002
        """Show the row of the cursor; with the first one, what stands above it."""
        super().scroll_to_highlight(top)
        if all(option.disabled for option in self.options[: self.highlighted or 0]):
            self.scroll_home(animate=False)

    def render_line(self, y: int) -> Strip:
        """Put the sign before the first line of the row, and room before the others."""
        strip = super().render_line(y)
        drawn = option_at_line(self, self.scroll_offset.y + y)
        if drawn is None:
            return strip
        option, offset = drawn
        here = option == self.highlighted and not offset
        style = next(iter(strip)).style if len(strip) else None
        # With the meta of the row a click on the sign is a click on the row.
        style = (style or Style()) + Style.from_meta({"option": option})
        return Strip([Segment(_HERE if here else _ELSEWHERE, style), *strip])
