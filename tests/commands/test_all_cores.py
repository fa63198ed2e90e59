"""Work on all cores: in order, undisturbed by Ctrl+C, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from genai_guide.workflows import parallel as all_cores
from genai_guide.workflows.parallel import map_files

_begun: list[int] = []
GUIDE = [sys.executable, "-m", "genai_guide"]
PATHS = [Path(str(number)) for number in range(120)]
KILLED = """
import operator, os, signal
from pathlib import Path
from genai_guide.workflows import parallel as all_cores
all_cores._cores = lambda: 2
for _ in all_cores.map_files(operator.eq, [Path()] * 3, os.getpid, few=1):
    os.kill(os.getpid(), signal.SIGKILL)
"""

IN_AN_APP = """
import io, operator, os, sys
from pathlib import Path
from threading import Thread
from genai_guide.workflows import parallel as all_cores
all_cores._cores = lambda: 2
class Captured(io.StringIO):
    def fileno(self): return -1
def work():
    found = all_cores.map_files(operator.eq, [Path()] * 3, os.getpid, few=1)
    print(*found, sys.stderr is captured)
if __name__ == "__main__":
    captured = sys.stderr = Captured()
    thread = Thread(target=work)
    thread.start()
    thread.join()
"""


def begin() -> list[int]:
    """Remember the process that has begun."""
    _begun.append(os.getpid())
    return _begun


def work(begun: list[int], path: Path) -> tuple[str, list[int], bool]:
    """Tell what is worked at, who has begun, and whether Ctrl+C is held back."""
    held = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return path.name, begun, held


@pytest.mark.parametrize("few", [119, 120])
def test_each_file_once_in_order_by_those_who_have_begun(
    monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Others work where there are many files, and only this process where few are."""
    monkeypatch.setattr(all_cores, "_cores", lambda: 2)
    _begun.clear()
    names, begun, held = zip(*map_files(work, PATHS, begin, few=few), strict=True)
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


def test_an_app_can_use_them_in_a_thread(tmp_path: Path) -> None:
    """What stands in the place of stderr then has no number, and stays there."""
    script = tmp_path / "app.py"
    script.write_text(IN_AN_APP, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
    )
    assert done.stdout.split() == [b"False", b"False", b"False", b"True"]


@pytest.mark.parametrize("gap", [0.0, 0.03, 0.06, 0.1])
def test_a_second_interrupt_does_not_leave_it_waiting(
    run, tmp_path: Path, boat_dir: Path, answers: Path, gap: float
) -> None:
    """Pressed twice in a hurry, Ctrl+C ends it all the same, without a traceback."""
    content = answers.read_bytes()
    for number in range(3_000):
        tmp_path.joinpath(f"{number}.toml").write_bytes(content)
    process = subprocess.Popen(
        [*GUIDE, "--pack", str(boat_dir), "assess", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        start_new_session=True,
    )
    assert process.stdout
    assert process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(gap)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    try:
        _, wrong = process.communicate(timeout=20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    # At the very end python no longer asks us: a shell says 130 of that too.
    assert process.returncode in {130, -signal.SIGINT}
    assert not wrong


def test_where_no_process_can_be_made_the_work_is_done_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without what processes share, as in some containers, it only takes longer."""

    def refused(**_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(all_cores, "_cores", lambda: 2)
    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", refused)
    _begun.clear()
    found = list(map_files(work, PATHS, begin, few=1))
    assert [name for name, *_ in found] == [path.name for path in PATHS]
    assert _begun == [os.getpid()]
