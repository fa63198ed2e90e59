"""Something that is added to a signed summary: a small form, signed by its author."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Button, Static

from genai_guide.record.entries import Author
from genai_guide.record.profile import CLAIMS
from genai_guide.rules.dates import DATE_LENGTH
from genai_guide.signing.verification import Result, Verification, one_line
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import own_public_key
from genai_guide.text import LONG_LIMIT
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.dialogs import Ask, AskLong
from genai_guide.tui.screens.signing import (
    SigningForm,
    author_fields,
    format_own_key,
    own_key,
)
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.tui.widgets.fields import Field, Form
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import Problem
from genai_guide.workflows.entries import (
    append_entry,
    decision_problem,
    entry_on,
    preview_entry,
)
from genai_guide.workflows.possible_entries import (
    EVIDENCE,
    REASONS,
    VALID_UNTIL,
    PossibleEntry,
    Prompt,
)

_LIMITS = {VALID_UNTIL: DATE_LENGTH, EVIDENCE: LONG_LIMIT}
IN_PLACE_OF = "in place of"


class EntryScreen(SigningForm[bool]):
    """Asks for what an entry says, shows it, signs it, and appends it to the summary.

    Args:
        path: The summary's file.
        verification: What verifying it found.
        possible: What is added.
    """

    HELP: ClassVar[str | None] = (
        "What you add is signed with your own key and added at the end of the file."
        " Everything before it stays as it is. You see all of it before you sign."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back"),
        bind("app.focus_next"),
        bind("sign"),
    ]
    AUTO_FOCUS = ""
    """The focus is set without scrolling what stands above out of sight."""

    def __init__(
        self, path: Path, verification: Verification, possible: PossibleEntry
    ) -> None:
        super().__init__()
        self.path = path
        self.verification = verification
        self.possible = possible
        self.extras: frozenset[str] = frozenset()
        """What is said besides, of what `extra_rows` offers."""

    def compose(self) -> ComposeResult:
        """Show what it is about, what to choose, the fields, the keys."""
        statement = self.verification.summary.statement
        about = [literal(statement.title, "bold")]
        title, _, on = self.possible.label.partition(": ")
        if on:
            about.append(literal(on))
        about.append(literal(self.verification.first_line))
        author = author_fields(self.guide.signed_as)
        yield Static(literal(title, "bold"), id="name")
        with VerticalScroll(id="deciding", can_focus=False):
            yield Static(stack(*about), id="about", markup=False)
            yield from self.choices()
            yield ChoiceList(id="extras")
            today = self.guide.controller.clock().date()
            yield Form([*(_field(each, today) for each in self.prompts), *author])
            yield Static(literal(format_own_key()))
            yield Button(literal("Review and sign (enter)"), compact=True)
        yield Problem()
        yield KeyLine()

    def choices(self) -> Iterable[Widget]:
        """Return what to choose from, above the fields."""
        return ()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The texts that are asked for."""
        return self.possible.prompts

    def extra_rows(self) -> Iterable[tuple[str, str]]:
        """Yield what can be said besides, each with its words."""
        if self.possible.is_on_others:
            summary = self.verification.standing.summary
            yield IN_PLACE_OF, f"Replace somebody else's decision: {summary}"

    def on_mount(self) -> None:
        """Show what can be chosen, and begin."""
        self.show_extras()
        self.begin()

    def begin(self) -> None:
        """Begin with what has to be said."""
        self._focus(self._first_field())

    def _first_field(self) -> Widget:
        return next(iter(self.query_one(Form).boxes.values())).input

    def _focus(self, widget: Widget) -> None:
        # The summary's title stands above, and should be seen with it.
        widget.focus(scroll_visible=False)
        self.call_after_refresh(widget.scroll_visible, animate=False)

    def show_extras(self) -> None:
        """Offer what can be said besides."""
        rows = [
            Row(extra, words, extra in self.extras)
            for extra, words in self.extra_rows()
        ]
        extras = self.query_one("#extras", ChoiceList)
        extras.show(rows, of="extra", several=True)
        extras.display = bool(rows)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Hold what was chosen."""
        event.stop()
        self.say("")
        self.choose(event.of, event.id)

    def choose(self, of: str, chosen: str) -> None:
        """Hold what is said besides, or not any more."""
        if of == "extra":
            self.extras = self.extras ^ {chosen}
            self.show_extras()

    def on_choice_list_confirmed(self, event: ChoiceList.Confirmed) -> None:
        """Go on to the fields."""
        event.stop()
        self.set_focus(self._first_field())

    def said(self, texts: dict[str, str]) -> dict[str, Any]:
        """Return what the entry says; may take a while.

        Raises:
            ValueError: if a part is missing or cannot be taken.
            FileError: if a file cannot be read as evidence.
        """
        for prompt in self.prompts:
            if not prompt.optional and not texts[prompt.key]:
                msg = f"{prompt.label}: this is needed"
                raise ValueError(msg)
        more = {"in_place_of_other": IN_PLACE_OF in self.extras}
        return {**self.possible.said(texts), **more}

    def action_sign(self) -> None:
        """Sign and write, unless something is missing."""
        if self.busy:
            return
        form = self.query_one(Form)
        texts = form.tidy()
        for box in form.boxes.values():
            if box.date_fault:
                self.set_focus(box.input)
                return
        self.busy = True
        self.say("")
        self._sign(texts)

    @work(exclusive=True, description="")
    async def _sign(self, texts: dict[str, str]) -> None:
        verification, own = self.verification, own_public_key()
        try:
            said = await asyncio.to_thread(self.said, texts)
            author = Author(**{key: texts[key] for key in CLAIMS})
            now = self.guide.controller.clock()
            kind = self.possible.kind
            entry = entry_on(verification, kind, author, now, own, **said)
            # Said before a passphrase is typed; a key that is still to be made is
            # nobody's.
            if problem := decision_problem(verification, entry, own or b""):
                self.say(problem)
                return
            lines = "\n".join(map(one_line, preview_entry(verification, entry)))
            dialog = AskLong(lines, self._words_to_sign(), "Do not sign")
            if not await self.app.push_screen_wait(dialog):
                self.say("not signed")
                return
            key = await own_key(self.app)
            if key is None:
                self.say("not signed: this needs your key")
                return
            problem = await asyncio.to_thread(
                append_entry, self.path, entry, verification, key
            )
            if problem:
                self.guide.say(problem)
            self.guide.remember_signer(vars(author), None)
            self.dismiss(True)  # noqa: FBT003 - the screen's result
        except FileError as error:
            self.say(str(error))
        except ValueError as error:
            self.say(str(error))
            self.go_to_field(str(error))
        finally:
            self.busy = False

    def _words_to_sign(self) -> str:
        genuine = self.verification.result in (Result.GENUINE, Result.ENTRY_NOT_TRUSTED)
        if genuine or not self.possible.kind.is_decisive:
            return "Sign this"
        return "Sign this although the summary is not genuine"

    @property
    def is_begun(self) -> bool:
        """Whether anything was chosen or typed that would be lost."""
        boxes = self.query_one(Form).boxes.values()
        return bool(self.extras) or any(box.text != box.field.value for box in boxes)

    def action_back(self) -> None:
        """Go back; ask first if something was typed."""
        if self.busy:
            self.say("Wait a moment: this is being signed.")
            return
        if not self.is_begun:
            self.dismiss(False)  # noqa: FBT003 - the screen's result
            return

        def leave(agreed: str | None) -> None:
            if agreed:
                self.dismiss(False)  # noqa: FBT003 - the screen's result

        question = "Nothing is signed yet. If you leave, what you typed is lost."
        self.app.push_screen(Ask(question, "Leave without signing", "Stay"), leave)


def _field(prompt: Prompt, today: date) -> Field:
    is_date = prompt.key == VALID_UNTIL
    hints = ["like 3 Nov 2026"] if is_date else []
    hints += ["optional"] if prompt.optional else []
    label = f"{prompt.label} ({', '.join(hints)})" if hints else prompt.label
    limit = _LIMITS.get(prompt.key, LONG_LIMIT)
    return Field(
        prompt.key,
        label,
        long=prompt.key == REASONS,
        limit=limit,
        today=today if is_date else None,
    )
