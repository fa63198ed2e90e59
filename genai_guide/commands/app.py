"""`genai-guide`, `new` and `open`: the app at a terminal."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Literal

from genai_guide.exit_codes import ExitCode
from genai_guide.files.errors import FileProblem
from genai_guide.files.packs import load_pack
from genai_guide.files.paths import sessions_dir
from genai_guide.files.records import RecordKind, read_record
from genai_guide.policy.pack import Pack


def run(options: Namespace) -> int:
    """Run the app; afterwards the path of a summary goes to stdout."""
    if not _is_terminal():
        print(
            "genai-guide: this needs a terminal; without one, use"
            " `genai-guide questions`, `assess` and `sign`.",
            file=sys.stderr,
        )
        return ExitCode.USAGE
    pack = load_pack(options.pack)
    start, session_path = _start(options, pack)
    from genai_guide.tui.app import GuideApp

    app = GuideApp(
        pack,
        start=start,
        session_path=session_path,
        sessions_dir=sessions_dir(),
        summaries_dir=Path.cwd(),
        clock=lambda: datetime.now().astimezone(),
    )
    result = app.run()
    if result and result.summary:
        print(result.summary)
    elif result and result.session:
        where = f"Saved in {result.session}"
        print(f"genai-guide: not signed off. {where}", file=sys.stderr)
    return app.return_code or ExitCode.DONE


def _start(
    options: Namespace, pack: Pack
) -> tuple[Path | Literal["new"] | None, Path | None]:
    """Decide where the app begins, and where a new session is saved."""
    if options.command == "new":
        if options.file and os.path.lexists(options.file):
            raise FileProblem(
                options.file, "there is such a file already; resume it with `open`"
            )
        return "new", options.file
    if options.command == "open":
        record = read_record(options.file, pack)
        if record.kind is not RecordKind.SESSION:
            raise FileProblem(
                options.file, f"this is no session but a {record.kind}; use `show`"
            )
        return options.file, None
    return None, None


def _is_terminal() -> bool:
    """Whether the app can draw on stderr and read keys from stdin."""
    streams = (sys.stdin, sys.stderr)
    drawn = all(one is not None and one.isatty() for one in streams)
    return drawn and os.environ.get("TERM", "") not in ("", "dumb")
