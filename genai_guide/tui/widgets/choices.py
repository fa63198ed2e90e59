"""A list to choose from, with keys, numbers or the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.tui.commands import bind
from genai_guide.tui.display import wrap_hanging
from genai_guide.tui.widgets.cursor_list import CursorList

_NUMBERS = "1234567890"


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
        bind("previous"),
        bind("onward", argument="True"),
        # Beside `go on` there is no room for it in the line of keys.
        bind("onward", "", argument="False"),
    ]

    action_choose = action_mark = OptionList.action_select

    @dataclass
    class Chosen(Message):
        """A row was chosen, or its choice was removed."""

        id: str
        of: str
        """What the rows were about when the key was pressed."""

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
        self.several = False
        self.of = ""

    def show(self, rows: Sequence[Row], *, of: str = "", several: bool = False) -> None:
        """Show rows; keep the cursor where it is unless they are others.

        Args:
            rows: What can be chosen.
            of: What the rows are about. It comes back with each message, because
                a key may have been pressed for rows that are no longer shown.
            several: Whether several may be chosen.
        """
        self.rows, self.several = tuple(rows), several
        if of != self.of or len(rows) != self.option_count:
            self.of = of
            self.set_options(Option(Content(row.label), row.id) for row in rows)
            first = (n for n, row in enumerate(rows) if row.chosen)
            # No answer is offered as if it were given: a stray enter takes none.
            asks = not several and bool(rows) and rows[0].chosen is not None
            self.highlighted = next(first, None if asks else 0)
        self._paint()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that fit: one choice or several, a question or a dialog."""
        if action in ("mark", "confirm"):
            return self.several
        if action == "onward":
            return self._of_question and parameters == (not self.several,)
        if action == "previous":
            return self._of_question
        return not self.several if action == "choose" else True

    def on_resize(self) -> None:
        """Wrap the labels anew."""
        self._paint()

    def on_key(self, event: events.Key) -> None:
        """Choose at once: a binding would be looked up after the keys typed ahead."""
        if event.key in _NUMBERS or event.key in ("enter", "space"):
            event.stop()
            event.prevent_default()
            if event.key in _NUMBERS:
                self._choose(_NUMBERS.index(event.key))
            elif event.key == "enter" and (self.several or self.highlighted is None):
                self.action_confirm()
            else:
                self.action_select()

    def _choose(self, index: int) -> None:
        if index < len(self.rows):
            if self.several:
                self.highlighted = index
            # Where one is chosen the next question follows: nothing is painted before.
            self.post_message(self.Chosen(self.rows[index].id, self.of))

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
        if len(self.rows) != self.option_count:
            return
        chosen, left = ("[x] ", "[ ] ") if self.several else ("(•) ", "( ) ")
        marks = {True: chosen, False: left, None: ""}
        for index, row in enumerate(self.rows):
            number = index + 1 if index < len(_NUMBERS) else " "
            before = f"{marks[row.chosen]}{number:>2}  "
            label = wrap_hanging(row.label, self.text_width, len(before))
            prompt = Content.assemble(before, label)
            self.replace_option_prompt_at_index(index, prompt)
