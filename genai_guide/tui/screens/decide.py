"""Legal's answer to a summary: what, on which conditions, by whom."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Button, Footer, Static

from genai_guide.record.decision import Decision, Outcome
from genai_guide.signing.verification import Result, Verification
from genai_guide.storage.errors import FileError
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS
from genai_guide.tui.screens.dialogs import Ask, AskLong
from genai_guide.tui.screens.signing_key import key_words, own_key
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.tui.widgets.fields import Field, FieldBox
from genai_guide.tui.widgets.form import Form
from genai_guide.tui.widgets.lines import Problem
from genai_guide.workflows.decide import append_decision

if TYPE_CHECKING:
    from genai_guide.tui.summary_app import SummaryApp

SAME_KEY = (
    "This summary is signed with your own key. A decision with the same key does not"
    " count: somebody else decides, with a key of their own."
)
_DATE_LENGTH = 10
_CONDITIONS, _UNTIL, _NAME, _ROLE = "conditions", "valid until", "name", "role"
_FIELDS = (
    Field(_CONDITIONS, "Conditions, or what is wanted, or why; one a line", long=True),
    Field(_UNTIL, "Valid until (YYYY-MM-DD, optional)", limit=_DATE_LENGTH),
    Field(_NAME, "Your name"),
    Field(_ROLE, "Your role"),
)


class DecideScreen(Screen[bool]):
    """Asks for the decision, signs it, and appends it to the summary.

    Args:
        path: The summary's file.
        found: What verifying it found.
    """

    HELP: ClassVar[str | None] = (
        "Legal's decision. It is signed with your own key and added to the file; what"
        " the producer signed stays as it is."
    )

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back"),
        Binding("tab", "app.focus_next", "next field"),
        Binding("ctrl+s", "decide", "sign"),
    ]

    AUTO_FOCUS = ""
    """The focus goes to the choice, without scrolling it to the middle."""

    def __init__(self, path: Path, found: Verification) -> None:
        super().__init__()
        self._path = path
        self._found = found
        self.outcome: Outcome | None = None
        self.busy = False
        """Whether the decision is being written."""

    @property
    def guide(self) -> SummaryApp:
        """The app, with what it knows."""
        return cast("SummaryApp", self.app)

    def compose(self) -> ComposeResult:
        """What is decided on, the outcome, the fields, what is wrong, the keys."""
        yield Static(literal("Decision on a summary", "bold"), id="name")
        with VerticalScroll(id="deciding", can_focus=False):
            yield Static(id="about", markup=False)
            yield ChoiceList()
            yield Form()
            yield Static(literal(key_words()))
            yield Button(literal("Sign the decision (enter)"), id="sign", compact=True)
        yield Problem()
        yield Footer(compact=True)

    def on_mount(self) -> None:
        """Offer the outcomes."""
        about = literal(self._found.summary.statement.title, "bold")
        line = literal(self._found.first_line)
        self.query_one("#about", Static).update(stack(about, line))
        self._show_outcomes()
        self.query_one(Form).show(_FIELDS)
        # What is decided on stands above the choice, and is to be seen with it.
        choices = self.query_one(ChoiceList)
        choices.focus(scroll_visible=False)
        self.call_after_refresh(choices.scroll_visible, animate=False)

    def _show_outcomes(self) -> None:
        rows = [Row(one.value, one.label, one is self.outcome) for one in Outcome]
        self.query_one(ChoiceList).show(rows)

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Take the outcome, and go on to the fields."""
        event.stop()
        self.outcome = Outcome(event.id)
        self._show_outcomes()
        self._say("")
        self.set_focus(self.query_one(Form).boxes[_CONDITIONS].input)

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """What was said of a field is being mended."""
        event.stop()
        self._say("")

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Go on to the button: nothing is signed by going through the fields."""
        event.stop()
        self.query_one(Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_decide()

    def action_decide(self) -> None:
        """Sign and write, unless something is missing."""
        if self.busy:
            return
        decision = self._decision()
        problem = decision.problem() if decision else "outcome: choose one of the four"
        self._say(problem or "")
        if problem:
            self._go_to_field(problem)
        elif decision:
            self.busy = True
            self.run_worker(self._sign(decision), exclusive=True)

    def _decision(self) -> Decision | None:
        form = self.query_one(Form)
        for box in form.boxes.values():
            box.tidy()
        if self.outcome is None:
            return None
        texts = form.texts
        lines = (line.strip() for line in texts[_CONDITIONS].split("\n"))
        return Decision(
            outcome=self.outcome,
            name=texts[_NAME],
            role=texts[_ROLE],
            at=self.guide.clock().replace(microsecond=0),
            conditions=tuple(filter(None, lines)),
            valid_until=texts[_UNTIL],
        )

    def _go_to_field(self, problem: str) -> None:
        """Put the cursor where a problem is."""
        box = self.query_one(Form).boxes.get(problem.partition(":")[0])
        self.set_focus(box.input if box else self.query_one(ChoiceList))

    async def _sign(self, decision: Decision) -> None:
        try:
            if await self._wanted():
                await self._write(decision)
        except FileError as problem:
            self._say(str(problem))
        finally:
            self.busy = False

    async def _wanted(self) -> bool:
        """Ask for a word of its own where the summary does not verify."""
        result = self._found.result
        if result is Result.GOOD:
            return True
        question = (
            f"{self._found.first_line}\n\nDecide on it all the same? The record will"
            f" say that the summary was: {result.word}."
        )
        dialog = AskLong(question, "Decide all the same", "Do not decide")
        if await self.app.push_screen_wait(dialog):
            return True
        self._say("not decided")
        return False

    async def _write(self, decision: Decision) -> None:
        key = await own_key(self.app)
        if key is None:
            self._say("not decided: signing it needs the key")
        elif key.public == self._found.signed.public:
            self._say(SAME_KEY)
        else:
            await asyncio.to_thread(
                append_decision, self._path, decision, self._found, key
            )
            self.dismiss(True)  # noqa: FBT003 - the screen's result

    def action_back(self) -> None:
        """Go back; ask first if something was typed."""
        typed = self.outcome or any(self.query_one(Form).texts.values())
        if self.busy:
            return
        if not typed:
            self.dismiss(False)  # noqa: FBT003 - the screen's result
            return
        question = "Nothing is decided yet, and what was typed would be lost."
        dialog = Ask(question, "Leave without a decision", "Stay")
        self.app.push_screen(dialog, self._left)

    def _left(self, go: bool | None) -> None:  # noqa: FBT001 - a dialog's
        if go:
            self.dismiss(False)  # noqa: FBT003 - the screen's result

    def _say(self, problem: str) -> None:
        self.query_one(Problem).say(problem)
