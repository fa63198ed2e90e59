"""Fields to type into, which clean what is pasted and say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from genai_guide.text import LINE_LIMIT, LONG_LIMIT, sanitize
from genai_guide.tui.display import literal

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from genai_guide.tui.widgets.long_input import LongInput

CLEANED = "changed: some of it may not stand in a record"


class Field(NamedTuple):
    """What is asked for in a form."""

    key: str
    label: str
    value: str = ""
    """What is recorded."""
    draft: str = ""
    """What was typed last and is not recorded yet."""
    long: bool = False
    """Whether several lines may be written."""
    limit: int = LINE_LIMIT
    secret: bool = False
    """Whether what is typed is not shown."""


@dataclass
class Pasted(Message):
    """A text was pasted, and had to be changed."""

    said: str
    """In which way."""


def cut(count: int) -> str:
    """Say how much of a text was left out."""
    return f"cut: {count} characters too many"


def take(event: events.Event) -> None:
    """Keep an event from the widget's own handling, and from those above."""
    event.prevent_default()
    event.stop()


def _step(widget: Widget, by: int) -> None:
    """Go to another field of the form, if the field is in one."""
    from genai_guide.tui.widgets.form import Form

    form = next((one for one in widget.ancestors if isinstance(one, Form)), None)
    if form:
        form.go(by)


LEAVING: dict[str, Callable[[Widget], object]] = {
    "tab": lambda widget: widget.screen.focus_next(),
    "shift+tab": lambda widget: widget.screen.focus_previous(),
    "down": lambda widget: _step(widget, 1),
    "up": lambda widget: _step(widget, -1),
}
"""The keys that leave a field of one line."""


class LineInput(Input):
    """One line; of pasted lines none is lost, and what may not stand goes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "go on", key_display="enter"),
    ]

    async def on_key(self, event: events.Key) -> None:
        """Leave at once: a binding would be looked up after the keys typed ahead."""
        if event.key == "enter":
            take(event)
            await self.action_submit()
        elif event.key in LEAVING:
            take(event)
            LEAVING[event.key](self)

    def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before it is shown."""
        take(event)
        start, end = sorted(self.selection)
        room = (self.max_length or LINE_LIMIT) - len(self.value) + end - start
        text = sanitize(event.text, limit=LONG_LIMIT)
        self.replace(text[:room], start, end)
        if len(text) > room:
            self.post_message(Pasted(cut(len(text) - room)))
        elif text != event.text.strip():
            self.post_message(Pasted(CLEANED))


class FieldBox(Vertical):
    """A field with its label, and below it what is wrong with it."""

    @dataclass
    class Entered(Message):
        """The cursor came into a field."""

        key: str

    @dataclass
    class Typed(Message):
        """A text is being typed."""

        key: str
        text: str

    @dataclass
    class Left(Message):
        """The cursor left a field."""

        key: str

    def __init__(self, field: Field, *, focused: bool = False) -> None:
        super().__init__()
        self.field = field
        self._focused = focused
        text = field.draft or field.value
        self.input = _long(text) if field.long else _line(text, field)
        self._known = text
        self._fault = Static("", classes="fault", markup=False)

    def compose(self) -> ComposeResult:
        """The label and the field, side by side or stacked; below it the fault."""
        yield Static(literal(self.field.label), classes="label")
        yield self.input

    @property
    def text(self) -> str:
        """What stands in the field, as it was typed."""
        return self.input.value if isinstance(self.input, Input) else self.input.text

    @text.setter
    def text(self, text: str) -> None:
        self._known = text
        if isinstance(self.input, Input):
            self.input.value = text
        else:
            self.input.text = text

    @property
    def cleaned(self) -> str:
        """What stands in the field, as a record may hold it."""
        limit = None if self.field.long else self.field.limit
        return sanitize(self.text, long=self.field.long, limit=limit)

    def tidy(self) -> None:
        """Put the cleaned text in the field; if it is another, say so."""
        if self.cleaned != self.text:
            if too_many := self._too_many():
                self.say(cut(too_many))
            elif self.cleaned != self.text.strip():
                self.say(CLEANED)
            self.text = self.cleaned

    def _too_many(self) -> int:
        """Count the characters that no record has room for."""
        whole = sanitize(self.text, long=self.field.long, limit=len(self.text) + 1)
        return len(whole) - len(self.cleaned)

    def say(self, fault: str) -> None:
        """Say beside the field what is wrong with it."""
        self._fault.update(literal(f"! {fault}" if fault else ""))
        self._fault.display = bool(fault)
        if fault and self._fault.parent is None and self.is_attached:
            self.mount(self._fault)  # only now: most fields never have one

    def on_mount(self) -> None:
        """Put the cursor here if it is wanted here."""
        if self._focused:
            self.screen.set_focus(self.input)

    def on_pasted(self, event: Pasted) -> None:
        """Say that a pasted text was changed."""
        event.stop()
        self.call_after_refresh(self.say, event.said)

    def on_descendant_focus(self) -> None:
        """Say where the cursor is."""
        self.post_message(self.Entered(self.field.key))

    def on_descendant_blur(self) -> None:
        """Say where the cursor was."""
        self.post_message(self.Left(self.field.key))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self._tell()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self._tell()

    def _tell(self) -> None:
        # Both widgets also report texts that the program put in.
        if self.text != self._known:
            self._known = self.text
            self.say("")
            self.post_message(self.Typed(self.field.key, self.text))


def typed_into(widget: Widget | None) -> bool:
    """Whether this is the part of a field that one types into."""
    return widget is not None and isinstance(widget.parent, FieldBox)


def _line(text: str, field: Field) -> LineInput:
    # Nothing is selected, so that a stray key does not replace what stands.
    return LineInput(
        text,
        max_length=field.limit,
        password=field.secret,
        select_on_focus=False,
    )


def _long(text: str) -> LongInput:
    # Imported here: the first form has none, and need not wait for an editor.
    from genai_guide.tui.widgets.long_input import LongInput

    long = LongInput(text, tab_behavior="focus")
    long.cursor_location = long.document.end
    return long
