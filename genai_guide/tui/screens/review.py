"""Every answer, to be read through and changed; what is missing comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option, OptionDoesNotExist

from genai_guide.record.draft import unseen_places
from genai_guide.record.explanation import CONFLICTS, explain_conflicts, explain_effects
from genai_guide.record.steps import TOOLS, go_to
from genai_guide.rules.answers import Place, format_answer, is_chosen_question
from genai_guide.tui.commands import bind
from genai_guide.tui.display import (
    HEADING,
    PALE,
    format_level,
    literal,
    stack,
    wrap_indented,
)
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.steps import section_title, tool_names
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.page import format_about
from genai_guide.workflows.revise import describe_earlier_decision

_MISSING, _INACTIVE, _CONFLICT = "missing ", "inactive ", "conflict "


class AnswerList(CursorList):
    """The list of answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("select", "change"),
        bind("app.previous"),
    ]


class ReviewScreen(GuideScreen):
    """Lists the answers by section; enter goes to a question, and comes back."""

    HELP: ClassVar[str | None] = (
        "Every answer, section by section. Below each one you see what another answer"
        " would do to the verdict. Enter changes an answer and brings you back here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.start", "start", key="escape"),
        bind("app.note"),
        bind("app.verdict"),
        bind("app.sign_off"),
        bind("app.quit", ""),
    ]

    def body(self) -> Iterable[Widget]:
        """Return one list."""
        self.decided = describe_earlier_decision(self.draft)
        yield AnswerList(id="answers")

    decided = ""
    """What was decided on the revision before."""

    def on_mount(self) -> None:
        """Have the keys go to the list."""
        self.query_one(OptionList).focus()

    def paint(self) -> None:
        """List the answers as they are now; the cursor stays."""
        super().paint()
        answers = self.query_one(OptionList)
        at = answers.highlighted
        answers.set_options(_with_gaps(self._rows()))
        back_at, self.guide.back_at = self.guide.back_at, ""
        if at is None:
            answers.action_first()
            with suppress(OptionDoesNotExist):
                answers.highlighted = answers.get_option_index(back_at)
        else:
            answers.highlighted = at

    @property
    def place(self) -> Place | None:
        """The question that the cursor is at."""
        option = self.query_one(OptionList).highlighted_option
        key = (option.id or "").removeprefix(_MISSING) if option else ""
        if key.startswith(_CONFLICT):
            key = key.split()[-1]
        asked = self.assessment.status.asked
        return next((place for place in asked if str(place) == key), None)

    def beside_verdict(self) -> tuple[str, tuple[str, ...]]:
        """Return the name of the page."""
        return "", ("Review of the answers", "Review")

    def about(self) -> Content:
        """Return why the question at the cursor is asked."""
        if not self.place:
            return Content("")
        return format_about(self.pack, self.pack.by_id[self.place.question])

    @on(OptionList.OptionSelected)
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == TOOLS:
            self.guide.move(partial(go_to, place=TOOLS))
        elif self.place:
            self.guide.change_from(self.place, "review")
        else:
            self.guide.say("Your other answers mean that this question is not asked.")

    def _rows(self) -> Iterator[Option]:
        status = self.assessment.status
        width = self.query_one(AnswerList).text_width
        if self.decided:
            yield Option(wrap_indented(self.decided, width, 0), disabled=True)
        if status.open:
            yield _heading(f"Still to answer: {len(status.open)}")
            for place in status.open:
                text = self.pack.by_id[place.question].text
                yield Option(wrap_indented(text, width, 2), f"{_MISSING}{place}")
        if unseen := unseen_places(self.draft, status.asked):
            yield _heading(f"Filled in for you, not checked yet: {len(unseen)}")
            for place in unseen:
                yield Option(self._answer(place, width), f"{_MISSING}{place}")
        today = self.guide.controller.clock().date()
        if conflicts := explain_conflicts(self.assessment, today):
            yield _heading(CONFLICTS)
            for number, conflict in enumerate(conflicts):
                row = wrap_indented(conflict.text, width, 2)
                yield Option(row, f"{_CONFLICT}{number} {conflict.answers[0].place}")
        groups = groupby(
            (
                place
                for place in status.asked
                if not is_chosen_question(self.pack, place)
            ),
            key=lambda place: (section_title(self.pack, place), place.tool),
        )
        for (section, tool), places in groups:
            name = tool_names(self.pack, self.draft)[tool - 1] if tool else ""
            yield _heading(f"{section} · tool {tool}: {name}" if tool else section)
            for place in places:
                yield Option(self._answer(place, width), str(place))
        if any(place.tool for place in status.asked):
            yield Option(literal("  Add or remove a tool"), TOOLS)
        if status.inactive:
            yield _heading("No longer asked, but kept")
            for place in status.inactive:
                yield Option(self._answer(place, width), f"{_INACTIVE}{place}")

    def _answer(self, place: Place, width: int) -> Content:
        question = self.pack.by_id[place.question]
        answer = self.draft.answers.at(self.pack, place)
        empty = "left empty" if question.optional else "! not answered yet"
        given = format_answer(question, answer) if answer else empty
        rows = [
            wrap_indented(question.text, width, 2, PALE),
            wrap_indented(given, width, 4, "bold" if answer else ""),
        ]
        if note := self.draft.note(place):
            rows.append(wrap_indented(f"Note: {note}", width, 4))
        effects = explain_effects(self.assessment, place, format_level)
        rows += [wrap_indented(effect, width, 4, PALE) for effect in effects]
        return stack(*rows)


def _heading(text: str) -> Option:
    return Option(literal(text, HEADING), disabled=True)


def _with_gaps(rows: Iterable[Option]) -> Iterator[Option]:
    """Put an empty row before each heading but the first."""
    for number, row in enumerate(rows):
        if number and row.disabled:
            yield Option("", disabled=True)
        yield row
