"""Work on all cores: in order, undisturbed by Ctrl+C, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from genai_guide.commands.all_cores import on_all_cores

_begun: list[int] = []
PATHS = [Path(str(number)) for number in range(120)]
KILLED = """
import os, signal
from pathlib import Path
from genai_guide.commands.all_cores import on_all_cores
for _ in on_all_cores(Path.is_file, [Path()] * 3, os.getpid, few=1):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def begin() -> None:
    """Remember the process that has begun."""
    _begun.append(os.getpid())


def work(path: Path) -> tuple[str, list[int], bool]:
    """Tell what is worked at, who has begun, and whether Ctrl+C is held back."""
    held = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return path.name, _begun, held


@pytest.mark.parametrize("few", [119, 120])
def test_each_file_once_in_order_by_those_who_have_begun(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Others work where there are many files, and only this process where few are."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    _begun.clear()
    names, begun, held = zip(*on_all_cores(work, PATHS, begin, few=few), strict=True)
    assert names == tuple(path.name for path in PATHS)
    assert all(len(one) == 1 for one in begun)
    assert ([os.getpid()] in begun) is (few == len(PATHS))
    # From their first moment on: what ignores it later may be interrupted before.
    assert set(held) == {few < len(PATHS)}
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_the_others_end_with_the_one_who_asked() -> None:
    """Killed without a word, it leaves no process behind that holds its output."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
        timeout=20,
    )
    assert done.returncode == -signal.SIGKILL
