"""Before a session of another version is gone on with: what becomes of it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from genai_guide.record.migration import MigratedAnswer, Migration
from genai_guide.rules.pack import OnSaved
from genai_guide.tui.display import literal, stack
from genai_guide.tui.screens.base import HEIGHTS, WIDTHS
from genai_guide.tui.screens.dialogs import Dialog
from genai_guide.tui.widgets.choices import ChoiceList, Row

_GO_ON, _LEAVE = "go-on", "leave"
_LONG = 120
"""How much of an answer is shown."""


class OtherVersion(Dialog[bool]):
    """Shows what becomes of each answer; nothing is touched before a choice.

    Args:
        path: The session's file.
        found: What becomes of it.
        version: The version of the questions now.
    """

    HELP: ClassVar[str | None] = (
        "What becomes of each answer under the questions as they are now. The page keys"
        " scroll it; nothing is written before you choose to go on."
    )

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "cancel"),
        Binding("pageup", "scroll(-1)", show=False, priority=True),
        Binding("pagedown", "scroll(1)", "scroll", key_display="PgDn", priority=True),
    ]

    def __init__(self, path: Path, found: Migration, version: str) -> None:
        super().__init__()
        self._path = path
        self._found = found
        self._version = version

    def compose(self) -> ComposeResult:
        """What this is, each answer, the two choices."""
        with Vertical(classes="dialog"):
            yield Static(literal(self._about()), classes="asked")
            with VerticalScroll(id="findings"):
                yield Static(self._listed())
            yield ChoiceList()
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Offer the choices; the one that does nothing stands first."""
        rows = [Row(_LEAVE, "Leave it as it is"), Row(_GO_ON, "Go on in a new file")]
        choices = self.query_one(ChoiceList)
        choices.show(rows)
        choices.focus()

    def _about(self) -> str:
        return (
            f"{self._path.name}: {self._found.told(self._version)}."
            " Going on writes a new file; this one stays as it is."
        )

    def _listed(self) -> Content:
        lines: list[Content] = []
        for head, found in self._found.groups():
            if found:
                lines.append(literal(f"{head}: {len(found)}", "bold"))
                lines += [self._line(one) for one in found]
                lines.append(literal(""))
        return stack(*lines) if lines else literal("It holds no answers.")

    def _line(self, one: MigratedAnswer) -> Content:
        tool = f" (tool {one.tool})" if one.tool else ""
        why = "" if one.what is OnSaved.KEEP else f" {one.why}"
        answered = " ".join(one.answered.split())
        if len(answered) > _LONG:
            answered = f"{answered[:_LONG]}…"
        return literal(f"- {one.asked}{tool} “{answered}”.{why}")

    def on_choice_list_chosen(self, event: ChoiceList.Chosen) -> None:
        """Give the choice back."""
        event.stop()
        self.dismiss(event.id == _GO_ON)

    def action_scroll(self, pages: int) -> None:
        """Scroll the list while the choices keep the cursor."""
        listed = self.query_one("#findings", VerticalScroll)
        listed.scroll_relative(y=pages * listed.size.height, animate=False)

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(False)  # noqa: FBT003 - the dialog's result
