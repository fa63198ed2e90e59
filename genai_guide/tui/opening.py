"""Opening a file in the app: a draft, one of another version, or a summary."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.screen import Screen

from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_parser import parse_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.reading import parse_path
from genai_guide.tui.display import as_sentence
from genai_guide.tui.guide import Guide, guide_of
from genai_guide.tui.screens import load_screen
from genai_guide.tui.screens.dialogs import Ask
from genai_guide.tui.screens.other_version import OtherVersion

_LONG = 20
"""How many seconds a message about the file stands."""


def format_save_first(reason: str) -> str:
    """Format why nothing else can be opened now."""
    return f"First save the use that is open; it is not saved: {reason}."


def file_problem(path: str, pack: Pack) -> str:
    """Return why a file that is named cannot be opened, or `""`."""
    # Imported here: the first screen does not wait for what reads records.
    from genai_guide.storage.records import RecordKind, load_file

    try:
        file = load_file(parse_path(path))
        if file.kind is RecordKind.SUMMARY:
            file.summary()
        else:
            parse_or_migrate(file.path, file.content, pack)
    except FileError as error:
        return error.sentence
    return ""


def open_file(screen: Screen[Any], path: Path) -> str:
    """Open a draft or a summary; return why that is impossible, or `""`.

    Args:
        screen: The screen in front.
        path: The file.
    """
    # Imported here: the first screen does not wait for what reads records.
    from genai_guide.storage.records import RecordKind, load_file
    from genai_guide.workflows.verify import Verifier

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
    guide.uncover()
    screen.app.push_screen(load_screen("SummaryScreen")(path, verification))
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
        return error.sentence
    if file.migration.moved:
        _ask_to_carry(screen, guide, file)
        return ""
    controller.work_on(file)
    guide.show_draft()
    if file.unlocked:
        guide.say(file.unlocked, _LONG)
    if file.read_only:

        def decided(again: str | None) -> None:
            if again:
                guide.try_again()

        dialog = Ask(
            as_sentence(file.read_only), "Try again", "Read it, and change nothing"
        )
        screen.app.push_screen(dialog, decided)
    return ""


def _ask_to_carry(screen: Screen[Any], guide: Guide, file: OpenDraft) -> None:
    """Show what becomes of a draft of another version, and continue it if wanted."""

    def decided(go_on: str | None) -> None:
        if not go_on:
            file.close()
            guide.say("Left as it is.")
            return
        try:
            guide.controller.carry(file)
        except FileError as error:
            guide.say(error.sentence)
            return
        guide.show_draft()
        if path := guide.controller.path:
            guide.say(f"This goes on in {path.name}.", _LONG)

    version = guide.controller.pack.version
    screen.app.push_screen(OtherVersion(file.path, file.migration, version), decided)
