"""The sign-off: who states what, and the file that it is written to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from genai_guide.record.draft import SignedRevision
from genai_guide.record.explanation import CONFLICTS, explain_conflicts, format_task
from genai_guide.record.profile import CLAIMS
from genai_guide.record.register import USE_CONFLICTS
from genai_guide.record.statement import SignOff
from genai_guide.rules.pack import Task
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import find_evidence_problems
from genai_guide.storage.reading import parse_path, path_is_folder
from genai_guide.storage.summaries import propose_summary_path
from genai_guide.text import LONG_LIMIT, escape_line
from genai_guide.tui.commands import bind
from genai_guide.tui.display import (
    format_day,
    format_level,
    literal,
    stack,
    wrap_hanging,
)
from genai_guide.tui.screens.base import GuideScreen, text_width
from genai_guide.tui.screens.dialogs import SCROLL_BINDINGS, Ask, AskLong, scroll_text
from genai_guide.tui.screens.signing import (
    SigningForm,
    author_fields,
    format_own_key,
    own_key,
)
from genai_guide.tui.screens.summary_file import SummaryFileScreen
from genai_guide.tui.widgets.fields import Field, FieldBox, Form
from genai_guide.tui.widgets.lines import Problem
from genai_guide.workflows.entries import ClockError
from genai_guide.workflows.register import find_use_conflicts
from genai_guide.workflows.sign import check_summary, write_summary

_SUFFIX = ".toml"
_WILL_SAY_SO = "The summary will say that it changed, or is missing."


class SignOffScreen(GuideScreen, SigningForm[None]):
    """Asks who signs; writes the summary."""

    HELP: ClassVar[str | None] = (
        "Nothing is signed until you press the button. Until then you can still"
        " change every answer."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back"),
        bind("sign", ""),
        *SCROLL_BINDINGS,
    ]
    takes_undo = False
    idle = ("undo", "redo", "sign_off")
    evidence: tuple[str, ...] = ()
    """What is wrong with the evidence files, found since the screen came up."""
    against: tuple[str, ...] = ()
    """What other uses of the production say against this one."""
    signing_key = ""
    """Which key it will be signed with."""
    proposed = ""
    """The file that it is written to if no other is named."""

    def body(self) -> Iterable[Widget]:
        """Return what is signed, by whom, into which file."""
        yield VerticalScroll(
            Static(id="text", markup=False), id="signed", classes="told"
        )
        yield Form(classes="beside")
        yield Problem()
        yield Button(
            literal("Sign and write the summary (enter)"), id="sign", compact=True
        )

    def on_mount(self) -> None:
        """Put the cursor into the first field; look at the evidence."""
        self.signing_key = format_own_key()
        self._look()
        path = propose_summary_path(self.pack, self.draft, self.guide.summaries_dir)
        # In the folder that one stands in, the bare name is shorter to read.
        self.proposed = path.name
        typed_for, texts = self.guide.typed_to_sign
        if typed_for != self.guide.controller.path:
            texts = {}
        fields = author_fields({**self.guide.signed_as, **texts})
        file = texts.get("path", self.proposed)
        fields.append(Field("path", "Save as", file, limit=LONG_LIMIT))
        self.query_one(Form).show(fields, "name")

    @work(group="look")
    async def _look(self) -> None:
        self.evidence = tuple(
            await asyncio.to_thread(find_evidence_problems, self.draft)
        )
        self.paint()
        self.against = await asyncio.to_thread(
            find_use_conflicts, self.guide.controller, self.guide.summaries_dir
        )
        if self.against:
            self.paint()

    def paint(self) -> None:
        """Show what is signed."""
        super().paint()
        rows = [literal("By signing you state", "bold"), literal(self.pack.attestation)]
        if before := self.draft.signed:
            replaces = (
                f"This is revision {before.revision + 1}. It replaces the revision"
                f" signed on {format_day(before.at)}."
            )
            rows.append(literal(replaces))
        rows += [
            literal(self.signing_key),
            literal(f"The summary will be saved in {self.guide.summaries_dir}"),
        ]
        today = self.guide.controller.clock().date()
        if conflicts := explain_conflicts(self.assessment, today):
            width = text_width(self) - 2
            rows.append(literal(CONFLICTS, "bold"))
            rows += [_item(conflict.text, width) for conflict in conflicts]
        if self.against:
            rows.append(literal(USE_CONFLICTS, "bold"))
            rows += [_item(text, text_width(self) - 2) for text in self.against]
        closed = self.draft.closed
        tasks = [task for task, _ in self.assessment.tasks if task.id not in closed]
        if tasks:
            rows.append(literal("Still to do; you can sign before it is done", "bold"))
            rows += [_task_line(task, text_width(self) - 2) for task in tasks]
        if self.evidence:
            rows.append(literal("Evidence that changed or is missing", "bold"))
            rows += map(literal, self.evidence)
        self.query_one("#text", Static).update(stack(*rows))
        self.call_after_refresh(self.refresh_bindings)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer to read on only where not everything is seen."""
        return action != "scroll" or self.query_one("#signed").max_scroll_y > 0

    action_scroll = scroll_text

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Keep what is typed until it is signed, however this screen is left."""
        super().on_field_box_typed(event)
        texts = self.query_one(Form).texts
        if texts["path"] == self.proposed:
            del texts["path"]
        self.guide.typed_to_sign = self.guide.controller.path, texts

    def settle(self) -> bool:
        """Stay while a summary is being written."""
        return not self.busy

    def hold_back(self, leave: Callable[[], object]) -> None:  # noqa: ARG002 - waits
        """Say why one cannot leave."""
        self.say("Wait a moment: this is being signed.")

    def action_back(self) -> None:
        """Go back, nothing signed."""
        if self.settle():
            self.app.pop_screen()
        else:
            self.hold_back(self.action_back)

    def action_sign(self) -> None:
        """Sign and write, unless something is missing."""
        if self.busy:
            return
        texts = self.query_one(Form).tidy()
        person = {key: texts[key] for key in CLAIMS}
        at = self.guide.controller.clock().replace(microsecond=0)
        signoff = SignOff(**person, at=at)
        problem = signoff.problem() or ""
        if not problem and not texts["path"]:
            problem = "save as: type the name of a file"
        self.say(problem)
        if problem:
            self.go_to_field(problem)
            return
        try:
            path = self.guide.summaries_dir / parse_path(texts["path"])
        except FileError as error:
            self.say(f"save as: {error.sentence}")
            return
        if not path.name.lower().endswith(_SUFFIX) and not path_is_folder(path):
            path = path.with_name(f"{path.name}{_SUFFIX}")
        self.busy = True
        self._sign(path, signoff)

    @work(group="sign", description="")
    async def _sign(self, path: Path, signoff: SignOff) -> None:
        before = self.draft.signed
        try:
            check = partial(check_summary, path, self.pack, self.draft, signoff)
            await asyncio.to_thread(check)
            if not await self._may_sign_evidence():
                self.say("not signed")
                return
            overwrite = await self._may_overwrite(path)
            if overwrite is None:
                return
            self.say("")
            key = await own_key(self.app)
            if key is None:
                self.say("not signed: this needs your key")
                return
            write = partial(write_summary, path, self.pack, self.draft, signoff, key)
            signed = await asyncio.to_thread(write, overwrite=overwrite)
            if signed.signed:
                self.guide.controller.record_signature(signed.signed, path)
            self.guide.typed_to_sign = None, {}
            claims = {key: getattr(signoff, key) for key in CLAIMS}
            self.guide.remember_signer(claims, path)
            self.guide.uncover()
            self.app.push_screen(DoneScreen(key.fingerprint, before))
        except (FileError, ClockError) as error:
            self.say(str(error))
        finally:
            self.busy = False

    async def _may_sign_evidence(self) -> bool:
        """Return whether the evidence is as it was, or is to be signed all the same."""
        problems = await asyncio.to_thread(find_evidence_problems, self.draft)
        if not problems:
            return True
        lines = ["This evidence changed or is missing:", *problems, _WILL_SAY_SO]
        dialog = AskLong("\n".join(lines), "Sign anyway", "Do not sign")
        agreed = await self.app.push_screen_wait(dialog)
        return bool(agreed)

    async def _may_overwrite(self, path: Path) -> bool | None:
        """Return whether to overwrite what is there; `None`: do not write at all."""
        if await asyncio.to_thread(os.path.isdir, path):
            self.say("save as: this is a folder; add the name of a file")
            return None
        if not await asyncio.to_thread(os.path.lexists, path):
            return False
        question = f"There is a file already: {path}. Overwrite it?"
        dialog = Ask(question, "Overwrite it", "Choose another name")
        if await self.app.push_screen_wait(dialog):
            return True
        self.query_one(Form).boxes["path"].input.focus()
        return None


class DoneScreen(GuideScreen, SummaryFileScreen):
    """Says what was written and where, and what to do next.

    Args:
        key: The fingerprint of the key that signed.
        before: The revision that this one replaces.
    """

    HELP: ClassVar[str | None] = (
        "Your summary is signed and saved. The page says where it is, and whom to send"
        " it to."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("screen.open_folder"),
        bind("screen.copy_path"),
        bind("screen.write_pdf"),
        bind("screen.write_email"),
        bind("app.new"),
        bind("app.quit"),
        bind("app.pop_screen"),
    ]
    takes_undo = False
    idle = ("undo", "redo", "revise", "sign_off")

    def __init__(self, key: str, before: SignedRevision | None) -> None:
        super().__init__()
        self._key = key
        self._before = before
        self._said = ""

    @property
    def file(self) -> Path:
        """The summary's file."""
        return self.guide.controller.summary or Path()

    @property
    def digest(self) -> str:
        """The digest of what was just signed."""
        signed = self.draft.signed
        return signed.digest if signed else ""

    def say(self, text: str) -> None:
        """Show what was done, or why it cannot be."""
        self._said = text
        self.paint()

    def text(self) -> Content:
        """Return where the summary is, and what to do next."""
        level = self.assessment.verdict
        rows = [
            literal("Signed. The summary is in", "bold"),
            literal(escape_line(str(self.file))),
        ]
        if self._said:
            rows.append(literal(self._said, "bold"))
        if before := self._before:
            replaces = (
                f"Revision {before.revision + 1} replaces the revision signed"
                f" on {format_day(before.at)}."
            )
            rows.append(literal(replaces))
        contact = self.pack.contact
        send = f"Send the file to legal and to {contact}. Any text editor opens it."
        rows += [
            literal(f"Signed with your key {self._key}"),
            literal(""),
            literal(format_level(level), "bold"),
            literal(level.sentence),
            literal(""),
            literal("What to do next", "bold underline"),
            _item(send, text_width(self)),
            literal("- Compare this key with legal over the phone."),
            *(_task_line(task, text_width(self)) for task, _ in self.assessment.tasks),
        ]
        return stack(*rows)


def _task_line(task: Task, width: int) -> Content:
    return _item(format_task(task, None), width)


def _item(text: str, width: int) -> Content:
    return Content.assemble("- ", wrap_hanging(text, width, 2))
