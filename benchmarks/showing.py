"""How long the brief of a summary takes as a PDF, the first time and after that.

The first time, typst and the fonts of the computer are read.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.measuring import Row, in_turn, seconds, taken
from benchmarks.verifying import somebody, summaries
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import load_pack
from genai_guide.workflows.export import build_pdf, load_summary

TIMES = 7
FIRST = """
from datetime import UTC, datetime
from pathlib import Path
from benchmarks.showing import write_brief
from genai_guide.storage.packs import load_pack
pack = load_pack()
from benchmarks.measuring import taken
print(taken(lambda: write_brief(Path({path!r}), pack)))
"""


def run() -> Iterator[Row]:
    """Measure."""
    with somebody() as folder:
        path = next(summaries(folder / "signed", 1))
        first = [first_time(path) for _ in range(TIMES)]
        yield seconds("the brief as a PDF, the first time in a process", first, 1)
        write = partial(write_brief, path, load_pack())
        (after,) = in_turn(TIMES, partial(taken, write))
        yield seconds("the same, after that", after, 0.3)


def first_time(path: Path) -> float:
    """Measure in a process of its own, which has made no PDF yet."""
    words = [sys.executable, "-c", FIRST.format(path=str(path))]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    return float(done.stdout)


def write_brief(path: Path, pack: Pack) -> bytes:
    """Load a summary, verify it, and make a PDF of its brief."""
    now = datetime.now(UTC)
    source, file = load_summary(path, pack, now)
    pdf = build_pdf(source, file, now.date())
    if not pdf.startswith(b"%PDF"):
        msg = "what was made is no PDF"
        raise AssertionError(msg)
    return pdf
