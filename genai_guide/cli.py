"""The command line: words in, one command run, an exit code out.

`--help` and `--version` must answer at once, so whatever they do not need is imported
inside functions here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module

from genai_guide import __version__
from genai_guide.commands.arguments import build_parser
from genai_guide.debug_log import log, start_log, stop_log
from genai_guide.exit_codes import ExitCode
from genai_guide.text import escape

_CANNOT_BE_WRITTEN = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EBADF)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words name and return the exit code."""
    if sys.stderr is None:
        # What is printed on no stream at all would go to stdout.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        # A narrow character set must not stop a message from being printed.
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = build_parser().parse_args(words)
    if sys.stdout is None:
        return _report_unwritten("stdout is closed.")
    if path := options.debug or os.environ.get("GENAI_GUIDE_DEBUG"):
        try:
            start_log(path)
        except OSError as error:
            _print_error(f"the log cannot be written: {error.strerror}")
            return ExitCode.FAILED
    try:
        log("genai-guide %s on Python %s", __version__, sys.version.split()[0])
        log("command %s", options.command or "app")
        code = _run(options)
        log("exit code %d", code)
        return code
    finally:
        stop_log()


def _run(options: Namespace) -> int:
    try:
        command = import_module(f"genai_guide.commands.{options.module}")
        code = int(command.run(options))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader of the output went away; nobody is left to be told.
        _silence_closed()
        return ExitCode.PIPE_CLOSED
    except OSError as error:
        # Of a stream; errors of files name the file.
        if error.filename is None and error.errno in _CANNOT_BE_WRITTEN:
            return _report_unwritten(f"{error.strerror}.")
        return _report_error(error)
    except Exception as error:  # noqa: BLE001 - the last resort; shows no answer
        return _report_error(error)
    return code


def _report_unwritten(reason: str) -> int:
    """Print that nothing can be printed, unless it is stderr that is full."""
    _silence_closed()
    with contextlib.suppress(OSError):
        _print_error(f"the output cannot be written: {reason}")
    return ExitCode.FAILED


def _silence_closed() -> None:
    """Keep Python from complaining at exit of a stream that cannot be written."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _report_error(error: Exception) -> int:
    """Print what went wrong: a sentence if it is one for people, else a place."""
    from datetime import datetime

    from genai_guide.storage.crash_reports import format_error_place, write_crash_report
    from genai_guide.storage.errors import FileError
    from genai_guide.storage.paths import reports_dir

    place = format_error_place(error)
    log("error: %s", place)
    if isinstance(error, FileNotFoundError) and not _has_working_folder():
        _print_error(
            "the folder that you are in is gone. Go to another folder and start again."
        )
        return ExitCode.FAILED
    if isinstance(error, FileError):
        print(f"genai-guide: {error}", file=sys.stderr)
        return error.code
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    _print_error(f"an error in genai-guide: {place}.")
    if report := write_crash_report(error, reports_dir(), now):
        _print_error(f"A report, without any of your answers, is in {report}")
    return ExitCode.INTERNAL


def _has_working_folder() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - pathlib is not needed for `--version`
    except OSError:
        return False
    return True


def _print_error(text: str) -> None:
    print(f"genai-guide: {escape(text)}", file=sys.stderr)
