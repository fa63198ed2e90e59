"""Starting a use: of a production, like another use, or from nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from genai_guide.record.production import NO_TITLE, Production
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import productions_dir
from genai_guide.storage.productions import list_productions
from genai_guide.tui.commands import HELP_BINDINGS, bind
from genai_guide.tui.display import literal
from genai_guide.tui.guide import format_save_first, guide_of
from genai_guide.tui.screens.dialogs import Choose, dialog_widgets
from genai_guide.tui.widgets.choices import ChoiceList, Row
from genai_guide.workflows.new_use import start_from, start_like

_OTHER = "other"


class ChooseTools(ModalScreen[str]):
    """Asks which tools of a production a use works with; returns their ids, or nothing.

    Args:
        production: The production.
    """

    HELP: ClassVar[str | None] = (
        "Choose each tool that this use works with. You can add more later."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*HELP_BINDINGS, bind("close")]

    def __init__(self, production: Production) -> None:
        super().__init__()
        tools = production.tools
        # The only tool of a production is most likely the one.
        self._rows = [Row(each.id, each.tool.name, len(tools) == 1) for each in tools]

    def compose(self) -> ComposeResult:
        """Show the question and the tools."""
        asked = "Which tools of the production does this use work with?"
        return dialog_widgets(Static(literal(asked), classes="asked"), ChoiceList())

    def on_mount(self) -> None:
        """Offer the tools, of which several can be chosen."""
        choices = self.query_one(ChoiceList)
        choices.show(self._rows, several=True)
        choices.focus()

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Choose a tool, or drop it."""
        event.stop()
        self._rows = [
            replace(row, chosen=not row.chosen) if row.id == event.id else row
            for row in self._rows
        ]
        self.query_one(ChoiceList).show(self._rows, several=True)

    def on_choice_list_confirmed(self, event: ChoiceList.Confirmed) -> None:
        """Return the tools that are chosen, which may be none."""
        event.stop()
        self.dismiss(" ".join(row.id for row in self._rows if row.chosen))

    def action_close(self) -> None:
        """Start no use."""
        self.dismiss(None)


def start_new_use(screen: Screen[Any]) -> None:
    """Start a use; ask first of which production, if any is saved."""
    guide = guide_of(screen)
    pack = guide.controller.pack
    listed = list_productions(productions_dir(), pack)
    productions = {
        str(path): each for path, each in listed.items() if isinstance(each, Production)
    }
    if not productions:
        guide.start_new()
        return

    def start(chosen: str | None) -> None:
        if chosen == _OTHER:
            guide.start_new()
        elif chosen:
            start_use_of(screen, Path(chosen), productions[chosen])

    rows = [
        Row(path, each.title(pack) or NO_TITLE) for path, each in productions.items()
    ]
    rows.append(Row(_OTHER, "Another production, or none yet"))
    dialog = Choose("Which production is this use for?", rows)
    screen.app.push_screen(dialog, start)


def start_use_of(screen: Screen[Any], path: Path, production: Production) -> None:
    """Start a use of a production; ask first which of its tools it works with."""
    guide = guide_of(screen)

    def start(tools: str | None) -> None:
        if tools is None:
            return
        if reason := guide.controller.unsaved():
            guide.say(format_save_first(reason))
            return
        start_from(guide.controller, production, path, tools.split())
        guide.show_draft()
        guide.say(
            "What the production knows is filled in. Before you sign, look at each of"
            " these answers once."
        )

    if production.tools:
        screen.app.push_screen(ChooseTools(production), start)
    else:
        start("")


def start_use_like(screen: Screen[Any], path: Path) -> str:
    """Start a use like a saved one; return why that is impossible, or `""`."""
    guide = guide_of(screen)
    if reason := guide.controller.unsaved():
        return format_save_first(reason)
    try:
        message = start_like(guide.controller, path)
    except FileError as error:
        return error.sentence
    guide.show_draft()
    guide.say(
        message
        or "The answers are copied. Say what this use is called. Before you sign, look"
        " at each copied answer once."
    )
    return ""
