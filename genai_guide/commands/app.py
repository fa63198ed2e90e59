"""`genai-guide`, `new` and `open`: the app at a terminal."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import Literal

from genai_guide.commands.output import print_message
from genai_guide.commands.start import local_now, refuse_existing
from genai_guide.commands.trust_warning import describe_trust
from genai_guide.exit_codes import ExitCode
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import config_dir, drafts_dir
from genai_guide.storage.profile import load_profile_or_empty
from genai_guide.text import escape_line


def run(options: Namespace) -> int:
    """Run the app; afterwards the path of a summary goes to stdout."""
    if reason := _why_plain_mode():
        # Imported here: the app does not wait for plain mode.
        from genai_guide.commands import ask

        print(f"Plain mode, line by line, because {reason}.", file=sys.stderr)
        return ask.run(options)
    if not _is_terminal():
        print_message(
            "the app needs a terminal. Without one, `genai-guide ask` asks the same"
            " questions line by line, and `assess` and `sign` ask nothing."
        )
        return ExitCode.USAGE
    pack = load_pack(options.pack)
    start: Path | Literal["new"] | None = None
    if options.command == "new":
        start = "new"
        if options.file:
            refuse_existing(options.file, "open")
        if options.production:
            # Imported here: a new use of no production does not wait for it.
            from genai_guide.commands.production import begin_use

            start = begin_use(options, pack, local_now())
    elif options.command == "open":
        # Imported here: a new use does not wait for what reads files.
        from genai_guide.commands.opening import load_for_work

        start = load_for_work(options.file, pack, local_now()).path

    # What is imported stays: looking through it for garbage would take a tenth of the
    # time until the first screen.
    gc.disable()
    try:
        # The one door to Textual, which no other command needs.
        from genai_guide.tui.app import GuideApp
    finally:
        gc.freeze()
        gc.enable()
    if warning := describe_trust(options.pack, pack):
        print_message(warning)
    profile, problem = load_profile_or_empty()
    if problem:
        print_message(problem)
    app = GuideApp(
        pack,
        start=start,
        warning=warning,
        draft_path=options.file if start == "new" else None,
        drafts_dir=drafts_dir(),
        profile=profile,
        clock=local_now,
        settings_path=config_dir() / "settings.toml",
    )
    result = app.run()
    if result and result.summary:
        print(escape_line(str(result.summary)))
    elif result and result.draft:
        unsigned = app.return_code == ExitCode.INCOMPLETE
        print_message(f"{'not signed yet. ' * unsigned}Saved in {result.draft}")
    return app.return_code or ExitCode.DONE


def _why_plain_mode() -> str:
    for variable in ("GENAI_GUIDE_PLAIN", "ACCESSIBLE"):
        if os.environ.get(variable, "0") not in ("", "0"):
            return f"{variable} is set"
    typed = sys.stdin is not None and sys.stdin.isatty()
    return "TERM is dumb" if typed and os.environ.get("TERM") == "dumb" else ""


def _is_terminal() -> bool:
    """Return whether the app can draw on stderr and read keys from stdin."""
    streams = (sys.stdin, sys.stderr)
    drawn = all(stream is not None and stream.isatty() for stream in streams)
    return drawn and os.environ.get("TERM", "") not in ("", "dumb")
