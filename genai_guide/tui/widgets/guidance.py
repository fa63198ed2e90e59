"""Why a question is asked, what counts, and who knows."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from genai_guide.rules.pack import Pack, Question
from genai_guide.tui.display import format_quote, literal, stack, update_static
from genai_guide.tui.widgets.keys import BACK, NEXT


class Guidance(VerticalScroll):
    """The guidance to one question; scrolls, and folds away in low windows."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK, NEXT]

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def show(self, content: Content) -> None:
        """Show the guidance to another question, from its beginning."""
        if update_static(self.query_one(Static), content):
            self.scroll_home(animate=False)


def guidance(pack: Pack, question: Question) -> Content:
    """Put together what is known about a question."""
    rows = [literal(question.help)] if question.help else []
    if question.who_knows:
        rows.append(Content.assemble("Who knows: ", literal(question.who_knows)))
    for number, clause_id in enumerate(question.clauses):
        rows.append(cited(pack, clause_id, "Why we ask  " if not number else "And  "))
    return stack(*rows)


def cited(pack: Pack, clause_id: str, before: str = "") -> Content:
    """Quote a clause under its id and title."""
    clause = pack.clause[clause_id]
    head = Content.assemble(
        before, literal(clause.title, "bold"), literal(f"  {clause.id}", "dim")
    )
    return stack(head, format_quote(clause.quote))
