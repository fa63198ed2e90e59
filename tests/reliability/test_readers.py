"""Whatever stands in a file, it is loaded whole or refused in a sentence, and soon."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from tests.reliability.effort import FULL, effort, tried
from tests.reliability.mutations import mutated
from tests.reliability.readers import Reader, readers
from tests.reliability.seeds import seeds
from tests.reliability.surviving import survive

NAMES = ["toml", "session", "record", "pack", "summary", "roster", "signature"]
INPUTS = effort(150, 5_000)
FUZZ_SECONDS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readers")


@pytest.fixture(scope="module")
def good(folder: Path) -> dict[str, list[bytes]]:
    return seeds(folder)


@pytest.fixture(scope="module")
def every(folder: Path) -> dict[str, Reader]:
    return readers(folder)


@pytest.mark.parametrize("name", NAMES)
def test_good_files_are_read_and_spoilt_ones_loaded_or_refused(
    name: str, every: dict[str, Reader], good: dict[str, list[bytes]]
) -> None:
    """Any change to a good file: no other error, no hang, nothing left out."""
    assert all(map(every[name], good[name])), "a good file is refused"
    spoilt = (
        (f"seed {seed}", mutated(Random(seed), good[name])) for seed in range(INPUTS)
    )
    tried(f"spoilt inputs to the reader of: {name}", *survive(every[name], spoilt))


@pytest.mark.skipif(not FULL, reason="only with RELIABILITY=full")
@pytest.mark.skipif(not find_spec("atheris"), reason="needs atheris")
@pytest.mark.parametrize("name", NAMES)
def test_a_fuzzer_that_sees_the_branches_finds_nothing(
    name: str, tmp_path: Path
) -> None:
    """What mutation guided by coverage finds is loaded or refused as well."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.reliability.fuzz", name, str(FUZZ_SECONDS)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    runs = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    assert runs
    tried(f"inputs by atheris to the reader of: {name}", int(runs[1]))
