"""The command line: words in, one command run, an exit code out."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from genai_guide.arguments import parser
from genai_guide.exit_codes import ExitCode


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name and give the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A narrow character set must not stop a message from being printed.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(words)
    try:
        command = import_module(f"genai_guide.commands.{options.module}")
        code = int(command.run(options))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of the output went away; python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILED
    except Exception as error:  # noqa: BLE001 - the last resort; shows no answer
        return _failed(error)
    return code


def _failed(error: Exception) -> int:
    """Say what went wrong: a sentence if it is one for people, else a place."""
    from genai_guide.files.errors import FileProblem
    from genai_guide.record.text import shown

    if isinstance(error, FileProblem):
        print(f"genai-guide: {error}", file=sys.stderr)
        return error.code
    from datetime import datetime

    from genai_guide.files.crash_reports import place_of, write_crash_report
    from genai_guide.files.paths import reports_dir

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    print(f"genai-guide: an error of this program: {place_of(error)}.", file=sys.stderr)
    if report := write_crash_report(error, reports_dir(), now):
        where = f"Where it was, without any answer, stands in {report}"
        print(f"genai-guide: {shown(where)}", file=sys.stderr)
    return ExitCode.INTERNAL
