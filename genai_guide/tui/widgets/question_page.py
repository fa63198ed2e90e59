"""The page that a question stands on."""

from __future__ import annotations

from collections.abc import Iterator

from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from genai_guide.tui.widgets.choices import QuestionChoices


class QuestionPage(Vertical, can_focus=False):
    """Holds the question; takes the keys when a field is left by escape.

    Tab does not come here, so that it goes from the last field to the first.
    """

    def take_keys(self) -> None:
        """Have the focus, until it goes elsewhere."""
        self.can_focus = True
        self.focus()

    def on_blur(self) -> None:
        """Step out of the way of tab again."""
        self.can_focus = False


class Asked(VerticalScroll, can_focus=False):
    """The text of the question, which scrolls if it is very long."""

    def __init__(self) -> None:
        self.text = Static(id="question", markup=False)
        super().__init__(self.text, id="asked")


def for_a_choice() -> Iterator[Widget]:
    """Make what a choice is asked with; a use begins with a form, which has no need."""
    yield Asked()
    yield QuestionChoices(id="choices")
