"""Legal's decision on a summary: what, on which conditions, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.record.entries import BEFORE_DELIVERY, BEFORE_USE, Condition, Outcome
from genai_guide.rules.dates import DATE_LENGTH, format_date
from genai_guide.signing.verification import format_due
from genai_guide.tui.display import literal
from genai_guide.tui.screens.base import HEIGHTS
from genai_guide.tui.screens.dialogs import Choose, FormDialog
from genai_guide.tui.screens.entry import EntryScreen
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.tui.widgets.fields import Field, FieldBox, Form
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.workflows.possible_entries import REASONS, VALID_UNTIL, Prompt

_PROMPTS = (
    Prompt(REASONS, "Reasons, or what you need to know", optional=True),
    Prompt(VALID_UNTIL, "Valid until", optional=True),
)

_ALTHOUGH_BLOCKED = "although blocked"
_ADD, _GO_ON = "add", "go-on"
_TEXT, _OWNER, _DATE = "text", "owner", "date"
_ON_A_DATE = "on-a-date"


class DecideScreen(EntryScreen):
    """Asks for the decision, shows it, signs it, and appends it to the summary."""

    HELP: ClassVar[str | None] = (
        "Legal's decision. Choose an outcome, then give reasons or conditions. You sign"
        " it with your own key, and it is added to the file. What the producer signed"
        " does not change. You see everything before you sign."
    )
    outcome: Outcome | None = None
    conditions: tuple[Condition, ...] = ()

    def choices(self) -> Iterable[Widget]:
        """Return the outcomes, and below them the conditions."""
        yield ChoiceList(id="outcomes")
        yield ChoiceList(id="conditions")

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The texts that are asked for."""
        return _PROMPTS

    def extra_rows(self) -> Iterable[tuple[str, str]]:
        """Yield what can be said besides, where it matters."""
        yield from super().extra_rows()
        statement = self.verification.summary.statement
        if statement.needs_approval in ("blocked", "forbidden"):
            words = (
                f"Approve although the verdict is “{statement.label}”. Give your"
                " reasons; they stay in the record"
            )
            yield _ALTHOUGH_BLOCKED, words

    def begin(self) -> None:
        """Offer the outcomes."""
        self._show_outcomes()
        self._show_conditions()
        self._focus(self.query_one("#outcomes"))

    def _show_outcomes(self) -> None:
        rows = [
            Row(outcome.value, outcome.label, outcome is self.outcome)
            for outcome in Outcome
        ]
        self.query_one("#outcomes", ChoiceList).show(rows, of="outcome")

    def _show_conditions(self) -> None:
        rows = [
            Row(each.id, f"Condition: {_format_condition(each, self._obligations)}")
            for each in self.conditions
        ]
        rows.append(Row(_ADD, f"Add {'another' if rows else 'a'} condition"))
        rows.append(Row(_GO_ON, "No more conditions"))
        conditions = self.query_one("#conditions", ChoiceList)
        conditions.show(rows, of="condition")
        conditions.display = self.outcome is Outcome.WITH_CONDITIONS
        if self.conditions:
            conditions.highlighted = len(rows) - 1

    @property
    def _obligations(self) -> Mapping[str, str]:
        """What the use needs besides the verdict, by ids."""
        statement = self.verification.summary.statement
        return dict(zip(statement.obligations, statement.also_needed, strict=True))

    def choose(self, of: str, chosen: str) -> None:
        """Hold the outcome, open a condition, or hold what is said besides."""
        super().choose(of, chosen)
        if of == "outcome":
            self.outcome = Outcome(chosen)
            self._show_outcomes()
            self._show_conditions()
            if self.outcome is Outcome.WITH_CONDITIONS and not self.conditions:
                self._ask_condition()
            else:
                self.set_focus(self._first_field())
        elif of == "condition":
            known = {each.id: each for each in self.conditions}
            if chosen == _GO_ON:
                self.set_focus(self._first_field())
            elif chosen == _ADD:
                self._ask_condition()
            else:
                self._ask_what_to_do(known[chosen])

    def _ask_condition(self, before: Condition | None = None) -> None:
        today = self.guide.controller.clock().date()
        dialog = ConditionDialog(self._obligations, today, before)
        self.app.push_screen(dialog, partial(self._take, before))

    def _ask_what_to_do(self, condition: Condition) -> None:
        rows = [
            Row("", "Leave it as it is"),
            Row("change", "Change it"),
            Row("remove", "Remove it"),
        ]

        def do(chosen: str | None) -> None:
            if chosen == "change":
                self._ask_condition(condition)
            elif chosen:
                self._hold(each for each in self.conditions if each != condition)

        text = _format_condition(condition, self._obligations)
        self.app.push_screen(Choose(text, rows), do)

    def _take(self, before: Condition | None, after: Condition | None) -> None:
        if after and before:
            conditions = [after if each == before else each for each in self.conditions]
            self._hold(conditions)
        elif after:
            self._hold((*self.conditions, after))
        self.set_focus(self.query_one("#conditions"))

    def _hold(self, conditions: Iterable[Condition]) -> None:
        self.conditions = tuple(
            replace(each, id=f"condition-{number}")
            for number, each in enumerate(conditions, start=1)
        )
        self._show_conditions()

    def said(self, texts: dict[str, str]) -> dict[str, Any]:
        """Return what the decision says.

        Raises:
            ValueError: if no outcome is chosen.
        """
        if self.outcome is None:
            msg = "outcome: choose one"
            raise ValueError(msg)
        with_conditions = self.outcome is Outcome.WITH_CONDITIONS
        return {
            **super().said(texts),
            "outcome": self.outcome,
            "although_blocked": _ALTHOUGH_BLOCKED in self.extras,
            "conditions": self.conditions if with_conditions else (),
        }

    def go_to_field(self, problem: str) -> bool:
        """Go to the field that a problem names first, or to what is to be chosen."""
        if super().go_to_field(problem):
            return True
        is_condition = problem.startswith("condition") and self.outcome
        self.set_focus(self.query_one("#conditions" if is_condition else "#outcomes"))
        return True

    @property
    def is_begun(self) -> bool:
        """Whether anything was chosen or typed that would be lost."""
        return self.outcome is not None or super().is_begun


def _format_condition(condition: Condition, obligations: Mapping[str, str]) -> str:
    covers = [obligations[each] for each in condition.covers]
    also = f"; covers {', '.join(covers)}" if covers else ""
    return f"{condition.text} ({condition.owner}, {format_due(condition.due)}{also})"


class ConditionDialog(FormDialog[Condition | None]):
    """Asks for one condition of an approval.

    Args:
        obligations: What the use needs, which the condition can take care of.
        today: The day that words like "tomorrow" are counted from.
        before: The condition as it was.
    """

    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str | None] = (
        "Say what has to be done, by whom and by when. With a condition before use,"
        " the use is not in force until you accept the condition as met. Tab goes to"
        " the next field."
    )

    def __init__(
        self,
        obligations: Mapping[str, str],
        today: date,
        before: Condition | None = None,
    ) -> None:
        due = before.due if before else BEFORE_USE
        is_date = due not in (BEFORE_USE, BEFORE_DELIVERY)
        fields = [
            Field(_TEXT, "What has to be done", before.text if before else ""),
            Field(_OWNER, "By whom", before.owner if before else "production"),
            Field(
                _DATE,
                "By a date (like 3 Nov 2026)",
                format_date(due) if is_date else "",
                limit=DATE_LENGTH,
                today=today,
            ),
        ]
        super().__init__("A condition of the approval", fields, _TEXT)
        self._obligations = obligations
        self._due = _ON_A_DATE if is_date else due
        self._covers = frozenset(before.covers if before else ())

    def compose(self) -> ComposeResult:
        """Show the fields, when it is due, and what it takes care of."""
        with VerticalScroll(classes="dialog filling", can_focus=False):
            yield Static(literal(self._title), classes="asked")
            yield Form()
            yield Static(literal("Due", "bold"))
            yield ChoiceList(id="due")
            if self._obligations:
                yield Static(literal("It covers (space chooses)", "bold"))
                yield ChoiceList(id="covers")
        yield KeyLine()

    def on_mount(self) -> None:
        """Offer when it is due, and what it takes care of."""
        self._show_choices()

    def _show_choices(self) -> None:
        due = {
            BEFORE_USE: "Before the use begins",
            BEFORE_DELIVERY: "Before delivery",
            _ON_A_DATE: "By the date above",
        }
        rows = [Row(key, words, key == self._due) for key, words in due.items()]
        self.query_one("#due", ChoiceList).show(rows, of="due")
        if self._obligations:
            rows = [
                Row(key, words, key in self._covers)
                for key, words in self._obligations.items()
            ]
            covers = self.query_one("#covers", ChoiceList)
            covers.show(rows, of="covers", several=True)

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """Let a date that is typed be the one that counts."""
        event.stop()
        if event.key == _DATE and self.query_one(Form).texts[_DATE]:
            self._due = _ON_A_DATE
            self._show_choices()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Hold when it is due, or what it takes care of."""
        event.stop()
        if event.of == "due":
            self._due = event.id
        else:
            self._covers = self._covers ^ {event.id}
        self._show_choices()

    def on_choice_list_confirmed(self, event: ChoiceList.Confirmed) -> None:
        """Take the condition."""
        event.stop()
        self.action_take()

    def on_form_confirmed(self, event: Form.Confirmed) -> None:
        """Go on to when it is due."""
        event.prevent_default()
        event.stop()
        self.set_focus(self.query_one("#due"))

    def action_take(self) -> None:
        """Return the condition if it is acceptable, or show why not."""
        form = self.query_one(Form)
        texts = form.tidy()
        due = texts[_DATE] if self._due == _ON_A_DATE else self._due
        if self._due == _ON_A_DATE and form.boxes[_DATE].date_fault:
            self.set_focus(form.boxes[_DATE].input)
            return
        condition = Condition(
            id="condition-1",
            text=texts[_TEXT],
            owner=texts[_OWNER],
            due=due,
            covers=tuple(key for key in self._obligations if key in self._covers),
        )
        if problem := condition.problem():
            key, _, wrong = problem.partition(": ")
            box = form.boxes[_DATE if key == "due" else key]
            box.say(wrong)
            self.set_focus(box.input)
            return
        self.dismiss(condition)
