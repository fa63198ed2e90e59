"""Closing a task: since when it is done, and what shows it."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import ClassVar

from textual import work

from genai_guide.record.draft import ClosedTask, Evidence
from genai_guide.rules.answers import is_iso_date
from genai_guide.rules.pack import Task
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import measure_evidence
from genai_guide.storage.reading import parse_path
from genai_guide.text import LONG_LIMIT
from genai_guide.tui.screens.dialogs import FormDialog
from genai_guide.tui.widgets.fields import Field, Form

_DONE_ON, _SHOWN_BY = "on", "by"


class CloseTask(FormDialog[ClosedTask | None]):
    """Asks for the date and the evidence; stays until both are acceptable."""

    HELP: ClassVar[str | None] = (
        "Say since when the task is done, and what shows it: the path of a file, which"
        " stays where it is and is measured, or a link."
    )

    def __init__(self, task: Task, today: date) -> None:
        optional = "" if task.evidence else " (optional)"
        shown_by = f"Shown by a file or a link{optional}"
        fields = [
            Field(_DONE_ON, "Done on (YYYY-MM-DD)", today.isoformat()),
            Field(_SHOWN_BY, shown_by, limit=LONG_LIMIT),
        ]
        # The cursor goes where something has to be typed.
        super().__init__(task.text, fields, _SHOWN_BY)
        self._asks_for_evidence = task.evidence

    def action_take(self) -> None:
        """Return both if they are acceptable, or show why not."""
        boxes = self.query_one(Form).boxes
        done_on, shown_by = boxes[_DONE_ON].cleaned, boxes[_SHOWN_BY].cleaned
        if not is_iso_date(done_on):
            boxes[_DONE_ON].say("expected a date such as 2026-03-31")
        elif not shown_by and self._asks_for_evidence:
            boxes[_SHOWN_BY].say(
                "this task asks for evidence: the path of a file, or a link"
            )
        else:
            self._measure(done_on, shown_by)

    @work(exclusive=True, description="")
    async def _measure(self, done_on: str, shown_by: str) -> None:
        evidence: Evidence | None = None
        if shown_by.startswith(("https://", "http://")):
            evidence = Evidence(link=shown_by)
        elif shown_by:
            try:
                path = parse_path(shown_by)
                evidence = await asyncio.to_thread(measure_evidence, path)
            except FileError as error:
                self.query_one(Form).boxes[_SHOWN_BY].say(error.sentence)
                return
        self.dismiss(ClosedTask(done_on, evidence))
