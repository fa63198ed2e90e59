"""Being stopped and continued by a shell: the terminal is left, and taken back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from typing import Any


class JobControl:
    """Answers the signals that stop and continue a program.

    Textual answers them within the signal's handler, where it may wait for ever for a
    lock that the interrupted code holds. It also expects to be told before it stops,
    and whoever sends SIGSTOP tells nobody.

    Args:
        leave: Puts the terminal back into the state that a shell needs.
        take: Takes the terminal, and draws everything anew.
    """

    def __init__(self, leave: Callable[[], None], take: Callable[[], None]) -> None:
        self._leave = leave
        self._take = take
        self._has_left = False
        self._handlers: dict[int, Any] = {}

    def listen(self) -> None:
        """Answer the signals, where the system has them."""
        loop = asyncio.get_running_loop()
        for name, act in {"SIGTSTP": self._stop, "SIGCONT": self._continue}.items():
            number = getattr(signal, name, None)
            # Only the main thread may do this, and nobody else's app runs elsewhere.
            with contextlib.suppress(ValueError):
                if number is not None:
                    self._handlers[number] = signal.signal(
                        number, lambda *_, act=act: loop.call_soon_threadsafe(act)
                    )

    def restore(self) -> None:
        """Restore what answered the signals before Textual did."""
        for number in self._handlers:
            signal.signal(number, signal.SIG_DFL)

    def _stop(self) -> None:
        self._leave()
        self._has_left = True
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self) -> None:
        if not self._has_left:
            self._leave()
        self._has_left = False
        self._take()
