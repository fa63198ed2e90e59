"""Every answer, to be read through and changed; what is missing comes first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option, OptionDoesNotExist

from genai_guide.record.steps import TOOLS, go_to
from genai_guide.rules.answers import Place, format_answer
from genai_guide.tui.display import literal, stack, wrap_hanging
from genai_guide.tui.effect_lines import effect_lines
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.steps import section_of, tool_names
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.keys import BACK

_MISSING, _PARKED = "missing ", "parked "


class ReviewScreen(GuideScreen):
    """Lists the answers by section; enter goes to a question, and comes back."""

    HELP: ClassVar[str | None] = (
        "Every answer, section by section; under each what another answer would do to"
        " the verdict. Enter changes one, and comes back here."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "app.note", "note"),
        Binding("v", "app.verdict", "verdict"),
        Binding("s", "app.sign_off", "sign off"),
    ]

    def body(self) -> Iterable[Widget]:
        """One list."""
        yield AnswerList(id="answers")

    def on_mount(self) -> None:
        """Let the keys go to the list."""
        self.query_one(OptionList).focus()

    def paint(self) -> None:
        """List the answers as they are now; the cursor stays."""
        super().paint()
        answers = self.query_one(OptionList)
        at = answers.highlighted
        answers.set_options(self._rows())
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
        at = self.query_one(OptionList).highlighted_option
        key = (at.id or "").removeprefix(_MISSING) if at else ""
        listed = self.assessment.status.asked
        return next((one for one in listed if str(one) == key), None)

    def about(self) -> Content:
        """Say why the question at the cursor is asked."""
        return self.guidance_to(self.place.question) if self.place else Content("")

    @on(OptionList.OptionSelected)
    def _change(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == TOOLS:
            self.guide.move(lambda now: go_to(now, TOOLS))
        elif self.place:
            self.guide.change_from(self.place, "review")
        else:
            self.guide.say("Your other answers leave this question out.")

    def _rows(self) -> Iterator[Option]:
        asked = self.assessment.status
        if asked.open:
            yield self._heading(f"Still to be answered: {len(asked.open)}")
            for place in asked.open:
                yield self._row(place, _MISSING)
        for (section, tool), places in groupby(asked.asked, key=self._section):
            name = tool_names(self.guide)[tool - 1] if tool else ""
            yield self._heading(f"{section} · tool {tool}: {name}" if tool else section)
            for place in places:
                yield self._row(place)
        if any(place.tool for place in asked.asked):
            yield Option(literal("  Add or remove a tool"), TOOLS)
        if asked.inactive:
            yield self._heading("Not asked now, kept")
            for place in asked.inactive:
                yield self._row(place, _PARKED)

    def _section(self, place: Place) -> tuple[str, int | None]:
        return section_of(self.pack, place), place.tool

    def _heading(self, text: str) -> Option:
        return Option(literal(text, "bold underline"), disabled=True)

    def _row(self, place: Place, kind: str = "") -> Option:
        if kind == _MISSING:
            text = self._indented(self.pack.by_id[place.question].text, 2)
        else:
            text = self._text(place)
        return Option(text, f"{kind}{place}")

    def _text(self, place: Place) -> Content:
        question = self.pack.by_id[place.question]
        answer = self.session.answers.at(self.pack, place)
        empty = "left empty" if question.optional else "! not answered yet"
        rows = [self._indented(question.text, 2)]
        rows.append(
            self._indented(format_answer(question, answer) if answer else empty, 4)
        )
        if note := self.session.note(place):
            rows.append(self._indented(f"Note: {note}", 4))
        rows += [
            self._indented(said, 4) for said in effect_lines(self.assessment, place)
        ]
        return stack(*rows)

    def _indented(self, text: str, by: int) -> Content:
        width = self.query_one(AnswerList).text_width
        return Content.assemble(" " * by, wrap_hanging(text, width, by))


class AnswerList(CursorList):
    """The list of answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "change", key_display="enter"),
        BACK,
    ]
