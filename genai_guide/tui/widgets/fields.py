"""Fields to type into, which clean what is pasted and show what is wrong.

A `Form` holds one `FieldBox` for each `Field`; the box holds the widget to type into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from genai_guide.text import LINE_LIMIT, LONG_LIMIT, sanitize
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal

_CLEANED = "changed: some of it may not stand in a record"


@dataclass(frozen=True)
class Field:
    """What is asked for in a form."""

    key: str
    label: str
    value: str = ""
    """What is recorded."""
    unfinished: str = ""
    """What was typed last and is not recorded yet."""
    long: bool = False
    """Whether several lines may be written."""
    limit: int = LINE_LIMIT
    secret: bool = False
    """Whether what is typed is not shown."""


@dataclass
class Pasted(Message):
    """A text was pasted, and had to be changed."""

    message: str
    """In which way."""


def _shortened(count: int) -> str:
    """Format how much of a text was left out."""
    return f"cut: {count} characters too many"


def _take(event: events.Event) -> None:
    """Keep an event from the widget's own handling, and from those above."""
    event.prevent_default()
    event.stop()


def _step(widget: Widget, by: int) -> None:
    """Go to another field of the form, if the field is in one."""
    form = next((node for node in widget.ancestors if isinstance(node, Form)), None)
    if form:
        form.go(by)


_LEAVING: dict[str, Callable[[Widget], object]] = {
    "tab": lambda widget: widget.screen.focus_next(),
    "shift+tab": lambda widget: widget.screen.focus_previous(),
    "down": lambda widget: _step(widget, 1),
    "up": lambda widget: _step(widget, -1),
}
"""The keys that leave a field of one line."""


def _report_paste(field: Widget, event: events.Paste, text: str, room: int) -> None:
    """Report what was changed in a pasted text, if anything was."""
    if len(text) > room:
        field.post_message(Pasted(_shortened(len(text) - room)))
    elif text != event.text.strip():
        field.post_message(Pasted(_CLEANED))


class LineInput(Input):
    """One line; of pasted lines none is lost, and what may not stand goes."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("submit")]

    async def on_key(self, event: events.Key) -> None:
        """Leave at once: a binding would be looked up after the keys typed ahead."""
        if event.key == "enter":
            _take(event)
            await self.action_submit()
        elif event.key in _LEAVING:
            _take(event)
            _LEAVING[event.key](self)

    def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before it is shown."""
        _take(event)
        start, end = sorted(self.selection)
        room = (self.max_length or LINE_LIMIT) - len(self.value) + end - start
        text = sanitize(event.text, limit=LONG_LIMIT)
        self.replace(text[:room], start, end)
        _report_paste(self, event, text, room)


class LongInput(TextArea):
    """Several lines; enter makes a new one, tab leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("app.focus_next")]

    def on_key(self, event: events.Key) -> None:
        """Leave at once, as in a field of one line."""
        if event.key in ("tab", "shift+tab"):
            _take(event)
            _LEAVING[event.key](self)

    async def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before it is shown."""
        _take(event)
        start, end = sorted(self.selection)
        taken = len(self.get_text_range(start, end))
        room = LONG_LIMIT - len(self.text) + taken
        text = sanitize(event.text, long=True, limit=len(event.text) + 1)
        self.replace(text[:room], start, end)
        _report_paste(self, event, text, room)


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
        text = field.unfinished or field.value
        self.input = _long(text) if field.long else _line(text, field)
        self._known = text
        self._fault = Static("", classes="fault", markup=False)

    def compose(self) -> ComposeResult:
        """The label and the field, side by side or stacked; below it the fault."""
        yield Static(literal(self.field.label), classes="label")
        yield self.input

    @property
    def text(self) -> str:
        """The text as it was typed."""
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
        """The text as a record may hold it."""
        limit = None if self.field.long else self.field.limit
        return sanitize(self.text, long=self.field.long, limit=limit)

    def tidy(self) -> None:
        """Put the cleaned text in the field; show it if that is another one."""
        if self.cleaned != self.text:
            if too_many := self._too_many():
                self.say(_shortened(too_many))
            elif self.cleaned != self.text.strip():
                self.say(_CLEANED)
            self.text = self.cleaned

    def _too_many(self) -> int:
        """Count the characters that no record has room for."""
        whole = sanitize(self.text, long=self.field.long, limit=len(self.text) + 1)
        return len(whole) - len(self.cleaned)

    def say(self, fault: str) -> None:
        """Show beside the field what is wrong with it."""
        self._fault.update(literal(f"! {fault}" if fault else ""))
        self._fault.display = bool(fault)
        if fault and self._fault.parent is None and self.is_attached:
            self.mount(self._fault)  # only now: most fields never have one

    def on_mount(self) -> None:
        """Put the cursor here if it is wanted here."""
        if self._focused:
            self.screen.set_focus(self.input)

    def on_pasted(self, event: Pasted) -> None:
        """Show that a pasted text was changed."""
        event.stop()
        self.call_after_refresh(self.say, event.message)

    def on_descendant_focus(self) -> None:
        """Report that the cursor came here."""
        self.post_message(self.Entered(self.field.key))

    def on_descendant_blur(self) -> None:
        """Report that the cursor left."""
        self.post_message(self.Left(self.field.key))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Report what is typed."""
        event.stop()
        self._report()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Report what is typed."""
        event.stop()
        self._report()

    def _report(self) -> None:
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
    long = LongInput(text, tab_behavior="focus")
    long.cursor_location = long.document.end
    return long


class Form(VerticalScroll, can_focus=False):
    """Fields, filled anew for each step; holds no answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("next_field"),
        bind("previous_field"),
    ]

    class Confirmed(Message):
        """Enter was pressed in the last field."""

    def __init__(
        self,
        fields: Iterable[Field] = (),
        focused: str | None = None,
        *,
        classes: str | None = None,
    ) -> None:
        super().__init__(*_boxes(fields, focused), classes=classes)

    def show(self, fields: Iterable[Field], focused: str | None = None) -> None:
        """Show other fields, and put the cursor into one of them."""
        self.remove_children()
        self.mount(*_boxes(fields, focused))

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """The fields by their keys, in order."""
        return {box.field.key: box for box in self.query(FieldBox)}

    @property
    def texts(self) -> dict[str, str]:
        """The texts of the fields, cleaned."""
        return {key: box.cleaned for key, box in self.boxes.items()}

    def refresh_values(self, values: Mapping[str, str], changed: Iterable[str]) -> None:
        """Show what was changed elsewhere, for instance by undo."""
        for key in changed:
            if key in self.boxes and self.boxes[key].cleaned != values[key]:
                self.boxes[key].text = values[key]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or confirm in the last one."""
        event.stop()
        self.action_next_field()

    def tidy(self) -> dict[str, str]:
        """Clean what stands in the fields, and return the texts."""
        for box in self.boxes.values():
            box.tidy()
        return self.texts

    def action_next_field(self) -> None:
        """Go to the next field, or confirm in the last one."""
        self.go(1)

    def action_previous_field(self) -> None:
        """Go to the field before."""
        self.go(-1)

    def go(self, by: int) -> None:
        """Go some fields on or back; on from the last one confirms."""
        inputs = [box.input for box in self.boxes.values()]
        here = next((n for n, field in enumerate(inputs) if field.has_focus), 0)
        if 0 <= here + by < len(inputs):
            # At once, so that keys typed ahead go to the field they are meant for.
            self.screen.set_focus(inputs[here + by])
        elif by > 0:
            self.post_message(self.Confirmed())


def _boxes(fields: Iterable[Field], focused: str | None) -> Iterator[FieldBox]:
    return (FieldBox(field, focused=field.key == focused) for field in fields)
