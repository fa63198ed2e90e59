"""`genai-guide ask`: the same questions line by line, for any terminal."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from pathlib import Path
from typing import NoReturn

from genai_guide.commands.opening import load_for_work
from genai_guide.commands.output import print_message
from genai_guide.commands.production import begin_use
from genai_guide.commands.start import local_now, refuse_existing
from genai_guide.commands.trust_warning import print_trust_warning
from genai_guide.exit_codes import ExitCode
from genai_guide.plain.commands import COMMANDS
from genai_guide.plain.console import standard_console
from genai_guide.plain.conversation import run_dialogue
from genai_guide.plain.dialogue import Dialogue, Leave
from genai_guide.plain.opening import choose_draft, resume_draft
from genai_guide.plain.summary import open_summary
from genai_guide.storage.draft_list import list_drafts
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import drafts_dir
from genai_guide.storage.profile import load_profile_or_empty, summaries_folder
from genai_guide.storage.records import RecordKind
from genai_guide.text import escape_line
from genai_guide.workflows.controller import Controller
from genai_guide.workflows.signing_key import signing_key

_ABOUT = (
    "Answer questions about one planned use and get a summary for legal. It is not an"
    " approval. A person decides."
)


def run(options: Namespace) -> int:
    """Ask line by line; afterwards the path of a summary goes to stdout."""
    for name in ("SIGTERM", "SIGHUP"):
        if number := getattr(signal, name, None):
            signal.signal(number, _exit_on_signal)
    console = standard_console()

    def own_key() -> SigningKey:
        return signing_key(None, lambda text: console.say(text[:1].upper() + text[1:]))

    pack = load_pack(options.pack)
    print_trust_warning(options.pack, pack)
    controller = Controller(pack, local_now, drafts_dir(), console.say)
    profile, problem = load_profile_or_empty()
    if problem:
        print_message(problem)
    folder = summaries_folder(profile, None)
    dialogue = Dialogue(console, controller, folder, own_key, COMMANDS, profile)
    try:
        if not _open(options, dialogue):
            return ExitCode.INCOMPLETE
        dialogue.folder = summaries_folder(profile, controller.path)
        code = run_dialogue(dialogue)
    except (Leave, EOFError):
        return ExitCode.DONE
    finally:
        controller.close()
    if controller.summary and not sys.stdout.isatty():
        print(escape_line(str(controller.summary)))
    return code


def _exit_on_signal(number: int, _: object) -> NoReturn:
    """Leave as after any other end: everything is saved, and let go."""
    raise SystemExit(128 + number)


def _open(options: Namespace, dialogue: Dialogue) -> bool:
    """Open what is meant; return whether it is worked on, and not left as it is.

    Raises:
        FileError: if the file is none that can be worked on.
        Leave: if the person does not want to work on anything.
    """
    pack = dialogue.pack
    path: Path | None = getattr(options, "file", None)
    # A script that asks for a new use gets one, whatever is saved.
    is_typed = sys.stdin is not None and sys.stdin.isatty()
    is_bare = options.command == "ask" and is_typed and not path
    if options.command is None or (is_bare and not options.production):
        path = choose_draft(dialogue, list_drafts(drafts_dir(), pack.id))
    elif options.command == "new" and path:
        refuse_existing(path, "ask")
    if getattr(options, "production", None):
        path = begin_use(options, pack, local_now())
    if path and (os.path.lexists(path) or options.command in ("open", None) or is_bare):
        file = load_for_work(path, pack, local_now())
        if file.kind is RecordKind.SUMMARY:
            open_summary(dialogue, file)
            return True
        return resume_draft(dialogue, file.path)
    dialogue.controller.start_new(path)
    dialogue.say(
        pack.title,
        _ABOUT,
        f"Every answer is saved at once in {dialogue.controller.path}",
        "? explains a question. /help lists the commands. /quit saves and leaves.",
    )
    return True
