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

    shown = Content("")

    def __init__(self) -> None:
        self.text = Static(id="question", markup=False)
        super().__init__(self.text, id="asked")

    def show(self, text: Content) -> None:
        """Show a question."""
        self.shown = text
        update_static(self.text, text)

    def lines(self, width: int) -> int:
        """Return how many lines the question takes."""
        return len(self.shown.wrap(width))


def choice_widgets(width: int) -> Iterator[Widget]:
    """Create the widgets that ask for a choice; a form has no need of them.

    Args:
        width: How wide they are going to be, so that the first frame is right.
    """
    yield QuestionText()
    choices = ChoiceList(id="choices", of_question=True)
    choices.first_width = width
    yield choices


class Guidance(VerticalScroll):
    """The guidance to one question: a panel that scrolls, and can be folded."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("app.previous"), bind("app.onward")]

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def on_mount(self) -> None:
        """Say how to scroll, where there is something to scroll."""
        self.watch(self, "show_vertical_scrollbar", self._hint, init=False)

    def show(self, title: str, content: Content, *, folded: bool) -> None:
        """Show the guidance to another question, from its beginning."""
        self.border_title = literal(f"{title} (h shows it)" if folded else title)
        self.set_class(folded, "-folded")
        if update_static(self.query_one(Static), content):
            self.scroll_home(animate=False)

    def _hint(self, scrolls: bool) -> None:  # noqa: FBT001 - as Textual calls it
        self.border_subtitle = "PgUp PgDn" if scrolls else ""


def guidance_title(pack: Pack, question: Question) -> str:
    """Return the title over the guidance: what of the policy the question is about."""
    if not question.clauses:
        return "About this question"
    return f"Why we ask — {pack.clause[question.clauses[0]].title}"


def format_guidance(pack: Pack, question: Question) -> Content:
    """Format what counts, what the policy says, and who would know."""
    rows = [literal(question.help)] if question.help else []
    for number, clause_id in enumerate(question.clauses):
        clause, quote = (
            pack.clause[clause_id],
            format_quote(pack.clause[clause_id].quote),
        )
        # The title over the guidance names the first one.
        rows.append(format_clause(clause.title, clause.quote) if number else quote)
    if question.who_knows:
        rows.append(Content.assemble("Who would know: ", literal(question.who_knows)))
    return stack(*rows)


def format_about(pack: Pack, question: Question) -> Content:
    """Format the guidance under its title."""
    title = literal(guidance_title(pack, question), "bold")
    return stack(title, format_guidance(pack, question))


def format_clause(title: str, quote: str) -> Content:
    """Format a quotation under its clause's title."""
    return stack(literal(title, "bold"), format_quote(quote))


class Reading(VerticalScroll):
    """A long text to read, scrolled with the usual keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("app.pop_screen", "", key="left"),
        bind("scroll_down", key="j"),
        bind("scroll_up", key="k"),
        bind("page_down", key="space"),
    ]
