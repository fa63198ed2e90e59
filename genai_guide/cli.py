"""The command line: words in, one command run, an exit code out."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from genai_guide.commands.arguments import build_parser
from genai_guide.exit_codes import ExitCode

_CANNOT_BE_WRITTEN = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name and give the exit code."""
    if sys.stderr is None:
        # What is told on no stream at all would go to stdout.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        # A narrow character set must not stop a message from being printed.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = build_parser().parse_args(words)
    if sys.stdout is None:
        return _unwritten("stdout is closed.")
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
        if isinstance(error, OSError) and _of_a_stream(error):
            return _unwritten(f"{error.strerror}.")
        return _failed(error)
    return code


def _of_a_stream(error: OSError) -> bool:
    """Whether it was printing that failed; files are named, or told of in sentences."""
    return error.filename is None and error.errno in _CANNOT_BE_WRITTEN


def _unwritten(what: str) -> int:
    """Say that nothing can be printed; where stderr is what is full, say nothing."""
    from genai_guide.text import escape

    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            # Python would complain of it once more at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    with contextlib.suppress(OSError):
        said = f"what is printed cannot be written: {what}"
        print(f"genai-guide: {escape(said)}", file=sys.stderr)
    return ExitCode.FAILED


def _failed(error: Exception) -> int:
    """Say what went wrong: a sentence if it is one for people, else a place."""
    from genai_guide.storage.errors import FileError
    from genai_guide.text import escape

    if isinstance(error, FileError):
        print(f"genai-guide: {error}", file=sys.stderr)
        return error.code
    from datetime import datetime

    from genai_guide.storage.crash_reports import format_error_place, write_crash_report
    from genai_guide.storage.paths import reports_dir

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    print(
        f"genai-guide: an error of this program: {format_error_place(error)}.",
        file=sys.stderr,
    )
    if report := write_crash_report(error, reports_dir(), now):
        where = f"Where it was, without any answer, stands in {report}"
        print(f"genai-guide: {escape(where)}", file=sys.stderr)
    return ExitCode.INTERNAL
