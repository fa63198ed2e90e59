"""`genai-guide ask`: the same questions line by line, for any terminal."""

from __future__ import annotations

import os
import signal
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from genai_guide.exit_codes import ExitCode
from genai_guide.plain.console import Console, standard_console
from genai_guide.plain.conversation import run_dialogue
from genai_guide.plain.dialogue import Dialogue, Leave
from genai_guide.plain.opening import choose_draft, resume_draft
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import drafts_dir, new_draft_path
from genai_guide.storage.records import RecordKind, read_record
from genai_guide.storage.saved_draft import mark_other_packs
from genai_guide.text import escape
from genai_guide.workflows.controller import Controller
from genai_guide.workflows.revise import is_summary
from genai_guide.workflows.signing_key import signing_key

_ABOUT = (
    "Answer questions about one proposed use, and hold a summary that legal can read."
    " This reports what the published text asks for: it grants nothing, and a person"
    " decides."
)


def run(options: Namespace) -> int:
    """Ask line by line; afterwards the path of a summary goes to stdout."""
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, _ended)
    return ask(options, standard_console())


def _ended(number: int, _: object) -> NoReturn:
    """Leave as after any other end: everything is saved, and let go."""
    raise SystemExit(128 + number)


def ask(options: Namespace, console: Console) -> int:
    """Do what `ask`, `new`, `open` or the bare command says, line by line.

    Raises:
        FileProblem: if the file is none that can be worked on.
    """
    pack = load_pack(options.pack)
    try:
        opened = _opened(options, console, pack)
    except (Leave, EOFError):
        return ExitCode.DONE
    if opened is None:
        return ExitCode.INCOMPLETE
    try:
        controller = Controller(pack, _clock, drafts_dir(), console.say)
        controller.work_on(opened)
        dialogue = Dialogue(console, controller, Path.cwd(), _signing_key(console))
        code = run_dialogue(dialogue)
    finally:
        opened.close()
    if controller.summary:
        print(escape(str(controller.summary)))
    return code


def _opened(options: Namespace, console: Console, pack: Pack) -> OpenDraft | None:
    """Open what is meant; `None` if the person left it as it is."""
    path: Path | None = getattr(options, "file", None)
    if options.command is None:
        saved = mark_other_packs(list_drafts(drafts_dir()), pack.id)
        path = choose_draft(console, saved)
    there = path is not None and os.path.lexists(path)
    if path and there and options.command == "new":
        raise FileError(path, "there is such a file already; resume it with `ask`")
    if path and there and is_summary(path):
        from genai_guide.plain.opening import revise_summary

        new = new_draft_path(drafts_dir(), _clock())
        return revise_summary(console, path, new, pack, _clock)
    if path and (there or options.command in ("open", None)):
        return resume_draft(console, _session(path, pack), pack, _clock)
    path = path or new_draft_path(drafts_dir(), _clock())
    console.say(*_welcome(pack, path))
    return OpenDraft(path, pack)


def _session(path: Path, pack: Pack) -> Path:
    """Take the path of a session; say what else a file is for."""
    try:
        kind = read_record(path, pack).kind
    except FileError:
        return path  # opening it says why, and offers the copy that was kept
    if kind is RecordKind.ANSWERS:
        raise FileError(path, "this is no session but an answers file; use `sign`")
    return path


def _welcome(pack: Pack, path: Path) -> list[str]:
    return [
        pack.title,
        _ABOUT,
        f"Every answer is saved at once, in {path}",
        "/help says what can be typed. /quit saves and leaves.",
    ]


def _signing_key(console: Console) -> Callable[[], SigningKey]:
    """Return what loads or makes the person's own key, and tells them in sentences."""
    return lambda: signing_key(
        None, lambda text: console.say(f"{text[:1].upper()}{text[1:]}")
    )


def _clock() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)
