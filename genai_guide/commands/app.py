"""`genai-guide`, `new` and `open`: the app at a terminal."""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Literal

from genai_guide.commands.output import print_message
from genai_guide.exit_codes import ExitCode
from genai_guide.rules.pack import Pack
from genai_guide.storage.errors import FileError
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import config_dir, drafts_dir
from genai_guide.text import escape


def run(options: Namespace) -> int:
    """Run the app; afterwards the path of a summary goes to stdout."""
    if why := _plain_mode():
        from genai_guide.commands import ask

        print(f"Plain mode, line by line, as {why}.", file=sys.stderr)
        return ask.run(options)
    if not _is_terminal():
        print(
            "genai-guide: this needs a terminal that can draw; without one,"
            " `genai-guide ask` asks the same line by line, and `questions`,"
            " `assess` and `sign` ask nothing.",
            file=sys.stderr,
        )
        return ExitCode.USAGE
    # There is hardly any garbage before the first screen stands, and looking for it
    # would take a tenth of the time until then; the app begins to.
    gc.disable()
    pack = load_pack(options.pack)
    start, session_path = _start(options, pack)
    from genai_guide.tui.app import GuideApp

    app = GuideApp(
        pack,
        start=start,
        session_path=session_path,
        sessions_dir=drafts_dir(),
        summaries_dir=Path.cwd(),
        clock=lambda: datetime.now().astimezone(),
        settings_path=config_dir() / "settings.toml",
    )
    result = app.run()
    if result and result.summary:
        print(escape(str(result.summary)))
    elif result and result.session:
        unsigned = app.return_code == ExitCode.INCOMPLETE
        said = f"{'not signed off. ' * unsigned}Saved in {result.session}"
        print_message(said)
    return app.return_code or ExitCode.DONE


def _start(
    options: Namespace, pack: Pack
) -> tuple[Path | Literal["new"] | None, Path | None]:
    """Decide where the app begins, and where a new session is saved."""
    if options.command == "new":
        if options.file and os.path.lexists(options.file):
            raise FileError(
                options.file, "there is such a file already; resume it with `open`"
            )
        return "new", options.file
    if options.command == "open":
        from genai_guide.storage.previous import offer_previous
        from genai_guide.storage.records import RecordKind, read_record
        from genai_guide.workflows.revise import is_summary

        if is_summary(options.file):
            _see_that_it_can_be_read(options.file)
            return options.file, None
        try:
            record = read_record(options.file, pack)
        except FileError as problem:
            raise offer_previous(problem) from None
        if record.kind is not RecordKind.SESSION:
            sentence = "this is no session but an answers file; use `assess` or `sign`"
            raise FileError(options.file, sentence)
        return options.file, None
    return None, None


def _see_that_it_can_be_read(path: Path) -> None:
    """Refuse a summary here, where the reason stays in sight."""
    from genai_guide.storage.summaries import parse_document
    from genai_guide.storage.toml import read_toml

    parse_document(path, read_toml(path))


def _plain_mode() -> str:
    """Say why the questions are asked line by line; empty if they are not."""
    for variable in ("GENAI_GUIDE_PLAIN", "ACCESSIBLE"):
        if os.environ.get(variable, "0") not in ("", "0"):
            return f"{variable} is set"
    typed = sys.stdin is not None and sys.stdin.isatty()
    return "TERM is dumb" if typed and os.environ.get("TERM") == "dumb" else ""


def _is_terminal() -> bool:
    """Whether the app can draw on stderr and read keys from stdin."""
    streams = (sys.stdin, sys.stderr)
    drawn = all(one is not None and one.isatty() for one in streams)
    return drawn and os.environ.get("TERM", "") not in ("", "dumb")
