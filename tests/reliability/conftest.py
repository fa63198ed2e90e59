"""Prints what was tried, how often, and what was lost."""

from __future__ import annotations

import pytest

from tests.reliability.effort import TALLY


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the tally of this room."""
    if not TALLY:
        return
    terminalreporter.section("reliability: tried, lost")
    for one in TALLY:
        terminalreporter.write_line(f"{one.times:>9,} {one.lost:>4}  {one.what}")
