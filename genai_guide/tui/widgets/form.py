"""Several fields under each other; enter goes from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input

from genai_guide.tui.widgets.fields import Field, FieldBox


class Form(VerticalScroll, can_focus=False):
    """Fields, filled anew for each step; holds no answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "next_field", show=False),
        Binding("up", "previous_field", show=False),
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
        """Take other fields, and put the cursor into one of them."""
        self.remove_children()
        self.mount(*_boxes(fields, focused))

    @property
    def boxes(self) -> dict[str, FieldBox]:
        """The fields by their keys, in order."""
        return {box.field.key: box for box in self.query(FieldBox)}

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields, cleaned."""
        return {key: box.cleaned for key, box in self.boxes.items()}

    def refresh_values(self, values: Mapping[str, str], changed: Iterable[str]) -> None:
        """Put in what was changed elsewhere, by undo for one."""
        for key in changed:
            if key in self.boxes and self.boxes[key].cleaned != values[key]:
                self.boxes[key].text = values[key]

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next field, or confirm in the last one."""
        event.stop()
        self.action_next_field()

    def action_next_field(self) -> None:
        """Go to the next field, or confirm in the last one."""
        self.go(1)

    def action_previous_field(self) -> None:
        """Go to the field before."""
        self.go(-1)

    def go(self, by: int) -> None:
        """Go so many fields on or back; on from the last one confirms."""
        inputs = [box.input for box in self.boxes.values()]
        here = next((n for n, one in enumerate(inputs) if one.has_focus), 0)
        if 0 <= here + by < len(inputs):
            # At once, so that keys typed ahead go to the field they are meant for.
            self.screen.set_focus(inputs[here + by])
        elif by > 0:
            self.post_message(self.Confirmed())


def _boxes(fields: Iterable[Field], focused: str | None) -> Iterator[FieldBox]:
    return (FieldBox(one, focused=one.key == focused) for one in fields)
