"""Choosing a file or a folder: walk, type part of a name, or paste a path."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from genai_guide.storage.folder_list import (
    FolderList,
    common_start,
    find_names,
    list_folder,
    split_path,
    unquote_path,
)
from genai_guide.storage.reading import path_is_file, path_is_folder
from genai_guide.storage.records import read_title
from genai_guide.text import LONG_LIMIT, escape_line, sanitize
from genai_guide.tui.commands import HELP_BINDINGS, bind
from genai_guide.tui.display import HEADING, PALE, literal, stack
from genai_guide.tui.screens.base import HEIGHTS
from genai_guide.tui.screens.dialogs import dialog_widgets
from genai_guide.tui.widgets.cursor_list import CursorList
from genai_guide.tui.widgets.fields import Field, FieldBox, LineInput

_ABOVE = "../"
_MOST_ROWS = 200
"""So many names are listed; a part of the name finds the others."""


@dataclass(frozen=True)
class _Row:
    """A row of the list, and where it leads."""

    words: str
    path: Path
    is_folder: bool = False
    beside: str = ""


class ChooseFile(ModalScreen[Path | None]):
    """Asks for a file, with its folder to walk through; returns it once it is taken.

    Args:
        title: What the file is for.
        folder: Where one begins.
        check: Returns why a file cannot be taken, or nothing.
        recent: The files that were opened or signed lately.
    """

    VERTICAL_BREAKPOINTS = HEIGHTS
    HELP: ClassVar[str | None] = (
        "Choose a row, type part of a name, or paste a path. Tab completes a name, and"
        " backspace in the empty field goes to the folder above."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *HELP_BINDINGS,
        bind("complete", priority=True),
        bind("row_down", key="down", priority=True, argument="1"),
        bind("row_down", "", key="up", priority=True, argument="-1"),
        bind("row_down", "", key="pagedown", priority=True, argument="8"),
        bind("row_down", "", key="pageup", priority=True, argument="-8"),
        bind("folder_above", priority=True),
        bind("close"),
    ]
    label = "Part of the name, or a path"

    def __init__(
        self,
        title: str,
        folder: Path,
        check: Callable[[Path], str],
        recent: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._title = title
        self._check = check
        self._named = recent
        self._recent: list[_Row] = []
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay
        """What a relative path is in."""
        self.listing = FolderList(Path())
        self.rows: list[_Row] = []
        """What the rows of the list lead to."""

    def compose(self) -> ComposeResult:
        """Show the title, the field and the list."""
        field = Field("path", self.label, limit=LONG_LIMIT)
        title = Static(literal(self._title, "bold"), classes="asked")
        return dialog_widgets(title, FieldBox(field, focused=True), CursorList())

    def on_mount(self) -> None:
        """List the folder that one begins in."""
        self._begin()

    @work(exclusive=True, group="list", description="")
    async def _begin(self) -> None:
        self._recent = await asyncio.to_thread(_existing, self._named)
        await self._list()

    @property
    def box(self) -> FieldBox:
        """The field."""
        return self.query_one(FieldBox)

    @property
    def typed(self) -> str:
        """The path that was typed."""
        return unquote_path(self.box.text)

    def on_field_box_typed(self, event: FieldBox.Typed) -> None:
        """List what fits what is typed."""
        event.stop()
        self.list_again()

    def on_field_box_left(self, event: FieldBox.Left) -> None:
        """Keep the cursor in the field: a click on a row chooses it."""
        event.stop()

    @work(exclusive=True, group="list", description="")
    async def list_again(self) -> None:
        """List the folder that what is typed leads to."""
        await self._list()

    async def _list(self) -> None:
        folder, words = split_path(self.typed, self.folder)
        if self.listing.folder != folder:
            self.listing = await asyncio.to_thread(list_folder, folder)
        rows = list(self.rows_of(words))
        self.rows = rows[:_MOST_ROWS]
        names = self.query_one(CursorList)
        options = [_option(row, names.text_width) for row in self.rows]
        if len(rows) > _MOST_ROWS:
            more = f"{len(rows) - _MOST_ROWS:,} more: type part of the name"
            options.append(Option(literal(more, PALE), disabled=True))
        if not rows and not self.listing.problem:
            found = f"Nothing here is called “{words}”" if words else "Nothing to open"
            options.append(Option(literal(found, PALE), disabled=True))
        names.set_options(options)
        ways = [n for n, row in enumerate(self.rows) if row.words != _ABOVE]
        names.highlighted = ways[0] if ways else 0 if self.rows else None
        self.box.say(self.listing.problem)
        where, room = escape_line(f"in {_shorten(folder)}"), self.box.size.width - 1
        if len(where) > room:
            where = f"…{where[-room:]}"  # the end of a path says more
        self.query_one(".asked", Static).update(
            stack(literal(self._title, "bold"), literal(where, PALE))
        )
        self.refresh_bindings()

    def rows_of(self, words: str) -> Iterator[_Row]:
        """Yield the rows: what was used lately, then what is in the folder."""
        recent = [
            row
            for row in self._recent
            if words.casefold() in f"{row.words} {row.path}".casefold()
        ]
        yield from recent
        yield from self.walk(words)
        listed = {row.path for row in recent}
        for name in find_names(self.listing.files, words):
            if (path := self.listing.folder / name) not in listed:
                yield _Row(name, path)

    def walk(self, words: str) -> Iterator[_Row]:
        """Yield the folder above, and the folders inside."""
        folder = self.listing.folder
        if not self.typed and folder.parent != folder:
            yield _Row(_ABOVE, folder.parent, is_folder=True)
        for name in find_names(self.listing.folders, words):
            yield _Row(f"{name}/", folder / name, is_folder=True)

    def action_row_down(self, by: int) -> None:
        """Move in the list while the field keeps the cursor."""
        names = self.query_one(CursorList)
        at = (names.highlighted or 0) + by
        names.highlighted = max(0, min(at, len(self.rows) - 1)) if self.rows else None

    def action_complete(self) -> None:
        """Complete what is typed, as far as only one name goes on."""
        folder, words = split_path(self.typed, self.folder)
        if folder != self.listing.folder:
            return
        names = [f"{name}/" for name in find_names(self.listing.folders, words)]
        names += find_names(self.listing.files, words)
        text = common_start(names, words)
        # A name that cannot be typed can be chosen in the list.
        if text != words and sanitize(text) == text:
            start = self.typed.removesuffix(words)
            self._type(f"{start}{text}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual asks
        """Leave backspace to the field while something is in it."""
        return action != "folder_above" or not self.box.text

    def action_folder_above(self) -> None:
        """Go to the folder above."""
        self._go_into(self.folder.parent)

    def _go_into(self, folder: Path) -> None:
        self._recent = []
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay
        self._type("")

    def _type(self, text: str) -> None:
        self.box.text = text
        if isinstance(self.box.input, LineInput):
            self.box.input.cursor_position = len(text)
        self.list_again()

    @on(LineInput.Submitted)
    def _submit(self, event: LineInput.Submitted) -> None:
        event.stop()
        self._enter()

    @work(exclusive=True, group="list", description="")
    async def _enter(self) -> None:
        """Take the path that is typed, or the row of the cursor."""
        before = self.listing.folder
        if self.typed and before != split_path(self.typed, self.folder)[0]:
            await self._list()
        folder, words = split_path(self.typed, self.folder)
        path = folder / words
        at = self.query_one(CursorList).highlighted
        if bool(words) and await asyncio.to_thread(path_is_file, path):
            self.take(path)
        elif at is not None:
            self._follow(self.rows[at])
        elif await asyncio.to_thread(path_is_folder, path):
            self._go_into(path)
        else:
            self.box.say(self.listing.problem or "there is no such file")

    @on(OptionList.OptionSelected)
    def _click(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.box.input.focus()
        self._follow(self.rows[event.option_index])

    def _follow(self, row: _Row) -> None:
        if row.is_folder:
            self._go_into(row.path)
        else:
            self.take(row.path)

    def take(self, path: Path) -> None:
        """Return a path, or show why it cannot be taken."""
        if problem := self._check(path):
            self.box.say(problem)
        else:
            self.dismiss(path)

    def action_close(self) -> None:
        """Return nothing."""
        self.dismiss(None)


class ChoosePlace(ChooseFile):
    """Asks where to save a file, under its name or another one.

    Args:
        title: What is saved.
        folder: Where one begins.
        check: Saves it; returns why that failed, or nothing.
        name: The name of the file if no other is typed.
    """

    HELP: ClassVar[str | None] = (
        "The first row saves in this folder; the others lead to other folders. Type"
        " another name, or paste the path of a file or a folder."
    )
    label = "Another name, a folder or a path"

    def __init__(
        self, title: str, folder: Path, check: Callable[[Path], str], name: str
    ) -> None:
        super().__init__(title, folder, check)
        self._file_name = name

    def rows_of(self, words: str) -> Iterator[_Row]:
        """Yield a row that saves here, then the folders."""
        name = words if words.strip(".") else self._file_name
        yield _Row(f"Save here: {name}", self.listing.folder / name)
        yield from self.walk(words)


def _existing(files: Sequence[str]) -> list[_Row]:
    """Return a row for each file that is still there, with its title."""
    rows = []
    for path in map(Path, files):
        if path_is_file(path):
            beside = f"{path.name} in {_shorten(path.parent)}"
            rows.append(_Row(read_title(path) or path.name, path, beside=beside))
    return rows


def _option(row: _Row, width: int) -> Option:
    words = literal(escape_line(row.words), HEADING if row.is_folder else "")
    if row.beside:
        words += literal(escape_line(f"  {row.beside}"), PALE)
    return Option(words.truncate(width, ellipsis=True))


def _shorten(folder: Path) -> str:
    """Return a folder as a person knows it, from their own one."""
    text, home = str(folder), os.path.expanduser("~")  # noqa: PTH111 - a text
    inside = text == home or text.startswith(f"{home}{os.sep}")
    return f"~{text[len(home) :]}" if inside and home != os.sep else text
