"""Saving beside the screen: one thread that always takes the newest session."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from time import sleep
from typing import Generic, TypeVar

from genai_guide.record.draft import Draft
from genai_guide.storage.errors import FileError

File = TypeVar("File")
_FRAME = 0.02
"""How many seconds the screen is given to show an answer."""


class Saver(Generic[File]):
    """Saves sessions, one after the other; of each file only the newest waits.

    Args:
        save: Writes a session; gives what is to be told, raises `FileProblem`.
        report: Called in the writer's thread when the newest session is on the
            disk, with what is to be told, or with the reason why it is not there.
    """

    def __init__(
        self,
        save: Callable[[File, Draft], str],
        report: Callable[[Draft, str, str], None],
    ) -> None:
        self._save = save
        self._report = report
        self._changed = Condition()
        self._next: dict[File, Draft] = {}
        self._busy = False
        self._thread: Thread | None = None
        self.problem = ""
        """Why the session saved last is not on the disk; empty if it is."""

    def put(self, file: File, session: Draft) -> None:
        """Ask for a session to be saved; returns at once."""
        with self._changed:
            self._next[file] = session
            if self._thread is None:
                self._thread = Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing is left to be saved; say whether that came to pass."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not self._next and not self._busy, seconds
            )

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._next)
            # Two threads of python share one core: first what was answered is seen.
            sleep(_FRAME)
            with self._changed:
                file = next(iter(self._next))
                session, self._busy = self._next.pop(file), True
            told, problem = self._attempt(file, session)
            with self._changed:
                self.problem, self._busy = problem, False
                newest = file not in self._next
                self._changed.notify_all()
            if newest or told:
                self._report(session, told, problem)

    def _attempt(self, file: File, session: Draft) -> tuple[str, str]:
        try:
            return self._save(file, session), ""
        except FileError as problem:
            return "", problem.sentence.removeprefix("not saved: ")
        except Exception as error:  # noqa: BLE001 - a dead writer would lose answers silently
            return "", type(error).__name__
