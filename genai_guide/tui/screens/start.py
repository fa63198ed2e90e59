"""The start: a new use, one to go on with, or a file to open."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.storage.draft_list import (
    ARCHIVE_FOLDER,
    Order,
    SavedDraft,
    list_drafts,
    mark_other_packs,
    sort_drafts,
)
from genai_guide.tui.display import literal
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS, fit, styled_already
from genai_guide.tui.session_rows import session_row
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.lines import Problem

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp

_NEW, _OPEN, _AWAY, _BACK, _FILE = "new", "open", "away", "back", "file "
_PATIENCE = 5.0
_ORDERS = list(Order)


class View(NamedTuple):
    """Which of the saved uses are listed, and how."""

    words: str = ""
    """What they are searched for."""
    order: Order = Order.SAVED
    away: bool = False
    """Whether those are listed that were put away."""


class StartScreen(Screen[None]):
    """Offers the saved uses; opens none of them unasked."""

    HELP: ClassVar[str | None] = (
        "The uses that are saved on this computer. Choose one to go on with it, or"
        " begin a new one; nothing is opened by itself."
    )

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.new", show=False),
        Binding("o", "app.open", show=False),
        Binding("slash", "find", "find", key_display="/"),
        Binding("t", "sort", "sort"),
        Binding("x", "more", "more"),
        Binding("escape", "all", show=False),
        Binding("q", "app.quit", "leave"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._problem = ""
        self._saved: list[SavedDraft] = []
        self._put_away = 0
        self.view = View()

    @property
    def guide(self) -> GuideApp:
        """The app, with what it knows."""
        return cast("GuideApp", self.app)

    @property
    def folder(self) -> Path:
        """The folder that is listed."""
        folder = self.guide.sessions_dir
        return folder / ARCHIVE_FOLDER if self.view.away else folder

    @property
    def chosen(self) -> SavedDraft | None:
        """The saved use at the cursor."""
        at = self.query_one("#choices", OptionList).highlighted_option
        name = ((at and at.id) or "").removeprefix(_FILE)
        return next((one for one in self._saved if one.path.name == name), None)

    def compose(self) -> ComposeResult:
        """What this is, what can be opened, the keys."""
        fit(self)
        yield Static(literal("GenAI Guide", "bold"), id="name")
        yield Static(literal(self.guide.pack.title), id="pack")
        yield Static(self._about(), id="about")
        problem = Problem()
        problem.say(self._problem)
        yield problem
        yield CursorList(id="choices")
        yield Footer(compact=True)

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """List what is saved now, once what needs no list can be seen."""
        styled_already(self, event)
        self._fill()
        self.call_after_refresh(self.list_again)

    def list_again(self) -> None:
        """Look at the folder once more."""
        self.run_worker(self._list(), exclusive=True)

    async def _list(self) -> None:
        await asyncio.to_thread(self.guide.writer.wait, _PATIENCE)
        folder, archive = self.folder, self.guide.sessions_dir / ARCHIVE_FOLDER
        saved = await asyncio.to_thread(list_drafts, folder)
        away = await asyncio.to_thread(lambda: len(list(archive.glob("[!.]*.toml"))))
        self._saved = mark_other_packs(saved, self.guide.pack.id)
        self._put_away = away
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
        before = choices.highlighted or 0
        choices.set_options(self._options())
        choices.highlighted = min(before, choices.option_count - 1)
        choices.focus()

    def _options(self) -> list[Option]:
        listed = self._listed()
        if self.view.away:
            return [Option(literal("Back to the other uses"), _BACK), *listed]
        first = [
            Option(literal("New use"), _NEW),
            Option(literal("Open a file…"), _OPEN),
        ]
        last = [Option(literal(f"Put away: {self._put_away}"), _AWAY)]
        return first + listed + (last if self._put_away else [])

    def _listed(self) -> list[Option]:
        """Make a row of each use that is listed, in the order that is wanted."""
        width, now = self.app.size.width - 6, self.guide.clock()
        return [
            Option(
                session_row(one, now, width),
                f"{_FILE}{one.path.name}",
                disabled=bool(one.problem) and not one.previous,
            )
            for one in sort_drafts(self._saved, self.view.order)
            if one.has(self.view.words)
        ]

    def _about(self) -> Content:
        view = self.view
        if view.words:
            found = sum(one.has(view.words) for one in self._saved)
            return literal(
                f"{found} of {len(self._saved)} have “{view.words}”; esc shows all."
            )
        if view.away:
            return literal("These were put away. Choose one to go on with it.")
        if self._saved:
            order = "" if view.order is Order.SAVED else f" Listed {view.order}."
            return literal(
                "Go on with a use, or begin another. This reports what the published"
                f" text asks for; it grants nothing.{order}"
            )
        return literal(
            "Answer questions about one proposed use, and hold a summary that legal"
            " can read. Every answer is saved at once, in"
            f" {self.guide.sessions_dir}. This reports what the published text asks"
            " for: it grants nothing, and a person decides."
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer no key for a list that is empty, or shown whole already."""
        if action == "all":
            return self.view != View()
        return bool(self._saved) or action not in ("find", "sort", "more")

    def action_find(self) -> None:
        """Ask what to search for."""
        from genai_guide.tui.screens.dialogs import AskText
        from genai_guide.tui.widgets.fields import Field

        field = Field("words", "Words of the title, the use or the file's name")

        def take(words: str | None) -> None:
            if words is not None:
                self.show(self.view._replace(words=words))

        self.app.push_screen(AskText("Find a use", field), take)

    def action_sort(self) -> None:
        """List in the next order."""
        following = _ORDERS.index(self.view.order) + 1
        order = _ORDERS[following % len(_ORDERS)]
        self.show(self.view._replace(order=order))

    def action_all(self) -> None:
        """List everything again."""
        self.show(View())

    def action_more(self) -> None:
        """Offer what can be done with the use at the cursor."""
        from genai_guide.tui.screens.session_menu import session_menu

        if self.chosen:
            session_menu(self, self.chosen)
        else:
            self.say("Put the cursor on a saved use first.")

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        if chosen == _NEW:
            self.guide.begin()
        elif chosen == _OPEN:
            self.guide.action_open()
        elif chosen in (_AWAY, _BACK):
            self.show(View(away=chosen == _AWAY))
        elif saved := self.chosen:
            self.say(self.guide.open(saved.previous or saved.path) or "")

    def say(self, problem: str) -> None:
        """Say why something cannot be done."""
        self._problem = problem
        # None yet, if it is said before the screen stands.
        for said in self.query(Problem):
            said.say(problem)
