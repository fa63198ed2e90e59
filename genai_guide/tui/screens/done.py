"""After the sign-off: where the summary is, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.record.draft import SignedRevision
from genai_guide.tui.display import format_day, format_level, literal, stack
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.screens.verdict import task_line
from genai_guide.tui.widgets.reading import Reading


class DoneScreen(GuideScreen):
    """Says what was written, and what to do next.

    Args:
        key: The fingerprint of the key that signed.
        before: The summary whose place this one takes.
    """

    HELP: ClassVar[str | None] = (
        "The summary is written. Send the file to legal and to the contact."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "app.quit", "leave"),
        Binding("escape", "app.pop_screen", "back"),
        Binding("n", "app.new", "another use"),
    ]

    takes_undo = False
    IDLE = ("undo", "redo")
    """What keys of all screens do elsewhere, and not here."""

    def __init__(self, key: str, before: SignedRevision | None) -> None:
        super().__init__()
        self._key = key
        self._before = before

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Reading(Static(id="text", markup=False))

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one(Reading).focus()

    def paint(self) -> None:
        """Say where the summary is."""
        super().paint()
        level = self.assessment.lowest
        rows = [
            literal("Signed. The summary is in", "bold"),
            literal(str(self.guide.summary)),
            *self._revision(),
            literal(f"Signed with your key {self._key}"),
            literal(""),
            literal(format_level(level), "bold"),
            literal(level.sentence),
            literal(""),
            literal("What to do next", "bold underline"),
            literal(
                "- Send the file to legal and to your contact; any editor opens it."
            ),
            literal("- Legal compares that key with you, over the phone."),
            *(task_line(task, self.text_width) for task, _ in self.assessment.tasks),
        ]
        self.query_one("#text", Static).update(stack(*rows))

    def _revision(self) -> Iterator[Content]:
        before = self._before
        if before:
            yield literal(
                f"Revision {before.revision + 1}: it takes the place of the one signed"
                f" on {format_day(before.at)}."
            )
