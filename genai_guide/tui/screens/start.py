"""The start: a new use, one to go on with, or a file to open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.record.steps import Progress
from genai_guide.storage.draft_actions import (
    archive_draft,
    duplicate_draft,
    rename_draft,
    restore_archived,
)
from genai_guide.storage.draft_list import (
    ARCHIVE_FOLDER,
    Order,
    SavedDraft,
    list_drafts,
    mark_other_packs,
    sort_drafts,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import new_draft_path
from genai_guide.tui.commands import bind
from genai_guide.tui.display import (
    format_age,
    format_bounds,
    literal,
    stack,
    wrap_hanging,
)
from genai_guide.tui.screens.base import SizedScreen, set_size_classes, skip_restyling
from genai_guide.tui.screens.dialogs import AskText, Choose
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import Field
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import Problem, progress_words, signed_words

_NEW, _OPEN, _AWAY, _BACK, _FILE = "new", "open", "away", "back", "file "
_PATIENCE = 5.0


@dataclass(frozen=True)
class View:
    """Which of the saved uses are listed, and how."""

    words: str = ""
    """What is searched for."""
    order: Order = Order.SAVED
    away: bool = False
    """Whether the archived ones are listed."""


class StartScreen(SizedScreen[None]):
    """Offers the saved uses; opens none of them unasked."""

    HELP: ClassVar[str | None] = (
        "The uses that are saved on this computer. Choose one to go on with it, or"
        " begin a new one; nothing is opened by itself."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.new", ""),
        bind("app.open"),
        bind("app.register"),
        bind("screen.find"),
        bind("screen.sort"),
        bind("screen.more"),
        bind("all"),
        bind("say_how_to_leave"),
        bind("app.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._problem = ""
        self._saved: list[SavedDraft] = []
        self._archived = 0
        self._placed = ""
        """The row that the cursor was put at, and not moved to."""
        self.view = View()

    @property
    def chosen(self) -> SavedDraft | None:
        """The saved use at the cursor."""
        at = self.query_one("#choices", OptionList).highlighted_option
        name = ((at and at.id) or "").removeprefix(_FILE)
        return next((saved for saved in self._saved if saved.path.name == name), None)

    def compose(self) -> ComposeResult:
        """Show what this is, what can be opened, the keys."""
        set_size_classes(self)
        yield Static(literal("GenAI Guide", "bold"), id="name")
        yield Static(literal(self.guide.controller.pack.title), id="pack")
        if warning := self.guide.warning:
            yield Static(literal(warning), id="warning")
        yield Static(self._about(), id="about")
        problem = Problem()
        problem.say(self._problem)
        yield problem
        yield CursorList(id="choices")
        yield KeyLine()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """List what is saved now, once what needs no list can be seen."""
        skip_restyling(self, event)
        self._fill()
        self.call_after_refresh(self.list_again)

    @work(exclusive=True)
    async def list_again(self) -> None:
        """Look at the folder once more."""
        controller = self.guide.controller
        await asyncio.to_thread(controller.wait, _PATIENCE)
        archive = controller.drafts_dir / ARCHIVE_FOLDER
        folder = archive if self.view.away else controller.drafts_dir
        drafts = await asyncio.to_thread(list_drafts, folder)
        archived = await asyncio.to_thread(lambda: list(archive.glob("[!.]*.toml")))
        self._saved = mark_other_packs(drafts, controller.pack.id)
        self._archived = len(archived)
        self._fill()
        self.refresh_bindings()

    def show(self, view: View) -> None:
        """List other uses, or in another way."""
        other_folder = view.away is not self.view.away
        self.view = view
        if other_folder:
            self._saved = []
            self.list_again()
        self._fill()

    def _fill(self) -> None:
        if not self.is_current:
            return  # it may be gone already, and is filled when it comes back
        self.query_one("#about", Static).update(self._about())
        choices = self.query_one("#choices", OptionList)
        here = choices.highlighted_option
        before = (here and here.id) or ""
        options = self._options()
        choices.set_options(options)
        ids = [option.id or "" for option in options if not option.disabled]
        # Until somebody moves it, the cursor stands at the use saved last.
        if before in ("", self._placed) or before not in ids:
            uses = (name for name in ids if name.startswith(_FILE))
            before = self._placed = next(uses, ids[0])
        choices.highlighted = choices.get_option_index(before)
        choices.focus()

    def _options(self) -> list[Option]:
        width, now = self.app.size.width - 6, self.guide.controller.clock()
        listed = [
            Option(
                format_saved_draft(saved, now, width),
                f"{_FILE}{saved.path.name}",
                disabled=bool(saved.problem) and not saved.previous,
            )
            for saved in sort_drafts(self._saved, self.view.order)
            if saved.has(self.view.words)
        ]
        if self.view.away:
            return [Option(literal("Back to the other uses"), _BACK), *listed]
        new = Option(literal("New use"), _NEW)
        file = Option(literal("Open a file…"), _OPEN)
        away = Option(literal(f"Archived: {self._archived}"), _AWAY)
        return [new, file, *listed, *([away] if self._archived else [])]

    def _about(self) -> Content:
        view = self.view
        if view.words:
            count = sum(saved.has(view.words) for saved in self._saved)
            return literal(
                f"{count} of {len(self._saved)} have “{view.words}”; esc shows all."
            )
        if view.away:
            return literal("These are archived. Choose one to go on with it.")
        if self._saved:
            order = "" if view.order is Order.SAVED else f" Listed {view.order}."
            return literal(
                "Go on with a use, or begin another. This reports what the published"
                f" text asks for; it grants nothing.{order}"
            )
        return literal(
            "Answer questions about one proposed use, and get a summary that legal"
            " can read. Every answer is saved at once, in"
            f" {self.guide.controller.drafts_dir}. This reports what the published text"
            " asks for: it grants nothing, and a person decides."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer no key for a list that is empty, or shown whole already."""
        if action == "all":
            return self.view != View()
        if action == "say_how_to_leave":
            return self.view == View()
        return bool(self._saved) or action not in ("find", "sort", "more")

    def action_find(self) -> None:
        """Ask what to search for."""
        field = Field("words", "Words of the title, the use or the file's name")

        def take(words: str | None) -> None:
            if words is not None:
                self.show(replace(self.view, words=words))

        self.app.push_screen(AskText("Find a use", field), take)

    def action_sort(self) -> None:
        """List in the next order."""
        orders = list(Order)
        following = orders[(orders.index(self.view.order) + 1) % len(orders)]
        self.show(replace(self.view, order=following))

    def action_all(self) -> None:
        """List everything again."""
        self.show(View())

    def action_say_how_to_leave(self) -> None:
        """Say which key leaves: nothing is above this screen."""
        self.guide.say("q leaves.")

    def action_more(self) -> None:
        """Offer what can be done with the use at the cursor."""
        saved = self.chosen
        if not saved:
            self.say("Put the cursor on a saved use first.")
            return
        move = "Restore" if self.view.away else "Archive"
        rows = [
            Row("duplicate", "Duplicate: the same answers for a similar use"),
            Row("rename", "Rename"),
            Row("move", move),
        ]
        dialog = Choose(f"“{saved.title or saved.path.name}”", rows)
        self.app.push_screen(dialog, partial(self._do_with, saved.path))

    def _do_with(self, path: Path, chosen: str | None) -> None:
        """Do what was chosen with a saved use."""
        controller = self.guide.controller
        if chosen == "duplicate":
            new = new_draft_path(controller.drafts_dir, controller.clock())
            pack, now = controller.pack, controller.now()
            self._act(lambda: duplicate_draft(path, new, pack, now))
        elif chosen and (reason := controller.let_go_of(path)):
            self.say(reason)
        elif chosen == "rename":

            def rename(name: str | None) -> None:
                if name is not None:
                    self._act(lambda: rename_draft(path, name, controller.now()))

            field = Field("name", "Name of its file, shown in the list", path.stem)
            self.app.push_screen(AskText("Rename", field), rename)
        elif chosen == "move":
            move = restore_archived if self.view.away else archive_draft
            self._act(lambda: move(path, controller.now()))

    # In a group of its own: listing the uses again ends an earlier listing, not this.
    @work(group="act")
    async def _act(self, act: Callable[[], object]) -> None:
        """Act beside the screen, show why if that fails, and list the uses again."""
        try:
            await asyncio.to_thread(act)
        except FileError as error:
            self.say(error.sentence)
        else:
            self.say("")
        self.list_again()

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        if chosen == _NEW:
            self.guide.start_new()
        elif chosen == _OPEN:
            self.guide.action_open()
        elif chosen in (_AWAY, _BACK):
            self.show(View(away=chosen == _AWAY))
        elif saved := self.chosen:
            self.say(self.guide.open(saved.previous or saved.path))

    def say(self, problem: str) -> None:
        """Show why something cannot be done; `""` hides it."""
        self._problem = problem
        # None yet, if it is said before the screen stands.
        for line in self.query(Problem):
            line.say(problem)


def format_saved_draft(saved: SavedDraft, now: datetime, width: int) -> Content:
    """Format what a saved use is, how far it is, and when it was saved."""
    if saved.problem:
        lines = [f"Cannot be opened: {saved.path.name}", f"  {saved.problem}"]
        if saved.previous:
            lines.append("  Choose this to go on from how it was opened last.")
        return stack(*map(literal, lines))
    title = saved.title or f"No title yet ({saved.path.name})"
    name = saved.given_name if saved.title else ""
    named = filter(None, (name, title, " ".join(saved.use.split())))
    progress = Progress(saved.answered, saved.least, saved.most)
    signed = ""
    if saved.revision:
        signed = signed_words(saved.revision, saved.signed, changed=saved.changed)
    verdict = format_bounds(saved.lowest, saved.highest)
    state = (
        f"{progress_words(progress, verdict, signed)}"
        f" · saved {format_age(saved.saved, now)}"
    )
    return stack(
        literal(" · ".join(named), "bold").truncate(width, ellipsis=True),
        Content.assemble("  ", wrap_hanging(state, width, 2)),
    )
