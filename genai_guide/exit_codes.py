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
    NOT_TRUSTED = 5
    NOT_IN_FORCE = 6
    INTERNAL = 70
    INTERRUPTED = 130
    PIPE_CLOSED = 141


def first_of(codes: Iterable[int]) -> int:
    """Return the code for several files: the first of 1, 4, 3, 5, 6 that occurred."""
    occurred = set(codes)
    return next((code for code in (1, 4, 3, 5, 6) if code in occurred), ExitCode.DONE)
