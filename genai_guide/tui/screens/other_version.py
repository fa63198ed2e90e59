"""What becomes of a draft of another version, before it is continued."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from genai_guide.record.migration import MigratedAnswer, Migration
from genai_guide.rules.pack import OnSaved
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS
from genai_guide.tui.screens.dialogs import (
    SCROLL_BINDINGS,
    Choose,
    dialog_widgets,
    scroll_text,
)
from genai_guide.tui.widgets.choices import ChoiceList, Row

_LONGEST = 120
"""How much of an answer is shown."""


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
        about = (
            f"{path.name}: {migration.describe_versions(version)}."
            " If you continue, a new file is written and this one stays as it is."
        )
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
            if answers:
                lines.append(literal(f"{heading}: {len(answers)}", "bold"))
                lines += map(_format_answer, answers)
                lines.append(literal(""))
        return stack(*lines) if lines else literal("It has no answers.")

    action_scroll = scroll_text


def _format_answer(answer: MigratedAnswer) -> Content:
    tool = f" (tool {answer.tool})" if answer.tool else ""
    why = "" if answer.what is OnSaved.KEEP else f" {answer.why}"
    words = " ".join(answer.answered.split())
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST]}…"
    return literal(f"- {answer.asked}{tool} “{words}”.{why}")
