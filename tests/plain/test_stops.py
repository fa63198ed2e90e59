"""Where one stands, and how one moves, question by question."""

from __future__ import annotations

from dataclasses import replace

from genai_guide.record.draft import draft_from_answers, new_draft
from genai_guide.record.steps import (
    REVIEW,
    TOOLS,
    current_step,
    go_to,
    list_steps,
    next_step,
    previous_step,
)
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import question_status
from tests.helpers.boat_pack import SAFE


def test_a_new_use_begins_with_the_first_question(boat: Pack) -> None:
    """Even where it may be left empty."""
    pack = replace(boat, questions=boat.questions[1:])
    draft = new_draft(pack)
    first = current_step(pack, draft, one_by_one=True)
    assert first
    assert first.id == "trip.date"
    gone = current_step(pack, go_to(draft, "of.another.pack"), one_by_one=True)
    assert gone
    assert gone.id == "trip.story"


def test_every_stop_is_met_on_the_way_and_on_the_way_back(boat: Pack) -> None:
    """From the first question over the list of tools to the review."""
    draft = go_to(draft_from_answers(boat, SAFE), "trip.title")
    steps = list_steps(boat, question_status(boat, draft.answers), one_by_one=True)
    listed = [*(step.id for step in steps), REVIEW]
    assert listed[-2:] == [TOOLS, REVIEW]
    met = [draft.position]
    while (draft := next_step(boat, draft, one_by_one=True)).position != met[-1]:
        met.append(draft.position)
    assert met == listed
    back = [draft.position]
    while (draft := previous_step(boat, draft, one_by_one=True)).position != back[-1]:
        back.append(draft.position)
    assert back == met[::-1]
