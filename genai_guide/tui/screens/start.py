"""The start: a new use, one to go on with, or a file to open."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.files.session_list import SavedSession, saved_sessions
from genai_guide.record.interview import Progress
from genai_guide.tui.display import ago, hanging, plain, saved_verdict, stacked
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.lines import progress_words

if TYPE_CHECKING:
    from genai_guide.tui.app import GuideApp

_NEW, _OPEN, _FILE = "new", "open", "file "
_PATIENCE = 5.0


class StartScreen(Screen[None]):
    """Offers the saved uses; opens none of them unasked."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.new", "new use"),
        Binding("o", "app.open", "open a file"),
        Binding("q", "app.quit", "leave"),
    ]

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        self._problem = problem
        self._saved: list[SavedSession] = []

    @property
    def guide(self) -> GuideApp:
        """The app, with what it knows."""
        return cast("GuideApp", self.app)

    def compose(self) -> ComposeResult:
        """What this is, what can be opened, the keys."""
        yield Static(plain("GenAI Guide", "bold"), id="name")
        yield Static(plain(self.guide.pack.title), id="pack")
        yield Static(self._about(), id="about")
        problem = Static(plain(self._problem), id="problem")
        problem.display = bool(self._problem)
        yield problem
        yield CursorList(id="choices")
        yield Footer(compact=True)

    def on_screen_resume(self) -> None:
        """List what is saved now."""
        self._fill()
        self.run_worker(self._list(), exclusive=True)

    async def _list(self) -> None:
        await asyncio.to_thread(self.guide.writer.wait, _PATIENCE)
        folder = self.guide.sessions_dir
        self._saved = await asyncio.to_thread(saved_sessions, folder)
        self._fill()

    def _fill(self) -> None:
        self.query_one("#about", Static).update(self._about())
        choices = self.query_one("#choices", OptionList)
        before = choices.highlighted or 0
        choices.set_options(
            [
                Option(plain("New use"), _NEW),
                Option(plain("Open a file…"), _OPEN),
                *map(self._row, range(len(self._saved))),
            ]
        )
        choices.highlighted = before
        choices.focus()

    def _about(self) -> Content:
        folder = self.guide.sessions_dir
        if self._saved:
            return plain(
                "Go on with a use, or begin another. This reports what the published"
                " text asks for; it grants nothing."
            )
        return plain(
            "Answer questions about one proposed use of generative AI, and hold a"
            " summary that legal can read. Every answer is saved at once, in"
            f" {folder}. This reports what the published text asks for: it grants"
            " nothing, and a person decides."
        )

    def _row(self, number: int) -> Option:
        saved = self._saved[number]
        if saved.problem:
            row = stacked(
                plain(f"Cannot be read: {saved.path.name}"), plain(f"  {saved.problem}")
            )
            return Option(row, f"{_FILE}{number}", disabled=True)
        title = saved.title or f"No title yet ({saved.path.name})"
        use = " ".join(saved.use.split())
        head = plain(f"{title} · {use}" if use else title, "bold")
        done = Progress(saved.answered, saved.least, saved.most)
        state = (
            f"{progress_words(done, saved_verdict(saved.verdict))}"
            f" · saved {ago(saved.saved, self.guide.clock())}"
        )
        row = stacked(
            head.truncate(self.app.size.width - 6, ellipsis=True),
            Content.assemble("  ", hanging(state, self.app.size.width - 6, 2)),
        )
        return Option(row, f"{_FILE}{number}")

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = event.option_id or ""
        if chosen == _NEW:
            self.guide.begin()
        elif chosen == _OPEN:
            self.guide.action_open()
        elif chosen.startswith(_FILE):
            saved = self._saved[int(chosen.removeprefix(_FILE))]
            self.say(self.guide.open(saved.path) or "")

    def say(self, problem: str) -> None:
        """Say why a file cannot be opened."""
        said = self.query_one("#problem", Static)
        said.update(plain(problem))
        said.display = bool(problem)
