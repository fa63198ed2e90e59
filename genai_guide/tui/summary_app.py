"""Summaries in the app: read and verified, and gone on with as a new revision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from genai_guide.record.steps import REVIEW, go_to
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import new_draft_path
from genai_guide.storage.reading import parse_path
from genai_guide.text import LONG_LIMIT
from genai_guide.tui import screens
from genai_guide.tui.session_app import SessionApp, held

if TYPE_CHECKING:
    from genai_guide.record.migration import Migration
    from genai_guide.signing.verification import Verification


class SummaryApp(SessionApp):
    """Opens whatever a person was sent, or has begun."""

    def action_open(self) -> None:
        """Ask for a file, and resume or read it."""
        if not self.settled():
            return
        from genai_guide.tui.widgets.fields import Field

        label = "Path of a session or a summary (.toml)"
        field = Field("path", label, limit=LONG_LIMIT)
        dialog = screens.AskText("Open a file", field, self.unreadable)
        self.push_screen(dialog, self._open_named)

    def _open_named(self, path: str | None) -> None:
        if path is not None and (problem := self.open_file(parse_path(path))):
            self.say(problem)

    def open_file(self, path: Path) -> str | None:
        """Open a session or a summary; say why that is impossible, or `None`."""
        from genai_guide.storage.records import RecordKind, load_file
        from genai_guide.workflows.verify import Verifier

        try:
            file = load_file(path)
        except FileError:
            return self.open(path)  # says why, and offers the copy that was kept
        if file.kind is not RecordKind.SUMMARY:
            return self.open(path)
        try:
            verifier = Verifier(self.pack, self.clock())
            found = verifier.verify_summary(path, file.summary())
        except FileError as problem:
            return problem.sentence
        self.uncover()
        self.push_screen(screens.SummaryScreen(path, found))
        return None

    def unreadable(self, path: str) -> str | None:
        """Say why a file that is named cannot be opened, or `None`."""
        from genai_guide.storage.draft_parser import parse_or_migrate
        from genai_guide.storage.records import RecordKind, load_file

        try:
            file = load_file(parse_path(path))
            if file.kind is RecordKind.SUMMARY:
                file.summary()
            else:
                parse_or_migrate(file.path, file.content, self.pack)
        except FileError as problem:
            return problem.sentence
        return None

    def verified(self, path: Path) -> Verification:
        """Verify a summary as it stands on the disk.

        Raises:
            FileProblem: if it cannot be read, or is no summary.
        """
        from genai_guide.workflows.verify import Verifier

        return Verifier(self.pack, self.clock()).verify(path)

    def revise(self, path: Path, found: Verification) -> str:
        """Ask, and go on with a summary's answers; say why not, or `""`."""
        from genai_guide.workflows.revise import start_revision

        if reason := self.unsaved():
            return held(reason)
        try:
            taken = start_revision(path, found.summary, self.pack)
        except FileError as problem:
            return problem.sentence

        decided_on = found.summary.decision is not None

        def decided(go_on: bool | None) -> None:  # noqa: FBT001 - a dialog's
            if go_on and self._go_on_with(taken) and decided_on:
                self.say("The decision stayed behind.")

        if taken.moved:
            self.push_screen(
                screens.OtherVersion(path, taken, self.pack.version), decided
            )
            return ""
        number = found.summary.statement.revision
        said = (
            "The answers, the notes and the done tasks go on in a new use, to be"
            f" reviewed and signed as revision {number + 1} in the place of this one."
            f"{' The decision stays behind.' * decided_on} This file is not touched."
        )
        if found.result.is_broken:
            said = f"{found.first_line}\n\n{said}"
        self.push_screen(
            screens.AskLong(said, "Begin the new revision", "Leave it as it is"),
            decided,
        )
        return ""

    def _go_on_with(self, taken: Migration) -> bool:
        """Save what was taken over in a new session, and open it, if it can be."""
        from genai_guide.storage.open_draft import OpenDraft

        session = go_to(taken.draft, REVIEW)
        path = new_draft_path(self.sessions_dir, self.clock())
        opened = OpenDraft(path, self.pack)
        opened.migration = replace(taken, draft=session)
        try:
            opened.save(session, self.now())
        except FileError as problem:
            opened.close()
            self.say(problem.sentence)
            return False
        self._go_on_with_file(opened, opened.migration.draft, saved="saved")
        return True
