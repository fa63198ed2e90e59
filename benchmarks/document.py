"""The tables in `docs/speed.md`: each stands between two marks, and is rewritten."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import Row
from benchmarks.peers import PINS

PLACE = Path(__file__).parent.parent / "docs" / "speed.md"
_HEAD = "| what | measured | budget | |\n|---|---|---|---|\n"


def write(part: str, rows: Iterable[Row]) -> None:
    """Put a part's table into the document in place of the one before."""
    table = _HEAD + "".join(f"{line(row)}\n" for row in rows)
    _replace(part, f"{table}\n{when_and_where()}")


def line(row: Row) -> str:
    """Put a row as a line of a table."""
    said = {None: "", True: "met", False: "**missed**"}[row.met]
    return f"| {row.what} | {row.measured} | {row.budget} | {said} |"


def when_and_where() -> str:
    """Say when it was measured, on what, and against which versions."""
    today = datetime.now(UTC).date().isoformat()
    return f"{today}, {os.cpu_count()} cores, {platform.machine()}, {versions()}."


def versions() -> str:
    """Name the versions of everything that was measured, and nothing of the machine."""
    pins = sorted(pin.replace("==", " ") for one in PINS.values() for pin in one)
    ours = [f"{one} {version(one)}" for one in ("textual", "cryptography", "pydantic")]
    python = f"Python {platform.python_version()}"
    return ", ".join([python, *ours, *pins, _ssh_version()])


def _ssh_version() -> str:
    try:
        done = subprocess.run(
            ["ssh", "-V"],  # noqa: S607 - whichever there is
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "no ssh"
    return done.stderr.partition(",")[0].strip().replace("_", " ", 1)


def _replace(part: str, content: str) -> None:
    text = PLACE.read_text(encoding="utf-8")
    begin, end = f"<!-- {part} -->\n", f"\n<!-- end of {part} -->"
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    new, count = found.subn(lambda _: begin + content + end, text)
    if count != 1:
        msg = f"{PLACE.name} has no place for {part}"
        raise AssertionError(msg)
    PLACE.write_text(new, encoding="utf-8")
