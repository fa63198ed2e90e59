"""The register: the uses in some folders, and which of them ask for something."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.style import Style
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.record.register import (
    DUE_DAYS,
    HEADINGS,
    NOTHING,
    RegisterRow,
    RowOrder,
    View,
    count_views,
    format_details,
    format_title,
    format_use,
    sort_rows,
)
from genai_guide.report.exports import Export, describe_left_out
from genai_guide.rules.dates import format_day
from genai_guide.signing.verification import TrialCheck, Verification, one_line
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import parse_path, path_is_folder
from genai_guide.text import LONG_LIMIT, escape_line, recordable_path
from genai_guide.tui.commands import bind
from genai_guide.tui.display import PALE, literal, stack, wrap_hanging, wrap_indented
from genai_guide.tui.screens.base import (
    NORMAL,
    WIDE,
    SizedScreen,
    set_size_classes,
    skip_restyling,
)
from genai_guide.tui.screens.dialogs import AskText, Choose, Page
from genai_guide.tui.screens.summary import SummaryScreen
from genai_guide.tui.widgets.choices import Row
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import Field
from genai_guide.tui.widgets.key_line import KeyLine
from genai_guide.tui.widgets.lines import Header, Problem, level_style
from genai_guide.workflows.register import Register, read_register, write_register
from genai_guide.workflows.verify import Verifier

_SEPARATOR = ";"
_MOST_LISTED = 500
"""So many uses are listed at once; who looks for another one filters."""
_TICK = 0.2
"""How often it is said how far the reading is, in seconds."""
_LABELS = {
    View.ALL: "All",
    View.WAITING: "Waiting",
    View.DUE: "Due",
    View.EXPIRING: "Expiring",
    View.BLOCKED: "Blocked",
    View.CONFLICTS: "Conflicts",
}
_EXPORTS = {
    Export.XLSX: "A workbook (.xlsx) of these uses",
    Export.CSV: "A table (.csv) of these uses",
    Export.CALENDAR: "A calendar (.ics) with every date on which something is due",
    Export.CUES_XLSX: "The cue list as a workbook: what is in the delivery",
    Export.CUES_CSV: "The cue list as a table",
}
_IN_FORCE, _NOT_IN_FORCE = "✓ ", "✗ "
_INDENT = "   "
"""What stands before the rows: the bar of the cursor, and the edge."""
_MARGIN = 5
"""How many columns these and the scroll bar take."""
_LONG = 20
"""How many seconds it stands where a file was written to."""


def parse_folders(typed: str) -> tuple[Path, ...]:
    """Parse the folders that a person typed.

    Raises:
        FileError: if one of them is no folder, or cannot be remembered.
    """
    names = filter(None, map(str.strip, typed.split(_SEPARATOR)))
    # They are remembered, and the next time one may stand in another folder.
    paths = (os.path.abspath(parse_path(name)) for name in names)  # noqa: PTH100
    folders = tuple(map(Path, dict.fromkeys(paths)))
    for folder in folders:
        if not path_is_folder(folder):
            raise FileError(folder, "there is no such folder")
        if not recordable_path(str(folder)):
            raise FileError(folder, "a folder of this name cannot be remembered")
    return folders


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _format_due(row: RegisterRow) -> str:
    """Format when something is due next, so that a column has room for it."""
    if not row.next_due:
        return "no date" if row.due else ""
    day = date.fromisoformat(row.next_due)
    return f"{day.day} {day:%b %Y}"


class _StoppedError(Exception):
    """Nobody waits for the reading any more."""


class UseList(CursorList):
    """The list of uses."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("select", "open")]


class RegisterScreen(SizedScreen[None]):
    """Lists the uses of a view; enter opens the summary of one."""

    HELP: ClassVar[str | None] = (
        "Every use in your folders, by its latest summary. A number shows one view:"
        " what waits for a decision, what is due within 14 days, what expires, what is"
        " blocked, and what contradicts another use. ✓ before a decision: the use is"
        " in force. Enter opens the summary, where you decide."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("screen.find"),
        bind("screen.sort"),
        bind("screen.export"),
        bind("screen.changes"),
        bind("screen.folders"),
        bind("next_view"),
        bind("previous_view"),
        *(
            bind("view", key=str(number), argument=f"'{view}'")
            for number, view in enumerate(View, start=1)
        ),
        bind("all", "show all"),
        bind("app.pop_screen"),
        bind("app.quit", ""),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.register = Register()
        self.view = View.ALL
        self.words = ""
        """What is searched for."""
        self._order: RowOrder | None = None
        """The order that the person chose; `None`: that of the view."""
        self._progress: tuple[int, int] | None = None
        """How many of how many files are read; `None` while nothing is read."""
        self._stop = Event()
        self._is_stale = True
        """Whether the folders are to be read when the screen comes to the front."""
        self._changes: list[str] = []
        self._counts = dict.fromkeys(View, 0)

    @property
    def _today(self) -> date:
        return self.guide.controller.clock().date()

    @property
    def _not_readable(self) -> list[RegisterRow]:
        return [row for row in self.register.rows if row.error]

    @property
    def order(self) -> RowOrder:
        """In which order the uses are listed."""
        return self._order or RowOrder.of_view(self.view)

    @property
    def rows(self) -> list[RegisterRow]:
        """The rows that are listed, in their order."""
        today, words = self._today, self.words.casefold().split()
        rows = [
            row
            for row in self.register.rows
            if row.is_in(self.view, today, DUE_DAYS) and row.has(words)
        ]
        return sort_rows(rows, self.order)

    @property
    def chosen(self) -> RegisterRow | None:
        """The row of the cursor."""
        at = self.query_one(UseList).highlighted_option
        rows = self.register.rows
        return next((row for row in rows if at and row.file == at.id), None)

    def compose(self) -> ComposeResult:
        """Show the folders, the views, the uses, the one at the cursor, the keys."""
        set_size_classes(self)
        yield Header()
        yield Static(id="views", markup=False)
        yield Static(id="about", markup=False)
        yield Problem()
        yield Static(id="heads", markup=False)
        yield UseList(id="uses")
        yield Static(id="row", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Have the keys go to the list; ask for folders the first time."""
        self.query_one(UseList).focus()
        self.set_interval(_TICK, self._show_progress)
        if not self.guide.settings.register:
            self.action_folders()

    def on_unmount(self) -> None:
        """Read no further."""
        self._stop.set()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Read the folders when one comes here, and after a summary was opened."""
        skip_restyling(self, event)
        self.paint()
        if self._is_stale and self.guide.settings.register:
            self.read()

    def resized(self) -> None:
        """List the uses in the room that there is now."""
        self.paint()

    # Reading

    @work(exclusive=True, group="read", description="")
    async def read(self) -> None:
        """Read the folders beside the screen, and list what is found."""
        self._stop.set()  # whoever reads other folders
        self._stop, self._is_stale, self._progress = Event(), False, (0, 0)
        controller = self.guide.controller
        folders = tuple(map(Path, self.guide.settings.register))
        now = controller.clock()
        report = partial(self._report, self._stop)
        self.say("")
        self._show_progress()
        self._show_row()
        try:
            self.register = await asyncio.to_thread(
                read_register, folders, controller.pack, now, report
            )
        except _StoppedError:
            return
        except FileError as error:
            self.say(str(error))
        else:
            self._changes += map(str, self.register.changes)
            self._counts = count_views(self.register.rows, self._today, DUE_DAYS)
        self._progress = None
        self.paint()

    def _report(self, stop: Event, number: int, total: int) -> None:
        """Remember how far the reading is; called in its thread."""
        if stop.is_set():
            raise _StoppedError
        self._progress = number, total

    def _show_progress(self) -> None:
        if self._progress is not None and self.is_current:
            self.query_one("#about", Static).update(self._about())

    def action_folders(self) -> None:
        """Ask for the folders, and read them."""
        guide = self.guide
        known = guide.settings.register or (guide.summaries_dir,)

        def check(typed: str) -> str:
            try:
                return "" if parse_folders(typed) else "type the path of a folder"
            except FileError as error:
                return str(error)

        def take(typed: str | None) -> None:
            if typed is None:
                return
            guide.change_settings(register=tuple(map(str, parse_folders(typed))))
            self.register, self._changes = Register(), []
            self._counts = dict.fromkeys(View, 0)
            self.read()

        label = f"Folder; for several, put {_SEPARATOR} between them"
        folders = f"{_SEPARATOR} ".join(map(str, known))
        field = Field("folders", label, folders, limit=LONG_LIMIT)
        title = "Where are the summaries? Folders inside are read, too."
        self.app.push_screen(AskText(title, field, check), take)

    # Listing

    def paint(self) -> None:
        """List the uses of the view; the cursor stays at its use, or near its place."""
        if not self.is_current:
            return
        folders = ", ".join(map(str, self.guide.settings.register))
        title = literal("Register", "bold")
        self.query_one(Header).show(title, literal(folders))
        self.query_one("#views", Static).update(self._views())
        self.query_one("#about", Static).update(self._about())
        rows, uses = self.rows, self.query_one(UseList)
        at, here = uses.highlighted or 0, uses.highlighted_option
        listed = rows[:_MOST_LISTED]
        options = self._options(listed)
        if more := len(rows) - len(listed):
            text = f"And {more:,} more. / finds a use by its words."
            options.append(Option(literal(text), disabled=True))
        self.query_one("#heads", Static).update(self._heads())
        uses.set_options(options)
        files = [row.file for row in listed]
        if here is not None and here.id in files:
            at = files.index(here.id)
        uses.highlighted = min(at, len(files) - 1) if files else None
        self._show_row()
        self.refresh_bindings()

    def _views(self) -> Content:
        """Return the views with their numbers; no line ends within one of them."""
        lines, width = [Content("")], self.app.size.width - 2
        for number, (view, label) in enumerate(_LABELS.items(), start=1):
            text = literal(f"{number} {label} {self._counts[view]:,}")
            if view is self.view:
                text = text.stylize("bold reverse")
            click = Style.from_meta({"@click": f"screen.view('{view}')"})
            text = text.stylize(click)
            if lines[-1].cell_length + text.cell_length > width:
                lines.append(Content(""))
            lines[-1] = Content.assemble(lines[-1], text, "  ")
        return stack(*lines)

    def _about(self) -> Content:
        if self._progress is not None:
            number, total = self._progress
            of = f" {number:,} of {total:,} files" if total else ""
            return literal(f"Reading{of}…")
        if not self.guide.settings.register:
            return literal("No folder is named yet. f names one.")
        today = format_day(self._today)
        words = [f"{HEADINGS[self.view]}, {today}, {self.order}"]
        if self.words:
            words.append(f"Only those with “{self.words}”; esc shows all")
        if count := len(self._changes):
            words.append(f"{count} changed since you looked last: c")
        if bad := len(self._not_readable):
            words.append(f"{_files(bad)} not readable: c")
        return literal(f"{'. '.join(words)}.")

    def _heads(self) -> Content:
        """Return the heads of the columns."""
        heads = Content(" ").join(
            literal(head, "bold").truncate(room, pad=True)
            for head, room in self._columns(self._width).items()
        )
        return Content.assemble(_INDENT, heads)

    @property
    def _width(self) -> int:
        """How wide a row is."""
        # Not what the list says: in a window of another size it is laid out later.
        return self.app.size.width - _MARGIN

    def _options(self, rows: Sequence[RegisterRow]) -> list[Option]:
        """Return the rows in columns."""
        width = self._width
        columns, options = self._columns(width), []
        for row in rows:
            cells, details = self._cells(row), list[str]()
            if row.error:
                first = literal(f"Not readable: {escape_line(Path(row.file).name)}")
                first, details = first.truncate(width, ellipsis=True), [row.error]
            else:
                first = Content(" ").join(
                    cells[head].truncate(room, ellipsis=True, pad=True)
                    for head, room in columns.items()
                )
                if self.view is not View.ALL:
                    details = format_details(row, self.view, self._today, DUE_DAYS)
            below = (
                wrap_indented(one_line(text), width, 2, PALE, hang=2)
                for text in details
            )
            options.append(Option(stack(first, *below), row.file))
        return options

    def _cells(self, row: RegisterRow) -> dict[str, Content]:
        """Return what stands in each column of a row."""
        due, today = row.next_due, self._today.isoformat()
        overdue = bool(due) and due < today
        mark = _IN_FORCE if row.in_force else _NOT_IN_FORCE
        is_wide = self.app.size.width >= WIDE
        return {
            "Production": literal(one_line(row.production)),
            "Use": literal(one_line(format_title(row))),
            "Verdict": literal(f"{row.sign} {row.label}", level_style(row.color)),
            "Decision": literal(row.decided if is_wide else f"{mark}{row.decided}"),
            "In force": literal("yes" if row.in_force else "no"),
            "Next due": literal(
                f"{'!' * overdue}{_format_due(row)}", "$text-error" if overdue else ""
            ),
        }

    def _columns(self, width: int) -> dict[str, int]:
        """Return the columns that there is room for, and how wide each is."""
        if width >= WIDE - _MARGIN:
            columns = {"Verdict": 25, "Decision": 20, "In force": 8, "Next due": 12}
            left = width - sum(columns.values()) - len(columns) - 1
            return {"Production": left * 2 // 5, "Use": left - left * 2 // 5, **columns}
        if width >= NORMAL - _MARGIN:
            columns = {"Verdict": 17, "Decision": 14, "Next due": 12}
            left = width - sum(columns.values()) - len(columns) - 1
            return {"Production": left * 2 // 5, "Use": left - left * 2 // 5, **columns}
        columns = {"Verdict": 14, "Decision": 12, "Next due": 12}
        return {"Use": width - sum(columns.values()) - len(columns), **columns}

    @on(OptionList.OptionHighlighted)
    def _show_row(self) -> None:
        """Show the use at the cursor in full."""
        row, lines = self.chosen, list[str]()
        if row is None and self._progress is None and self.guide.settings.register:
            lines = [NOTHING]
        elif row is not None and not row.error:
            lines = [f"{row.production}: {format_use(row)}".removeprefix(": ")]
        lines += [f"File: {row.file}"] if row else []
        width = self.app.size.width - 2
        texts = [wrap_hanging(one_line(line), width, 0) for line in lines]
        self.query_one("#row", Static).update(stack(*texts))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Offer no key that has nothing to work on."""
        if action == "all":
            return bool(self.words)
        if action == "pop_screen":
            return not self.words
        if action == "changes":
            return bool(self._changes or self._not_readable or self.register.skipped)
        if action in ("find", "sort", "export"):
            return bool(self.register.rows)
        return True

    def action_view(self, view: str) -> None:
        """Show the uses of a view."""
        self.view = View(view)
        self.query_one(UseList).highlighted = None
        self.paint()

    def action_next_view(self, step: int = 1) -> None:
        """Show the next view, or the one before."""
        views = list(View)
        self.action_view(views[(views.index(self.view) + step) % len(views)])

    def action_previous_view(self) -> None:
        """Show the view before."""
        self.action_next_view(-1)

    def action_sort(self) -> None:
        """List in the next order."""
        orders = list(RowOrder)
        self._order = orders[(orders.index(self.order) + 1) % len(orders)]
        self.paint()

    def action_find(self) -> None:
        """Ask what to search for."""
        field = Field("words", "Words of the production, the use or the decision")

        def take(words: str | None) -> None:
            if words is not None:
                self.words = words
                self.paint()

        self.app.push_screen(AskText("Find a use", field), take)

    def action_all(self) -> None:
        """List every use of the view again."""
        self.words = ""
        self.paint()

    def action_changes(self) -> None:
        """Show what changed since last time, and which files are in no view."""
        bad = [f"{row.file}: {row.error}" for row in self._not_readable]
        skipped = [f"{path}: {why}" for path, why in self.register.skipped]
        parts = []
        for heading, lines in (
            ("Changed since you looked last", self._changes),
            ("Not readable", bad),
            ("Not looked at", skipped),
        ):
            if lines:
                items = (literal(f"- {one_line(line)}") for line in lines)
                parts.append(stack(literal(heading, "bold"), *items, literal("")))
        self.app.push_screen(Page(stack(*parts)))

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = self.chosen
        if row is not None and row.error:
            self.say(f"{escape_line(row.file)}: {row.error}")
        elif row is not None:
            self._open_summary(Path(row.file))

    @work(exclusive=True, group="open", description="")
    async def _open_summary(self, path: Path) -> None:
        controller = self.guide.controller

        def verify() -> Verification | TrialCheck:
            return Verifier(controller.pack, controller.clock()).verify(path)

        try:
            found = await asyncio.to_thread(verify)
        except FileError as error:
            self.say(str(error))
            return
        if isinstance(found, TrialCheck):
            self.say(found.first_line)
        elif self.is_current:
            self.say("")
            self._is_stale = True
            self.app.push_screen(SummaryScreen(path, found))

    def action_export(self) -> None:
        """Ask for the kind of file, and write the uses of this view to it."""
        count = sum(not row.error for row in self.rows)
        uses = "1 use" if count == 1 else f"{count} uses"
        question = (
            f"Write the {uses} of this view into {self.guide.settings.register[0]}"
        )
        rows = [Row(str(export), words) for export, words in _EXPORTS.items()]

        def write(chosen: str | None) -> None:
            if chosen:
                self._export(Export(chosen))

        self.app.push_screen(Choose(question, rows), write)

    @work(exclusive=True, group="export", description="")
    async def _export(self, export: Export) -> None:
        folder, rows = Path(self.guide.settings.register[0]), self.rows
        try:
            path = await asyncio.to_thread(
                write_register, folder, export, rows, self._today
            )
        except FileError as error:
            self.say(str(error))
            return
        self.say("")
        left_out = describe_left_out(rows) if export.is_cue_list else ""
        more = f" {left_out}." if left_out else ""
        self.guide.say(f"Written to {path}.{more}", _LONG)

    def say(self, problem: str) -> None:
        """Show why something cannot be done; `""` hides it."""
        self.query_one(Problem).say(problem)
