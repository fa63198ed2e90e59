"""The file of the app's session: saved beside the screen, and never let go unsaved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from genai_guide.record import draft as sessions
from genai_guide.record.draft import Draft
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.tui.safe_app import SafeApp
from genai_guide.workflows.saver import Saver, SaveReport

if TYPE_CHECKING:
    from genai_guide.storage.open_draft import OpenDraft

PATIENCE = 10.0
"""How many seconds leaving waits for the last save before it asks."""
_SHORTLY = 2.0
_LONG = 30.0
"""How many seconds a message stands that says where the answers went."""


class GuideResult(NamedTuple):
    """What is left when the app has ended."""

    summary: Path | None
    """The summary that was written."""
    session: Path | None
    """The file of the session, if anything was saved."""


class SavedApp(SafeApp[GuideResult]):
    """Saves the one session after every change.

    Args:
        pack: The questions and rules.
        clock: Gives the time, with its offset.
    """

    @dataclass
    class Saved(Message):
        """The writer is done with a session, or has failed."""

        session: Draft
        told: str
        problem: str

    def __init__(self, pack: Pack, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.pack = pack
        self.clock = clock
        self.session = sessions.new_draft(pack)
        self.file: OpenDraft | None = None
        """The file of the session; a new one has none before it is first saved."""
        self.new_path: Path | None = None
        """Where a session goes that has no file yet."""
        self.summary: Path | None = None
        self.saved = ""
        """Whether all is saved, as the header says it."""
        self._kept = True
        self._put: Draft | None = None
        self.assessment = assess(pack, self.session.answers)
        self.writer: Saver[OpenDraft] = Saver(
            self._save, self._report, self.reports_dir, self.now
        )

    def _save(self, file: OpenDraft, newest: Draft) -> str:
        """Save, in the writer's thread, with what is worked out already."""
        known = self.assessment
        fits = known.answers == newest.answers
        return file.save(newest, self.now(), known if fits else None)

    def _report(self, report: SaveReport) -> None:
        self.post_message(self.Saved(report.draft, report.message, report.problem))

    def now(self) -> str:
        """Tell the time, with its offset."""
        return self.clock().isoformat(timespec="seconds")

    @property
    def session_path(self) -> Path | None:
        """Where the session is saved, if one is open."""
        return self.file.path if self.file else self.new_path

    @property
    def read_only(self) -> str:
        """Why the open session cannot be changed; empty if it can."""
        return self.file.read_only if self.file else ""

    def keep(self, file: OpenDraft | Path, session: Draft, saved: str) -> None:
        """Have this file, or a new one at this path, and this session from now on."""
        if self.file and self.file is not file:
            self.file.close()
        self.file = None if isinstance(file, Path) else file
        self.new_path = file if isinstance(file, Path) else None
        self.summary = None
        self.saved = "read only" if self.read_only else saved
        self._put = session

    def save(self) -> None:
        """Ask the writer to save; a session without answers is not written."""
        now = self.session
        begun = now.log or now.unfinished or now.closed or now.signed
        if self.new_path and begun and not self.file:
            from genai_guide.storage.open_draft import OpenDraft

            self.file = OpenDraft(self.new_path, self.pack)
        if self.file and begun and not self.read_only:
            self.saved = "saving…"
            self._put = self.session
            self.writer.put(self.file, self.session)

    def on_saved_app_saved(self, event: Saved) -> None:
        """Say that all is on the disk, or why not."""
        if event.told:
            self.say(event.told, _LONG)
        if event.session is self.session:
            self.saved = f"not saved: {event.problem}" if event.problem else "saved"
            self.repaint_header()

    def repaint_header(self) -> None:
        """Show progress, and whether all is saved."""

    def refused(self, session: Draft) -> bool:
        """Say, where the session may only be read, that it stays as it is."""
        if (
            not self.read_only
            or replace(session, position=self.session.position) == self.session
        ):
            return False
        self.say_read_only()
        return True

    def say_read_only(self) -> None:
        """Say why nothing can be changed, once as long as it stands there."""
        self.clear_notifications()
        self.say(f"{sentence(self.read_only)} Ctrl+R tries again.")

    def unsaved(self) -> str:
        """Wait a little for the last save; say why it is not done, or `""`."""
        if self.writer.wait(_SHORTLY):
            return self.writer.problem
        return "the disk does not answer"

    def begun(self) -> bool:
        """Whether a use is open."""
        return self.session_path is not None

    def leave(self, code: int) -> None:
        """End with what is left."""
        path = self.session_path
        kept = path if path and path.exists() and not self.read_only else None
        self.exit(GuideResult(self.summary, kept), return_code=int(code))

    def let_go(self) -> None:
        """Let other windows have the session, once it is saved."""
        if self.writer.wait(_SHORTLY) and self.file:
            self.file.close()

    def part_from(self, path: Path) -> str:
        """Let go of a session if it is the open one; say why that cannot be, or `""`.

        What is left behind is an empty one, which is not written.
        """
        if self.session_path != path:
            return ""
        if reason := self.unsaved():
            return f"not yet: {reason}"
        if self.file:
            self.file.close()
        self.file, self.new_path, self._put = None, None, None
        return ""

    def save_now(self) -> None:
        """Bring everything to the disk; waits for it."""
        if self._put is not self.session:
            self.save()
        self._kept = self.writer.wait(PATIENCE)

    def place_of_answers(self) -> str:
        """Say, for the message after an error, where the answers are."""
        if not self.session_path or not self.session.log or self.read_only:
            return ""
        if self.writer.problem or not self._kept:
            why = self.writer.problem or "the disk does not answer"
            return f"The last answers are not saved: {why}."
        return f"Your answers are saved in {self.session_path}"


def sentence(words: str) -> str:
    """Begin with a capital and end with a full stop."""
    return f"{words[:1].upper()}{words[1:]}."
