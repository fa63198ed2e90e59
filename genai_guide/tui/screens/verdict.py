"""The verdict: what the text asks for, why, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.policy.answers import Place, words
from genai_guide.policy.assessment import Assessment, Finding
from genai_guide.policy.pack import Task
from genai_guide.tui.display import hanging, level_words, plain, stacked
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.widgets.guidance import cited
from genai_guide.tui.widgets.reading import Reading


class VerdictScreen(GuideScreen):
    """Explains the verdict from the top: sentence, tasks, reasons."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("r", "app.review", "review"),
        Binding("s", "app.sign_off", "sign off"),
    ]

    def body(self) -> Iterable[Widget]:
        """One long text."""
        yield Reading(Static(id="text", markup=False))

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one(Reading).focus()

    def paint(self) -> None:
        """Say the verdict as it is now."""
        super().paint()
        self.query_one("#text", Static).update(stacked(*self._said()))

    def _said(self) -> Iterator[Content]:
        yield from self._verdict()
        if self.assessment.tasks:
            yield from self._heading("What is to be done")
            for task, _ in self.assessment.tasks:
                yield task_line(task, self.text_width)
        yield from self._heading("Why")
        if not self.assessment.fired:
            yield plain("No rule asks for anything more, by these answers.")
        for number, finding in enumerate(self.assessment.fired):
            if number:
                yield plain("")
            yield from self._reason(finding)

    def _verdict(self) -> Iterator[Content]:
        found = self.assessment
        for headline in found.headlines:
            yield plain(headline, "bold")
        yield plain(found.lowest.sentence)
        if not found.complete:
            yield plain(_still_open(found))
        if found.obligations:
            flags = ", ".join(one.label for one in found.obligations)
            yield plain(f"Beside the level: {flags}.")
        yield plain("This reports what the published text asks for. It is no approval.")

    def _heading(self, text: str) -> Iterator[Content]:
        yield plain("")
        yield plain(text, "bold underline")

    def _reason(self, finding: Finding) -> Iterator[Content]:
        rule = finding.rule
        level = "Note" if rule.level is None else level_words(rule.level)
        yield plain(level, "bold")
        yield plain(rule.because)
        for place in finding.by:
            answered = hanging(self._answered(place), self.text_width, 2)
            yield Content.assemble("  ", answered)
        for clause in rule.clauses:
            yield cited(self.pack, clause)

    def _answered(self, place: Place) -> str:
        question = self.pack.by_id[place.question]
        answer = words(question, self.session.answers.at(self.pack, place))
        tool = f"Tool {place.tool}: " if place.tool else ""
        return f"You answered: {tool}{question.text} {answer}"


def task_line(task: Task, width: int) -> Content:
    """Say what is to be done, by whom, until when."""
    words = f"{task.text} ({task.owner}, {task.due.words})"
    return Content.assemble("- ", hanging(words, width, 2))


def _still_open(found: Assessment) -> str:
    count = len(found.asking.open)
    left = "1 question is open" if count == 1 else f"{count} questions are open"
    if found.highest > found.lowest:
        highest = found.highest.title
        return f"So far: {left}, and the verdict can still rise to {highest}."
    return f"{left}. The level cannot change any more: the rest is for the record."
