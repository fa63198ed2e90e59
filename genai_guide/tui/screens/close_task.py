"""Closing a task: since when it is done, and what shows it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Footer, Static

from genai_guide.record.draft import ClosedTask, Evidence
from genai_guide.rules.answers import is_iso_date
from genai_guide.rules.pack import Task
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.reading import parse_path
from genai_guide.text import LONG_LIMIT
from genai_guide.tui.display import literal
from genai_guide.tui.screens.dialogs import FormDialog
from genai_guide.tui.widgets.fields import Field
from genai_guide.tui.widgets.form import Form

_ON, _BY = "on", "by"


class CloseTask(FormDialog[ClosedTask | None]):
    """Asks for the date and the evidence; stays until both can be taken."""

    HELP: ClassVar[str | None] = (
        "Say since when the task is done, and what shows it: the path of a file, which"
        " stays where it is and is measured, or a link."
    )

    def __init__(self, task: Task, today: date) -> None:
        super().__init__()
        self._task_of = task
        self._today = today

    def compose(self) -> ComposeResult:
        """The task and the two fields."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._task_of.text), classes="asked")
            yield Form()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Put the cursor where something has to be typed."""
        wanted = "" if self._task_of.evidence else " (optional)"
        shown_by = f"Shown by a file or a link{wanted}"
        fields = [
            Field(_ON, "Done on (YYYY-MM-DD)", self._today.isoformat()),
            Field(_BY, shown_by, limit=LONG_LIMIT),
        ]
        self.query_one(Form).show(fields, _BY)

    def action_take(self) -> None:
        """Give both back if they can be taken, or say why not."""
        boxes = self.query_one(Form).boxes
        on, by = boxes[_ON].cleaned, boxes[_BY].cleaned
        if not is_iso_date(on):
            boxes[_ON].say("expected a date such as 2026-03-31")
        elif not by and self._task_of.evidence:
            boxes[_BY].say("this task asks for evidence: the path of a file, or a link")
        else:
            self.run_worker(self._measure(on, by), exclusive=True)

    async def _measure(self, on: str, by: str) -> None:
        try:
            evidence = await asyncio.to_thread(_evidence, by) if by else None
        except FileError as problem:
            self.query_one(Form).boxes[_BY].say(problem.sentence)
        else:
            self.dismiss(ClosedTask(on, evidence))


def _evidence(named: str) -> Evidence:
    """Take a link as it is, and measure a file."""
    if named.startswith(("https://", "http://")):
        return Evidence(link=named)
    return measure_evidence(parse_path(named))
