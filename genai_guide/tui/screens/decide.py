"""Legal's decision on a summary: what, on which conditions, by whom."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Button, Footer, Static

from genai_guide.record.entries import (
    BEFORE_USE,
    Author,
    Condition,
    Entry,
    EntryKind,
    Outcome,
)
from genai_guide.signing.verification import Verification, one_line
from genai_guide.storage.errors import FileError
from genai_guide.tui.commands import bind
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.dialogs import Ask, AskLong
from genai_guide.tui.screens.signing import SigningForm, format_own_key, own_key
from genai_guide.tui.steps import DATE_LENGTH
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.tui.widgets.fields import Field, Form
from genai_guide.tui.widgets.lines import Problem
from genai_guide.workflows.entries import (
    append_entry,
    decision_problem,
    new_entry,
    preview_entry,
)

_REASONS, _CONDITIONS, _UNTIL = "reasons", "conditions", "valid until"
_NAME, _ROLE, _ORGANISATION, _EMAIL = "name", "role", "organisation", "e-mail"
_FIELDS = (
    Field(_REASONS, "Reasons, or what you need", long=True),
    Field(_CONDITIONS, "Conditions before use, one per line", long=True),
    Field(_UNTIL, "Valid until (YYYY-MM-DD, optional)", limit=DATE_LENGTH),
    Field(_NAME, "Your name"),
    Field(_ROLE, "Your role"),
    Field(_ORGANISATION, "Organisation"),
    Field(_EMAIL, "E-mail"),
)


class DecideScreen(SigningForm[bool]):
    """Asks for the decision, signs it, and appends it to the summary.

    Args:
        path: The summary's file.
        verification: What verifying it found.
    """

    HELP: ClassVar[str | None] = (
        "Legal's decision. It is signed with your own key and added to the file; what"
        " the producer signed stays as it is."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back"),
        bind("app.focus_next"),
        bind("sign"),
    ]
    AUTO_FOCUS = ""
    """The focus goes to the choice, without scrolling it to the middle."""

    def __init__(self, path: Path, verification: Verification) -> None:
        super().__init__()
        self._path = path
        self._verification = verification
        self.outcome: Outcome | None = None

    def compose(self) -> ComposeResult:
        """Show the summary, the outcomes, the fields, what is wrong, the keys."""
        about = literal(self._verification.summary.statement.title, "bold")
        line = literal(self._verification.first_line)
        yield Static(literal("Decision on a summary", "bold"), id="name")
        with VerticalScroll(id="deciding", can_focus=False):
            yield Static(stack(about, line), id="about", markup=False)
            yield ChoiceList()
            yield Form(_FIELDS)
            yield Static(literal(format_own_key()))
            yield Button(literal("Sign the decision (enter)"), id="sign", compact=True)
        yield Problem()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Offer the outcomes."""
        self._show_outcomes()
        # The summary's title stands above the choice, and should be seen with it.
        choices = self.query_one(ChoiceList)
        choices.focus(scroll_visible=False)
        self.call_after_refresh(choices.scroll_visible, animate=False)

    def _show_outcomes(self) -> None:
        rows = [
            Row(outcome.value, outcome.label, outcome is self.outcome)
            for outcome in Outcome
        ]
        self.query_one(ChoiceList).show(rows)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Hold the outcome, and go on to the fields."""
        event.stop()
        self.outcome = Outcome(event.id)
        self._show_outcomes()
        self.say("")
        self.set_focus(self.query_one(Form).boxes[_CONDITIONS].input)

    def action_sign(self) -> None:
        """Sign and write, unless something is missing."""
        if self.busy:
            return
        texts = self.query_one(Form).tidy()
        if self.outcome is None:
            self.say("outcome: choose one of them")
            self.set_focus(self.query_one(ChoiceList))
            return
        lines = (line.strip() for line in texts[_CONDITIONS].split("\n"))
        conditions = tuple(
            Condition(
                id=f"condition-{number}", text=line, owner="production", due=BEFORE_USE
            )
            for number, line in enumerate(filter(None, lines), start=1)
        )
        try:
            entry = new_entry(
                self._verification.summary,
                EntryKind.DECISION,
                Author(
                    name=texts[_NAME],
                    role=texts[_ROLE],
                    organisation=texts[_ORGANISATION],
                    email=texts[_EMAIL],
                ),
                self.guide.controller.clock(),
                outcome=self.outcome,
                reasons=texts[_REASONS],
                conditions=conditions,
                valid_until=texts[_UNTIL],
                found=self._verification.result.word,
            )
        except ValueError as error:
            self.say(str(error))
            if not self.go_to_field(str(error)):
                self.set_focus(self.query_one(ChoiceList))
            return
        self.say("")
        self.busy = True
        self._sign(entry)

    @work(exclusive=True, description="")
    async def _sign(self, entry: Entry) -> None:
        verification = self._verification
        try:
            lines = "\n".join(map(one_line, preview_entry(verification, entry)))
            dialog = AskLong(lines, "Sign this decision", "Do not decide")
            if not await self.app.push_screen_wait(dialog):
                self.say("not decided")
                return
            key = await own_key(self.app)
            if key is None:
                self.say("not decided: signing it needs the key")
            elif problem := decision_problem(verification, entry, key.public):
                self.say(problem)
            else:
                await asyncio.to_thread(
                    append_entry, self._path, entry, verification, key
                )
                self.dismiss(True)  # noqa: FBT003 - the screen's result
        except FileError as error:
            self.say(str(error))
        finally:
            self.busy = False

    def action_back(self) -> None:
        """Go back; ask first if something was typed."""
        if self.busy:
            return
        if not self.outcome and not any(self.query_one(Form).texts.values()):
            self.dismiss(False)  # noqa: FBT003 - the screen's result
            return

        def leave(agreed: str | None) -> None:
            if agreed:
                self.dismiss(False)  # noqa: FBT003 - the screen's result

        question = "Nothing is decided yet, and what was typed would be lost."
        dialog = Ask(question, "Leave without a decision", "Stay")
        self.app.push_screen(dialog, leave)
