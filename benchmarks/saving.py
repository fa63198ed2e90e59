"""What a save and a load cost, beside the bare protocol and the bare parse.

A save is held against the protocol on bytes that are ready (a temporary file, fsync,
rename, fsync of the folder), a load against parsing the same bytes. Sessions grow as in
use: every answer once, then changes and notes up to the size that is named. The disk
is the one that temporary files are on; TMPDIR names another.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measuring import Row, at_most, growth, ratios, taken
from genai_guide.record import draft as record
from genai_guide.record.draft import Draft
from genai_guide.record.steps import count_progress
from genai_guide.rules.answers import Answer, Place
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Question
from genai_guide.rules.status import question_status
from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.packs import load_pack
from tests.helpers.drafts import load_draft

NOW = "2026-03-31T12:00:00+02:00"
SIZES = (30, 100, 300, 1_000)
JUDGED = 300
ROUNDS = 40


def run() -> Iterator[Row]:
    """Measure."""
    pack = load_pack()
    saves, loads = [], []
    with TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"{size}.toml"
            found = saved_and_loaded(pack, session_of(pack, size), path)
            saved, bare, loaded, parsed = found
            saves.append(median(saved))
            loads.append(median(loaded))
            if size == JUDGED:
                what = (
                    f"a save after {size} answers and notes, beside the bare protocol"
                )
                yield at_most(what, ratios(saved, bare), 3)
                what = f"loading {size} answers and notes, beside parsing them"
                yield at_most(what, ratios(loaded, parsed), 2)
    yield growth("a save, by answers and notes", SIZES, saves)
    yield growth("a load, by answers and notes", SIZES, loads)


def session_of(pack: Pack, size: int) -> Draft:
    """Answer, note and change until the log has this many answers and their notes."""
    session = record.new_draft(pack)
    for number in range(size):
        asked = question_status(pack, session.answers).asked
        if number and number % len(asked) == 0:
            session = record.add_tool(pack, session, NOW)
            asked = question_status(pack, session.answers).asked
        place: Place = asked[number % len(asked)]
        given = {place: _answer(pack.by_id[place.question], number)}
        session = record.set_answers(pack, session, given, NOW)
        note = f"Note {number}: as said on the phone."
        session = record.set_note(pack, session, place, note, NOW)
    return session


def _answer(question: Question, number: int) -> Answer:
    if question.kind is Kind.DATE:
        return f"2026-03-{1 + number % 28:02}"
    if not question.is_choice:
        return f"A text of some length that somebody gave as answer {number}"
    return (question.options[number % len(question.options)].id,)


def saved_and_loaded(
    pack: Pack, session: Draft, path: Path, rounds: int = ROUNDS
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Save and load it: give what that took, each with its bare counterpart."""
    opened = OpenDraft(path, pack)
    places = question_status(pack, session.answers).asked
    opened.save(session, NOW)
    saved, bare, loaded, parsed = [], [], [], []
    for number in range(rounds):
        # One more change each time, as in use: what is the same is not new work.
        at, note = places[number % len(places)], f"Changed {number} times."
        session = record.set_note(pack, session, at, note, NOW)
        known = assess(pack, session.answers)
        count_progress(pack, session, known.status)  # as the screen has said it before
        saved.append(taken(partial(opened.save, session, NOW, known)))
        content = path.read_bytes()
        beside = path.with_name("bare.toml")
        bare.append(taken(partial(write_atomic, beside, content)))
        parsed.append(taken(partial(tomllib.loads, content.decode())))
        loaded.append(taken(partial(load_draft, path, pack)))
    opened.close()
    if load_draft(path, pack) != session:
        msg = "what was loaded is not what was saved"
        raise AssertionError(msg)
    return saved, bare, loaded, parsed
