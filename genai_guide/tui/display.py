"""How texts are put on the screen: literally, never as markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from textual.content import Content
from textual.widgets import Static

from genai_guide.rules import dates
from genai_guide.rules.levels import Level
from genai_guide.text import escape

HEADING, PALE = "bold $text-primary", "$text-muted"
"""The styles of a heading, and of what stands behind the rest."""
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60


def literal(text: str, style: str = "") -> Content:
    """Return any text as it stands: brackets stay, controls become visible."""
    content = Content(escape(text))
    return content.stylize(style) if style else content


def update_static(static: Static, content: Content) -> bool:
    """Show a text; if it is shown already, spare laying out the screen anew."""
    now = static.content
    if isinstance(now, Content) and now.is_same(content):
        return False
    static.update(content)
    return True


def format_quote(text: str) -> Content:
    """Format a quotation between curly quotes."""
    return literal(f"“{text}”", "italic")


def stack(*rows: Content) -> Content:
    """Join texts, one under the other."""
    return Content("\n").join(rows)


def table_row(cells: Iterable[Content], widths: Iterable[int], gap: int = 1) -> Content:
    """Join cells in columns; a column of no width is left out."""
    return literal(" " * gap).join(
        cell.truncate(width, ellipsis=True, pad=True)
        for cell, width in zip(cells, widths, strict=True)
        if width
    )


def wrap_hanging(text: str, width: int, indent: int) -> Content:
    """Wrap a text so that its further lines stand under its first."""
    lines = literal(text).wrap(max(width - indent, 8))
    return Content("\n" + " " * indent).join(lines)


def wrap_indented(
    text: str, width: int, indent: int, style: str = "", *, hang: int = 0
) -> Content:
    """Wrap a text that is indented; its further lines by `hang` more."""
    wrapped = wrap_hanging(text, width, indent + hang)
    return Content.assemble(" " * indent, wrapped.stylize(style) if style else wrapped)


def align_sides(left: Content, right: Content, width: int) -> Content:
    """Join a text at the left and one at the right, in two lines if too narrow."""
    gap = width - left.cell_length - right.cell_length
    if gap <= 1 and right.cell_length:
        return stack(left, right)
    return Content.assemble(left, " " * max(gap, 0), right)


def format_level(level: Level) -> str:
    """Format a level with its sign, so that it is told without colour."""
    return f"{level.sign} {level.title}"


def format_day(at: str) -> str:
    """Format on which day something was, from its time as ISO 8601."""
    try:
        return dates.format_day(datetime.fromisoformat(at))
    except ValueError:
        return "an unknown day"


def format_age(saved: str, now: datetime) -> str:
    """Format when something was saved, the less exactly the longer ago."""
    try:
        seconds = (now - datetime.fromisoformat(saved)).total_seconds()
    except (ValueError, TypeError):
        return "unknown"
    if not 0 <= seconds < _DAY:
        return format_recent_day(saved, now)
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    return f"{int(seconds // _HOUR)} h ago"


def format_recent_day(at: str, now: datetime) -> str:
    """Format on which day something was: of another year only the month."""
    try:
        day = datetime.fromisoformat(at).astimezone(now.tzinfo).date()
    except (ValueError, OverflowError):
        return "unknown"
    days = (now.date() - day).days
    if days in (0, 1):
        return ("today", "yesterday")[days]
    return f"{day.day} {day:%b}" if day.year == now.year else f"{day:%b %Y}"
