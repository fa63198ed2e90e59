"""What the register costs: the first look at a folder, the second one, and one view.

The first look is held against verifying the same files with `verify`, in turn: both
check every signature and answer the same questions again. The second look reads what
the first one kept. Both have to list every use before they are measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.deciding import OURS, process
from benchmarks.measuring import Row, growth, in_turn, ratios, seconds, taken
from benchmarks.verifying import VERIFY, somebody, summaries
from genai_guide.record.register import DUE_DAYS, RowOrder, View, sort_rows
from genai_guide.signing.payload import SignedPart, payload
from genai_guide.storage.keys import load_key, own_key_path
from genai_guide.storage.memory import memory_path
from genai_guide.storage.packs import load_pack
from genai_guide.storage.paths import cache_dir
from genai_guide.storage.summaries import load_summary, serialize_summary
from genai_guide.workflows.register import Register, read_register

SIZES = (100, 1_000, 10_000)
MOST = "BENCHMARK_MOST"
"""The variable that names the most summaries instead: 1000, or 100000."""
BUDGET, SECOND_LOOK, A_VIEW = 1.5, 1.0, 0.1
"""Times as long as verifying; seconds; seconds."""
REGISTER = [*OURS, "register"]
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def run() -> Iterator[Row]:
    """Measure."""
    most = int(os.environ.get(MOST, SIZES[-1]))
    sizes = [*(size for size in SIZES if size < most), most]
    first, second, memory = [], [], []
    with somebody() as folder:
        signed = list(summaries(folder / "signed"))
        for count in sizes:
            with TemporaryDirectory() as name:
                sign_many(signed, Path(name), count)
                list_all(Path(name), count)
                look = partial(first_look, name)
                verify = partial(process, [*VERIFY, name])
                rounds = in_turn(max(1, 1_000 // count), look, verify, warm=False)
                found = median(ratios(*rounds))
                what = f"the first look at {count:,} summaries, beside verifying them"
                limit = f"at most {BUDGET:g}x"
                yield Row(what, f"{found:.2f}x", limit, found <= BUDGET)
                again = [process([*REGISTER, name]) for _ in range(3)]
                yield seconds(f"the second look at {count:,}", again, SECOND_LOOK)
                yield seconds(f"one view of {count:,} uses", view(name, count), A_VIEW)
                first.append(median(rounds[0]))
                second.append(median(again))
                memory.append(peak([*REGISTER, name]))
    yield growth("the first look, by summaries", sizes, first)
    yield growth("the second look, by summaries", sizes, second)
    pairs = zip(sizes, memory, strict=True)
    used = ", ".join(f"{size:,}: {megabytes:.0f} MB" for size, megabytes in pairs)
    yield Row("memory of the second look", used)


def sign_many(signed: list[Path], folder: Path, count: int) -> None:
    """Sign so many uses, each with an id and a title of its own.

    They are those of the summaries that are given, again and again.
    """
    key = load_key(own_key_path())
    statements = [load_summary(path).tables["statement"] for path in signed]
    for number in range(count):
        before = statements[number % len(statements)]
        statement = {**before, "id": f"{number:032x}", **titled(before, number)}
        part = SignedPart.STATEMENT
        signature = key.sign(part, payload(part, statement))
        content = serialize_summary(statement, signature, [])
        folder.joinpath(f"{number:06}.toml").write_bytes(content)
    # Who reads the register has not signed what is in it.
    memory_path().unlink(missing_ok=True)


def titled(statement: dict[str, Any], number: int) -> dict[str, Any]:
    """Return the tables of a statement that name the use, with another title."""
    use, title = statement["use"], f"Use {number}"
    answers = [
        {**each, "answered": title} if each["answered"] == use["title"] else each
        for each in statement["answer"]
    ]
    return {
        "title": statement["title"].replace(use["title"], title),
        "use": {**use, "title": title},
        "answer": answers,
    }


def list_all(folder: Path, count: int) -> None:
    """Make sure that every use is listed, and every signature holds."""
    forget()
    rows = read(folder).rows
    good = sum(row.result == "genuine" for row in rows)
    if good != count:
        msg = f"{good} of {count} uses are listed"
        raise AssertionError(msg)


def read(folder: Path) -> Register:
    """Read the register in this process."""
    return read_register([folder], load_pack(), datetime.now(UTC), lambda *_: None)


def first_look(folder: str) -> float:
    """Measure a look at files that were never looked at."""
    forget()
    return process([*REGISTER, folder])


def forget() -> None:
    """Remove what earlier looks kept."""
    for path in cache_dir().glob("register.sqlite3*"):
        path.unlink()


def view(folder: str, count: int) -> list[float]:
    """Measure how long a view takes, once everything is read."""
    rows, today = read(Path(folder)).rows, datetime.now(UTC).date()

    def list_due() -> None:
        found = [row for row in rows if row.is_in(View.DUE, today, DUE_DAYS)]
        sort_rows(found, RowOrder.DUE)

    assert len(rows) == count  # noqa: S101
    return [taken(list_due) for _ in range(5)]


def peak(words: list[str]) -> float:
    """Return the most memory that a process took, in megabytes."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", PEAK, *words],
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout) / 1_000
