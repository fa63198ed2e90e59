"""The app: where one is, what is in front, and what can be done from anywhere.

The use that is open belongs to the controller, which knows nothing of screens. The
app moves between screens, applies changes through the controller, and shows them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen
from textual.theme import Theme

from genai_guide.debug_log import log
from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import Draft, is_signed, look_at, redo, set_note, undo
from genai_guide.record.profile import Profile
from genai_guide.record.steps import REVIEW, TOOLS, go_to, next_step, previous_step
from genai_guide.rules.answers import Place
from genai_guide.rules.conflicts import format_new_conflicts
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import question_status
from genai_guide.storage.errors import FileError
from genai_guide.storage.profile import remember_signer, summaries_folder
from genai_guide.storage.reading import path_is_file, path_is_folder
from genai_guide.storage.settings import Settings, load_settings, save_settings
from genai_guide.text import LINE_LIMIT, as_sentence, escape
from genai_guide.tui.commands import GuideCommands, bind, help_page
from genai_guide.tui.display import format_day
from genai_guide.tui.guide import BackTo, GuideResult, format_save_first
from genai_guide.tui.job_control import JobControl
from genai_guide.tui.key_queue import Input, KeyQueue
from genai_guide.tui.safety import Endings, print_last_words, report_crash
from genai_guide.tui.screens import load
from genai_guide.tui.screens.base import GuideScreen, TooSmall, is_too_small
from genai_guide.tui.screens.dialogs import Ask, AskText, Choose, Page
from genai_guide.tui.screens.interview import InterviewScreen
from genai_guide.tui.screens.start import StartScreen
from genai_guide.tui.terminal_input import ignore_what_nobody_typed
from genai_guide.tui.textual_private import (
    close_after_error,
    drop_notification,
    error_of,
    expect_no_result,
    leave_terminal,
    take_terminal,
)
from genai_guide.tui.themes import DEFAULT, OFFERED
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.fields import Field, typed_into
from genai_guide.workflows.controller import Controller
from genai_guide.workflows.saver import SaveReport

Change = Callable[[Pack, Draft, str], Draft]
_PATIENCE = 10.0
"""How many seconds leaving waits for the last save before it asks."""
_LONG = 30.0
"""How many seconds a message stands that says where the answers went."""
_WATCH = 1.0
"""How often it is looked whether the terminal is still there, in seconds."""


class GuideApp(App[GuideResult]):
    """Guides one use from the first question to its summary.

    Args:
        pack: The questions and rules.
        start: A draft or a summary to open, `"new"`, or `None` for the start screen.
        warning: What to tell about the questions, such as that they are not trusted.
        draft_path: Where a new draft is saved; by default in `drafts_dir`.
        drafts_dir: The folder of the saved drafts.
        summaries_dir: The folder that summaries are written to; by default as the
            profile says.
        profile: What is filled in when the person signs, and added to then; `None`
            if nothing is remembered.
        clock: Returns the time, with its offset.
        settings_path: Where what was chosen is remembered.
    """

    CSS_PATH = "app.tcss"
    TITLE = "GenAI Guide"
    COMMANDS: ClassVar = {GuideCommands}
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("help"),
        bind("help", key="f1"),
        bind("redraw", priority=True),
        bind("command_palette", show=False, priority=True),
        bind("save_again", priority=True),
    ]
    theme: Reactive[str] = Reactive(DEFAULT)
    _settings_path: Path | None = None

    @dataclass
    class Saved(Message):
        """The saver is done with a draft, or has failed."""

        report: SaveReport

    def __init__(  # noqa: PLR0913 - all of it is the caller's to say
        self,
        pack: Pack,
        start: Literal["new"] | Path | None = None,
        *,
        warning: str = "",
        draft_path: Path | None = None,
        drafts_dir: Path,
        summaries_dir: Path | None = None,
        profile: Profile | None = None,
        clock: Callable[[], datetime],
        settings_path: Path | None = None,
    ) -> None:
        super().__init__()
        ignore_what_nobody_typed()
        self.controller = Controller(
            pack,
            clock,
            drafts_dir,
            lambda message: self.say(message, _LONG),
            on_save=self._report_save,
        )
        self.endings = Endings(
            self.save_now,
            self.controller.close,
            self.leave,
            is_headless=lambda: self.is_headless,
        )
        self._jobs = JobControl(partial(leave_terminal, self), self._take_terminal)
        self._keys = KeyQueue(self, self._handle_input)
        self.start = start
        self.warning = as_sentence(warning) if warning else ""
        self._summaries_dir = summaries_dir
        self.profile = profile
        self.returning: BackTo = ""
        self.back_at = ""
        self.typed_to_sign: tuple[Path | None, dict[str, str]] = None, {}
        self.signed_as = profile.claims if profile else dict[str, str]()
        self.use_names: dict[str, str] = {}
        self._draft_path = draft_path
        self._unsaved = ""
        """Why the last save before an ending is not on the disk."""
        self._last_words = ""
        self._settings_path = settings_path
        self.settings = load_settings(settings_path) if settings_path else Settings()
        self.theme = self.settings.theme if self.settings.theme in OFFERED else DEFAULT

    # Starting

    def get_default_screen(self) -> Screen[None]:
        """Return the first screen: a new use, or what can be chosen."""
        is_new = self.start == "new"
        if is_new:
            self.start_new()
        first: Screen[None] = InterviewScreen() if is_new else StartScreen()
        expect_no_result(first)
        return first

    def on_mount(self) -> None:
        """Answer signals, and open the file that was asked for."""
        self.endings.listen()
        if not self.is_headless:
            self._jobs.listen()
        self.set_interval(_WATCH, self.endings.watch_terminal)
        if self.warning:
            self.say(self.warning, _LONG)
        start = self.screen
        if isinstance(self.start, Path) and isinstance(start, StartScreen):
            start.say(self.open_file(self.start))

    @property
    def available_themes(self) -> dict[str, Theme]:
        """The themes to choose from: those that are readable."""
        return OFFERED

    def watch_theme(self, theme: str) -> None:
        """Remember the theme that is chosen from now on."""
        if self.is_running:
            self.change_settings(theme=theme)

    def change_settings(self, **changes: Any) -> None:
        """Hold other settings, and save them beside what other windows changed."""
        try:
            self._save_settings(**changes)
        except FileError as error:
            self.say(f"Your choice is only kept until you leave: {error.sentence}")

    def _save_settings(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)
        if self._settings_path:
            saved = load_settings(self._settings_path)
            save_settings(self._settings_path, replace(saved, **changes))

    def remember_file(self, path: Path) -> None:
        """Remember that a file was opened or signed just now."""
        with contextlib.suppress(FileError, OSError):
            self._save_settings(recent=self.settings.with_recent(path).recent)

    def action_paper(self) -> None:
        """Ask for the size of paper of a PDF."""

        def take(chosen: str | None) -> None:
            if chosen:
                self.change_settings(paper=chosen)

        papers = {"a4": "A4", "letter": "US Letter"}
        now = self.settings.paper or "a4"
        rows = [Row(key, words, key == now) for key, words in papers.items()]
        self.push_screen(Choose("Paper size of your PDFs", rows), take)

    # The use that is open

    def start_new(self) -> None:
        """Start a new use; nothing is written before something is answered."""
        if reason := self.controller.unsaved():
            self.say(format_save_first(reason))
            return
        self.controller.start_new(self._draft_path)
        self._draft_path = None
        self.show_draft()

    def open(self, path: Path) -> str:
        """Open a draft; return why that is impossible, or nothing."""
        return str(load("open_draft")(self.screen, path))

    def open_file(self, path: Path) -> str:
        """Open a draft or a summary; return why that is impossible, or nothing."""
        return str(load("open_file")(self.screen, path))

    def try_again(self) -> None:
        """Open once more what another window held."""
        path = self.controller.path
        if path and (problem := self.open(path)):
            self.say(problem)

    def show_draft(self) -> None:
        """Show a draft that was just opened, in place of all other screens."""
        self.controller.normalize_position()
        self.returning = ""
        self.show_position(afresh=True)

    def accept(self, draft: Draft) -> bool:
        """Hold a changed draft and save it; return whether it may be changed."""
        controller, before = self.controller, self.controller.assessment
        own = controller.find_own_answers()
        if not controller.apply(draft):
            return self.may_change()
        after, today = controller.assessment, controller.clock().date()
        if after is not before:
            conflicts = before.conflicts(today), after.conflicts(today)
            for text in format_new_conflicts(*conflicts):
                self.say(text)
            for each in controller.find_own_answers():
                if each.shared is not None and each not in own:
                    self.say(
                        "The production has another answer to this. The review offers"
                        " to change it there, too."
                    )
        return True

    def apply(self, draft: Draft) -> None:
        """Hold a changed draft, save it and show it."""
        if draft is not self.controller.draft:
            self.accept(draft)
            self._repaint()

    def may_change(self) -> bool:
        """Return whether answers can be changed; say why not, once at a time."""
        controller, signed = self.controller, self.controller.draft.signed
        if controller.may_change:
            return True
        self.clear_notifications()
        if controller.read_only or signed is None:
            self.say(f"{as_sentence(controller.read_only)} Ctrl+R tries again.")
            return False
        escape_first = "Esc, then " if typed_into(self.focused) else ""
        self.say(
            f"Signed on {format_day(signed.at)}. To change something, start revision"
            f" {controller.draft.next_revision}: {escape_first}e."
        )
        return False

    def revise(self) -> None:
        """Start the next revision of a use that is signed."""
        self.controller.revise()
        number = self.controller.draft.next_revision
        self.clear_notifications()
        self.say(f"This is revision {number} now. Nothing is signed yet.")
        self._repaint()
        load("offer_shared_changes")(self.screen)

    def _report_save(self, report: SaveReport) -> None:
        self.post_message(self.Saved(report))

    def on_guide_app_saved(self, event: Saved) -> None:
        """Show that everything is on the disk, or why not."""
        self.controller.finish_save(event.report)
        if self.front:
            self.front.paint_header()

    @property
    def summaries_dir(self) -> Path:
        """The folder that summaries and messages are written to."""
        profile = self.profile or Profile()
        return self._summaries_dir or summaries_folder(profile, self.controller.path)

    def remember_signer(self, claims: Mapping[str, str], summary: Path | None) -> None:
        """Remember who signed, and where the summary went."""
        self.signed_as = dict(claims)
        if summary:
            self.remember_file(summary)
        if self.profile is not None:
            folder = summary.parent if summary else None
            self.profile, news = remember_signer(self.profile, claims, folder)
            if news:
                self.say(news)

    def save_now(self) -> None:
        """Save everything, and wait for it."""
        self._unsaved = self.controller.save_now(_PATIENCE)

    # What is in front

    @property
    def front(self) -> GuideScreen | None:
        """The screen in front, if it is about the use and stands already."""
        # While the app ends, the saver may still report, and no screen is there.
        screen = self.screen_stack[-1] if self.screen_stack else None
        return screen if isinstance(screen, GuideScreen) and screen.is_mounted else None

    def _repaint(self) -> None:
        if self.front:
            self.front.paint()

    def say(self, message: str, seconds: float = 8) -> None:
        """Show a message in passing; never the only place where it stands."""
        text = escape(message)
        drop_notification(self, text)
        self.notify(text, markup=False, timeout=seconds)

    def leave_entry(self, leave: Callable[[], object]) -> None:
        """Go elsewhere once what is being typed is recorded, or is discarded."""
        if self.front is None or self.front.settle():
            leave()
        else:
            self.front.hold_back(leave)

    def move(self, change: Callable[[Draft], Draft]) -> None:
        """Go elsewhere in the interview, once what is being typed is recorded."""

        def go() -> None:
            self.accept(change(self.controller.draft))
            self.show_position()

        self.leave_entry(go)

    def go_to(self, place: Place) -> None:
        """Go to a question."""
        self.returning = ""
        self.move(partial(go_to, place=str(place)))

    def change_from(self, place: Place, back_to: BackTo) -> None:
        """Go to a question, and come back when it is answered."""
        self.returning = back_to
        # What is missing stands first in the review, and one goes on from there.
        is_open = place in self.controller.assessment.status.open
        self.back_at = "" if is_open else str(place)
        self.move(partial(go_to, place=str(place)))

    def show_position(self, *, afresh: bool = False) -> None:
        """Show the screen of the position where the draft stands."""
        if self.controller.step:
            self._show(InterviewScreen, afresh=afresh)
        else:
            self.returning = ""
            self._show(load("ReviewScreen"), afresh=afresh)

    def _show(self, kind: type[Screen[None]], *, afresh: bool = False) -> None:
        """Show a screen in place of all others; `afresh`: also of one of its kind."""
        if not self.screen_stack:
            return  # the app is about to begin with it
        self.uncover()
        if isinstance(self.screen, kind) and not afresh:
            self._repaint()
        else:
            self.switch_screen(kind())

    def _show_over(self, name: str) -> None:
        kind = load(name)
        if not isinstance(self.screen, kind):
            self.uncover()
            self.push_screen(kind())

    def uncover(self) -> None:
        """Remove what stands over the first screen."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    # Commands

    def action_onward(self) -> None:
        """Go to the next step, or back to where one came from."""
        if self.returning and (step := self.controller.step):
            self.controller.apply(look_at(self.controller.draft, step.places))
        if self.returning == "review":
            self.action_review()
        elif self.returning == "verdict":
            self.leave_entry(self._return_to_verdict)
        else:
            self.move(partial(next_step, self.controller.pack))

    def action_previous(self) -> None:
        """Go to the step before."""
        self.returning = ""
        self.move(partial(previous_step, self.controller.pack))

    def action_first_open(self) -> None:
        """Go to the first question that is still to be answered."""
        if left := self.controller.left:
            self.go_to(left[0])
        else:
            self.say("Every question is answered.")

    def action_tools(self) -> None:
        """Show the list of tools, if this use is asked about any."""
        if any(place.tool for place in self.controller.assessment.status.asked):
            self.returning = ""
            self.move(partial(go_to, place=TOOLS))
        else:
            self.say("There are no questions about tools for this use.")

    def action_review(self) -> None:
        """Show every answer."""
        self.move(partial(go_to, place=REVIEW))

    def action_verdict(self) -> None:
        """Show what the guidance asks for."""
        self.leave_entry(partial(self._show_over, "VerdictScreen"))

    def _return_to_verdict(self) -> None:
        self.returning = ""
        self._show_over("VerdictScreen")

    def action_message(self) -> None:
        """Show the message to the contact."""
        self.leave_entry(partial(self._show_over, "MessageScreen"))

    def action_register(self) -> None:
        """Show the uses in the folders of summaries."""
        self.leave_entry(partial(self._show_over, "RegisterScreen"))

    def action_sign_off(self) -> None:
        """Sign, or go to what is missing."""
        if self.may_change():
            self.leave_entry(self._sign_off)

    def _sign_off(self) -> None:
        if why := self.controller.not_yet:
            self.say(why)
            self.action_first_open()
        else:
            self._show_over("SignOffScreen")

    def action_undo(self) -> None:
        """Undo the last change."""
        self._change(undo, "Nothing to undo.")

    def action_redo(self) -> None:
        """Redo what was undone."""
        self._change(redo, "Nothing to redo.")

    def _change(self, change: Change, nothing: str) -> None:
        if not self.front or not self.front.takes_undo or not self.may_change():
            return
        self.front.settle()
        pack, before = self.controller.pack, self.controller.draft
        after = change(pack, before, self.controller.now())
        if after.log == before.log:
            self.say(nothing)
            return
        if isinstance(self.screen, InterviewScreen):
            # One sees what was changed: the first position where the drafts differ.
            old, new = before.answers, after.answers
            changed = (
                str(place)
                for place in question_status(pack, new).asked
                if old.at(pack, place) != new.at(pack, place)
            )
            same_tools = len(old.tools) == len(new.tools)
            position = next(changed, after.position) if same_tools else TOOLS
            after = go_to(after, position)
        self.apply(after)

    def action_note(self) -> None:
        """Ask for a note on the answer at the cursor."""
        place = self.front.place if self.front else None
        if place is None:
            self.say("Go to a question first, then add a note.")
            return
        if not self.may_change():
            return
        controller = self.controller

        def take(text: str | None) -> None:
            if text is not None:
                draft, now = controller.draft, controller.now()
                self.apply(set_note(controller.pack, draft, place, text, now))

        question = controller.pack.by_id[place.question].text
        note = controller.draft.note(place)
        long = "\n" in note or len(note) > LINE_LIMIT
        field = Field("note", question, note, long=long)
        self.push_screen(AskText("Note on this answer", field), take)

    def action_same_element(self) -> None:
        """Ask which other use has the same element."""
        if self.controller.path is not None and self.may_change():
            self.leave_entry(self._ask_same_element)

    @work(exclusive=True, group="same element", description="")
    async def _ask_same_element(self) -> None:
        await load("ask_same_element")(self.screen)

    def action_save_again(self) -> None:
        """Try once more to save, or to open what another window held."""
        if self.controller.read_only:
            self.try_again()
        else:
            self.controller.save()
            self._repaint()

    def action_save_elsewhere(self) -> None:
        """Save the use in another file, and go on there."""

        def check(path: Path) -> str:
            try:
                message = self.controller.save_elsewhere(path)
            except FileError as error:
                return error.sentence
            if message:
                self.say(message)
            return ""

        def saved(path: Path | None) -> None:
            if path:
                self._repaint()
                self.say(f"Saved. You are now working in {self.controller.path}")

        if path := self.controller.path:
            title = "Save elsewhere, and continue there"
            choose = load("ChoosePlace")(title, self._files_dir, check, path.name)
            self.leave_entry(partial(self.push_screen, choose, saved))

    def action_help(self) -> None:
        """Explain the screen in front, and list its keys."""
        front = self.front
        about = front.about() if front else Content("")
        use_open = self.controller.path is not None
        idle = front.idle if front else ()
        self.push_screen(Page(help_page(self.screen, about, idle, use_open=use_open)))

    def action_redraw(self) -> None:
        """Draw everything anew, whatever stands on the terminal now."""
        self.refresh(layout=True)

    def action_help_quit(self) -> None:
        """Say how to leave: ctrl+c copies, or does nothing."""
        self.say("Ctrl+Q leaves. Everything is saved.")

    def action_command_palette(self) -> None:
        """Offer everything by name, unless something has to be answered first."""
        if not isinstance(self.screen, ModalScreen):
            super().action_command_palette()

    def action_start(self) -> None:
        """Show the start screen."""
        self.leave_entry(partial(self._show, StartScreen))

    def action_new(self) -> None:
        """Start another use; ask first of which production, if there are any."""
        self.leave_entry(lambda: load("start_new_use")(self.screen))

    def action_productions(self) -> None:
        """Show the productions."""
        self.leave_entry(lambda: self._show(load("ProductionsScreen")))

    def action_open(self) -> None:
        """Ask for a file, and open it."""

        def take(path: Path | None) -> None:
            if path is not None and (problem := self.open_file(path)):
                self.say(problem)

        recent = self.settings.recent
        check = partial(load("file_problem"), pack=self.controller.pack)
        choose = load("ChooseFile")(
            "Open a draft or a summary", self._files_dir, check, recent
        )
        self.leave_entry(partial(self.push_screen, choose, take))

    @property
    def _files_dir(self) -> Path:
        """The folder that is offered first where a file is chosen."""
        used = [Path(path).parent for path in self.settings.recent]
        for folder in (*used, self.summaries_dir):
            # The drafts in the program's own folder stand on the start screen.
            if path_is_folder(folder) and folder != self.controller.drafts_dir:
                return folder
        try:
            return Path.cwd()
        except OSError:
            return Path.home()  # the working folder is gone

    # Leaving

    async def action_quit(self) -> None:
        """Leave, once the last answer is on the disk."""
        if isinstance(self.screen, Choose):
            return
        # A dialog or a form whose text is kept nowhere.
        if not getattr(self.screen, "is_begun", False):
            self.leave_entry(self._leave_when_saved)
            return

        def leave(agreed: str | None) -> None:
            if agreed:
                self._leave_when_saved()

        question = "If you leave now, what you typed is lost."
        self.push_screen(Ask(question, "Leave", "Stay"), leave)

    @work(exclusive=True, group="leave")
    async def _leave_when_saved(self) -> None:
        reason = await asyncio.to_thread(self.controller.unsaved, _PATIENCE)
        if not reason:
            self.leave(self._exit_code())
            return

        def leave_or_save(chosen: str | None) -> None:
            if chosen == "leave":
                self.leave(self._exit_code())
            elif chosen == "elsewhere":
                self.action_save_elsewhere()
            else:
                self.action_save_again()

        question = f"Not saved: {reason}. If you leave now, your last answers are lost."
        rows = [
            Row("", "Try again"),
            Row("leave", "Leave anyway"),
            Row("elsewhere", "Save elsewhere"),
        ]
        self.push_screen(Choose(question, rows), leave_or_save)

    def _exit_code(self) -> int:
        draft = self.controller.draft
        has_answers = bool(draft.log or draft.use)
        unsigned = has_answers and not (is_signed(draft) or self.controller.summary)
        return ExitCode.INCOMPLETE if unsigned else ExitCode.DONE

    def leave(self, code: int) -> None:
        """End with what is left."""
        path = self.controller.path
        is_ours = path and path_is_file(path) and not self.controller.read_only
        result = GuideResult(self.controller.summary, path if is_ours else None)
        self.exit(result, return_code=int(code))

    async def on_unmount(self) -> None:
        """Let other windows have the draft, and others answer the signals."""
        self._keys.close()
        await asyncio.to_thread(self.controller.close)
        self.endings.restore()
        self._jobs.restore()

    # The terminal

    async def on_event(self, event: events.Event) -> None:
        """Put what a person does into a queue; handle everything else at once."""
        if isinstance(event, Input) and not event.is_forwarded:
            if isinstance(event, events.Key) and not event.is_printable:
                log("key %s", event.key)
            self._keys.put(event)
        else:
            await super().on_event(event)

    async def _handle_input(self, event: Input) -> None:
        try:
            await super().on_event(event)
        except Exception as error:  # noqa: BLE001 - as Textual does for its messages
            self._handle_exception(error)

    def _take_terminal(self) -> None:
        """Go on after the program was stopped, and something else was drawn."""
        take_terminal(self)
        self.action_redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Cover the screen while the window is too small to be read."""
        covered = isinstance(self.screen, TooSmall)
        if is_too_small(event.size) and not covered:
            self.push_screen(TooSmall())
        elif covered and not is_too_small(event.size):
            self.pop_screen()

    # Errors of our own

    def panic(self, *_renderables: object) -> None:
        """End after an error, without what Textual would show of it."""
        self.endings.watch_terminal()
        self._fatal_error()

    def _handle_exception(self, error: Exception) -> None:
        with contextlib.suppress(Exception):  # the error may be about saving itself
            self.save_now()
        if self.endings.signalled:
            # A screen that was just coming up no longer finds its own widgets.
            return
        super()._handle_exception(error)
        self._return_code = ExitCode.INTERNAL

    def _fatal_error(self) -> None:
        """Report an error, and have it said where the report and the answers are."""
        controller = self.controller
        lines = report_crash(error_of(self), controller.reports_dir, controller.now())
        if controller.path and controller.draft.log and not controller.read_only:
            if self._unsaved:
                lines.append(f"The last answers are not saved: {self._unsaved}.")
            else:
                lines.append(f"Your answers are saved in {controller.path}")
        self._last_words = "\n".join(lines)
        close_after_error(self, ExitCode.INTERNAL)

    def _print_error_renderables(self) -> None:
        """Print our own words alone, once the terminal is as it was before."""
        print_last_words(self._last_words)
        self._last_words = ""
