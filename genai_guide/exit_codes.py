"""The exit codes, which scripts rely on."""

from __future__ import annotations

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
