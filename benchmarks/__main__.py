"""Measure all parts, or those that are named: `python -m benchmarks [PART …]`.

The tables in `docs/speed.md` are rewritten. Peers are installed once, each into an
environment of its own in the user's cache folder.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from benchmarks import document
from benchmarks.measuring import Row

PARTS = (
    *("starting", "answering", "deciding", "verifying", "showing", "register"),
    *("checking", "saving"),
)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], metavar="PART")
    parts = parser.parse_args().part or PARTS
    with TemporaryDirectory() as folder:
        prepare(Path(folder))
        for part in parts:
            start = monotonic()
            run: Callable[[], Iterator[Row]] = import_module(f"benchmarks.{part}").run
            rows = []
            for row in run():
                print(document.line(row), flush=True)
                rows.append(row)
            document.write(part, rows)
            print(f"{part}: {monotonic() - start:.0f} s", file=sys.stderr)


def prepare(folder: Path) -> None:
    """Have every process work in a folder of its own, as after an installation."""
    # Nothing of the person who measures is read, and nothing is left behind.
    for name in ("DATA", "CONFIG", "CACHE"):
        os.environ[f"GENAI_GUIDE_{name}"] = str(folder / name)
    # What is installed is compiled once; so is everything here, at its first start.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")


if __name__ == "__main__":
    main()
