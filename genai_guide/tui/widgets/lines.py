"""The two lines that always stand at the top: the use, and its verdict."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widgets import Static

from genai_guide.record.steps import Progress
from genai_guide.rules.evaluate import Assessment, name_use
from genai_guide.rules.levels import NO_VERDICT, Color, format_label, format_outlook
from genai_guide.tui.display import (
    align_sides,
    format_day,
    format_level,
    literal,
    update_static,
)

_SPACE = 2
LEVEL_COLOURS: dict[Color, str] = {
    "calm": "$text-success",
    "caution": "$text-warning",
    "warning": "$text-warning",
    "danger": "$text-error",
}
"""The theme's colour for each level's."""


class TwoSided(Static):
    """A line with a text at its left and another at its right end."""

    left = right = Content("")

    def show(self, left: Content, right: Content) -> None:
        """Show two texts."""
        self.left, self.right = left, right
        update_static(self, self._arranged(self.app.size.width - _SPACE))

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the texts anew."""
        self.update(self._arranged(event.size.width - _SPACE))

    def _arranged(self, width: int) -> Content:
        return align_sides(self.left, self.right, width)


class Header(TwoSided):
    """The title of the use, and whether it is saved."""

    def _arranged(self, width: int) -> Content:
        room = max(width - self.right.cell_length - 2, 0)
        left = self.left.truncate(room, ellipsis=True)
        return align_sides(left, self.right.truncate(width, ellipsis=True), width)


class Problem(Static):
    """What is wrong, and what to do; hidden while nothing is."""

    def __init__(self) -> None:
        super().__init__(id="problem", markup=False)
        self.display = False

    def say(self, problem: str) -> None:
        """Show what is wrong; `""` hides the line."""
        self.update(literal(f"! {problem}" if problem else ""))
        self.display = bool(problem)


class VerdictLine(Static):
    """The verdict so far, what it can still become, and how far one is."""

    chip = middle = Content("")
    ends: Sequence[str] = ()

    async def on_click(self) -> None:
        """Open the explanation."""
        await self.run_action("app.verdict")

    def assess(
        self, assessment: Assessment, middle: str = "", ends: Sequence[str] = ()
    ) -> None:
        """Show what follows from the answers.

        Args:
            assessment: What follows from them.
            middle: What stands beside the verdict, if not what it can still become.
            ends: What stands at the right, the longest words for it first.
        """
        low, begun = assessment.verdict, assessment.begun
        self.chip, outlook = literal(NO_VERDICT, "bold"), ""
        if begun:
            self.chip = format_chip(format_level(low), low.color)
            outlook = "All answered"
        if begun and not assessment.complete:
            outlook = "Can't go any higher"
            if assessment.highest > low:
                outlook = format_outlook(low, assessment.highest, format_label)
        self.middle, self.ends = literal(middle or outlook), ends
        update_static(self, self._arranged(self.app.size.width - _SPACE))

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the texts anew."""
        update_static(self, self._arranged(event.size.width - _SPACE))

    def _arranged(self, width: int) -> Content:
        """Join as much as there is room for, in one line."""
        left = Content.assemble(self.chip, "  ", self.middle)
        for start in (left, self.chip):
            if not self.ends and start.cell_length <= width:
                return start
            room = width - start.cell_length - _SPACE
            for end in map(literal, (*self.ends, "")):
                if end.cell_length <= room:
                    return align_sides(start, end, width)
        return self.chip.truncate(width, ellipsis=True)


def level_style(color: str) -> str:
    """Return the style of a level's words; none for a colour that is not known."""
    return {str(role): style for role, style in LEVEL_COLOURS.items()}.get(color, "")


def format_chip(level: str, color: Color) -> Content:
    """Format a level on a ground of its colour; without colours it is reversed."""
    return literal(f" {level} ", f"bold reverse {LEVEL_COLOURS[color]}")


def title_of(assessment: Assessment) -> str:
    """Name a use by its production and what is to be made."""
    named = (" ".join(name.split()) for name in name_use(assessment))
    return " · ".join(filter(None, named))


def progress_words(progress: Progress, signed: str) -> str:
    """Format how much is answered and left, and what is signed."""
    least, most = progress.least, progress.most
    left = f"{least} to {most} left" if most > least else f"{least} left"
    done = [f"{progress.answered} answered", left if most else "nothing left"]
    # What is signed was complete, and its revision says more in as much room.
    words = [*(done if most or not signed else ()), signed]
    return " · ".join(word for word in words if word)


def signed_words(revision: int, at: str, *, changed: bool = False) -> str:
    """Format which revision is signed and since when, or that it no longer is."""
    if changed:
        return f"changed since revision {revision}"
    return f"revision {revision} signed {format_day(at)}"
