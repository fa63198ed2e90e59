"""The verdict: what the guidance asks for, why, and what is to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.record.draft import ClosedTask, Evidence, close_task, reopen_task
from genai_guide.record.explanation import NOT_APPLIED, explain
from genai_guide.rules.dates import DATE_LENGTH, format_day
from genai_guide.rules.pack import Task
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import parse_evidence
from genai_guide.text import LONG_LIMIT
from genai_guide.tui.commands import bind
from genai_guide.tui.display import format_level
from genai_guide.tui.screens.base import GuideScreen, text_width
from genai_guide.tui.screens.dialogs import Ask, FormDialog
from genai_guide.tui.verdict_rows import DECIDED, MORE_REASONS, VerdictRow, verdict_rows
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import Field, Form

_DONE_ON, _SHOWN_BY = "on", "by"


class CloseTask(FormDialog[ClosedTask | None]):
    """Asks for the date and the evidence; stays until both are acceptable."""

    HELP: ClassVar[str | None] = (
        "Say when the task was done and what shows it: words, a link, or the path of"
        " a file. The file stays where it is; its size and checksum go into the"
        " record."
    )

    def __init__(self, task: Task, today: date) -> None:
        optional = "" if task.evidence else " (optional)"
        shown_by = f"Evidence: words, a link or a file{optional}"
        fields = [
            Field(
                _DONE_ON,
                "Done on",
                format_day(today),
                limit=DATE_LENGTH,
                today=today,
            ),
            Field(_SHOWN_BY, shown_by, limit=LONG_LIMIT),
        ]
        # The cursor goes where something has to be typed.
        super().__init__(task.text, fields, _SHOWN_BY)
        self._asks_for_evidence = task.evidence

    def action_take(self) -> None:
        """Return both if they are acceptable, or show why not."""
        boxes = self.query_one(Form).boxes
        done_on, shown_by = boxes[_DONE_ON].value, boxes[_SHOWN_BY].value
        boxes[_DONE_ON].tidy()
        if boxes[_DONE_ON].date_fault or not done_on:
            boxes[_DONE_ON].say(boxes[_DONE_ON].date_fault or "this is needed")
        elif not shown_by and self._asks_for_evidence:
            boxes[_SHOWN_BY].say(
                "this task needs evidence: words, a link, or the path of a file"
            )
        else:
            self._measure(done_on, shown_by)

    @work(exclusive=True, description="")
    async def _measure(self, done_on: str, shown_by: str) -> None:
        evidence: Evidence | None = None
        if shown_by:
            try:
                evidence = await asyncio.to_thread(parse_evidence, shown_by)
            except FileError as error:
                self.query_one(Form).boxes[_SHOWN_BY].say(error.sentence)
                return
        self.dismiss(ClosedTask(done_on, evidence))


class VerdictScreen(GuideScreen):
    """Explains the verdict; each reason leads to its question, each task is closed."""

    HELP: ClassVar[str | None] = (
        "What the guidance asks for, and why. Enter opens or closes a part, goes to"
        " the question behind a reason, or marks a task as done."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.pop_screen"),
        bind("app.pop_screen", "", key="left"),
        bind("app.message"),
        bind("app.review"),
        bind("app.sign_off"),
        bind("app.quit", ""),
    ]
    idle = ("verdict",)
    folded: frozenset[str] = frozenset({NOT_APPLIED, MORE_REASONS, DECIDED})
    """The parts that are folded now, by their heading."""
    shown: tuple[VerdictRow, ...] = ()

    def body(self) -> Iterable[Widget]:
        """Return one list; a row that leads nowhere is only read."""
        yield CursorList(id="reasons")

    def on_mount(self) -> None:
        """Have the keys go to the list."""
        self.query_one(CursorList).focus()

    def beside_verdict(self) -> tuple[str, tuple[str, ...]]:
        """Return what is decided and signed."""
        return self.signed_words() or "No decision yet · not signed", ()

    def paint(self) -> None:
        """Show the verdict as it is now; the cursor stays."""
        super().paint()
        today = self.guide.controller.clock().date()
        explanation = explain(
            self.assessment, self.draft.closed, format_level, today, self.draft.note
        )
        width = text_width(self) - 2
        self.shown = tuple(verdict_rows(explanation, width, self.folded))
        rows = self.query_one(CursorList)
        at = rows.highlighted
        rows.set_options(
            # The cursor starts at the first part, and what the verdict says is above.
            Option(row.text, disabled=not number or not row.text.plain)
            for number, row in enumerate(self.shown)
        )
        if at is None:
            rows.action_first()
        else:
            rows.highlighted = min(at, len(self.shown) - 1)

    @on(OptionList.OptionSelected)
    def _follow(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = self.shown[event.option_index]
        if row.part:
            self.folded = self.folded ^ {row.part}
            self.paint()
        elif row.task and not self.guide.may_change():
            return
        elif row.task in self.draft.closed:

            def reopen(agreed: str | None) -> None:
                if agreed:
                    self.guide.apply(reopen_task(self.draft, row.task))

            question = "This task is done. Reopen it? Its evidence is removed."
            dialog = Ask(question, "Reopen it", "Keep it done")
            self.app.push_screen(dialog, reopen)
        elif row.task:

            def close(closed: ClosedTask | None) -> None:
                if closed is not None:
                    self.guide.apply(close_task(self.draft, row.task, closed))

            tasks = self.assessment.tasks
            closing = next(task for task, _ in tasks if task.id == row.task)
            today = self.guide.controller.clock().date()
            self.app.push_screen(CloseTask(closing, today), close)
        elif row.place:
            self.guide.change_from(row.place, "verdict")
