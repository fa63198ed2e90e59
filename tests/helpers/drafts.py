"""Sessions to test with: one of everything, and random ones, step after step."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Draft, Evidence, close_task
from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import question_status
from genai_guide.storage.atomic_write import write_atomic
from genai_guide.storage.draft_parser import parse_or_migrate
from genai_guide.storage.drafts import load_or_migrate, serialize_draft
from tests.helpers.boat_pack import SAFE
from tests.helpers.building import all_places
from tests.helpers.strategies import answers_to, clean_texts

AT = "2026-03-01T09:00:00+00:00"
WEATHER = Place("trip.weather")


def load_draft(path: Path, pack: Pack) -> Draft:
    """Load a draft as the program does."""
    return load_or_migrate(path, pack).draft


def parse_draft(path: Path, content: dict[str, Any], pack: Pack) -> Draft:
    """Parse a draft as the program does."""
    return parse_or_migrate(path, content, pack).draft


def save_draft(path: Path, pack: Pack, draft: Draft, now: str) -> None:
    """Write a draft without holding its lock."""
    write_atomic(path, serialize_draft(path, pack, draft, now))


@dataclass(frozen=True)
class Did:
    """One step, and the session after it."""

    what: str
    session: Draft


def step(draw: st.DrawFn, pack: Pack, session: Draft) -> Did:
    """Do one thing that the app lets a person do."""
    what = draw(
        st.sampled_from(
            ["answer"] * 8
            + ["form", "note", "clear", "undo", "undo", "redo"]
            + ["add", "remove"]
        )
    )
    asked = question_status(pack, session.answers).asked
    places = list(asked) if draw(st.booleans()) else all_places(pack, session.answers)
    place = draw(st.sampled_from(places))

    def value(at: Place) -> Any:
        return draw(answers_to(pack.by_id[at.question]))

    match what:
        case "answer":
            after = record.set_answers(pack, session, {place: value(place)}, AT)
        case "form":
            given = {one: value(one) for one in places[:3]}
            after = record.set_answers(pack, session, given, AT)
        case "clear":
            after = record.set_answers(pack, session, {place: None}, AT)
        case "note":
            note = draw(st.one_of(st.just(""), clean_texts(long=True)))
            after = record.set_note(pack, session, place, note, AT)
        case "add":
            after = record.add_tool(pack, session, AT)
        case "remove":
            count = len(session.answers.tools)
            after = record.remove_tool(pack, session, draw(st.integers(1, count)), AT)
        case "undo":
            after = record.undo(pack, session, AT)
        case _:
            after = record.redo(pack, session, AT)
    return Did(what, after)


@st.composite
def histories(draw: st.DrawFn, pack: Pack, most: int = 12) -> list[Did]:
    """Draw what a person did, step by step, from a new session."""
    done = [Did("new", record.new_draft(pack))]
    for _ in range(draw(st.integers(1, most))):
        done.append(step(draw, pack, done[-1].session))
    return done


def a_session(pack: Pack) -> Draft:
    """Make a session with something of everything in it."""
    tools = (Tool("Gull", {"boat.engine": ("sail",)}), Tool("T", {}))
    session = record.draft_from_answers(pack, Answers(SAFE.use, tools))
    session = record.set_answers(pack, session, {WEATHER: ("unsure",)}, AT)
    session = record.set_answers(pack, session, {Place("trip.cargo"): ("glass",)}, AT)
    session = record.set_note(pack, session, WEATHER, "a note\nof two lines", AT)
    session = record.remove_tool(pack, session, 2, AT)
    session = record.undo(pack, record.undo(pack, session, AT), AT)
    session = close_task(session, "tell-harbour", ClosedTask("2026-03-01"))
    session = close_task(
        session, "declare", ClosedTask("2026-03-02", Evidence("https://x.example/a"))
    )
    return replace(session, position="trip.story", unfinished="half a")


def session_document(pack: Pack, session: Draft, now: str) -> dict[str, Any]:
    """Give the tables of a session's file."""
    return tomllib.loads(serialize_draft(Path("s.toml"), pack, session, now).decode())
