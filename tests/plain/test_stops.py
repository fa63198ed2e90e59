"""Where one stands, and how one moves."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.plain.dialogue import current_position, list_positions, step_by
from genai_guide.record.draft import draft_from_answers, new_draft
from genai_guide.record.steps import REVIEW, TOOLS, go_to
from genai_guide.rules.evaluate import question_status
from genai_guide.rules.pack import Pack
from tests.helpers.boat_pack import SAFE


def test_a_new_use_begins_with_the_first_question(boat: Pack) -> None:
    """Even where it may be left empty."""
    pack = replace(boat, questions=boat.questions[1:])
    session = new_draft(pack)
    asked = question_status(pack, session.answers)
    assert current_position(session, asked) == "trip.date"
    gone = go_to(session, "of.another.pack")
    assert current_position(gone, asked) == "trip.story"


def test_every_stop_is_met_on_the_way_and_on_the_way_back(boat: Pack) -> None:
    """From the first question over the list of tools to the review."""
    session = go_to(draft_from_answers(boat, SAFE), "trip.title")
    listed = list_positions(question_status(boat, session.answers))
    assert listed[-2:] == (TOOLS, REVIEW)
    met = [session.position]
    while (session := step_by(boat, session, 1)).position != met[-1]:
        met.append(session.position)
    assert tuple(met) == listed
    back = [session.position]
    while (session := step_by(boat, session, -1)).position != back[-1]:
        back.append(session.position)
    assert back == met[::-1]
