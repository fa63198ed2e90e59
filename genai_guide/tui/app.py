"""The app: what can be done from anywhere, by key or by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen, Screen

from genai_guide.exit_codes import ExitCode
from genai_guide.record import draft as sessions
from genai_guide.record import steps as interview
from genai_guide.record.draft import Draft, changed_since_signing
from genai_guide.record.steps import REVIEW, TOOLS
from genai_guide.rules.answers import Place
from genai_guide.rules.evaluate import question_status
from genai_guide.rules.pack import Pack
from genai_guide.tui import screens
from genai_guide.tui.commands import GuideCommands
from genai_guide.tui.pasting import whole_pastes
from genai_guide.tui.saved_app import PATIENCE, GuideResult
from genai_guide.tui.session_app import BackTo
from genai_guide.tui.summary_app import SummaryApp

__all__ = ["GuideApp", "GuideResult"]

Change = Callable[[Pack, Draft, str], Draft]


class GuideApp(SummaryApp):
    """Takes one use from the first question to its summary.

    Args:
        pack: The questions and rules.
        start: A session or a summary to open, `"new"`, or `None` for the start screen.
        session_path: Where a new session is saved; by default in `sessions_dir`.
        sessions_dir: The folder of the saved sessions.
        summaries_dir: The folder that summaries are written to.
        clock: Gives the time, with its offset.
        settings_path: Where the choice of a theme is remembered.
    """

    CSS_PATH = "app.tcss"
    TITLE = "GenAI Guide"
    COMMANDS: ClassVar = {GuideCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "help", key_display="F1"),
        Binding("ctrl+p", "command_palette", "commands", show=False, priority=True),
        Binding("ctrl+r", "save_again", show=False, priority=True),
    ]

    def __init__(  # noqa: PLR0913 - all of it is the caller's to say
        self,
        pack: Pack,
        start: Literal["new"] | Path | None = None,
        *,
        session_path: Path | None = None,
        sessions_dir: Path,
        summaries_dir: Path,
        clock: Callable[[], datetime],
        settings_path: Path | None = None,
    ) -> None:
        super().__init__(
            pack, session_path=session_path, sessions_dir=sessions_dir, clock=clock
        )
        whole_pastes()
        self.start = start
        self.summaries_dir = summaries_dir
        self.back_at = ""
        """The question that the review was left for, and has its cursor at again."""
        self.typed_to_sign: tuple[Path | None, dict[str, str]] = None, {}
        """What was typed to sign off the session of a file, and not signed yet."""
        self.choose_theme(settings_path)

    def get_default_screen(self) -> Screen[None]:
        """Begin with a new use, or with what can be chosen."""
        first: Screen[None]
        if self.start == "new":
            self.begin()
            first = screens.InterviewScreen()
        else:
            first = screens.StartScreen()
        # Textual does so for every screen but the first, and expects it of all.
        first._push_result_callback(first, None)  # noqa: SLF001
        return first

    def on_mount(self) -> None:
        """Open the file that was asked for."""
        if not isinstance(self.start, Path):
            return
        problem = self.open_file(self.start)
        if problem and isinstance(self.screen, screens.StartScreen):
            self.screen.say(problem)

    def on_ready(self) -> None:
        """Do what the first screen need not wait for."""
        self.call_later(import_module, "genai_guide.storage.open_draft")

    def go_to(self, place: Place) -> None:
        """Go to a question."""
        self.returning = ""
        self.move(lambda now: interview.go_to(now, str(place)))

    def change_from(self, place: Place, back_to: BackTo) -> None:
        """Go to a question, and come back when it is answered."""
        self.returning = back_to
        # What is missing stands first in the review, and is gone on with from there.
        self.back_at = "" if place in self.assessment.status.open else str(place)
        self.move(lambda now: interview.go_to(now, str(place)))

    def action_onward(self) -> None:
        """Go to the next step, or back to where one came from."""
        if self.returning == "review":
            self.action_review()
        elif self.returning == "verdict":
            self.returning = ""
            self.action_verdict()
        else:
            self.move(lambda now: interview.next_step(self.pack, now))

    def action_previous(self) -> None:
        """Go to the step before."""
        self.returning = ""
        self.move(lambda now: interview.previous_step(self.pack, now))

    def action_first_open(self) -> None:
        """Go to the first question that is still to be answered."""
        left = self.assessment.status.open
        if left:
            self.go_to(left[0])
        else:
            self.say("Nothing is left to be answered.")

    def action_tools(self) -> None:
        """Show the list of tools, if this use is asked about any."""
        if any(place.tool for place in self.assessment.status.asked):
            self.returning = ""
            self.move(lambda now: interview.go_to(now, TOOLS))
        else:
            self.say("This use is not asked about tools.")

    def action_review(self) -> None:
        """Show every answer."""
        self.move(lambda now: interview.go_to(now, REVIEW))

    def action_verdict(self) -> None:
        """Show what the text asks for."""
        if self.settled():
            self.show_over(screens.VerdictScreen)

    def action_message(self) -> None:
        """Show the message to the contact."""
        if self.settled():
            self.show_over(screens.MessageScreen)

    def action_sign_off(self) -> None:
        """Sign, or go to what is missing."""
        if self.read_only:
            self.say_read_only()
            return
        if not self.settled():
            return
        left = len(self.assessment.status.open)
        if left:
            what = "1 question is" if left == 1 else f"{left} questions are"
            self.say(f"Not yet: {what} still to be answered. This is the first.")
            self.action_first_open()
        else:
            self.show_over(screens.SignOffScreen)

    def action_undo(self) -> None:
        """Take back the last change."""
        self._change(sessions.undo, "There is nothing to take back.")

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._change(sessions.redo, "There is nothing to do again.")

    def _change(self, change: Change, nothing: str) -> None:
        if not self.front or not self.front.takes_undo:
            return
        self.settled()
        before, after = self.session, change(self.pack, self.session, self.now())
        if after.log == before.log:
            self.say(nothing)
            return
        if isinstance(self.screen, screens.InterviewScreen):
            after = interview.go_to(after, self._changed(before, after))
        self.apply(after)

    def _changed(self, before: Draft, after: Draft) -> str:
        """Find the first place where two sessions differ."""
        if len(before.answers.tools) != len(after.answers.tools):
            return TOOLS
        old, new = before.answers, after.answers
        for place in question_status(self.pack, new).asked:
            if old.at(self.pack, place) != new.at(self.pack, place):
                return str(place)
        return after.position

    def action_note(self) -> None:
        """Put a remark on the answer at the cursor."""
        place = self.front.place if self.front else None
        if place is None:
            self.say("A note belongs to a question.")
            return
        from genai_guide.tui.noting import ask_note

        ask_note(self, place)

    def action_save_again(self) -> None:
        """Try once more to save, or to open what another window held."""
        if self.read_only:
            self.try_again()
        else:
            self.save()
            self.repaint()

    def action_help(self) -> None:
        """Say what this screen is for, why this is asked, and which keys there are."""
        from genai_guide.tui.help_page import help_page

        about = self.front.about() if self.front else None
        self.push_screen(
            screens.Page(help_page(self.screen, about, begun=self.begun()))
        )

    def action_command_palette(self) -> None:
        """Offer everything by name, unless something has to be answered first."""
        if not isinstance(self.screen, ModalScreen):
            super().action_command_palette()

    def action_start(self) -> None:
        """Show the start screen."""
        if self.settled():
            self.show(screens.StartScreen)

    def action_new(self) -> None:
        """Start another use."""
        if self.settled():
            self.begin()

    async def action_quit(self) -> None:
        """Leave, once the last answer is on the disk."""
        if isinstance(self.screen, screens.Ask):
            return
        if self.settled():
            self._leave_soon()
            return
        question = "What was typed last cannot be recorded as it stands."
        dialog = screens.Ask(question, "Leave without it", "Stay, and mend it")
        self.push_screen(dialog, lambda leave: self._leave_soon() if leave else None)

    def _leave_soon(self) -> None:
        self.run_worker(self._leave_when_saved(), exclusive=True, group="leave")

    async def _leave_when_saved(self) -> None:
        done = await asyncio.to_thread(self.writer.wait, PATIENCE)
        reason = self.writer.problem if done else "the disk does not answer"
        if not reason:
            self.leave(self._code())
            return
        question = f"Not saved: {reason}. What is not saved would be lost."
        dialog = screens.Ask(question, "Leave all the same", "Stay, and save again")
        self.push_screen(dialog, self._leave_or_save)

    def _leave_or_save(self, leave: bool | None) -> None:  # noqa: FBT001 - a dialog's
        if leave:
            self.leave(self._code())
        else:
            self.action_save_again()

    def _code(self) -> int:
        begun = bool(self.session.log or self.session.use)
        signed = self.session.signed and not changed_since_signing(self.session)
        unsigned = begun and not signed and not self.summary
        return ExitCode.INCOMPLETE if unsigned else ExitCode.DONE
