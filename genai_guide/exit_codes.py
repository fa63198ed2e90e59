"""The exit codes, which scripts rely on."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What the process says to the shell when it ends."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INCOMPLETE = 3
    CHANGED = 4
    NOT_VOUCHED_FOR = 5
    INTERNAL = 70
    INTERRUPTED = 130


def first_of(codes: Iterable[int]) -> int:
    """Return the code for several files: the first of 1, 4, 3, 5 that occurred."""
    occurred = set(codes)
    return next((code for code in (1, 4, 3, 5) if code in occurred), ExitCode.DONE)
