"""The page that a question stands on, its guidance, and long texts to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.rules.pack import Pack, Question
from genai_guide.tui.commands import bind
from genai_guide.tui.display import format_quote, literal, stack, update_static
from genai_guide.tui.widgets.choices import ChoiceList


class QuestionPage(Vertical, can_focus=False):
    """Holds the question; has the keys when a field is left by escape.

    Tab does not come here, so that it goes from the last field to the first.
    """

    def take_keys(self) -> None:
        """Have the focus, until it goes elsewhere."""
        self.can_focus = True
        self.focus()

    def on_blur(self) -> None:
        """Let tab pass by again."""
        self.can_focus = False


class QuestionText(VerticalScroll, can_focus=False):
    """The text of the question, which scrolls if it is very long."""

    def __init__(self) -> None:
        self.text = Static(id="question", markup=False)
        super().__init__(self.text, id="asked")


def choice_widgets() -> Iterator[Widget]:
    """Create the widgets that ask for a choice; a form has no need of them."""
    yield QuestionText()
    yield ChoiceList(id="choices", of_question=True)


class Guidance(VerticalScroll):
    """The guidance to one question; scrolls, and folds away in low windows."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("app.previous"), bind("app.onward")]

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def show(self, content: Content) -> None:
        """Show the guidance to another question, from its beginning."""
        if update_static(self.query_one(Static), content):
            self.scroll_home(animate=False)


def format_guidance(pack: Pack, question: Question) -> Content:
    """Format why a question is asked, what counts, and who knows."""
    rows = [literal(question.help)] if question.help else []
    if question.who_knows:
        rows.append(Content.assemble("Who would know: ", literal(question.who_knows)))
    for number, clause_id in enumerate(question.clauses):
        clause = pack.clause[clause_id]
        before = "And  " if number else "Why we ask  "
        rows.append(format_clause(clause.id, clause.title, clause.quote, before))
    return stack(*rows)


def format_clause(clause_id: str, title: str, quote: str, before: str = "") -> Content:
    """Format a quotation under its clause's title and id."""
    head = Content.assemble(
        before, literal(title, "bold"), literal(f"  {clause_id}", "dim")
    )
    return stack(head, format_quote(quote))


class Reading(VerticalScroll):
    """A long text to read, scrolled with the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.pop_screen", "", key="left"),
        bind("scroll_down", key="j"),
        bind("scroll_up", key="k"),
        bind("page_down", key="space"),
    ]
