"""What signing off and deciding have in common: a form, a button, the signing key."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Button, Static

from genai_guide.record.profile import CLAIMS, LABELS, profile_error
from genai_guide.signing.sshsig import fingerprint
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import (
    PassphraseError,
    SigningKey,
    load_key,
    make_key,
    own_key_path,
    own_public_key,
)
from genai_guide.tui.display import literal
from genai_guide.tui.screens.base import HEIGHTS, SizedScreen
from genai_guide.tui.screens.dialogs import FormDialog, dialog_widgets, long_text
from genai_guide.tui.widgets.fields import Field, FieldBox, Form
from genai_guide.workflows.signing_key import NEW_KEY_OFFER

Result = TypeVar("Result")
_FIRST, _AGAIN = "passphrase", "again"
_NEW_KEY = f"{NEW_KEY_OFFER} Leave both fields empty to have none."
_LOCKED_KEY = "Your signing key is locked. Type its passphrase to sign."
_NEW_FIELDS = (
    Field(_FIRST, "Passphrase (optional)", secret=True),
    Field(_AGAIN, "Repeat the passphrase", secret=True),
)
_LOCKED_FIELDS = (Field(_FIRST, "Passphrase", secret=True),)


def author_fields(texts: Mapping[str, str]) -> list[Field]:
    """Return the fields for who signs, each of which enter checks."""
    return [
        Field(key, LABELS[key], texts.get(key, ""), check=partial(_claim_fault, key))
        for key in CLAIMS
    ]


def _claim_fault(key: str, text: str) -> str | None:
    return profile_error(key, text) if text else "this is needed"


class SigningForm(SizedScreen[Result]):
    """A screen with fields and a button that signs what stands there."""

    busy = False
    """Whether something is being signed and written."""

    def action_sign(self) -> None:
        """Sign and write, unless something is missing."""
        raise NotImplementedError

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Hide what was wrong with a field that is being corrected."""
        event.stop()
        self.say("")

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Go on to the button: nothing is signed by going through the fields."""
        event.stop()
        self.query_one(Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Sign."""
        event.stop()
        self.action_sign()

    def go_to_field(self, problem: str) -> bool:
        """Put the cursor into the field that a problem names first, if there is one."""
        for box in self.query_one(Form).boxes.values():
            names = (box.field.key, box.field.label.lower())
            if problem.lower().startswith(names):
                self.set_focus(box.input)
                return True
        return False


async def own_key(app: App[Any]) -> SigningKey | None:
    """Return the person's own key, made or unlocked in a dialog; `None` if cancelled.

    Raises:
        FileError: if there is a key and it cannot be read.
    """
    path = own_key_path()
    if not await asyncio.to_thread(os.path.lexists, path):
        return await app.push_screen_wait(KeyDialog(path, is_new=True))
    try:
        return await asyncio.to_thread(load_key, path)
    except PassphraseError:
        return await app.push_screen_wait(KeyDialog(path, is_new=False))


def format_own_key() -> str:
    """Format which key will sign, from its public half."""
    public = own_public_key()
    if public:
        return f"You sign with your key {fingerprint(public)}"
    if os.path.lexists(own_key_path()):
        return f"You sign with your key in {own_key_path()}"
    return "You have no signing key yet. One is made when you sign."


class KeyDialog(FormDialog[SigningKey | None]):
    """Makes or unlocks the signing key; stays until that is done or cancelled.

    Args:
        path: The key's file.
        is_new: Whether the key is made now.
    """

    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str | None] = (
        "The passphrase that locks your signing key. It is never shown, saved or"
        " sent. Esc goes back without signing."
    )

    def __init__(self, path: Path, *, is_new: bool) -> None:
        super().__init__("", _NEW_FIELDS if is_new else _LOCKED_FIELDS, _FIRST)
        self._path = path
        self.is_new = is_new
        self._busy = False

    def compose(self) -> ComposeResult:
        """Show what it is for, the fields, a word while it takes a moment."""
        text = long_text(_NEW_KEY if self.is_new else _LOCKED_KEY)
        return dialog_widgets(text, Form(), Static(id="working", markup=False))

    def on_mount(self) -> None:
        """Show that nothing is at work yet."""
        self._show_work("")

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Keep a passphrase from everybody else."""
        event.stop()

    def action_take(self) -> None:
        """Return the key, or show why there is none."""
        if self._busy:
            return
        boxes = self.query_one(Form).boxes
        # As it was typed: a passphrase is no text of a record.
        passphrase = boxes[_FIRST].text
        if self.is_new and passphrase != boxes[_AGAIN].text:
            boxes[_AGAIN].say("this differs from the passphrase above")
            self.set_focus(boxes[_AGAIN].input)
        elif not self.is_new and not passphrase:
            boxes[_FIRST].say("type the passphrase of this key")
            self.set_focus(boxes[_FIRST].input)
        else:
            self._show_work(
                "Making your key…" if self.is_new else "Unlocking your key…"
            )
            self._work(passphrase)

    @work(exclusive=True, description="")
    async def _work(self, passphrase: str) -> None:
        make_or_load = make_key if self.is_new else load_key
        try:
            key = await asyncio.to_thread(make_or_load, self._path, passphrase)
        except FileError as error:
            self._show_work("")
            box = self.query_one(Form).boxes[_FIRST]
            if isinstance(error, PassphraseError):
                box.text = ""
            box.say(error.sentence)
            self.set_focus(box.input)
        else:
            self.dismiss(key)

    def _show_work(self, words: str) -> None:
        self._busy = bool(words)
        working = self.query_one("#working", Static)
        working.update(literal(words))
        working.display = self._busy

    def action_close(self) -> None:
        """Sign nothing; a passphrase is not kept, so nothing is asked."""
        if not self._busy:
            self.dismiss(None)
