"""Dialogs: a question with a few answers, fields to fill in, a page to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.tui.commands import HELP_BINDINGS, bind
from genai_guide.tui.display import literal
from genai_guide.tui.screens.base import HEIGHTS
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.tui.widgets.fields import Field, Form
from genai_guide.tui.widgets.key_line import KeyLine

Result = TypeVar("Result")

_LEAVE = ""
"""The id of the row that leaves things as they are."""
SCROLL_BINDINGS: tuple[Binding, ...] = (
    bind("scroll", "", key="pageup", argument="-1", priority=True),
    bind("scroll", argument="1", priority=True),
)

"""The page keys scroll a text while something else has the cursor."""


def dialog_widgets(*widgets: Widget) -> ComposeResult:
    """Return the widgets of a dialog: a box with what is given, and the keys."""
    yield Vertical(*widgets, classes="dialog")
    yield KeyLine()


def long_text(text: str) -> Widget:
    """Return a text that scrolls in a dialog if it is long."""
    return VerticalScroll(Static(literal(text)), classes="told", can_focus=False)


def scroll_text(screen: Screen[Any], pages: int) -> None:
    """Scroll the long text of a screen while something else has the cursor."""
    text = screen.query_one(".told")
    text.scroll_relative(y=pages * max(text.size.height - 1, 1), animate=False)


class Choose(ModalScreen[str]):
    """Asks to choose one of a few rows; returns the row's id, or nothing.

    Args:
        question: What is asked.
        rows: What can be chosen. A row with an empty id leaves things as they are.
    """

    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str | None] = "Choose what to do. Esc changes nothing."
    BINDINGS: ClassVar[list[BindingType]] = [*HELP_BINDINGS, bind("close")]

    def __init__(self, question: str, rows: Sequence[Row]) -> None:
        super().__init__()
        self._question = question
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Show the question and its answers."""
        asked = Static(literal(self._question), classes="asked")
        return dialog_widgets(asked, ChoiceList())

    def on_mount(self) -> None:
        """Offer the answers, which have the keys."""
        choices = self.query_one(ChoiceList)
        choices.show(self._rows)
        choices.focus()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Return the choice."""
        event.stop()
        self.dismiss(event.id)

    def action_close(self) -> None:
        """Leave things as they are."""
        self.dismiss(_LEAVE)


class Ask(Choose):
    """Asks before something is done; the safe answer stands first.

    Args:
        question: What is asked.
        do: The answer that does it; returned as a text that is not empty.
        leave: The answer that leaves things as they are.
    """

    def __init__(self, question: str, do: str, leave: str) -> None:
        super().__init__(question, _leave_or_do(leave, do))


class AskLong(Choose):
    """Asks like `Ask` what has to be read first, and may have to be scrolled."""

    BINDINGS: ClassVar[list[BindingType]] = [*SCROLL_BINDINGS]

    def __init__(self, question: str, do: str, leave: str) -> None:
        super().__init__(question, _leave_or_do(leave, do))

    def compose(self) -> ComposeResult:
        """Show the text, which scrolls, and the two answers."""
        return dialog_widgets(long_text(self._question), ChoiceList())

    action_scroll = scroll_text


def _leave_or_do(leave: str, do: str) -> list[Row]:
    return [Row(_LEAVE, leave), Row("do", do)]


class FormDialog(ModalScreen[Result]):
    """Asks for something to be typed, and discards none of it unasked.

    Args:
        title: What is asked.
        fields: Where to type.
        focused: The field that has the cursor first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *HELP_BINDINGS,
        bind("take"),
        bind("close"),
    ]

    def __init__(self, title: str, fields: Sequence[Field], focused: str) -> None:
        super().__init__()
        self._title = title
        self._fields = fields
        self._focused = focused

    def compose(self) -> ComposeResult:
        """Show the title and the fields."""
        return dialog_widgets(Static(literal(self._title), classes="asked"), Form())

    def on_mount(self) -> None:
        """Put the cursor into a field."""
        self.query_one(Form).show(self._fields, self._focused)

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Take what was typed when enter is pressed in the last field."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Return what was typed if it is acceptable, or show why not."""
        raise NotImplementedError

    @property
    def is_begun(self) -> bool:
        """Whether anything was typed that would be lost."""
        boxes = self.query_one(Form).boxes.values()
        return any(box.text != box.field.value for box in boxes)

    def action_close(self) -> None:
        """Return nothing; ask first if something was typed."""
        if not self.is_begun:
            self.dismiss(None)
            return

        def drop(agreed: str | None) -> None:
            if agreed:
                self.dismiss(None)

        dialog = Ask("Discard what you typed?", "Discard it", "Keep typing")
        self.app.push_screen(dialog, drop)


class AskText(FormDialog[str | None]):
    """Asks for a text; stays until it is acceptable.

    Args:
        title: What the text is for.
        field: The field.
        check: Returns what is wrong with a text, or nothing.
    """

    HELP: ClassVar[str | None] = (
        "Type or paste the text, then press Enter. Esc cancels."
    )

    def __init__(
        self, title: str, field: Field, check: Callable[[str], str] = lambda _: ""
    ) -> None:
        super().__init__(title, [field], field.key)
        self._check = check

    def action_take(self) -> None:
        """Return the text if it is acceptable, or show why not."""
        [box] = self.query_one(Form).boxes.values()
        box.tidy()
        if fault := self._check(box.text):
            box.say(fault)
        else:
            self.dismiss(box.text)


class Page(ModalScreen[None]):
    """Something to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *SCROLL_BINDINGS,
        bind("close", "close"),
        bind("close", "close", key="f1"),
        bind("close", "", key="question_mark"),
        bind("close", "", key="enter"),
    ]

    def __init__(self, content: Content) -> None:
        super().__init__()
        self._content = content

    def compose(self) -> ComposeResult:
        """Show the text, scrolling."""
        with VerticalScroll(classes="dialog page told"):
            yield Static(self._content)
        yield KeyLine()

    def on_mount(self) -> None:
        """Offer to scroll once it is known whether there is more to see."""
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer to scroll only where not everything is seen."""
        return action != "scroll" or self.query_one(".told").max_scroll_y > 0

    action_scroll = scroll_text

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
