"""The key that one signs with: made on first use, unlocked when it is locked."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Footer, Static

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
from genai_guide.tui.screens.base import HEIGHTS
from genai_guide.tui.screens.dialogs import FormDialog
from genai_guide.tui.widgets.fields import Field, FieldBox
from genai_guide.tui.widgets.form import Form
from genai_guide.workflows.signing_key import NEW_KEY_OFFER

_FIRST, _AGAIN = "passphrase", "again"
_NEW = f"{NEW_KEY_OFFER} Leave both fields empty to have none."
_LOCKED = "Your signing key is locked. Type its passphrase to sign."


async def own_key(app: App[Any]) -> SigningKey | None:
    """Give the person's own key, made or unlocked in a dialog; `None` if cancelled.

    Raises:
        FileProblem: if there is a key and it cannot be read.
    """
    path = own_key_path()
    if not await asyncio.to_thread(os.path.lexists, path):
        return await app.push_screen_wait(NewKey(path))
    try:
        return await asyncio.to_thread(load_key, path)
    except PassphraseError:
        return await app.push_screen_wait(LockedKey(path))


def key_words() -> str:
    """Say which key it will be signed with, from its public half."""
    public = own_public_key()
    if public:
        return f"It will be signed with your key {fingerprint(public)}"
    if os.path.lexists(own_key_path()):
        return f"It will be signed with your key in {own_key_path()}"
    return "Signing makes a key for you; there is none yet."


class _KeyDialog(FormDialog[SigningKey | None]):
    """Asks for a passphrase; stays until there is a key or it is cancelled."""

    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str | None] = (
        "The passphrase that locks your signing key. It is not shown, it is not kept,"
        " and it leaves this computer in no record. Esc goes back, nothing signed."
    )
    said: ClassVar[str]
    working: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._busy = False

    def compose(self) -> ComposeResult:
        """What it is for, the fields, a word while it takes a moment."""
        with Vertical(classes="dialog"):
            with VerticalScroll(classes="told", can_focus=False):
                yield Static(literal(self.said))
            yield Form()
            yield Static(id="working", markup=False)
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Put the cursor into the first field."""
        self.query_one(Form).show(self.fields, _FIRST)
        self._show_work("")

    def fault(self, texts: dict[str, str]) -> tuple[str, str] | None:
        """Say in which field something is wrong, and what."""
        raise NotImplementedError

    def key(self, passphrase: str) -> SigningKey:
        """Make or read the key; takes a moment."""
        raise NotImplementedError

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Keep a passphrase from everybody else."""
        event.stop()

    def action_take(self) -> None:
        """Give the key back, or say why there is none."""
        if self._busy:
            return
        boxes = self.query_one(Form).boxes
        # As it was typed: a passphrase is no text of a record.
        texts = {name: box.text for name, box in boxes.items()}
        if wrong := self.fault(texts):
            boxes[wrong[0]].say(wrong[1])
            self.set_focus(boxes[wrong[0]].input)
        else:
            self._show_work(self.working)
            self.run_worker(self._work(texts[_FIRST]), exclusive=True)

    async def _work(self, passphrase: str) -> None:
        try:
            key = await asyncio.to_thread(self.key, passphrase)
        except FileError as problem:
            self._show_work("")
            box = self.query_one(Form).boxes[_FIRST]
            if isinstance(problem, PassphraseError):
                box.text = ""
            box.say(problem.sentence)
            self.set_focus(box.input)
        else:
            self.dismiss(key)

    def _show_work(self, word: str) -> None:
        self._busy = bool(word)
        said = self.query_one("#working", Static)
        said.update(literal(word))
        said.display = self._busy

    def action_close(self) -> None:
        """Sign nothing; a passphrase is not kept, and so nothing is asked."""
        if not self._busy:
            self.dismiss(None)


class NewKey(_KeyDialog):
    """Offers a passphrase for the key that is made now."""

    said = _NEW
    working = "Making your key…"
    fields = (
        Field(_FIRST, "Passphrase (may be left empty)", secret=True),
        Field(_AGAIN, "The same once more", secret=True),
    )

    def fault(self, texts: dict[str, str]) -> tuple[str, str] | None:
        """See that both are the same, so that no slip locks the key for ever."""
        if texts[_FIRST] == texts[_AGAIN]:
            return None
        return _AGAIN, "this is not the same as above"

    def key(self, passphrase: str) -> SigningKey:
        """Make the key."""
        return make_key(self._path, passphrase)


class LockedKey(_KeyDialog):
    """Asks for the passphrase of the key."""

    said = _LOCKED
    working = "Unlocking your key…"
    fields = (Field(_FIRST, "Passphrase", secret=True),)

    def fault(self, texts: dict[str, str]) -> tuple[str, str] | None:
        """See that there is something to try."""
        return None if texts[_FIRST] else (_FIRST, "this key needs its passphrase")

    def key(self, passphrase: str) -> SigningKey:
        """Unlock the key."""
        return load_key(self._path, passphrase)
