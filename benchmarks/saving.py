"""What a save and a load cost: `python benchmarks/saving.py [FOLDER]`.

A save is compared with the bare protocol on bytes that are ready (a temporary file,
fsync, rename, fsync of the folder), a load with parsing the same bytes. Sessions
grow as in use: every answer once, then changes and notes up to the size that is
named. The folder says which disk is meant.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from genai_guide.files.open_sessions import OpenSession
from genai_guide.files.packs import load_pack
from genai_guide.files.replacing import replace_file
from genai_guide.files.session_files import load_session
from genai_guide.policy.answers import Answer, Place
from genai_guide.policy.asking import asking
from genai_guide.policy.assessment import assess
from genai_guide.policy.pack import Kind, Pack, Question
from genai_guide.record import session as record
from genai_guide.record.session import Session

NOW = "2026-03-31T12:00:00+02:00"
SIZES = (10, 100, 300)
ROUNDS = 40


def _answer(question: Question, number: int) -> Answer:
    if question.kind is Kind.DATE:
        return f"2026-03-{1 + number % 28:02}"
    if not question.is_choice:
        return f"A text of some length that somebody gave as answer {number}"
    return (question.options[number % len(question.options)].id,)


def session_of(pack: Pack, size: int) -> Session:
    """Answer, note and change until the log has this many answers and their notes."""
    session = record.new(pack)
    for number in range(size):
        asked = asking(pack, session.answers).asked
        if number and number % len(asked) == 0:
            session = record.add_tool(pack, session, NOW)
            asked = asking(pack, session.answers).asked
        place: Place = asked[number % len(asked)]
        given = {place: _answer(pack.by_id[place.question], number)}
        session = record.answer(pack, session, given, NOW)
        note = f"Note {number}: as said on the phone."
        session = record.annotate(pack, session, place, note, NOW)
    return session


def _taken(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def main() -> None:
    """Print the table."""
    pack = load_pack()
    where = sys.argv[1] if len(sys.argv) > 1 else None
    print(f"Python {platform.python_version()}, median of {ROUNDS}\n")
    print("| answers and notes | kB | save, ms | x bare protocol | load, x parse |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory(dir=where) as folder:
        for size in SIZES:
            print(_row(pack, session_of(pack, size), Path(folder) / f"{size}.toml"))


def _row(pack: Pack, session: Session, path: Path) -> str:
    opened = OpenSession(path, pack)
    places = asking(pack, session.answers).asked
    opened.save(session, NOW)
    bare, saved, parsed, loaded = [], [], [], []
    for number in range(ROUNDS):
        # One more change each time, as in use: what is the same is not new work.
        at = places[number % len(places)]
        note = f"Changed {number} times."
        session = record.annotate(pack, session, at, note, NOW)
        known = assess(pack, session.answers)
        save = partial(opened.save, session, NOW, known)
        saved.append(_taken(save))
        content = path.read_bytes()
        beside = path.with_name("bare.toml")
        bare.append(_taken(partial(replace_file, beside, content)))
        parsed.append(_taken(partial(tomllib.loads, content.decode())))
        loaded.append(_taken(partial(load_session, path, pack)))
    opened.close()
    size = path.stat().st_size / 1000
    ratios = median(saved) / median(bare), median(loaded) / median(parsed)
    milliseconds = median(saved) * 1000
    head = f"| {len(session.log) // 2} | {size:.0f} | {milliseconds:.2f} "
    return head + f"| {ratios[0]:.2f} | {ratios[1]:.2f} |"


if __name__ == "__main__":
    main()
