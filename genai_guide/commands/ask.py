"""`genai-guide ask`: the same questions line by line, for any terminal."""

from __future__ import annotations

import os
import signal
from argparse import Namespace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from genai_guide.commands.signing_keys import own_key
from genai_guide.exit_codes import ExitCode
from genai_guide.plain.console import Console, standard_console
from genai_guide.plain.conversation import converse
from genai_guide.plain.dialogue import Leave, Talk
from genai_guide.plain.opening import choose_session, resume
from genai_guide.rules.pack import Pack
from genai_guide.storage.draft_list import saved_sessions
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.open_draft import OpenSession
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import new_session_path, sessions_dir
from genai_guide.storage.records import RecordKind, read_record
from genai_guide.storage.saved_draft import for_pack
from genai_guide.text import shown
from genai_guide.workflows.controller import Keeper
from genai_guide.workflows.revise import is_summary

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
        keeper = Keeper(opened, _clock, console.say)
        talk = Talk(console, keeper, Path.cwd(), partial(own_key, console.say))
        code = converse(talk)
    finally:
        opened.close()
    if talk.summary:
        print(shown(str(talk.summary)))
    return code


def _opened(options: Namespace, console: Console, pack: Pack) -> OpenSession | None:
    """Open what is meant; `None` if the person left it as it is."""
    path: Path | None = getattr(options, "file", None)
    if options.command is None:
        saved = for_pack(saved_sessions(sessions_dir()), pack.id)
        path = choose_session(console, saved)
    there = path is not None and os.path.lexists(path)
    if path and there and options.command == "new":
        raise FileProblem(path, "there is such a file already; resume it with `ask`")
    if path and there and is_summary(path):
        from genai_guide.plain.opening import revise

        new = new_session_path(sessions_dir(), _clock())
        return revise(console, path, new, pack, _clock)
    if path and (there or options.command in ("open", None)):
        return resume(console, _session(path, pack), pack, _clock)
    path = path or new_session_path(sessions_dir(), _clock())
    console.say(*_welcome(pack, path))
    return OpenSession(path, pack)


def _session(path: Path, pack: Pack) -> Path:
    """Take the path of a session; say what else a file is for."""
    try:
        kind = read_record(path, pack).kind
    except FileProblem:
        return path  # opening it says why, and offers the copy that was kept
    if kind is RecordKind.ANSWERS:
        raise FileProblem(path, "this is no session but an answers file; use `sign`")
    return path


def _welcome(pack: Pack, path: Path) -> list[str]:
    return [
        pack.title,
        _ABOUT,
        f"Every answer is saved at once, in {path}",
        "/help says what can be typed. /quit saves and leaves.",
    ]


def _clock() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)
