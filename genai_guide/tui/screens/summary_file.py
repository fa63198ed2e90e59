"""What can be done with the file of a summary: find it, print it, send it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from textual import work

from genai_guide.storage.errors import FileError
from genai_guide.storage.open_folder import open_folder
from genai_guide.text import escape_line
from genai_guide.tui.screens.base import SizedScreen

COPIED = "Copied, if your terminal allows it"
NOT_SENT = "It is not sent. Open it with your mail program."


class SummaryFileScreen(SizedScreen[None]):
    """A screen about a summary, whose file can be found, printed and sent."""

    @property
    def file(self) -> Path:
        """The summary's file."""
        raise NotImplementedError

    @property
    def digest(self) -> str:
        """The digest of the summary that is shown, which alone is sent and printed."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """Show what was done, or why it cannot be."""
        raise NotImplementedError

    def action_open_folder(self) -> None:
        """Show the summary's folder in the file manager."""
        self._act(lambda: open_folder(self.file.absolute().parent), "")

    def action_copy_path(self) -> None:
        """Copy where the summary is."""
        # A line feed in it would be a command where it is pasted.
        path = escape_line(str(self.file.absolute()))
        self.app.copy_to_clipboard(path)
        self.say(f"{COPIED}: {path}")

    def action_write_pdf(self) -> None:
        """Write the PDF of the summary beside it."""
        # Imported here: what makes documents is not needed to answer questions.
        from genai_guide.report.pdf import PAPERS
        from genai_guide.workflows.export import write_pdf

        controller, chosen = self.guide.controller, self.guide.settings.paper
        paper = chosen if chosen in PAPERS else "a4"

        def write() -> str:
            pack, now = controller.pack, controller.clock()
            path = write_pdf(self.file, pack, now, paper, self.digest)
            return f"The PDF is in {escape_line(str(path))}"

        self._act(write, "No PDF: ")

    def action_write_email(self) -> None:
        """Write an e-mail with the summary attached, beside it."""
        # Imported here: what makes documents is not needed to answer questions.
        from genai_guide.workflows.export import write_summary_email

        controller = self.guide.controller

        def write() -> str:
            pack, now = controller.pack, controller.clock()
            path = write_summary_email(self.file, pack, now, self.digest)
            return f"The e-mail is in {escape_line(str(path))}\n{NOT_SENT}"

        self._act(write, "Not written: ")

    @work(exclusive=True, group="file", description="")
    async def _act(self, act: Callable[[], str | None], failed: str) -> None:
        """Act beside the screen, and say what came of it."""
        # Imported here: what makes documents is not needed to answer questions.
        from genai_guide.report.pdf import PdfError
        from genai_guide.workflows.export import NotSentError

        try:
            done = await asyncio.to_thread(act)
        except (FileError, PdfError, NotSentError) as error:
            self.say(f"{failed}{error}")
        else:
            self.say(done or "")
