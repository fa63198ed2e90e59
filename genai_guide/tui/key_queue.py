"""Keys take effect in the order in which they were pressed, however fast they come.

Text expanders, dictation and slow lines send many keys at once. Textual sends each to
the widget that has the focus when it arrives, and looks bindings up later, when the
keys behind it have long been handled. Here each key waits for the one before it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from genai_guide.tui.textual_private import is_at_work

Input = events.InputEvent | events.Paste
_PATIENCE = 10.0
"""How many seconds a key waits at most for the one before it."""
_NEED_LAYOUT = ("pageup", "pagedown")
"""Keys whose effect depends on how much of a text or a list can be seen."""


class KeyQueue:
    """Holds keys, pastes and clicks back until all that came before them is done.

    Args:
        app: The app.
        handle: Handles one of them, as Textual does.
    """

    def __init__(
        self, app: App[Any], handle: Callable[[Input], Awaitable[None]]
    ) -> None:
        self._app = app
        self._handle = handle
        self._waiting: deque[Input] = deque()
        self._task: asyncio.Task[None] | None = None

    def put(self, event: Input) -> None:
        """Handle an event after those that came before it."""
        self._waiting.append(event)
        if self._task is None:
            self._task = asyncio.create_task(self._handle_waiting())

    def close(self) -> None:
        """Drop what is still waiting."""
        self._waiting.clear()
        if self._task:
            self._task.cancel()

    async def _handle_waiting(self) -> None:
        try:
            while self._waiting:
                event = self._waiting.popleft()
                if not self._app.screen_stack:
                    return  # the app is ending
                if isinstance(event, events.Key) and event.key in _NEED_LAYOUT:
                    await self._app.screen.wait_for_refresh()
                is_text = self._is_text(event)
                await self._handle(event)
                # Letters for one field are in order within its own queue.
                more = is_text and self._waiting and self._is_text(self._waiting[0])
                if not (more or isinstance(event, events.MouseMove)):
                    await self._wait_until_done()
        finally:
            self._task = None

    def _is_text(self, event: Input) -> bool:
        """Tell whether the field that has the focus takes this into its text."""
        field = self._app.focused
        if field is None or not isinstance(event, events.Key):
            return False
        return field.check_consume_key(event.key, event.character)

    async def _wait_until_done(self) -> None:
        """Wait until no widget, no screen and not the app is at work any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while busy := next(filter(is_at_work, self._pumps()), None):
                    done = asyncio.Event()
                    busy.call_later(done.set)
                    await done.wait()

    def _pumps(self) -> Iterator[MessagePump]:
        """Yield all that handle messages, those first that a key goes to."""
        app = self._app
        stack = app.screen_stack
        focused = stack[-1].focused if stack else None
        path = focused.ancestors_with_self if focused else [app]
        widgets = (screen.walk_children(with_self=True) for screen in reversed(stack))
        return chain(path, [app], chain.from_iterable(widgets))
