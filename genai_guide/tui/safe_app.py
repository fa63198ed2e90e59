"""An app that never takes answers with it when it ends: signals and errors."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from genai_guide.exit_codes import ExitCode
from genai_guide.tui.screens.too_small import TooSmall, too_small

Result = TypeVar("Result")
_HOPS = 40
"""How many turns of the loop a key may take from widget to screen and back."""
_SIGNALS = ("SIGTERM", "SIGHUP", "SIGINT")
_HIDDEN = ("Screenshot", "Maximize", "Minimize", "Keys", "Quit")


class SafeApp(App[Result]):
    """Saves before it ends, however it ends."""

    def save_now(self) -> None:
        """Bring everything to the disk; waits for it."""

    def place_of_answers(self) -> str:
        """Say, for the message after an error, where the answers are."""
        return ""

    def leave(self, code: int) -> None:
        """End the app with its result."""
        self.exit(return_code=code)

    async def on_event(self, event: events.Event) -> None:
        """Let each key be taken before the next one is given out.

        Keys can come in a burst, from a script or a slow line; without a pause all
        of them would go to the widget that had the focus before the first.
        """
        await super().on_event(event)
        if isinstance(event, events.Key):
            for _ in range(_HOPS):
                await asyncio.sleep(0)

    def on_mount(self) -> None:
        """Answer the signals that end a program by saving."""
        loop = asyncio.get_running_loop()
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            # Windows knows no handlers in the loop; there the last save stands.
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                if number is not None:
                    loop.add_signal_handler(number, self._on_signal, number)

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screen while the window is too small to be read."""
        covered = isinstance(self.screen, TooSmall)
        if too_small(event.size) and not covered:
            self.push_screen(TooSmall())
        elif covered and not too_small(event.size):
            self.pop_screen()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Leave out what writes answers to the disk unasked, or has its own name."""
        for command in super().get_system_commands(screen):
            if command.title not in _HIDDEN:
                yield command

    def _on_signal(self, number: int) -> None:
        self.save_now()
        self.leave(128 + number)

    def _handle_exception(self, error: Exception) -> None:
        self.save_now()
        super()._handle_exception(error)
        self._return_code = ExitCode.INTERNAL

    def _fatal_error(self) -> None:
        """Say what happened without a traceback: its locals would hold answers."""
        error = self._exception
        frames = traceback.extract_tb(error.__traceback__) if error else []
        where = (
            f" in {Path(frames[-1].filename).name}:{frames[-1].lineno}"
            if frames
            else ""
        )
        message = f"genai-guide met an error of its own: {type(error).__name__}{where}."
        self._exit_renderables.append(Text(f"{message}\n{self.place_of_answers()}"))
        self._close_messages_no_wait()
