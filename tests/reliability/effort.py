"""How hard this room tries: seconds by default, minutes with RELIABILITY=full."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

FULL = os.environ.get("RELIABILITY") == "full"
_SOME = 9
TALLY: list[Tried] = []
"""What was tried in this run; printed at its end."""


@dataclass(frozen=True)
class Tried:
    """One line of the table in `docs/reliability.md`."""

    what: str
    times: int
    lost: int


def effort(short: int, full: int) -> int:
    """Choose how often something is tried."""
    return full if FULL else short


def tried(what: str, times: int, lost: Sequence[str] = ()) -> None:
    """Count what was tried, and fail with what was lost, if anything was."""
    TALLY.append(Tried(what, times, len(lost)))
    assert times, f"{what}: nothing was tried"
    some = "\n".join(lost[:_SOME])
    assert not lost, f"{what}: {len(lost)} of {times}:\n{some}"
