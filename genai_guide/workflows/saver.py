"""Saving beside the screen: one thread that always takes the newest draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition, Thread
from time import sleep
from typing import Generic, TypeVar

from genai_guide.record.draft import Draft
from genai_guide.storage.crash_reports import format_error_place, write_crash_report
from genai_guide.storage.errors import FileError

File = TypeVar("File")
_FRAME = 0.02
"""How many seconds the screen is given to show an answer."""


@dataclass(frozen=True)
class SaveReport:
    """How saving a draft went."""

    draft: Draft
    message: str = ""
    """What the person should know: for instance that a copy was made."""
    problem: str = ""
    """Why it is not on the disk; empty if it is."""


class Saver(Generic[File]):
    """Saves drafts, one after the other; of each file only the newest waits.

    Args:
        save: Writes a draft; returns what the person should know, raises `FileError`.
        on_save: Called in this thread when the newest draft of a file is on the disk,
            or when it could not be saved.
        reports_dir: Where unforeseen errors are reported.
        now: Returns the time, with its offset.
    """

    def __init__(
        self,
        save: Callable[[File, Draft], str],
        on_save: Callable[[SaveReport], None],
        reports_dir: Path,
        now: Callable[[], str],
    ) -> None:
        self._save = save
        self._on_save = on_save
        self._reports_dir = reports_dir
        self._now = now
        self._reported: dict[str, Path | None] = {}
        self._changed = Condition()
        self._next: dict[File, Draft] = {}
        self._busy = False
        self._thread: Thread | None = None
        self.problem = ""
        """Why the draft saved last is not on the disk; empty if it is."""

    def put(self, file: File, draft: Draft) -> None:
        """Ask for a draft to be saved; returns at once."""
        with self._changed:
            self._next[file] = draft
            if self._thread is None:
                self._thread = Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to be saved; return whether that is so."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._next and not self._busy, seconds
            )

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._next)
            # Two threads of Python share one core: first the answer is seen.
            sleep(_FRAME)
            with self._changed:
                file = next(iter(self._next))
                draft, self._busy = self._next.pop(file), True
            report = self._attempt(file, draft)
            with self._changed:
                self.problem, self._busy = report.problem, False
                newest = file not in self._next
                self._changed.notify_all()
            if newest or report.message:
                self._on_save(report)

    def _attempt(self, file: File, draft: Draft) -> SaveReport:
        try:
            return SaveReport(draft, self._save(file, draft))
        except FileError as error:
            return SaveReport(draft, problem=error.reason)
        except Exception as error:  # noqa: BLE001 - a dead thread would lose answers silently
            place = format_error_place(error)
            if place not in self._reported:  # one report for each place
                report = write_crash_report(error, self._reports_dir, self._now())
                self._reported[place] = report
            report = self._reported[place]
            where = f"; the report is in {report}" if report else ""
            problem = f"an error in genai-guide: {place}{where}"
            return SaveReport(draft, problem=problem)
