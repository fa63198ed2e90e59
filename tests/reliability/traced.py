"""Runs of the saver, with or without strace at its heels."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

NEEDS_STRACE = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("strace"), reason="needs strace"
)
_TRACED = ("-e", "trace=%file,%desc")
_CALL = re.compile(r"^\d+ +([a-z_0-9]+)\(")


@dataclass(frozen=True)
class Ran:
    """What a run of the saver told before it ended."""

    said: list[str]
    code: int

    @property
    def saved(self) -> list[tuple[str, str]]:
        """Each save that was acknowledged: the file's name, and the title."""
        words = [one.split(" ", 2) for one in self.said]
        return [(one[1], one[2]) for one in words if one[0] == "saved"]

    @property
    def refused(self) -> list[str]:
        """Why saves were refused."""
        words = [one.split(" ", 1) for one in self.said]
        return [one[1] for one in words if one[0] == "refused"]

    @property
    def crashed(self) -> bool:
        """Whether it met an error that is no sentence for people."""
        return any(one.startswith("crashed") for one in self.said)


class Saver:
    """A process that forks a saver for each job."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.saver"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, job: dict[str, Any], *strace: str) -> Ran:
        """Run a job; with words for strace, under it."""
        pid = self._tell(json.dumps(job))["pid"]
        tracer = _attach(pid, strace) if strace else None
        done = self._tell("go")
        if tracer:
            tracer.communicate()
        return Ran(done["said"], done["code"])

    def record(self, job: dict[str, Any], log: Path) -> list[str]:
        """Record the calls of a job, one in a line, with what was written."""
        words = ("-y", "-xx", "-s", "1000000", "-o", str(log))
        ran = self.run(job, *_TRACED, *words)
        assert [title for _, title in ran.saved] == job["titles"], ran
        lines = map(readable, log.read_text("utf-8").splitlines())
        return [line for line in lines if _CALL.match(line)]

    def disturb(self, job: dict[str, Any], *injected: str) -> Ran:
        """Run a job of which some calls are disturbed."""
        words = (word for one in injected for word in ("-e", f"inject={one}"))
        return self.run(job, *_TRACED, *words, "-o", "/dev/null")

    def _tell(self, line: str) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Self:
        """Keep the process until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def _attach(pid: int, words: tuple[str, ...]) -> subprocess.Popen[str]:
    tracer = subprocess.Popen(
        ["strace", "-f", "-p", str(pid), *words],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert tracer.stderr
    said = tracer.stderr.readline()
    if "attached" not in said:
        tracer.kill()
        tracer.communicate()
        pytest.skip(f"tracing is not permitted here: {said.strip()}")
    return tracer


def readable(line: str) -> str:
    r"""Undo the `\xNN` of strace for what paths are made of."""

    def plain(found: re.Match[str]) -> str:
        char = chr(int(found[1], 16))
        return (
            char if char.isascii() and (char.isalnum() or char in "_/. -") else found[0]
        )

    return re.sub(r"\\x([0-9a-f]{2})", plain, line)


def calls_on(lines: list[str], folder: Path) -> Iterator[tuple[str, int]]:
    """Name each call on a folder, and the how manieth of its name it is."""
    seen: Counter[str] = Counter()
    for line in lines:
        found = _CALL.match(line)
        assert found
        seen[found[1]] += 1
        if str(folder) in line:
            yield found[1], seen[found[1]]
