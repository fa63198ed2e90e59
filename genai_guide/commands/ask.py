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
from genai_guide.plain.opening import choose_draft, resume_draft, revise_summary
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_list import list_drafts, mark_other_packs
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import drafts_dir
from genai_guide.storage.records import RecordKind, read_record
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
        FileError: if the file is none that can be worked on.
    """
    controller = Controller(load_pack(options.pack), _clock, drafts_dir(), console.say)
    try:
        if not _open(options, console, controller):
            return ExitCode.INCOMPLETE
        dialogue = Dialogue(console, controller, Path.cwd(), _signing_key(console))
        code = run_dialogue(dialogue)
    except (Leave, EOFError):
        return ExitCode.DONE
    finally:
        controller.close()
    if controller.summary:
        print(escape(str(controller.summary)))
    return code


def _open(options: Namespace, console: Console, controller: Controller) -> bool:
    """Open what is meant; return whether it is worked on, and not left as it is.

    Raises:
        Leave: if the person does not want to work on anything.
    """
    pack = controller.pack
    path: Path | None = getattr(options, "file", None)
    if options.command is None:
        saved = mark_other_packs(list_drafts(drafts_dir()), pack.id)
        path = choose_draft(console, saved)
    exists = path is not None and os.path.lexists(path)
    if path and exists and options.command == "new":
        raise FileError(path, "there is such a file already; resume it with `ask`")
    if path and exists and is_summary(path):
        revise_summary(console, controller, path)
        return True
    if path and (exists or options.command in ("open", None)):
        return resume_draft(console, controller, _session(path, pack))
    controller.start_new(path)
    console.say(
        pack.title,
        _ABOUT,
        f"Every answer is saved at once, in {controller.path}",
        "/help says what can be typed. /quit saves and leaves.",
    )
    return True


def _session(path: Path, pack: Pack) -> Path:
    """Take the path of a session; say what else a file is for."""
    try:
        kind = read_record(path, pack).kind
    except FileError:
        return path  # opening it says why, and offers the copy that was kept
    if kind is RecordKind.ANSWERS:
        raise FileError(path, "this is no session but an answers file; use `sign`")
    return path


def _signing_key(console: Console) -> Callable[[], SigningKey]:
    """Return what loads or makes the person's own key, and tells them in sentences."""
    return lambda: signing_key(
        None, lambda text: console.say(f"{text[:1].upper()}{text[1:]}")
    )


def _clock() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)
