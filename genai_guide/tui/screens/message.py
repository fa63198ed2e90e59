"""The message to the contact: to read, to copy, and as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.record.message import format_contact_message
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.tui.display import literal, stack, wrap_hanging
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.widgets.reading import Reading


class MessageScreen(GuideScreen):
    """Shows the message, ready to be sent."""

    HELP: ClassVar[str | None] = (
        "The message to the contact, with the facts of the use, ready to be sent."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("c", "copy", "copy, and write to a file"),
    ]

    IDLE = ("message",)
    """What keys of all screens do elsewhere, and not here."""

    def body(self) -> Iterable[Widget]:
        """One text."""
        yield Reading(Static(id="text", markup=False))

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one(Reading).focus()

    @property
    def message(self) -> str:
        """The message as it is now."""
        return format_contact_message(self.assessment)

    def paint(self) -> None:
        """Show the message as it is now."""
        super().paint()
        lines = self.message.split("\n")
        text = stack(*(wrap_hanging(line, self.text_width, 0) for line in lines))
        self.query_one("#text", Static).update(text if lines else literal(""))

    def action_copy(self) -> None:
        """Send it to the clipboard, and write it, as not every terminal copies."""
        self.app.copy_to_clipboard(self.message)
        self.run_worker(self._write(), exclusive=True)

    async def _write(self) -> None:
        path = propose_message_path(self.pack, self.session, self.guide.summaries_dir)
        try:
            await asyncio.to_thread(write_message, path, self.message)
        except FileError as problem:
            self.guide.say(f"Sent to the clipboard; not written: {problem.sentence}")
        else:
            self.guide.say(f"Sent to the clipboard; also written to {path}")
