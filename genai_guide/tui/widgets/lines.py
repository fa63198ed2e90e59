"""The two lines that always stand at the top: where we are, and the verdict."""

from __future__ import annotations

from operator import attrgetter
from typing import get_args

from textual import events
from textual.content import Content
from textual.widgets import Static

from genai_guide.record.steps import Progress
from genai_guide.rules.evaluate import Assessment, field_values
from genai_guide.rules.levels import NO_VERDICT, Color, format_outlook
from genai_guide.tui.display import align_sides, format_level, literal, update_static

_SPACE = 2
_DATE_LENGTH = 10


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
    """The title of the use, how far it is, and whether it is saved."""

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


class VerdictLine(TwoSided):
    """The verdict so far, and what it can still become; a click explains it."""

    async def on_click(self) -> None:
        """Open the explanation."""
        await self.run_action("app.verdict")

    def assess(self, assessment: Assessment) -> None:
        """Show what follows from the answers."""
        low, high, begun = assessment.verdict, assessment.highest, assessment.begun
        level, outlook = format_level(low), "All questions are answered"
        if not begun:
            level, outlook = NO_VERDICT, ""
        elif not assessment.complete:
            level += " so far"
            outlook = format_outlook(low, high, attrgetter("label"))
        self.show(literal(level, "bold"), literal(outlook))
        for color in get_args(Color):
            self.set_class(begun and color == low.color, f"-{color}")


def title_of(assessment: Assessment) -> str:
    """Name a use by its production and what is to be made."""
    named = (
        field_values(assessment, "production").get("title", ""),
        field_values(assessment, "use").get("description", ""),
    )
    return " · ".join(" ".join(name.split()) for name in named if name)


def progress_words(progress: Progress, saved: str, signed: str = "") -> str:
    """Format how much is answered and left, what is signed, and whether it is saved."""
    least, most = progress.least, progress.most
    left = f"{least} to {most} left" if most > least else f"{least} left"
    done = [f"{progress.answered} answered", left if most else "nothing left"]
    # What is signed was complete, and its revision says more in as much room.
    words = [*(done if most or not signed else ()), signed, saved]
    return " · ".join(word for word in words if word)


def signed_words(revision: int, at: str, *, changed: bool = False) -> str:
    """Format which revision is signed and since when, or that it no longer is."""
    if changed:
        return f"changed since revision {revision}"
    return f"revision {revision} signed {at[:_DATE_LENGTH]}"
