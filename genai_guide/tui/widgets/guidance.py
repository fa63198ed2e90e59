"""Why a question is asked, what counts, and who knows."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from genai_guide.rules.pack import Pack, Question
from genai_guide.tui.display import plain, put, quoted, stacked
from genai_guide.tui.widgets.keys import BACK, NEXT


class Guidance(VerticalScroll):
    """The guidance to one question; scrolls, and folds away in low windows."""

    BINDINGS: ClassVar[list[BindingType]] = [BACK, NEXT]

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(markup=False)

    def show(self, content: Content) -> None:
        """Show the guidance to another question, from its beginning."""
        if put(self.query_one(Static), content):
            self.scroll_home(animate=False)


def guidance(pack: Pack, question: Question) -> Content:
    """Put together what is known about a question."""
    rows = [plain(question.help)] if question.help else []
    if question.who_knows:
        rows.append(Content.assemble("Who knows: ", plain(question.who_knows)))
    for number, clause_id in enumerate(question.clauses):
        rows.append(cited(pack, clause_id, "Why we ask  " if not number else "And  "))
    return stacked(*rows)


def cited(pack: Pack, clause_id: str, before: str = "") -> Content:
    """Quote a clause under its id and title."""
    clause = pack.clause[clause_id]
    head = Content.assemble(
        before, plain(clause.title, "bold"), plain(f"  {clause.id}", "dim")
    )
    return stacked(head, quoted(clause.quote))
