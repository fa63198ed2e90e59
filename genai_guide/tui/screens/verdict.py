"""The verdict: what the text asks for, why, and what is to be done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from genai_guide.record.draft import ClosedTask, close_task, reopen_task
from genai_guide.rules.pack import Task
from genai_guide.tui.display import wrap_hanging
from genai_guide.tui.screens.base import GuideScreen
from genai_guide.tui.screens.close_task import CloseTask
from genai_guide.tui.screens.dialogs import Ask
from genai_guide.tui.verdict_rows import NOT, VerdictRow, VerdictRows
from genai_guide.tui.widgets.cursor_list import CursorList


class VerdictScreen(GuideScreen):
    """Explains the verdict; each reason leads to its question, each task is closed."""

    HELP: ClassVar[str | None] = (
        "What the text asks for and why. Enter folds a part in or out, goes to the"
        " question behind a reason, or closes a task."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("left", "app.pop_screen", show=False),
        Binding("m", "app.message", "message"),
        Binding("r", "app.review", "review"),
        Binding("s", "app.sign_off", "sign off"),
    ]
    IDLE = ("verdict",)
    """What keys of all screens do elsewhere, and not here."""
    folded: frozenset[str] = frozenset({NOT})
    """The parts that are folded now."""
    shown: tuple[VerdictRow, ...] = ()

    def body(self) -> Iterable[Widget]:
        """One list; what leads nowhere is only read."""
        yield CursorList(id="reasons")

    def on_mount(self) -> None:
        """Let the keys go to the list."""
        self.query_one(CursorList).focus()

    def paint(self) -> None:
        """Say the verdict as it is now; the cursor stays."""
        super().paint()
        found = VerdictRows(
            self.assessment, self.session, self.text_width - 2, self.folded
        )
        self.shown = tuple(found.all())
        rows = self.query_one(CursorList)
        at = rows.highlighted
        rows.set_options(
            Option(row.text, disabled=not row.text.plain) for row in self.shown
        )
        if at is not None:
            rows.highlighted = min(at, len(self.shown) - 1)

    @on(OptionList.OptionSelected)
    def _follow(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = self.shown[event.option_index]
        if row.part:
            self.folded = self.folded ^ {row.part}
            self.paint()
        elif row.task:
            self._close_or_reopen(row.task)
        elif row.place:
            self.guide.change_from(row.place, "verdict")

    def _close_or_reopen(self, task_id: str) -> None:
        if task_id in self.session.closed:
            self._ask_to_reopen(task_id)
            return
        task = next(one for one, _ in self.assessment.tasks if one.id == task_id)

        def take(closed: ClosedTask | None) -> None:
            if closed is not None:
                self.guide.apply(close_task(self.session, task_id, closed))

        self.app.push_screen(CloseTask(task, self.guide.clock().date()), take)

    def _ask_to_reopen(self, task_id: str) -> None:
        def take(reopen: bool | None) -> None:  # noqa: FBT001 - a dialog's
            if reopen:
                self.guide.apply(reopen_task(self.session, task_id))

        question = "This task is done. Open it again? Its evidence is forgotten."
        self.app.push_screen(Ask(question, "Open it again", "Leave it done"), take)


def task_line(task: Task, width: int) -> Content:
    """Say what is to be done, by whom, until when."""
    said = f"{task.text} ({task.owner}, {task.due.words})"
    return Content.assemble("- ", wrap_hanging(said, width, 2))
