"""Reading inputs that should not be readable, and living to tell."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.reliability.readers import Reader

LONGEST = 5.0
"""How many seconds of the processor an input may take."""


class TooSlow(BaseException):
    """An input takes too long; no reader may catch this."""


@contextmanager
def watched() -> Iterator[None]:
    """Interrupt what takes too long."""
    if sys.platform == "win32":
        yield
        return

    def late(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def survive(
    reader: Reader, inputs: Iterable[tuple[str, bytes]]
) -> tuple[int, list[str]]:
    """Read inputs; give how many, and those that were not loaded and not refused."""
    number, failed = 0, []
    for name, data in inputs:
        number += 1
        try:
            with watched():
                reader(data)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - what is looked for
            kept = Path(tempfile.mkdtemp(prefix="unread-")) / "input"
            kept.write_bytes(data)
            failed.append(f"{name}: {error!r}: kept as {kept}")
    return number, failed
