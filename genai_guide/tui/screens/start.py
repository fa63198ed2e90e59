"""The start: the saved uses in a table, and what else can be begun or opened."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.storage.draft_actions import (
    archive_draft,
    rename_draft,
    restore_archived,
)
from genai_guide.storage.draft_list import (
    ARCHIVE_FOLDER,
    DraftOrder,
    SavedDraft,
    list_drafts,
    sort_drafts,
)
from genai_guide.storage.errors import FileError
from genai_guide.tui.commands import bind
from genai_guide.tui.display import PALE, literal, stack, wrap_hanging
from genai_guide.tui.guide import HINT
from genai_guide.tui.screens import load
from genai_guide.tui.screens.base import (
    TALL,
    SizedScreen,
    set_size_classes,
    skip_restyling,
    text_width,
)
from genai_guide.tui.screens.dialogs import AskText, Choose
from genai_guide.tui.use_rows import Columns, describe_use, name_draft, use_rows
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import Field
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import Header, Problem

_NEW, _OPEN, _AWAY, _BACK, _FILE = "new", "open", "away", "back", "file "
_PATIENCE = 5.0
_MARGINS = 5
"""The columns beside a row: the padding, the bar of the cursor, the scrollbar."""


@dataclass(frozen=True)
class Listing:
    """Which of the saved uses are listed, and how."""

    order: DraftOrder = DraftOrder.SAVED
    away: bool = False
    """Whether the archived ones are listed."""


class DraftList(CursorList):
    """The saved uses; reports what they are to be filtered by."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("select", "continue"),
        bind("unfilter", "all uses"),
        Binding("backspace", "shorten_filter", show=False),
    ]

    class Filtered(Message):
        """Other rows are to be listed."""

    def filter_by(self, pattern: str | None) -> None:
        """Have the rows listed that have all the words of a pattern."""
        super().filter_by(pattern)
        self.post_message(self.Filtered())
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer to end a filter where there is one."""
        is_filters = action in ("unfilter", "shorten_filter")
        return self.pattern is not None if is_filters else True


class StartScreen(SizedScreen[None]):
    """Offers the saved uses; opens none of them unasked."""

    HELP: ClassVar[str | None] = (
        "The uses that are saved on this computer. Choose one to continue it, or start"
        " a new one. Nothing is opened by itself."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.new", "new"),
        bind("app.open", "open"),
        bind("app.productions"),
        bind("app.register"),
        bind("screen.find"),
        bind("app.quit"),
        bind("screen.more"),
        bind("screen.sort"),
        bind("all"),
        bind("say_how_to_leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._problem = ""
        self._saved: list[SavedDraft] = []
        self._archived = 0
        self._is_listed = False
        """Whether it is known what is saved."""
        self._placed = ""
        """The row that the cursor was put at, and not moved to."""
        self.view = Listing()

    @property
    def chosen(self) -> SavedDraft | None:
        """The saved use at the cursor."""
        at = self.query_one(DraftList).highlighted_option
        name = ((at and at.id) or "").removeprefix(_FILE)
        return next((saved for saved in self._saved if saved.path.name == name), None)

    @property
    def _row_width(self) -> int:
        return self.app.size.width - _MARGINS

    def compose(self) -> ComposeResult:
        """Show what this is, what can be opened, the keys."""
        set_size_classes(self)
        pack = self.guide.controller.pack
        header = Header()
        name = pack.policy_name or pack.title
        name = f"{name[:1].upper()}{name[1:]} {pack.version}"
        header.left, header.right = literal("GenAI Guide", "bold"), literal(name)
        yield header
        if warning := self.guide.warning:
            yield Static(literal(warning), id="warning")
        yield Static(self._about(), id="about")
        problem = Problem()
        problem.say(self._problem)
        yield problem
        yield Static(id="columns", markup=False)
        yield DraftList(id="choices")
        yield Static(id="detail", markup=False)
        yield KeyLine()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """List what is saved now, once what needs no list can be seen."""
        skip_restyling(self, event)
        self._fill()
        self.call_after_refresh(self.list_again)

    def resized(self) -> None:
        """Show as many columns as there is room for now."""
        self._fill()

    @work(exclusive=True)
    async def list_again(self) -> None:
        """Look at the folder once more."""
        controller = self.guide.controller
        await asyncio.to_thread(controller.wait, _PATIENCE)
        archive = controller.drafts_dir / ARCHIVE_FOLDER
        folder = archive if self.view.away else controller.drafts_dir
        drafts = await asyncio.to_thread(list_drafts, folder, controller.pack.id)
        archived = await asyncio.to_thread(lambda: list(archive.glob("[!.]*.toml")))
        self._saved, self._archived = drafts, len(archived)
        self._is_listed = True
        self._fill()
        self.refresh_bindings()

    def show(self, view: Listing) -> None:
        """List other uses, or in another way."""
        other_folder = view.away is not self.view.away
        self.view = view
        if other_folder:
            self._saved = []
            self.list_again()
        self._fill()

    @on(DraftList.Filtered)
    def _fill(self) -> None:
        if not self.is_current:
            return  # it may be gone already, and is filled when it comes back
        self.query_one("#about", Static).update(self._about())
        columns = self.query_one("#columns", Static)
        for part in self.query("#columns, #detail"):
            part.display = bool(self._saved)
        head = Columns.fitting(self._row_width).head
        columns.update(Content.assemble("  ", head))
        choices = self.query_one(DraftList)
        here = choices.highlighted_option
        before = (here and here.id) or ""
        choices.set_options(self._options())
        ids = [row.id for row in choices.options if row.id and not row.disabled]
        # Until somebody moves it, the cursor stands at the use saved last.
        if before in ("", self._placed) or before not in ids:
            uses = (name for name in ids if name.startswith(_FILE))
            before = self._placed = next(uses, ids[0] if ids else "")
        if before:
            choices.highlighted = choices.get_option_index(before)
        choices.focus()
        self._describe()

    def _options(self) -> list[Option]:
        controller, pattern = self.guide.controller, self.query_one(DraftList).pattern
        rows = use_rows(
            sort_drafts(self._listed, self.view.order),
            controller.pack,
            controller.clock(),
            self._row_width,
        )
        listed = [
            Option(
                row,
                f"{_FILE}{saved.path.name}",
                disabled=bool(saved.problem) and not saved.previous,
            )
            for saved, row in rows
        ]
        if pattern is not None or not self._is_listed:
            return listed
        others = {_NEW: "Start a new use", _OPEN: "Open a file…"}
        if self._archived:
            others[_AWAY] = f"Archived uses: {self._archived}"
        if self.view.away:
            others = {_BACK: "Back to the other uses"}
        gap = [Option("", disabled=True)] if listed else []
        return [
            *listed,
            *gap,
            *(Option(literal(words), name) for name, words in others.items()),
        ]

    @property
    def _listed(self) -> list[SavedDraft]:
        """The saved uses that have all the words of the filter."""
        words = self.query_one(DraftList).pattern or ""
        return [saved for saved in self._saved if saved.has(words)]

    def _about(self) -> Content:
        controller, width = self.guide.controller, text_width(self)
        pack, view = controller.pack, self.view
        reading = wrap_hanging(pack.reading, width, 0).stylize(PALE)
        uses = self.query(DraftList)
        if uses and (pattern := uses.first().pattern) is not None:
            count = f"{len(self._listed)} of {len(self._saved)}"
            return Content.assemble(literal(f"/{pattern}▏", "bold"), f" {count}")
        if view.away:
            return literal("Archived uses. Choose one to continue it.")
        if self._is_listed and not self._saved:
            policy = pack.policy_name or pack.title
            return stack(
                literal("Answer questions about one planned use, one at a time."),
                literal(f"You see as you go what {policy} asks for."),
                literal("At the end you sign a summary that you can send to legal."),
                literal(""),
                wrap_hanging(
                    f"Every answer is saved at once, in {controller.drafts_dir}",
                    width,
                    0,
                ).stylize(PALE),
                reading,
                literal(""),
            )
        if view.order is not DraftOrder.SAVED:
            return literal(f"Sorted {view.order}.")
        return reading if self.app.size.height >= TALL else Content("")

    @on(OptionList.OptionHighlighted)
    def _describe(self) -> None:
        """Show in full what the row of the cursor has no room for."""
        saved = self.chosen
        about = describe_use(saved, text_width(self)) if saved else Content("")
        self.query_one("#detail", Static).update(about)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer no key for a list that is empty, or shown whole already."""
        if action == "all":
            return self.view != Listing()
        if action == "say_how_to_leave":
            return self.view == Listing()
        if action == "find" and self.query_one(DraftList).pattern is not None:
            return False
        return bool(self._saved) or action not in ("find", "sort", "more")

    def action_find(self) -> None:
        """List only what has the words that are typed from now on."""
        self.query_one(DraftList).action_filter()

    def action_sort(self) -> None:
        """List in the next order."""
        orders = list(DraftOrder)
        following = orders[(orders.index(self.view.order) + 1) % len(orders)]
        self.show(replace(self.view, order=following))

    def action_all(self) -> None:
        """List everything again."""
        self.show(Listing())

    def action_say_how_to_leave(self) -> None:
        """Say which key leaves: nothing is above this screen."""
        self.guide.say("q leaves.", HINT)

    def action_more(self) -> None:
        """Offer what can be done with the use at the cursor."""
        saved = self.chosen
        if not saved:
            self.say("Put the cursor on a saved use first.")
            return
        move = "Restore" if self.view.away else "Archive"
        rows = [
            Row("like", "Start a use like this one"),
            Row("rename", "Rename"),
            Row("move", move),
        ]
        dialog = Choose(f"“{name_draft(saved)}”", rows)
        self.app.push_screen(dialog, partial(self._do_with, saved.path))

    def _do_with(self, path: Path, chosen: str | None) -> None:
        """Do what was chosen with a saved use."""
        controller = self.guide.controller
        if chosen == "like":
            self.say(load("start_use_like")(self, path))
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
            self.guide.action_new()
        elif chosen == _OPEN:
            self.guide.action_open()
        elif chosen in (_AWAY, _BACK):
            self.show(Listing(away=chosen == _AWAY))
        elif saved := self.chosen:
            self.say(self.guide.open(saved.previous or saved.path))

    def say(self, problem: str) -> None:
        """Show why something cannot be done, also once the screen stands."""
        self._problem = problem
        super().say(problem)
