"""Print messages of commands to stderr, and data to stdout."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from pathlib import Path
from unicodedata import normalize

from genai_guide.text import escape, escape_line, sanitize


def print_message(text: str, *more: str) -> None:
    """Print a message for the person, escaped so that no terminal obeys it.

    A line feed in the name of a file cannot begin a line of ours.
    """
    for line in (f"genai-guide: {text}", *more):
        print(escape_line(line), file=sys.stderr)


def print_data(data: str | Path) -> None:
    """Print a path, or a line with one: byte for byte, unless a terminal shows it."""
    exact = str(data)
    print(escape_line(exact) if sys.stdout.isatty() else exact)


def print_json(value: object) -> None:
    """Print a value as JSON, indented, for scripts."""
    print(format_json(value, indent=1))


def format_json(value: object, indent: int | None = None) -> str:
    """Format a value as JSON, escaped so that no terminal obeys it."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    is_plain = text.replace("\n", "").isprintable()
    return text if is_plain else json.dumps(value, indent=indent)


def is_terminal() -> bool:
    """Return whether a person can read what is shown, and type."""
    streams = (sys.stdin, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams)


def ask_line(prompt: str) -> str:
    """Ask for a line; what was typed before the question was seen does not count."""
    with suppress(ImportError, OSError):
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    print(escape(prompt), end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


def sanitize_option(what: str, typed: str, *, long: bool = False) -> str:
    """Return what may stand in a record, and say so if something was left out."""
    kept = sanitize(typed, long=long)
    if kept != normalize("NFC", typed).strip():
        print_message(f"{what}: some characters were removed. It is now “{kept}”")
    return kept
