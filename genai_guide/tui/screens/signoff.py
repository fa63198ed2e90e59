"""The sign-off: who states what, and the file that it is written to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from genai_guide.record.draft import SignedRevision
from genai_guide.record.statement import SignOff
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import find_evidence_problems
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.reading import parse_path
from genai_guide.storage.summaries import propose_summary_path
from genai_guide.text import LONG_LIMIT
from genai_guide.tui.display import format_day, literal, stack
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.screens.dialogs import Ask
from genai_guide.tui.screens.done import DoneScreen
from genai_guide.tui.screens.signing_key import key_words, own_key
from genai_guide.tui.screens.verdict import task_line
from genai_guide.tui.widgets.fields import Field, FieldBox
from genai_guide.tui.widgets.form import Form
from genai_guide.tui.widgets.lines import Problem
from genai_guide.workflows.sign import write_summary

_PERSON = {
    "name": "Name",
    "role": "Role",
    "organisation": "Organisation",
    "email": "E-mail",
}


class SignOffScreen(GuideScreen):
    """Asks who signs; writes the summary."""

    HELP: ClassVar[str | None] = (
        "Here the use is signed off. Nothing is signed before the button is pressed,"
        " and every answer can still be changed."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back"),
        Binding("ctrl+s", "sign", show=False),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", "read on", key_display="PgDn", priority=True),
    ]

    def body(self) -> Iterable[Widget]:
        """What is signed, by whom, into which file."""
        yield VerticalScroll(Static(id="text", markup=False), id="signed")
        yield Form(classes="beside")
        yield Problem()
        yield Button(
            literal("Sign, and write the summary (enter)"), id="sign", compact=True
        )

    takes_undo = False
    IDLE = ("undo", "redo", "sign_off")
    """What keys of all screens do elsewhere, and not here."""
    evidence: tuple[str, ...] = ()
    """What is wrong with the evidence files, found since the screen came up."""
    signing_key = ""
    """Which key it will be signed with."""
    proposed = ""
    """The file that it is written to if no other is named."""
    busy = False
    """Whether a summary is being written."""

    def on_mount(self) -> None:
        """Put the cursor into the first field; look at the evidence and the key."""
        self.run_worker(self._look(), group="look")
        path = propose_summary_path(self.pack, self.session, self.guide.summaries_dir)
        # In the folder that one stands in, the bare name is shorter to read.
        self.proposed = path.name
        kept = self._kept()
        fields = [
            Field(key, label, kept.get(key, "")) for key, label in _PERSON.items()
        ]
        file = kept.get("path", self.proposed)
        fields.append(Field("path", "Write to", file, limit=LONG_LIMIT))
        self.query_one(Form).show(fields, "name")

    def paint(self) -> None:
        """Show what is signed."""
        super().paint()
        self.query_one("#text", Static).update(self._signed())
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer to read on only where not all is seen."""
        return action != "scroll" or self.query_one("#signed").max_scroll_y > 0

    def action_scroll(self, pages: int) -> None:
        """Scroll what is signed while the fields keep the cursor."""
        text = self.query_one("#signed")
        text.scroll_relative(y=pages * max(text.size.height - 1, 1), animate=False)

    def _kept(self) -> dict[str, str]:
        """Give what was typed here before for the same use."""
        of, texts = self.guide.typed_to_sign
        return texts if of == self.guide.session_path else {}

    def _keep(self) -> None:
        """Keep what is typed until it is signed, however this screen is left."""
        texts = self.query_one(Form).texts
        if texts["path"] == self.proposed:
            del texts["path"]
        self.guide.typed_to_sign = self.guide.session_path, texts

    def settle(self) -> bool:
        """Stay while a summary is being written."""
        return not self.busy

    def action_back(self) -> None:
        """Go back, nothing signed."""
        if self.settle():
            self.app.pop_screen()

    async def _look(self) -> None:
        self.signing_key = await asyncio.to_thread(key_words)
        self.evidence = tuple(
            await asyncio.to_thread(find_evidence_problems, self.session)
        )
        self.paint()

    def _signed(self) -> Content:
        closed = self.session.closed
        tasks = [one for one in self.assessment.tasks if one[0].id not in closed]
        rows = [literal("By signing you state", "bold"), literal(self.pack.attestation)]
        if before := self.session.signed:
            rows.append(literal(revision_words(before)))
        rows.append(literal(self.signing_key))
        rows.append(literal(f"The summary goes into {self.guide.summaries_dir}"))
        if tasks:
            rows.append(
                literal("Still to be done; signing does not wait for it", "bold")
            )
            rows += [task_line(task, self.text_width - 2) for task, _ in tasks]
        if self.evidence:
            rows.append(literal("Evidence that is not as it was", "bold"))
            rows += [literal(one) for one in self.evidence]
        return stack(*rows)

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """What was said of a field is being mended."""
        event.stop()
        self._say("")
        self._keep()

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Go on to the button: nothing is signed by going through the fields."""
        event.stop()
        self.query_one(Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_sign()

    def action_sign(self) -> None:
        """Sign and write, unless something is missing."""
        if self.busy:
            return
        form = self.query_one(Form)
        for box in form.boxes.values():
            box.tidy()
        texts = form.texts
        person = {key: texts[key] for key in _PERSON}
        signoff = SignOff(**person, at=self.guide.clock().replace(microsecond=0))
        problem = signoff.problem()
        if not problem and not texts["path"]:
            problem = "write to: a file has to be named"
        self._say(problem or "")
        if problem:
            self._go_to_field(problem)
            return
        try:
            path = self.guide.summaries_dir / parse_path(texts["path"])
        except FileError as fault:
            self._say(f"write to: {fault.sentence}")
            return
        self.busy = True
        self.run_worker(self._sign(path, signoff), group="sign")

    def _go_to_field(self, problem: str) -> None:
        """Put the cursor into the field that a problem names first."""
        for box in self.query_one(Form).boxes.values():
            if problem.startswith(box.field.label.lower()):
                self.set_focus(box.input)

    async def _sign(self, path: Path, signoff: SignOff) -> None:
        try:
            over = await self._may_be_written(path)
            if over is None:
                return
            self._say("")
            key = await own_key(self.app)
            if key is None:
                self._say("not signed: that needs the key")
                return
            await self._write(path, signoff, key, over=over)
        except FileError as problem:
            self._say(str(problem))
        finally:
            self.busy = False

    async def _may_be_written(self, path: Path) -> bool | None:
        """Say whether to write over what is there; `None`: not to write at all."""
        if await asyncio.to_thread(os.path.isdir, path):
            self._say("write to: this is a folder; add the name of a file")
            return None
        if not await asyncio.to_thread(os.path.lexists, path):
            return False
        question = f"There is a file already: {path}. Write over it?"
        dialog = Ask(question, "Write over it", "Keep it, and name another")
        if await self.app.push_screen_wait(dialog):
            return True
        self.query_one(Form).boxes["path"].input.focus()
        return None

    async def _write(
        self, path: Path, signoff: SignOff, key: SigningKey, *, over: bool
    ) -> None:
        before = self.session.signed
        done = await asyncio.to_thread(
            write_summary,
            path,
            self.pack,
            self.session,
            signoff,
            key,
            overwrite=over,
        )
        # Saved too, so that the next summary is the next revision.
        self.guide.apply(replace(self.session, signed=done.signed))
        self.guide.summary = path
        self.guide.typed_to_sign = None, {}
        self.guide.uncover()
        self.app.push_screen(DoneScreen(key.fingerprint, before))

    def _say(self, problem: str) -> None:
        self.query_one(Problem).say(problem)


def revision_words(before: SignedRevision) -> str:
    """Say which revision is signed next, and which one gives way to it."""
    return (
        f"This is revision {before.revision + 1}; it takes the place of the one"
        f" signed on {format_day(before.at)}."
    )
