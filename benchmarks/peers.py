"""The programs that we are measured against, each in an environment of its own.

An environment is made once, under the user's cache folder, of the versions that
`peers.toml` names. A peer works in a process of its own: it is asked a line of JSON
at a time, and measures its own work, so that the asking costs neither side anything.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from venv import EnvBuilder

import platformdirs

HERE = Path(__file__).parent
PINS: dict[str, list[str]] = tomllib.loads((HERE / "peers.toml").read_text("utf-8"))


class NotInstalledError(Exception):
    """A peer that could not be installed."""


def python_of(name: str) -> Path | None:
    """Find the python of a peer's environment, if it was made before."""
    python = _folder(name) / "bin" / "python"
    return python if python.exists() else None


def installed(name: str) -> Path:
    """Make a peer's environment if it is not there yet; give its python."""
    if found := python_of(name):
        return found
    folder = _folder(name)
    EnvBuilder(with_pip=True).create(folder)
    python = folder / "bin" / "python"
    pip = [python, "-m", "pip", "install", "--quiet", *PINS[name]]
    if subprocess.run(pip, check=False, stdout=subprocess.DEVNULL).returncode:  # noqa: S603
        shutil.rmtree(folder)
        msg = f"{', '.join(PINS[name])} could not be installed"
        raise NotInstalledError(msg)
    return python


def _folder(name: str) -> Path:
    """Name the environment after its versions, so that others make another one."""
    pins = sha256("\n".join(PINS[name]).encode()).hexdigest()[:12]
    return platformdirs.user_cache_path("genai-guide-benchmarks") / f"{name}-{pins}"


class Peer:
    """A peer at work.

    Args:
        name: Its name in `peers.toml`.
        script: What it runs, of the folder `peer_side`.
    """

    def __init__(self, name: str, script: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [installed(name), HERE / "peer_side" / f"{script}.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parent)},
        )

    def ask(self, what: str, **given: Any) -> tuple[Any, float]:
        """Have something done; give the outcome, and the seconds that it took."""
        asked, answered = self._process.stdin, self._process.stdout
        if not asked or not answered:
            raise AssertionError
        asked.write(json.dumps({"what": what, "given": given}) + "\n")
        asked.flush()
        found = json.loads(answered.readline())
        return found["outcome"], found["seconds"]

    def __enter__(self) -> Self:
        """Work until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let it end."""
        self._process.communicate()
