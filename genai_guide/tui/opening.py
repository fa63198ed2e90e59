"""Opening a file in the app: a draft, one of another version, or a summary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.screen import Screen

from genai_guide.record.explanation import format_difference
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_parser import parse_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.records import RecordKind, load_file
from genai_guide.text import as_sentence
from genai_guide.tui.guide import format_save_first, guide_of
from genai_guide.tui.screens import load
from genai_guide.tui.screens.dialogs import AskLong, Choose
from genai_guide.tui.screens.other_version import OtherVersion
from genai_guide.tui.widgets.choices import Row
from genai_guide.workflows.verify import Verifier

_AGAIN, _ELSEWHERE = "again", "elsewhere"
_LONG = 20
"""How many seconds a message about the file stands."""


def file_problem(path: Path, pack: Pack) -> str:
    """Return why a file that is named cannot be opened, or `""`."""
    try:
        file = load_file(path)
        if file.kind is RecordKind.ANSWERS:
            return "this is neither a draft nor a summary"
        if file.kind is RecordKind.SUMMARY:
            file.summary()
        else:
            parse_or_migrate(file.path, file.content, pack, source=file.source)
    except FileError as error:
        return error.reason
    return ""


def open_file(screen: Screen[Any], path: Path) -> str:
    """Open a draft or a summary; return why that is impossible, or `""`."""
    try:
        file = load_file(path)
    except FileError:
        return open_draft(screen, path)  # says why, and offers the copy that was kept
    if file.kind is not RecordKind.SUMMARY:
        return open_draft(screen, path)
    guide = guide_of(screen)
    verifier = Verifier(guide.controller.pack, guide.controller.clock())
    try:
        verification = verifier.verify_summary(path, file.summary())
    except FileError as error:
        return error.sentence
    guide.remember_file(path)
    guide.uncover()
    screen.app.push_screen(load("SummaryScreen")(path, verification))
    return ""


def open_draft(screen: Screen[Any], path: Path) -> str:
    """Open a draft; return why that is impossible, or `""`.

    One of another version of the questions is shown first.
    """
    guide = guide_of(screen)
    controller = guide.controller
    if reason := controller.unsaved():
        return format_save_first(reason)
    try:
        file = controller.open(path)
    except FileError as error:
        return error.reason

    def carry(agreed: str | None) -> None:
        if not agreed:
            file.close()
            guide.say("Nothing was changed.")
            return
        try:
            controller.carry(file)
        except FileError as error:
            guide.say(error.sentence)
            return
        guide.show_draft()
        if controller.path:
            guide.say(f"You are now working in {controller.path.name}.", _LONG)

    def go_on(chosen: str | None) -> None:
        if chosen == _AGAIN:
            guide.try_again()
        elif chosen == _ELSEWHERE:
            guide.action_save_elsewhere()

    if file.migration.moved:
        dialog = OtherVersion(file.path, file.migration, controller.pack.version)
        screen.app.push_screen(dialog, carry)
        return ""
    controller.work_on(file)
    guide.remember_file(file.path)
    guide.show_draft()
    if file.unlocked:
        guide.say(file.unlocked, _LONG)
    offer_shared_changes(screen)
    if file.read_only:
        question = as_sentence(file.read_only)
        rows = [
            Row("", "Open it to read"),
            Row(_AGAIN, "Try again"),
            Row(_ELSEWHERE, "Save elsewhere"),
        ]
        _ask_from_app(screen, Choose(question, rows), go_on)
    return ""


def offer_shared_changes(screen: Screen[Any]) -> None:
    """Ask whether to take over what the production says otherwise now."""
    guide = guide_of(screen)
    changes = guide.controller.find_shared_changes()
    if not changes:
        return

    def take(agreed: str | None) -> None:
        if agreed:
            guide.controller.take_over(changes)
            guide.show_draft()

    pack = guide.controller.pack
    lines = "\n".join(f"- {format_difference(pack, each)}" for each in changes)
    question = f"The production has changed:\n\n{lines}"
    do, leave = "Use the changes", "Keep this use as it is"
    dialog = AskLong(question, do, leave)
    _ask_from_app(screen, dialog, take)


def _ask_from_app(
    screen: Screen[Any], dialog: Screen[str], act: Callable[[str | None], None]
) -> None:
    """Ask on behalf of the app: the screen that the file was opened from is gone.

    An answer is handed to who asked, and a screen that is gone would not hear it.
    """
    screen.app.call_next(screen.app.push_screen, dialog, act)
