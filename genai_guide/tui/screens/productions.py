"""The productions that are saved, and what the uses of each share."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.record.production import TITLE_FIELD, Production
from genai_guide.rules.answers import answer_error
from genai_guide.rules.pack import Question
from genai_guide.storage.draft_list import SavedDraft, list_drafts
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import productions_dir
from genai_guide.storage.productions import list_productions
from genai_guide.tui.commands import bind
from genai_guide.tui.display import (
    HEADING,
    PALE,
    literal,
    stack,
    table_row,
    wrap_indented,
)
from genai_guide.tui.screens.base import (
    SizedScreen,
    set_size_classes,
    skip_restyling,
    text_width,
)
from genai_guide.tui.screens.dialogs import AskText, Choose, Page
from genai_guide.tui.screens.new_use import start_use_of
from genai_guide.tui.use_rows import name_draft
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import Field
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import Header, Problem
from genai_guide.workflows.new_use import add_to_production, new_production

_NEW, _FROM_USE = "new", "from use"
_USES, _TOOLS = 6, 30
"""How wide the columns beside the title are."""
_ABOUT = (
    "A production holds what its uses share: the title, your contact, the tools. A new"
    " use of it starts with these answers."
)


class ProductionList(CursorList):
    """The list of productions."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("select")]


class ProductionsScreen(SizedScreen[None]):
    """Lists the productions; enter starts a use of one."""

    HELP: ClassVar[str | None] = (
        f"{_ABOUT} If you change one of them in a use, the review offers to change it"
        " for the production too."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("screen.shared"),
        bind("app.start", "start", key="escape"),
        bind("app.new", ""),
        bind("app.open", ""),
        bind("app.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._productions: dict[Path, Production | FileError] = {}
        self._uses: list[SavedDraft] = []
        self._is_listed = False
        self._made = ""
        """The file that was just made, where the cursor goes."""

    def compose(self) -> ComposeResult:
        """Show what a production is, the list, the keys."""
        set_size_classes(self)
        header = Header()
        header.left = literal("Productions", "bold")
        yield header
        yield Static(literal(_ABOUT, PALE), id="about")
        yield Problem()
        yield ProductionList(id="choices")
        yield KeyLine()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """List what is saved now."""
        skip_restyling(self, event)
        self.query_one(ProductionList).focus()
        self.list_again()

    def resized(self) -> None:
        """Show the rows in the room that there is now."""
        self._fill()

    @work(exclusive=True)
    async def list_again(self) -> None:
        """Look at the folders once more."""
        controller = self.guide.controller
        folder, pack = productions_dir(), controller.pack
        self._productions = await asyncio.to_thread(list_productions, folder, pack)
        drafts = await asyncio.to_thread(list_drafts, controller.drafts_dir, pack.id)
        self._uses = [each for each in drafts if not each.problem]
        self._is_listed = True
        self._fill()
        self.refresh_bindings()

    @property
    def chosen(self) -> tuple[Path, Production] | None:
        """The production at the cursor."""
        row = self.query_one(ProductionList).highlighted_option
        for path, production in self._productions.items():
            if row and row.id == str(path) and isinstance(production, Production):
                return path, production
        return None

    def _fill(self) -> None:
        if not self.is_current or not self._is_listed:
            return
        choices = self.query_one(ProductionList)
        here = choices.highlighted_option
        before, self._made = self._made or (here and here.id), ""
        choices.set_options(self._rows())
        choices.action_first()
        for row, option in enumerate(choices.options):
            if option.id == before and not option.disabled:
                choices.highlighted = row

    def _rows(self) -> Iterator[Option]:
        pack = self.guide.controller.pack
        counts = Counter(each.production for each in self._uses)
        width = text_width(self) - 4
        widths = max(width - _USES - _TOOLS - 2, 10), _USES, _TOOLS
        if self._productions:
            names = "Title", "Uses", "Tools"
            head = table_row((literal(name, PALE) for name in names), widths)
            yield Option(head, disabled=True)
        for path, production in self._productions.items():
            if isinstance(production, FileError):
                lines = f"Cannot be opened: {path.name}", production.reason
                row = stack(*(wrap_indented(line, width, 0) for line in lines))
                yield Option(row, str(path), disabled=True)
                continue
            tools = ", ".join(each.tool.name for each in production.tools)
            cells = (
                literal(production.title(pack) or path.stem, "bold"),
                literal(str(counts[production.id])),
                literal(tools or "none yet"),
            )
            yield Option(table_row(cells, widths), str(path))
        if self._productions:
            yield Option("", disabled=True)
        yield Option(literal("New production…"), _NEW)
        if self._title_question and self._without_production:
            words = "Add a saved use…"
            if not self._productions:
                words = "Make a production from a saved use…"
            yield Option(literal(words), _FROM_USE)

    @property
    def _without_production(self) -> list[SavedDraft]:
        return [each for each in self._uses if not each.production and each.title]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer to show what is shared where the cursor is at a production."""
        return self.chosen is not None if action == "shared" else True

    def action_shared(self) -> None:
        """Show what the uses of the production at the cursor share."""
        if self.chosen:
            width = min(self.app.size.width * 9 // 10, 80) - 6
            page = Page(self._format_shared(self.chosen[1], width))
            self.app.push_screen(page)

    def _format_shared(self, production: Production, width: int) -> Content:
        rows = []
        for heading, answers in production.list_shared(self.guide.controller.pack):
            rows.append(wrap_indented(heading, width, 0, HEADING))
            for asked, answer in answers:
                rows.append(wrap_indented(asked, width, 2, PALE))
                rows.append(wrap_indented(answer, width, 4, "bold"))
            rows.append(literal(""))
        return stack(*rows[:-1])

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == _NEW:
            self._ask_title()
        elif event.option_id == _FROM_USE:
            rows = [
                Row(str(each.path), f"{each.title} · {name_draft(each)}")
                for each in self._without_production
            ]
            dialog = Choose("Which use?", rows)
            self.app.push_screen(dialog, self._ask_production)
        elif self.chosen:
            start_use_of(self, *self.chosen)

    @property
    def _title_question(self) -> Question | None:
        """The question for the title, if its answer is shared."""
        question = self.guide.controller.pack.question_for_field(TITLE_FIELD)
        return question if question and question.shared else None

    def _ask_title(self) -> None:
        """Ask for the title of a new production, and write it."""
        pack, question = self.guide.controller.pack, self._title_question
        if question is None:
            self.say(
                "A production needs a title, and these questions do not ask for one."
            )
            return

        def check(title: str) -> str:
            if not title:
                return "type a title"
            return answer_error(question, title) or ""

        def take(title: str | None) -> None:
            if title is not None:
                self._act(partial(new_production, pack, title))

        field = Field("title", question.text, limit=question.limit)
        self.app.push_screen(AskText("New production", field, check), take)

    def _ask_production(self, path: str | None) -> None:
        """Ask which production a use belongs to; a new one can be made from it."""
        if not path:
            return
        pack = self.guide.controller.pack
        rows = [
            Row(str(at), f"Add it to {each.title(pack) or at.stem}")
            for at, each in self._productions.items()
            if isinstance(each, Production)
        ]
        if not rows:
            self._add(path, _NEW)
            return
        rows.append(Row(_NEW, "Make a new production from it"))
        dialog = Choose("Which production does this use belong to?", rows)
        self.app.push_screen(dialog, partial(self._add, path))

    def _add(self, path: str, at: str | None) -> None:
        """Let a use belong to a production."""
        controller, use = self.guide.controller, Path(path)
        if not at:
            return
        if reason := controller.let_go_of(use):
            self.say(reason)
            return
        production = None if at == _NEW else Path(at)
        now = controller.now()
        self._act(partial(add_to_production, use, controller.pack, now, production))

    # In a group of its own: listing again ends an earlier listing, not this.
    @work(group="act")
    async def _act(self, make: Callable[[], tuple[Path, str]]) -> None:
        """Write beside the screen, show what went wrong, and list again."""
        try:
            made, why = await asyncio.to_thread(make)
        except FileError as error:
            self.say(error.sentence)
        else:
            self._made = str(made)
            self.say(f"The use was not added to it: {why}." if why else "")
        self.list_again()
