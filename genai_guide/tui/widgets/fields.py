"""Fields to type into, which clean what is pasted and show what is wrong.

A `Form` holds one `FieldBox` for each `Field`; the box holds the widget to type into.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar
from unicodedata import category

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from genai_guide.rules.dates import DateError, format_date, parse_clear_date
from genai_guide.text import LINE_LIMIT, LONG_LIMIT, sanitize
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal

_CLEANED = "some characters were removed"
_CUT = "shortened: {:,} characters over the limit"


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
    check: Callable[[str], str | None] = lambda _: None
    """Returns what keeps enter from going on, if anything does."""
    today: date | None = None
    """For a date: the day that words like "tomorrow" are counted from."""


@dataclass
class Pasted(Message):
    """A text was pasted, and had to be changed."""

    message: str
    """In which way."""


class LineInput(Input):
    """One line; of pasted lines none is lost, and what may not stand goes."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("submit")]

    def on_key(self, event: events.Key) -> None:
        """Take what Textual would not: a joiner within an emoji, a fixed blank."""
        if text := _unprintable(event):
            self.replace(text, *sorted(self.selection))

    def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before it is shown."""
        room = (self.max_length or LINE_LIMIT) - len(self.value)
        _paste(self, event, room, sanitize(event.text, limit=LONG_LIMIT))


class LongInput(TextArea):
    """Several lines; enter makes a new one, tab leaves."""

    def on_key(self, event: events.Key) -> None:
        """Take what Textual would not, as in a field of one line."""
        if text := _unprintable(event):
            self.replace(text, *sorted(self.selection))

    async def on_paste(self, event: events.Paste) -> None:
        """Clean what is pasted before it is shown."""
        text = sanitize(event.text, long=True, limit=len(event.text) + 1)
        _paste(self, event, LONG_LIMIT - len(self.text), text)


def _unprintable(event: events.Key) -> str:
    """Return the character of a key that is part of a text, and not printable."""
    char = event.character or ""
    if event.is_printable or len(char) != 1 or category(char) == "Cc":
        return ""
    return sanitize(f"a{char}a")[1:-1]


def _paste(
    field: LineInput | LongInput, event: events.Paste, room: int, text: str
) -> None:
    """Replace what is selected by a pasted text, and report what was changed in it."""
    event.prevent_default()
    event.stop()
    if isinstance(field, LineInput):
        start, end = sorted(field.selection)
        room += end - start
        field.replace(text[:room], start, end)
    else:
        first, last = sorted(field.selection)
        room += len(field.get_text_range(first, last))
        field.replace(text[:room], first, last)
    if len(text) > room:
        field.post_message(Pasted(_CUT.format(len(text) - room)))
    elif text != event.text.strip():
        field.post_message(Pasted(_CLEANED))


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

    @dataclass
    class Left(Message):
        """The cursor left a field."""

        key: str

    def __init__(self, field: Field, *, focused: bool = False) -> None:
        super().__init__()
        self.field = field
        self._focused = focused
        text = self._known = field.unfinished or field.value
        self.input: LineInput | LongInput
        if field.long:
            self.input = LongInput(text, tab_behavior="focus")
            self.input.cursor_location = self.input.document.end
        else:
            # Nothing is selected, so that a stray key does not replace what stands.
            self.input = LineInput(
                text,
                max_length=field.limit,
                password=field.secret,
                select_on_focus=False,
            )
        self._label = Static(literal(field.label), classes="label")
        self._fault = Static("", classes="fault", markup=False)

    def compose(self) -> ComposeResult:
        """Show the label and the field, side by side or stacked."""
        yield self._label
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

    @property
    def value(self) -> str:
        """What would be recorded: the cleaned text, and a date as `YYYY-MM-DD`."""
        return self._parsed[0]

    @property
    def date_fault(self) -> str:
        """Why what was typed is no date, if one is asked for."""
        return self._parsed[1]

    @property
    def _parsed(self) -> tuple[str, str]:
        text = self.cleaned
        if not text or self.field.today is None:
            return text, ""
        try:
            return parse_clear_date(text, self.field.today).isoformat(), ""
        except DateError as error:
            return text, str(error)

    def refresh_label(self, label: str) -> None:
        """Show another label, for instance when what was taken over is changed."""
        if label != self.field.label:
            self.field = replace(self.field, label=label)
            self._label.update(literal(label))

    def tidy(self) -> None:
        """Put the cleaned text in the field; show it if that is another one."""
        if self.field.today is not None and self.text.strip():
            if self.date_fault:
                self.say(self.date_fault)
            else:
                self.text = format_date(self.value)
            return
        text, cleaned = self.text, self.cleaned
        if cleaned != text:
            whole = sanitize(text, long=self.field.long, limit=len(text) + 1)
            if len(whole) > len(cleaned):
                self.say(_CUT.format(len(whole) - len(cleaned)))
            elif cleaned != text.strip():
                self.say(_CLEANED)
            self.text = cleaned

    def say(self, fault: str, *, sign: str = "!") -> None:
        """Show beside the field what is wrong with it, or what was understood."""
        self._fault.update(literal(f"{sign} {fault}" if fault else ""))
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
        """Report that the cursor came here, and show the label with the field."""
        self.call_after_refresh(self.scroll_visible, animate=False)
        self.post_message(self.Entered(self.field.key))

    def on_descendant_blur(self) -> None:
        """Report that the cursor left."""
        self.post_message(self.Left(self.field.key))

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _report(self, event: Message) -> None:
        event.stop()
        # Both widgets also report texts that the program put in.
        if self.text != self._known:
            self._known = self.text
            self.say("")
            if self.field.today is not None and self.text and not self.date_fault:
                understood = format_date(self.value)
                self.say("" if self.text == understood else understood, sign="=")
            self.post_message(self.Typed(self.field.key))


def typed_into(widget: Widget | None) -> bool:
    """Tell whether this is the part of a field that one types into."""
    return widget is not None and isinstance(widget.parent, FieldBox)


class Form(VerticalScroll, can_focus=False):
    """Fields, filled anew for each step; holds no answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("next_field"),
        bind("previous_field"),
        # Enter leaves a field of one line, and the line of keys says so.
        bind("leave_field", argument="True"),
        bind("leave_field", "", argument="False"),
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
        """What would be recorded of the fields."""
        return {key: box.value for key, box in self.boxes.items()}

    def refresh_values(self, fields: Iterable[Field], changed: Collection[str]) -> None:
        """Show what was changed elsewhere, for instance by undo."""
        boxes = self.boxes
        for field in fields:
            if box := boxes.get(field.key):
                box.refresh_label(field.label)
                if field.key in changed and box.cleaned != field.value:
                    box.text = field.value

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or confirm in the last one; stay if it is not valid."""
        event.stop()
        box = event.input.parent
        if isinstance(box, FieldBox) and (fault := box.field.check(box.cleaned)):
            box.say(fault)
        else:
            self.go(1)

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show the key that leaves a field of several lines only in such a field."""
        is_long = isinstance(self.screen.focused, LongInput)
        return action != "leave_field" or parameters == (is_long,)

    def action_leave_field(self, _labelled: bool) -> None:  # noqa: FBT001 - a binding's
        """Go to what comes next on the screen; where nothing does, confirm."""
        chain = self.screen.focus_chain
        if self.screen.focused is not chain[-1]:
            self.screen.focus_next()
        else:
            self.go(1)

    def go(self, by: int) -> bool:
        """Go some fields on or back, if there is one; on from the last one confirms."""
        inputs = [box.input for box in self.boxes.values()]
        here = next((n for n, field in enumerate(inputs) if field.has_focus), 0)
        if 0 <= here + by < len(inputs):
            self.screen.set_focus(inputs[here + by])
            return True
        if by > 0:
            self.post_message(self.Confirmed())
        return False


def _boxes(fields: Iterable[Field], focused: str | None) -> Iterator[FieldBox]:
    return (FieldBox(field, focused=field.key == focused) for field in fields)
