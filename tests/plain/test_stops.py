"""Where one stands, and how one moves."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.plain.dialogue import moved, standing, stops
from genai_guide.record.draft import from_answers, new
from genai_guide.record.steps import REVIEW, TOOLS, go
from genai_guide.rules.evaluate import asking
from genai_guide.rules.pack import Pack
from tests.helpers.boat_pack import SAFE


def test_a_new_use_begins_with_the_first_question(boat: Pack) -> None:
    """Even where it may be left empty."""
    pack = replace(boat, questions=boat.questions[1:])
    session = new(pack)
    asked = asking(pack, session.answers)
    assert standing(session, asked) == "trip.date"
    gone = go(session, "of.another.pack")
    assert standing(gone, asked) == "trip.story"


def test_every_stop_is_met_on_the_way_and_on_the_way_back(boat: Pack) -> None:
    """From the first question over the list of tools to the review."""
    session = go(from_answers(boat, SAFE), "trip.title")
    listed = stops(asking(boat, session.answers))
    assert listed[-2:] == (TOOLS, REVIEW)
    met = [session.at]
    while (session := moved(boat, session, 1)).at != met[-1]:
        met.append(session.at)
    assert tuple(met) == listed
    back = [session.at]
    while (session := moved(boat, session, -1)).at != back[-1]:
        back.append(session.at)
    assert back == met[::-1]
