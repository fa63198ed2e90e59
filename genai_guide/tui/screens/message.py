"""The message about a use: to read, to copy, and as a file."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.content import Content

from genai_guide.record.message import SUMMARY, format_contact_message
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import propose_message_path, write_message
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, stack, wrap_hanging
from genai_guide.tui.screens.base import GuideScreen, text_width
from genai_guide.tui.screens.summary_file import COPIED, NOT_SENT


class MessageScreen(GuideScreen):
    """Shows the message, ready to be sent."""

    HELP: ClassVar[str | None] = (
        "A message to your contact about this use, ready to send."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.pop_screen"),
        bind("copy"),
        bind("app.quit", ""),
        bind("screen.write_email"),
    ]
    idle = ("message", "revise")

    def __init__(self) -> None:
        super().__init__()
        self._written = ""
        """Where the e-mail is, or why there is none."""

    def text(self) -> Content:
        """Return the message."""
        width = text_width(self)
        lines = self._message().split("\n")
        rows = [wrap_hanging(line, width, 0) for line in lines]
        if self._written:
            # On top: a long message would hide it.
            rows = [literal(self._written, "bold"), literal(""), *rows]
        return stack(*rows)

    def _message(self) -> str:
        today = self.guide.controller.clock().date()
        attached = [SUMMARY] if self.guide.controller.signed_summary else []
        return format_contact_message(self.assessment, today, attached)

    @work(exclusive=True, description="")
    async def action_write_email(self) -> None:
        """Write the message as an e-mail, with the summary if this is signed."""
        # Imported here: what makes documents is not needed to answer questions.
        from genai_guide.workflows.export import NotSentError, write_email

        try:
            path = await asyncio.to_thread(
                write_email,
                self.guide.summaries_dir,
                self.pack,
                self.draft,
                self.guide.controller.clock(),
                self.guide.controller.signed_summary,
            )
        except (FileError, NotSentError) as error:
            self._written = f"Not written: {error}"
        else:
            self._written = f"The e-mail is in {path}\n{NOT_SENT}"
        self.paint()

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
            self.guide.say(f"{COPIED}. It is in no file: {error.sentence}")
        else:
            self.guide.say(f"{COPIED}. It is also in {path}")
