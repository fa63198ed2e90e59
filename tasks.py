"""What a developer runs: `python tasks.py check`, `test`, `bench` or `docs`.

This is a script and not a Makefile because everybody who works on this project has
Python, and not everybody has `make`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

TASKS = {
    "check": ("ruff check .", "ruff format --check .", "mypy", "lint-imports"),
    "test": ("python -m pytest -n auto",),
    "bench": ("python -m benchmarks",),
    "docs": ("python docs/keys.py", "python docs/tree.py", "python docs/pictures.py"),
}
ABOUT = """\
check  linters, types and the direction of imports
test   all tests; more words go to pytest, such as tests/rules -k level
bench  measure, and write the tables in docs/speed.md; more words name the parts
docs   write the table of keys, the decision tree and the pictures in docs/"""


def main() -> int:
    """Run every command of a task, and return the first exit code that is not 0."""
    parser = argparse.ArgumentParser(
        usage="python tasks.py TASK [MORE ...]",
        epilog=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=TASKS, metavar="TASK")
    # All that stands behind the task is for what it runs, `--help` too.
    parser.add_argument("more", nargs=argparse.REMAINDER, metavar="MORE")
    options = parser.parse_args()
    if options.more and options.task in ("check", "docs"):
        parser.error(f"{options.task} takes no more words")
    codes = [_run(line.split() + options.more) for line in TASKS[options.task]]
    return next(filter(None, codes), 0)


def _run(command: list[str]) -> int:
    """Run a command with this Python, or a program that is installed beside it."""
    print("$", *command, flush=True)
    python = Path(sys.executable)
    program = python if command[0] == "python" else _find(command[0], python.parent)
    top = Path(__file__).parent
    words = [program, *command[1:]]
    return subprocess.run(words, cwd=top, check=False).returncode  # noqa: S603 - of TASKS


def _find(name: str, folder: Path) -> str:
    if found := shutil.which(name, path=folder):
        return found
    sys.exit(f"{name} is not installed in {folder}. Run the test command of README.md.")


if __name__ == "__main__":
    sys.exit(main())
