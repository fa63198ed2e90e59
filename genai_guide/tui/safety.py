"""Ending without losing answers: by a signal, by a lost terminal, by an error."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from types import FrameType
from typing import Any

from genai_guide.debug_log import log
from genai_guide.storage.crash_reports import format_error_place, write_crash_report
from genai_guide.text import escape

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")
_HUNG_UP = 129
"""128 and the number of SIGHUP, which Windows does not know."""
LAST_RESORT = 20.0
"""After how many seconds a signal ends a process that does not end by itself."""


class Endings:
    """Saves when a signal comes or the terminal is gone, and then ends the app.

    Args:
        save: Saves everything, and waits for it.
        let_go: Lets other windows have what is open.
        leave: Ends the app with an exit code.
        is_headless: Tells whether the app draws nothing, as in tests.
    """

    def __init__(
        self,
        save: Callable[[], None],
        let_go: Callable[[], None],
        leave: Callable[[int], None],
        is_headless: Callable[[], bool],
    ) -> None:
        self._save = save
        self._let_go = let_go
        self._leave = leave
        self._is_headless = is_headless
        self._handlers: dict[int, Any] = {}
        self.signalled = False
        """Whether a signal is ending the app already."""

    def listen(self) -> None:
        """Answer the signals that end a program."""
        loop = asyncio.get_running_loop()

        def answer(number: int, _frame: FrameType | None) -> None:
            # Outside of the loop, which may be waiting for a terminal that is gone.
            last = Timer(LAST_RESORT, os._exit, (128 + number,))
            last.daemon = True
            last.start()
            loop.call_soon_threadsafe(self.end_by_signal, number)

        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # Only the main thread may do this, and nobody else's app runs elsewhere.
            with contextlib.suppress(ValueError):
                if number is not None:
                    self._handlers[number] = signal.signal(number, answer)

    def restore(self) -> None:
        """Restore what answered the signals before."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def end_by_signal(self, number: int) -> None:
        """Save, and end with the code of a signal."""
        self.watch_terminal(128 + number)
        self._save()
        self.signalled = True
        self._leave(128 + number)

    def watch_terminal(self, code: int = _HUNG_UP) -> None:
        """End if nobody is at the other end any more: drawing would wait for ever."""
        if not self._is_headless() and _hung_up():
            self._save()
            self._let_go()
            os._exit(code)


def _hung_up() -> bool:
    if sys.__stdin__ is None or not hasattr(select, "poll"):
        return False
    poll = select.poll()
    try:
        poll.register(sys.__stdin__.fileno(), select.POLLHUP)
        return any(event & select.POLLHUP for _, event in poll.poll(0))
    except (OSError, ValueError):
        return False


def report_crash(error: BaseException | None, reports_dir: Path, now: str) -> list[str]:
    """Write a report of an error, and return the sentences that name it.

    No traceback is shown: its local variables would hold answers.
    """
    if error is None:
        return ["Something went wrong in genai-guide."]
    place = format_error_place(error)
    log("error: %s", place)
    lines = [f"Something went wrong in genai-guide: {place}."]
    if report := write_crash_report(error, reports_dir, now):
        lines.append(f"A report without your answers is in {report}")
    return lines


def print_last_words(words: str) -> None:
    """Print what is left to be said, once the terminal is as it was before."""
    if words:
        print(escape(words), file=sys.__stderr__, flush=True)
