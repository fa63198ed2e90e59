"""Dialogs: a question with two answers, a form, a page to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from genai_guide.tui.display import literal
from genai_guide.tui.screens.base import HEIGHTS
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.tui.widgets.fields import Field
from genai_guide.tui.widgets.form import Form

Check = Callable[[str], str | None]


Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """Stands before everything else, and says what it is for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "help", key_display="F1"),
    ]


class _Choice(Dialog[Result]):
    """Asks to choose one of a few rows."""

    HELP: ClassVar[str | None] = "Choose what is to be done. Esc leaves all as it is."

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "cancel")]

    def __init__(self, question: str, rows: list[Row]) -> None:
        super().__init__()
        self._question = question
        self._rows = rows

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._question), classes="asked")
            yield ChoiceList()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Offer the answers."""
        self.query_one(ChoiceList).show(self._rows)


class Ask(_Choice[bool]):
    """Asks before something is done; the safe answer stands first."""

    def __init__(self, question: str, do: str, leave: str) -> None:
        super().__init__(question, [Row("no", leave), Row("yes", do)])

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Give the answer back."""
        event.stop()
        self.dismiss(event.id == "yes")

    def action_close(self) -> None:
        """Leave things as they are."""
        self.dismiss(False)  # noqa: FBT003 - the dialog's result


class Choose(_Choice[str | None]):
    """Asks which of a few things to do; gives the row's id, or nothing."""

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Give the choice back."""
        event.stop()
        self.dismiss(event.id)

    def action_close(self) -> None:
        """Choose none."""
        self.dismiss(None)


class AskLong(Ask):
    """Asks something that has to be read first, and may have to be scrolled."""

    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", "scroll", key_display="PgDn", priority=True),
    ]

    def compose(self) -> ComposeResult:
        """The text, scrolling, and the two answers."""
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="told", can_focus=False):
                yield Static(literal(self._question))
            yield ChoiceList()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Offer the answers, which have the keys."""
        super().on_mount()
        self.query_one(ChoiceList).focus()

    def action_scroll(self, pages: int) -> None:
        """Scroll the text while the answers keep the cursor."""
        text = self.query_one(".told", VerticalScroll)
        text.scroll_relative(y=pages * text.size.height, animate=False)


class FormDialog(Dialog[Result]):
    """Asks for something to be typed, and drops none of it unasked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+n", "take", "done"),
        Binding("escape", "close", "cancel"),
    ]

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Take what was typed in the last field."""
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Give back what was typed if it is acceptable, or say why not."""
        raise NotImplementedError

    def action_close(self) -> None:
        """Give nothing back; ask first if something was typed."""
        boxes = self.query_one(Form).boxes.values()
        if all(box.text == box.field.value for box in boxes):
            self.dismiss(None)
            return
        dialog = Ask("What was typed here would be lost.", "Drop it", "Stay")
        self.app.push_screen(dialog, self._drop)

    def _drop(self, agreed: bool | None) -> None:  # noqa: FBT001 - a dialog's
        if agreed:
            self.dismiss(None)


class AskText(FormDialog[str | None]):
    """Asks for a text; stays until it is acceptable."""

    HELP: ClassVar[str | None] = (
        "Type or paste a text. Nothing is taken before you say that it is done."
    )

    def __init__(self, title: str, field: Field, check: Check = lambda _: None) -> None:
        super().__init__()
        self._title = title
        self._field = field
        self._check = check

    def compose(self) -> ComposeResult:
        """The title and the field."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._title), classes="asked")
            yield Form()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Put the cursor into the field."""
        self.query_one(Form).show([self._field], self._field.key)

    def action_take(self) -> None:
        """Give the text back if it is acceptable, or say why not."""
        box = self.query_one(Form).boxes[self._field.key]
        box.tidy()
        if fault := self._check(box.text):
            box.say(fault)
        else:
            self.dismiss(box.text)


class Page(ModalScreen[None]):
    """Something to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "close"),
        Binding("f1", "close", "close", key_display="F1"),
        Binding("enter", "close", show=False),
    ]

    def __init__(self, content: Content) -> None:
        super().__init__()
        self._content = content

    def compose(self) -> ComposeResult:
        """The text, scrolling."""
        with VerticalScroll(classes="dialog page"):
            yield Static(self._content)
        yield Footer(compact=True, show_command_palette=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()
