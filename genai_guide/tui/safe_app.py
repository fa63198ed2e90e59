"""An app that never takes answers with it when it ends: signals and errors."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Timer
from types import FrameType, MappingProxyType
from typing import Any, TypeVar

from textual import events

from genai_guide.debug_log import log
from genai_guide.exit_codes import ExitCode
from genai_guide.storage.crash_reports import format_error_place, write_crash_report
from genai_guide.text import escape
from genai_guide.tui.screens.too_small import TooSmall, too_small
from genai_guide.tui.themed_app import ThemedApp

Result = TypeVar("Result")
_HOPS = 40
"""How many turns of the loop a key may take from widget to screen and back."""
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT", "SIGBREAK")
_HUNG_UP = 129
"""128 and the number of SIGHUP, which Windows does not know."""
_WATCH = 1.0
_LAST_RESORT = 20.0
"""After how many seconds a signal ends a process that does not end by itself."""


class SafeApp(ThemedApp[Result]):
    """Saves before it ends, however it ends."""

    clock: Callable[[], datetime]
    """Gives the time, with its offset."""
    _handlers: Mapping[int, Any] = MappingProxyType({})
    """What answered a signal before, by its number."""
    _signalled = False
    """Whether a signal is ending the app already."""
    reports_dir: Path
    """Where it is written down where an error was."""
    _last_words = ""

    def save_now(self) -> None:
        """Bring everything to the disk; waits for it."""

    def let_go(self) -> None:
        """Let other windows have what is open here."""

    def place_of_answers(self) -> str:
        """Say, for the message after an error, where the answers are."""
        return ""

    def say(self, message: str, seconds: float = 8) -> None:
        """Say something in passing; never the only place where it stands."""
        said = escape(message)
        for one in list(self._notifications):
            if one.message == said:
                self._unnotify(one, refresh=False)
        self.notify(said, markup=False, timeout=seconds)

    def leave(self, code: int) -> None:
        """End the app with its result."""
        self.exit(return_code=code)

    async def on_event(self, event: events.Event) -> None:
        """Let each key be taken before the next one is given out.

        Keys can come in a burst, from a script or a slow line; without a pause all
        of them would go to the widget that had the focus before the first.
        """
        if isinstance(event, events.Key) and not event.is_printable:
            log("key %s", event.key)
        await super().on_event(event)
        if isinstance(event, events.Key):
            for _ in range(_HOPS):
                await asyncio.sleep(0)

    def on_mount(self) -> None:
        """Answer the signals that end a program by saving."""
        loop = asyncio.get_running_loop()
        before = dict[int, Any]()

        def signalled(number: int, _frame: FrameType | None) -> None:
            # Outside of the loop, which may be waiting for a terminal that is gone.
            last = Timer(_LAST_RESORT, os._exit, (128 + number,))
            last.daemon = True
            last.start()
            loop.call_soon_threadsafe(self._on_signal, number)

        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # Only the main thread may do this, and nobody else's app runs elsewhere.
            with contextlib.suppress(ValueError):
                if number is not None:
                    before[number] = signal.signal(number, signalled)
        self._handlers = before
        self.set_interval(_WATCH, self._watch_terminal)

    async def on_unmount(self) -> None:
        """Give back what others may want: the signals, and what is open."""
        await asyncio.to_thread(self.let_go)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screen while the window is too small to be read."""
        covered = isinstance(self.screen, TooSmall)
        if too_small(event.size) and not covered:
            self.push_screen(TooSmall())
        elif covered and not too_small(event.size):
            self.pop_screen()

    def _on_signal(self, number: int) -> None:
        self._watch_terminal(128 + number)
        self.save_now()
        self._signalled = True
        self.leave(128 + number)

    def _watch_terminal(self, code: int = _HUNG_UP) -> None:
        """End when nobody is at the other end any more: drawing would wait for ever."""
        if not self.is_headless and _hung_up():
            self.save_now()
            self.let_go()
            os._exit(code)

    def panic(self, *_renderables: object) -> None:
        """End after an error, without what the toolkit would show of it."""
        self._watch_terminal()
        self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        with contextlib.suppress(Exception):  # the error may be about saving itself
            self.save_now()
        if self._signalled:
            # A screen that was just coming up no longer finds its own widgets.
            return
        super()._handle_exception(error)
        self._return_code = ExitCode.INTERNAL

    def _fatal_error(self) -> None:
        """Say what happened without a traceback: its locals would hold answers."""
        lines = ["genai-guide met an error of its own."]
        if self._exception:
            log("error: %s", format_error_place(self._exception))
            now = self.clock().isoformat(timespec="seconds")
            report = write_crash_report(self._exception, self.reports_dir, now)
            place = format_error_place(self._exception)
            lines = [f"genai-guide met an error of its own: {place}."]
            if report:
                lines.append(f"Where it was, without any answer, stands in {report}")
        lines.append(self.place_of_answers())
        self._last_words = escape("\n".join(filter(None, lines)))
        self._return_code = ExitCode.INTERNAL
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Print our own words alone, once the terminal is as it was before."""
        if self._last_words:
            print(self._last_words, file=sys.__stderr__, flush=True)
        self._last_words = ""


def _hung_up() -> bool:
    """Whether nobody is at the other end of the terminal any more."""
    if sys.__stdin__ is None or not hasattr(select, "poll"):
        return False
    poll = select.poll()
    try:
        poll.register(sys.__stdin__.fileno(), select.POLLHUP)
        return any(event & select.POLLHUP for _, event in poll.poll(0))
    except (OSError, ValueError):
        return False
