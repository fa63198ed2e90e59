"""Saving beside the screen: one thread that always takes the newest session."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Condition, Thread

from genai_guide.files.errors import FileProblem
from genai_guide.record.session import Session

Save = Callable[[Path, Session], None]
Report = Callable[[Session, str], None]


class Writer:
    """Saves sessions, one after the other; of each file only the newest waits.

    Args:
        save: Writes a session; raises `FileProblem`.
        report: Called in the writer's thread when the newest session is on the
            disk, or with the reason why it is not.
    """

    def __init__(self, save: Save, report: Report) -> None:
        self._save = save
        self._report = report
        self._changed = Condition()
        self._next: dict[Path, Session] = {}
        self._busy = False
        self._thread: Thread | None = None
        self.problem = ""
        """Why the session saved last is not on the disk; empty if it is."""

    def put(self, path: Path, session: Session) -> None:
        """Ask for a session to be saved; returns at once."""
        with self._changed:
            self._next[path] = session
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
                path = next(iter(self._next))
                session, self._busy = self._next.pop(path), True
            problem = self._attempt(path, session)
            with self._changed:
                self.problem, self._busy = problem, False
                newest = path not in self._next
                self._changed.notify_all()
            if newest:
                self._report(session, problem)

    def _attempt(self, path: Path, session: Session) -> str:
        try:
            self._save(path, session)
        except FileProblem as problem:
            return problem.sentence.removeprefix("not saved: ")
        except Exception as error:  # noqa: BLE001 - a dead writer would lose answers silently
            return type(error).__name__
        return ""
