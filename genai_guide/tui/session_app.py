"""The session of the app: one place where it changes, one writer that saves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from textual.screen import Screen

from genai_guide.record import draft as sessions
from genai_guide.record import steps as interview
from genai_guide.record.draft import Draft
from genai_guide.record.steps import Step
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import new_draft_path
from genai_guide.tui import screens
from genai_guide.tui.saved_app import SavedApp, sentence
from genai_guide.tui.screens.base import GuideScreen

if TYPE_CHECKING:
    from genai_guide.storage.open_draft import OpenDraft

BackTo = Literal["", "review", "verdict"]


class SessionApp(SavedApp):
    """Holds the one session, which is immutable, and shows where it stands.

    Args:
        pack: The questions and rules.
        session_path: Where the next new session is saved; else in `sessions_dir`.
        sessions_dir: The folder of the saved sessions.
        clock: Gives the time, with its offset.
    """

    def __init__(
        self,
        pack: Pack,
        *,
        session_path: Path | None,
        sessions_dir: Path,
        clock: Callable[[], datetime],
    ) -> None:
        self.reports_dir = sessions_dir.parent / "crashes"
        super().__init__(pack, clock)
        self.wanted_path = session_path
        self.sessions_dir = sessions_dir
        self.step: Step | None = None
        """Where the session stands; `None` in the review."""
        self.returning: BackTo = ""
        """Where to come back to after the next answer."""

    def begin(self) -> None:
        """Start a new use; nothing is written before something is answered."""
        if reason := self.unsaved():
            self.say(held(reason))
            return
        path = self.wanted_path or new_draft_path(self.sessions_dir, self.clock())
        self.wanted_path = None
        self._go_on_with_file(path, sessions.new_draft(self.pack), saved="")

    def open(self, path: Path) -> str | None:
        """Resume a session; say why that is impossible, or `None`.

        One under another version of the questions is shown first.
        """
        from genai_guide.storage.open_draft import OpenDraft

        if reason := self.unsaved():
            return held(reason)
        if self.file:
            # It may be the same file; if this fails, the next save holds it again.
            self.file.close()
        try:
            opened = OpenDraft.resume(path, self.pack, self.now())
        except FileError as problem:
            return problem.sentence
        if opened.migration.moved:
            self._ask_to_carry(opened)
        else:
            self._go_on_with_file(opened, opened.migration.draft, saved="saved")
            self._say_how_it_is_held(opened)
        return None

    def _say_how_it_is_held(self, opened: OpenDraft) -> None:
        if opened.unlocked:
            self.say(opened.unlocked, 20)
        if opened.read_only:
            said = sentence(opened.read_only)
            dialog = screens.Ask(said, "Try again", "Read it, and change nothing")
            self.push_screen(dialog, lambda again: self.try_again() if again else None)

    def try_again(self) -> None:
        """Open once more what another window held."""
        if self.session_path and (problem := self.open(self.session_path)):
            self.say(problem)

    def _ask_to_carry(self, opened: OpenDraft) -> None:
        """Show what becomes of a session of another version, and go on if wanted."""

        def decided(go_on: bool | None) -> None:  # noqa: FBT001 - a dialog's
            if go_on:
                self._carry(opened)
            else:
                opened.close()
                self.say("Left as it is.")

        screen = screens.OtherVersion(opened.path, opened.migration, self.pack.version)
        self.push_screen(screen, decided)

    def _carry(self, opened: OpenDraft) -> None:
        try:
            carried = opened.carry(self.now())
        except FileError as problem:
            opened.close()
            self.say(problem.sentence)
            return
        self._go_on_with_file(carried, carried.migration.draft, saved="saved")
        self.say(f"This goes on in {carried.path.name}.", 20)

    def _go_on_with_file(
        self, file: OpenDraft | Path, found: Draft, saved: str
    ) -> None:
        session = interview.normalize_position(self.pack, found)
        self.keep(file, session, saved)
        self.returning = ""
        self._hold(session)
        self.show_place(afresh=True)

    def _hold(self, session: Draft) -> None:
        if session.answers != self.session.answers:
            self.assessment = assess(self.pack, session.answers)
            # What was signed before is no longer what is answered here.
            self.summary = None
        self.session = session
        self.step = interview.current_step(self.pack, session, self.assessment.status)

    def accept(self, session: Draft) -> bool:
        """Take a change of the session and save it; say whether it may be changed."""
        if self.refused(session):
            return False
        self._hold_and_save(session)
        return True

    def apply(self, session: Draft) -> None:
        """Take a change of the session, save it, show it."""
        if session is not self.session:
            self.accept(session)
            self.repaint()

    def _hold_and_save(self, session: Draft) -> None:
        if session is not self.session:
            self._hold(session)
            self.save()

    @property
    def front(self) -> GuideScreen | None:
        """The screen in front, if it is about the session and stands already."""
        # While the app ends, the writer may still report, and no screen is there.
        screen = self.screen_stack[-1] if self.screen_stack else None
        return screen if isinstance(screen, GuideScreen) and screen.is_mounted else None

    def repaint(self) -> None:
        """Show the session on the screen in front."""
        if self.front:
            self.front.paint()

    def repaint_header(self) -> None:
        """Show progress, and whether all is saved."""
        if self.front:
            self.front.paint_header()

    def settled(self) -> bool:
        """Take in what is being typed; say whether one may go elsewhere."""
        return not self.front or self.front.settle()

    def move(self, change: Callable[[Draft], Draft]) -> None:
        """Go elsewhere in the interview, once what is being typed is taken in."""
        if not self.settled():
            return
        self._hold_and_save(change(self.session))
        self.show_place()

    def show_place(self, *, afresh: bool = False) -> None:
        """Show the screen of the place where the session stands."""
        if self.step is None:
            self.returning = ""
            self.show(screens.ReviewScreen, afresh=afresh)
        else:
            self.show(screens.InterviewScreen, afresh=afresh)

    def show(self, kind: type[Screen[None]], *, afresh: bool = False) -> None:
        """Show a screen in place of all that are there.

        Args:
            kind: Which screen.
            afresh: Whether one of the kind that is there gives way to a new one.
        """
        if not self.screen_stack:
            return  # the app is about to begin with it
        self.uncover()
        if isinstance(self.screen, kind) and not afresh:
            self.repaint()
        else:
            self.switch_screen(kind())

    def show_over(self, kind: type[Screen[None]]) -> None:
        """Show a screen over the place where the session stands."""
        if not isinstance(self.screen, kind):
            self.uncover()
            self.push_screen(kind())

    def uncover(self) -> None:
        """Take away what stands over the place."""
        while len(self.screen_stack) > 1:
            self.pop_screen()


def held(reason: str) -> str:
    """Say why nothing else can be opened now."""
    return f"First save the use that is open; it is not saved: {reason}."
