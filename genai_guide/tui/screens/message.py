"""The message about a use: to read, to copy, and as a file."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.content import Content

from genai_guide.record.message import format_contact_message
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.tui.commands import bind
from genai_guide.tui.display import stack, wrap_hanging
from genai_guide.tui.screens.base import GuideScreen, text_width


class MessageScreen(GuideScreen):
    """Shows the message, ready to be sent."""

    HELP: ClassVar[str | None] = (
        "The message about this use, with its facts, ready to send."
    )
    BINDINGS: ClassVar[list[BindingType]] = [bind("app.pop_screen"), bind("copy")]
    idle = ("message",)

    def text(self) -> Content:
        """Return the message."""
        width = text_width(self)
        lines = self._message().split("\n")
        return stack(*(wrap_hanging(line, width, 0) for line in lines))

    def _message(self) -> str:
        today = self.guide.controller.clock().date()
        return format_contact_message(self.assessment, today)

    def action_copy(self) -> None:
        """Copy the message, and write it to a file: not every terminal copies."""
        message = self._message()
        self.app.copy_to_clipboard(message)
        self._write(message)

    @work(exclusive=True, description="")
    async def _write(self, message: str) -> None:
        path = propose_message_path(self.pack, self.draft, self.guide.summaries_dir)
        try:
            await asyncio.to_thread(write_message, path, message)
        except FileError as error:
            self.guide.say(f"Sent to the clipboard; not written: {error.sentence}")
        else:
            self.guide.say(f"Sent to the clipboard; also written to {path}")
