"""Every answer, to be read through and changed; what is missing comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import groupby
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option, OptionDoesNotExist

from genai_guide.record.draft import look_at, unseen_places
from genai_guide.record.explanation import (
    CONFLICTS,
    explain_conflicts,
    explain_effects,
    format_answered_here,
    format_own_answer,
)
from genai_guide.record.production import Difference
from genai_guide.record.register import format_same_element
from genai_guide.record.state_words import ORIGINS
from genai_guide.record.steps import TOOLS, go_to
from genai_guide.record.tool_list import tool_names
from genai_guide.rules.answers import Place, format_answer, is_chosen_question
from genai_guide.storage.errors import FileError
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
from genai_guide.tui.screens.dialogs import AskLong, Choose
from genai_guide.tui.screens.same_element import find_names
from genai_guide.tui.steps import section_title
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.page import format_about
from genai_guide.workflows.revise import describe_earlier_decision

_MISSING, _INACTIVE, _CONFLICT, _OWN = "missing ", "inactive ", "conflict ", "own "
_CONFIRM, _ADD, _SHARE, _TAKE = "confirm", "add", "share", "take"
_CHANGE_IT = "Change it for the production too"
_SAME = "same element"
"""The id of the row that names another use with the same element."""


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
        use_id = self.draft.same_element_as
        if use_id and use_id not in self.guide.use_names:
            self._name_uses()

    @work(exclusive=True, description="")
    async def _name_uses(self) -> None:
        """Find out how the use with the same element is called."""
        with suppress(FileError):
            await find_names(self.guide)
            self.paint()

    def paint(self) -> None:
        """List the answers as they are now; the cursor stays."""
        super().paint()
        answers = self.query_one(OptionList)
        here = answers.highlighted_option
        answers.set_options(_with_gaps(self._rows()))
        back_at, self.guide.back_at = self.guide.back_at, ""
        answers.action_first()
        with suppress(OptionDoesNotExist):
            at = here.id or "" if here else back_at
            answers.highlighted = answers.get_option_index(at)

    @property
    def place(self) -> Place | None:
        """The question that the cursor is at."""
        option = self.query_one(OptionList).highlighted_option
        key = (option.id or "").removeprefix(_MISSING) if option else ""
        if key.startswith((_CONFLICT, _OWN)):
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
        chosen = event.option_id or ""
        if chosen == TOOLS:
            self.guide.move(partial(go_to, place=TOOLS))
        elif chosen == _CONFIRM:
            unseen = unseen_places(self.draft, self.assessment.status.asked)
            self.guide.apply(look_at(self.draft, unseen))
        elif chosen == _ADD:
            self._ask_to_add()
        elif chosen.startswith(_OWN):
            self._ask_to_share(int(chosen.split()[1]))
        elif chosen == _SAME:
            self.guide.action_same_element()
        elif self.place:
            self.guide.change_from(self.place, "review")
        else:
            self.guide.say("Your other answers mean that this question is not asked.")

    def _ask_to_share(self, number: int) -> None:
        """Ask what becomes of an answer that the production has otherwise."""
        found = self.guide.controller.find_own_answers()[number]
        rows = [Row("", "Keep both as they are"), Row(_SHARE, _CHANGE_IT)]
        if found.shared is not None:
            rows.append(Row(_TAKE, "Use the answer of the production here"))

        def act(chosen: str | None) -> None:
            if chosen == _SHARE:
                self._share([found])
            elif chosen == _TAKE:
                self.guide.controller.take_over([found])
                self.paint()

        dialog = Choose(format_own_answer(self.pack, found), rows)
        self.app.push_screen(dialog, act)

    def _ask_to_add(self) -> None:
        """Ask whether the production is to have what it has no answer to."""
        own = self.guide.controller.find_own_answers()
        found = [each for each in own if each.shared is None]

        def add(agreed: str | None) -> None:
            if agreed:
                self._share(found)

        lines = "\n".join(
            f"- {format_answered_here(self.pack, each)}" for each in found
        )
        question = f"Add this to the production, for its other uses?\n\n{lines}"
        self.app.push_screen(AskLong(question, "Add it", "Leave it out"), add)

    def _share(self, found: list[Difference]) -> None:
        """Change the production as this use has it."""
        try:
            self.guide.controller.share(found)
        except FileError as error:
            self.guide.say(error.sentence)
        else:
            self.guide.say("Changed for the production, too.")
        self.paint()

    def _taken_over(self, width: int) -> Iterator[Option]:
        """Yield what was taken over and not looked at, and a row to confirm it all."""
        unseen = unseen_places(self.draft, self.assessment.status.asked)
        if not unseen:
            return
        yield _heading(f"Look at each once before you sign: {len(unseen)}")
        for place in unseen:
            yield Option(self._answer(place, width), f"{_MISSING}{place}")
        words = f"these {len(unseen)} answers: they are right"
        if len(unseen) == 1:
            words = "this answer: it is right"
        row = literal(f"  Confirm {words} for this use too", "bold")
        yield Option(row, _CONFIRM)

    def _own_answers(self, width: int) -> Iterator[Option]:
        """Yield what the production does not say like this use."""
        own = self.guide.controller.find_own_answers()
        if not own:
            return
        yield _heading("Not the same in the production")
        for number, each in enumerate(own):
            if each.shared is not None:
                row = wrap_indented(format_own_answer(self.pack, each), width, 2)
                yield Option(row, f"{_OWN}{number} {each.place}")
        if new := sum(each.shared is None for each in own):
            words = "an answer" if new == 1 else f"{new} answers"
            row = literal(f"  Add {words} that the production does not have", "bold")
            yield Option(row, _ADD)

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
        yield from self._taken_over(width)
        today = self.guide.controller.clock().date()
        if conflicts := explain_conflicts(self.assessment, today):
            yield _heading(CONFLICTS)
            for number, conflict in enumerate(conflicts):
                row = wrap_indented(conflict.text, width, 2)
                yield Option(row, f"{_CONFLICT}{number} {conflict.answers[0].place}")
        yield from self._own_answers(width)
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
        use_id = self.draft.same_element_as
        name = self.guide.use_names.get(use_id, "") if use_id else None
        yield Option(wrap_indented(format_same_element(name), width, 2), _SAME)
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
        if origin := self.draft.origin(place):
            rows.append(wrap_indented(ORIGINS[origin], width, 4, "italic"))
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
