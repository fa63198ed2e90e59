"""The session of the app: one place where it changes, one writer that saves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from textual.message import Message
from textual.screen import Screen

from genai_guide.files.earlier_sessions import open_session, write_beside
from genai_guide.files.errors import FileProblem
from genai_guide.files.session_files import save_session
from genai_guide.files.session_list import new_session_path
from genai_guide.policy.assessment import assess
from genai_guide.policy.pack import Pack
from genai_guide.record import interview
from genai_guide.record import session as sessions
from genai_guide.record.migration import Migration
from genai_guide.record.session import Session
from genai_guide.tui.safe_app import SafeApp
from genai_guide.tui.saving import Writer
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.screens.interview import InterviewScreen
from genai_guide.tui.screens.other_version import OtherVersion
from genai_guide.tui.screens.review import ReviewScreen

PATIENCE = 10.0
"""How many seconds leaving waits for the last save before it asks."""
BackTo = Literal["", "review", "verdict"]
_SHORTLY = 2.0
_PLACE = 2
"""How many screens there are with nothing over the place: an empty one, and it."""


@dataclass(frozen=True)
class GuideResult:
    """What is left when the app has ended."""

    summary: Path | None
    """The summary that was written."""
    session: Path | None
    """The file of the session, if anything was saved."""


class SessionApp(SafeApp[GuideResult]):
    """Holds the one session, which is immutable, and saves it.

    Args:
        pack: The questions and rules.
        session_path: Where the next new session is saved; else in `sessions_dir`.
        sessions_dir: The folder of the saved sessions.
        clock: Gives the time, with its offset.
    """

    @dataclass
    class Saved(Message):
        """The writer is done with the newest session, or has failed."""

        session: Session
        problem: str

    def __init__(
        self,
        pack: Pack,
        *,
        session_path: Path | None,
        sessions_dir: Path,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self.pack = pack
        self.wanted_path = session_path
        self.sessions_dir = sessions_dir
        self.clock = clock
        self.session = sessions.new(pack)
        self.assessment = assess(pack, self.session.answers)
        self.session_path: Path | None = None
        self.summary: Path | None = None
        self.saved = ""
        self._kept = True
        self.returning: BackTo = ""
        """Where to come back to after the next answer."""
        self.writer = Writer(
            lambda path, newest: save_session(path, pack, newest, self.now()),
            self._report,
        )

    def _report(self, session: Session, problem: str) -> None:
        self.post_message(self.Saved(session, problem))

    def now(self) -> str:
        """Tell the time, with its offset."""
        return self.clock().isoformat(timespec="seconds")

    def begin(self) -> None:
        """Start a new use; nothing is written before something is answered."""
        if reason := self.unsaved():
            self.notify(_held(reason), markup=False)
            return
        path = self.wanted_path or new_session_path(self.sessions_dir, self.clock())
        self.wanted_path = None
        self._take(path, sessions.new(self.pack), saved="")

    def open(self, path: Path) -> str | None:
        """Resume a session; say why that is impossible, or `None`.

        One under another version of the questions is shown first.
        """
        if reason := self.unsaved():
            return _held(reason)
        try:
            found = open_session(path, self.pack)
        except FileProblem as problem:
            return problem.sentence
        if found.moved:
            self._ask_to_carry(path, found)
        else:
            self._take(path, found.session, saved="saved")
        return None

    def _ask_to_carry(self, path: Path, found: Migration) -> None:
        """Show what becomes of a session of another version, and go on if wanted."""

        def decided(go_on: bool | None) -> None:  # noqa: FBT001 - a dialog's
            if go_on:
                self._carry(path, found)
            else:
                self.left_alone("Left as it is.")

        self.push_screen(OtherVersion(path, found, self.pack.version), decided)

    def _carry(self, path: Path, found: Migration) -> None:
        try:
            new = write_beside(path, self.pack, found, self.now())
        except FileProblem as problem:
            self.left_alone(problem.sentence)
            return
        self._take(new, found.session, saved="saved")
        said = f"This goes on in {new.name}."
        self.notify(said, markup=False, timeout=20)

    def left_alone(self, said: str) -> None:
        """Say why nothing was opened."""
        self.notify(said, markup=False, timeout=8)

    def unsaved(self) -> str:
        """Wait a little for the last save; say why it is not done, or `""`."""
        if self.writer.wait(_SHORTLY):
            return self.writer.problem
        return "the disk does not answer"

    def _take(self, path: Path, session: Session, saved: str) -> None:
        self.session_path, self.summary, self.saved = path, None, saved
        self.returning = ""
        self._hold(session)
        self.show_place(afresh=True)

    def _hold(self, session: Session) -> None:
        if session.answers != self.session.answers:
            self.assessment = assess(self.pack, session.answers)
            # What was signed before is no longer what is answered here.
            self.summary = None
        self.session = session

    def apply(self, session: Session, *, quietly: bool = False) -> None:
        """Take a change of the session: keep it, save it, show it.

        Args:
            session: The session as it is from now on.
            quietly: Whether the screen shows it already, as with a text being typed.
        """
        if session is self.session:
            return
        self._hold(session)
        self.save()
        if quietly:
            self.repaint_header()
        else:
            self.repaint()

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

    def move(self, change: Callable[[Session], Session]) -> None:
        """Go elsewhere in the interview, once what is being typed is taken in."""
        if not self.settled():
            return
        session = change(self.session)
        if session is not self.session:
            self._hold(session)
            self.save()
        self.show_place()

    def save(self) -> None:
        """Ask the writer to save; a session without answers is not written."""
        begun = self.session.log or self.session.draft or self.session.closed
        if self.session_path and begun:
            self.saved = "saving…"
            self.writer.put(self.session_path, self.session)

    def on_session_app_saved(self, event: Saved) -> None:
        """Say that all is on the disk, or why not."""
        if event.session is self.session:
            self.saved = f"not saved: {event.problem}" if event.problem else "saved"
            self.repaint_header()

    def show_place(self, *, afresh: bool = False) -> None:
        """Show the screen of the place where the session stands."""
        review = interview.here(self.pack, self.session) is None
        if review:
            self.returning = ""
        self.show(ReviewScreen if review else InterviewScreen, afresh=afresh)

    def show(self, kind: type[Screen[None]], *, afresh: bool = False) -> None:
        """Show a screen in place of all that are there.

        Args:
            kind: Which screen.
            afresh: Whether one of the kind that is there gives way to a new one.
        """
        self._uncover()
        if isinstance(self.screen, kind) and not afresh:
            self.repaint()
        elif len(self.screen_stack) > 1:
            self.switch_screen(kind())
        else:
            self.push_screen(kind())

    def show_over(self, kind: type[Screen[None]]) -> None:
        """Show a screen over the place where the session stands."""
        if not isinstance(self.screen, kind):
            self._uncover()
            self.push_screen(kind())

    def _uncover(self) -> None:
        while len(self.screen_stack) > _PLACE:
            self.pop_screen()

    def begun(self) -> bool:
        """Whether a use is open."""
        return self.session_path is not None

    def leave(self, code: int) -> None:
        """End with what is left."""
        path = self.session_path
        kept = path if path and path.exists() else None
        self.exit(GuideResult(self.summary, kept), return_code=int(code))

    def save_now(self) -> None:
        """Bring everything to the disk; waits for it."""
        self._kept = self.writer.wait(PATIENCE)

    def place_of_answers(self) -> str:
        """Say, for the message after an error, where the answers are."""
        if not self.session_path or not self.session.log:
            return ""
        if self.writer.problem or not self._kept:
            why = self.writer.problem or "the disk does not answer"
            return f"The last answers are not saved: {why}."
        return f"Your answers are saved in {self.session_path}"


def _held(reason: str) -> str:
    return f"First save the use that is open; it is not saved: {reason}."
