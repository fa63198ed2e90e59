"""What becomes of a draft of another version, before it is continued."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from genai_guide.record.migration import Migration
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS
from genai_guide.tui.screens.dialogs import (
    SCROLL_BINDINGS,
    Choose,
    dialog_widgets,
    scroll_text,
)
from genai_guide.tui.widgets.choices import ChoiceList, Row


class OtherVersion(Choose):
    """Shows what becomes of each answer; nothing is changed before a choice.

    Args:
        path: The draft's file, or the summary.
        migration: What becomes of its answers.
        version: The version of the questions now.
    """

    HELP: ClassVar[str | None] = (
        "The questions have changed. This lists what happens to each answer. PgUp and"
        " PgDn scroll. Nothing is written until you choose to continue."
    )
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [*SCROLL_BINDINGS]

    def __init__(self, path: Path, migration: Migration, version: str) -> None:
        about = migration.describe_continuing(path.name, version)
        rows = [Row("", "Leave it as it is"), Row("do", "Continue in a new file")]
        super().__init__(about, rows)
        self._migration = migration

    def compose(self) -> ComposeResult:
        """Show what this is, each answer, the two choices."""
        asked = Static(literal(self._question), classes="asked")
        answers = VerticalScroll(Static(self._answers()), id="findings", classes="told")
        return dialog_widgets(asked, answers, ChoiceList())

    def _answers(self) -> Content:
        lines: list[Content] = []
        for heading, answers in self._migration.groups():
            lines.append(literal(heading, "bold"))
            lines += (literal(f"- {answer}") for answer in answers)
            lines.append(literal(""))
        return stack(*lines) if lines else literal("It has no answers.")

    action_scroll = scroll_text
