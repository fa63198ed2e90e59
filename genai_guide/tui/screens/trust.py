"""Trust a key, once its fingerprint was compared."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from genai_guide.signing.unknown_signers import (
    CHANGED_KEY,
    UnknownSigner,
    fingerprint_error,
)
from genai_guide.tui.screens.base import HEIGHTS
from genai_guide.tui.screens.dialogs import (
    SCROLL_BINDINGS,
    FormDialog,
    dialog_widgets,
    long_text,
    scroll_text,
)
from genai_guide.tui.widgets.fields import Field, Form

_FINGERPRINT, _WORD = "fingerprint", "word"


class TrustDialog(FormDialog[bool | None]):
    """Shows a key, and asks for its fingerprint; returns whether it was confirmed.

    Args:
        unknown: The key, and what is known of it.
    """

    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str | None] = (
        "Ask the key's owner to read its fingerprint to you. Type at least its first"
        " 16 characters as you hear them. Esc goes back, and no key is trusted."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*SCROLL_BINDINGS]

    def __init__(self, unknown: UnknownSigner) -> None:
        fields = [Field(_FINGERPRINT, "16 or more characters after SHA256:", limit=60)]
        if unknown.other_keys:
            fields.append(Field(_WORD, f"Type {CHANGED_KEY} to trust this key too"))
        super().__init__("", fields, _FINGERPRINT)
        self.set_class(bool(unknown.other_keys), "-changed")
        self._unknown = unknown

    def compose(self) -> ComposeResult:
        """Show the key and what is known of it, then where to type."""
        return dialog_widgets(long_text("\n".join(self._unknown.lines)), Form())

    def action_take(self) -> None:
        """Return that the key is confirmed, or show why it is not."""
        boxes = self.query_one(Form).boxes
        wrong, typed = boxes[_FINGERPRINT], boxes[_FINGERPRINT].text
        problem = fingerprint_error(self._unknown.public, typed)
        if not problem and _WORD in boxes:
            wrong = boxes[_WORD]
            if wrong.text.strip().lower() != CHANGED_KEY:
                problem = f"You trust another key already. Type {CHANGED_KEY}."
        if not problem:
            self.dismiss(True)  # noqa: FBT003 - a screen's result
            return
        wrong.say(problem)
        self.set_focus(wrong.input)
        # In a low window the sentence would be below the last row.
        self.call_after_refresh(wrong.scroll_visible, animate=False)

    action_scroll = scroll_text
