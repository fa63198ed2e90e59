"""A list to choose from, with keys, numbers or the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, wrap_hanging
from genai_guide.tui.widgets.cursor_list import CursorList

_NUMBERS = "1234567890"
_FILTER = "filter"
"""The id of the row that shows what a list is filtered by."""


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    id: str
    label: str
    chosen: bool | None = None
    """`None` for something to do, which is not chosen or left."""


class ChoiceList(CursorList):
    """Rows of which one, or several, may be chosen; holds no answer.

    Args:
        id: The widget's id.
        of_question: Whether the arrows go to the questions before and after.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("choose"),
        bind("confirm"),
        bind("mark"),
        bind("tick"),
        bind("filter"),
        bind("unfilter"),
        *(
            Binding(key, f"choose_number({index})", show=False)
            for index, key in enumerate(_NUMBERS)
        ),
        Binding("space", "choose", show=False),
        Binding("backspace", "shorten_filter", show=False),
        bind("clear"),
        bind("clear", "", key="delete"),
        bind("read_help", argument="1"),
        bind("read_help", key="pageup", argument="-1"),
        bind("previous"),
        bind("onward", argument="True"),
        # Beside `go on` there is no room for it in the line of keys.
        bind("onward", "", argument="False"),
    ]

    action_mark = action_tick = OptionList.action_select

    @dataclass
    class Chosen(Message):
        """A row was chosen, or its choice was removed."""

        id: str
        of: str
        """What the rows were about when the key was pressed."""

    @dataclass
    class Cleared(Message):
        """The answer is to be taken away."""

        of: str

    @dataclass
    class Confirmed(Message):
        """What is chosen is the answer."""

        of: str

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 - as Textual
        of_question: bool = False,
    ) -> None:
        super().__init__(id=id)
        self._of_question = of_question
        self.rows: tuple[Row, ...] = ()
        self.several = self.optional = False
        self.of = ""
        self._listed: tuple[int, ...] = ()
        """The rows that are listed, by their indexes."""
        self._prompts: dict[str, Content] = {}

    def show(
        self,
        rows: Sequence[Row],
        *,
        of: str = "",
        several: bool = False,
        optional: bool = False,
    ) -> None:
        """Show rows; keep the cursor where it is unless they are others.

        Args:
            rows: What can be chosen.
            of: What the rows are about. It comes back with each message, because
                a key may have been pressed for rows that are no longer shown.
            several: Whether several may be chosen.
            optional: Whether a choice can be taken away again.
        """
        ids = [row.id for row in rows]
        is_other = of != self.of or ids != [row.id for row in self.rows]
        self.rows, self.several, self.optional = tuple(rows), several, optional
        if is_other:
            self.of, self.pattern = of, None
            self._list()
            first = (n for n, row in enumerate(rows) if row.chosen)
            # No answer is offered as if it were given: a stray enter takes none.
            asks = not several and bool(rows) and rows[0].chosen is not None
            self.highlighted = next(first, None if asks else 0)
        self._paint()
        self.refresh_bindings()

    def _scrolls_help(self, by: object) -> bool:
        """Tell whether page keys are for the help beside the list, if it is long."""
        can = self._of_question and self.screen.check_action("read_help", (by,))
        return bool(can)

    @property
    def lines(self) -> int:
        """How many lines the rows take."""
        return sum(prompt.plain.count("\n") + 1 for prompt in self._prompts.values())

    @property
    def is_long(self) -> bool:
        """Whether not every row can be chosen by its number."""
        return len(self.rows) > len(_NUMBERS)

    def _list(self) -> None:
        """List the rows that have all the words of the filter."""
        words = (self.pattern or "").casefold().split()
        self._listed = tuple(
            index
            for index, row in enumerate(self.rows)
            if all(word in row.label.casefold() for word in words)
        )
        head = [] if self.pattern is None else [Option("", _FILTER, disabled=True)]
        rows = [self.rows[index] for index in self._listed]
        self.set_options([*head, *(Option(Content(row.label), row.id) for row in rows)])
        self._prompts = {}

    def filter_by(self, pattern: str | None) -> None:
        """List what fits a pattern, the cursor at the first; `None` ends the filter."""
        here = self.highlighted_option
        super().filter_by(pattern)
        self._list()
        if pattern is None and here is not None and here.id:
            self.highlighted = self.get_option_index(here.id)
        else:
            self.highlighted = 1 if pattern is not None and self._listed else None
        self._paint()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that fit: one choice or several, a question or a dialog."""
        if action == "filter":
            return self.is_long and self.pattern is None
        is_filtered = self.pattern is not None
        if action in ("unfilter", "shorten_filter"):
            return is_filtered
        if action in ("mark", "confirm", "tick"):
            # In a filtered list enter chooses, and ends nothing.
            return self.several and (action == "tick") is is_filtered
        if action == "read_help":
            pages = bool(self.max_scroll_y) or not self._of_question
            return pages or self._scrolls_help(*parameters)
        if action == "clear":
            return self.optional and any(row.chosen for row in self.rows)
        if action == "onward":
            return self._of_question and parameters == (not self.several,)
        if action == "previous":
            return self._of_question
        return not self.several if action == "choose" else True

    def on_resize(self) -> None:
        """Wrap the labels anew."""
        self._paint()

    def action_choose(self) -> None:
        """Choose the row of the cursor; without one, nothing is chosen."""
        if self.highlighted is None:
            self.action_confirm()
        else:
            self.action_select()

    def action_choose_number(self, index: int) -> None:
        """Choose a row by its number."""
        if index < len(self.rows):
            if self.several:
                self.highlighted = index
            # Where one is chosen the next question follows: nothing is painted before.
            self.post_message(self.Chosen(self.rows[index].id, self.of))

    def action_clear(self) -> None:
        """Take the answer away."""
        self.post_message(self.Cleared(self.of))

    async def action_read_help(self, by: int) -> None:
        """Scroll the help by a page, on or back; if it is short, a long list."""
        if self._scrolls_help(by):
            await self.run_action(f"screen.read_help({by})")
        else:
            await self.run_action("page_down" if by > 0 else "page_up")

    def action_confirm(self) -> None:
        """Confirm what is chosen."""
        self.post_message(self.Confirmed(self.of))

    async def action_previous(self) -> None:
        """Go to the question before."""
        await self.run_action("app.previous")

    async def action_onward(self, _labelled: bool) -> None:  # noqa: FBT001 - a binding's
        """Go to the next question, this one left as it is."""
        await self.run_action("app.onward")

    @on(OptionList.OptionSelected)
    def _on_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            self.post_message(self.Chosen(event.option_id, self.of))

    def _paint(self) -> None:
        chosen, left = ("[x] ", "[ ] ") if self.several else ("● ", "○ ")
        marks = {True: chosen, False: left, None: ""}
        prompts: dict[str, Content] = {}
        if self.pattern is not None:
            count = f"{len(self._listed)} of {len(self.rows)}"
            prompts[_FILTER] = literal(f"/{self.pattern}▏ {count}")
        for index in self._listed:
            row = self.rows[index]
            number = index + 1 if index < len(_NUMBERS) else " "
            # While letters and digits go into the filter, no number chooses.
            shown = number if self.pattern is None else " "
            before = f"{marks[row.chosen]}{shown:>2}  "
            label = wrap_hanging(row.label, self.text_width, len(before))
            prompts[row.id] = Content.assemble(before, label)
        for position, option_id in enumerate(prompts):
            prompt = prompts[option_id]
            before_prompt = self._prompts.get(option_id)
            if before_prompt is None or not prompt.is_same(before_prompt):
                self.replace_option_prompt_at_index(position, prompt)
        self._prompts = prompts
