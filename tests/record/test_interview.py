"""The way through the questions."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record import draft as record
from genai_guide.record.draft import Draft
from genai_guide.record.steps import (
    REVIEW,
    TOOLS,
    count_progress,
    current_step,
    go_to,
    list_steps,
    next_step,
    previous_step,
)
from genai_guide.rules.answers import Place, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack
from genai_guide.rules.status import question_status
from tests.helpers.boat_pack import SAFE
from tests.helpers.building import choice, pack_of
from tests.helpers.drafts import AT, histories
from tests.helpers.oracle import completions


def ids(pack: Pack, session: Draft) -> list[str]:
    """List the screens by what a session remembers of them."""
    return [
        step.id for step in list_steps(pack, question_status(pack, session.answers))
    ]


@given(st.data())
def test_forward_from_the_start_visits_every_step_and_ends_in_the_review(
    boat: Pack, data: st.DataObject
) -> None:
    """Going forward shows each screen once, in order, and then the review."""
    session = data.draw(histories(boat))[-1].session
    listed = ids(boat, session)
    session = go_to(session, listed[0])
    seen = [listed[0]]
    while session.position != REVIEW and len(seen) <= len(listed):
        session = next_step(boat, session)
        seen.append(session.position)
    assert seen == [*listed, REVIEW]
    assert current_step(boat, session) is None
    assert next_step(boat, session) == session


@given(st.data())
def test_back_is_the_inverse_of_forward(boat: Pack, data: st.DataObject) -> None:
    """Back from the review visits the same screens the other way, and stays there."""
    session = go_to(data.draw(histories(boat))[-1].session, REVIEW)
    seen = []
    for _ in ids(boat, session):
        session = previous_step(boat, session)
        seen.append(session.position)
    assert seen[::-1] == ids(boat, session)
    assert previous_step(boat, session) == session


@given(st.data())
def test_every_asked_place_stands_on_one_step(boat: Pack, data: st.DataObject) -> None:
    """Screens hold every asked question exactly once, in the order of asking."""
    session = data.draw(histories(boat))[-1].session
    asked = question_status(boat, session.answers)
    places = [place for step in list_steps(boat, asked) for place in step.places]
    assert places == list(asked.asked)


@given(st.data())
def test_a_form_holds_texts_alone_and_a_choice_stands_alone(
    boat: Pack, data: st.DataObject
) -> None:
    """Several fields on one screen are texts of one section and one tool."""
    session = data.draw(histories(boat))[-1].session
    for step in list_steps(boat, question_status(boat, session.answers)):
        questions = [boat.by_id[place.question] for place in step.places]
        assert len(questions) <= 1 or not any(one.is_choice for one in questions)
        assert len({one.section for one in questions}) <= 1
        assert {place.tool for place in step.places} <= {step.tool}


def test_the_screens_of_the_boat_trip(boat: Pack) -> None:
    """Texts that follow each other are one form; the tools end with their list."""
    session = record.draft_from_answers(
        boat, replace(SAFE, tools=(Tool("A"), Tool("B")))
    )
    found = list_steps(boat, question_status(boat, session.answers))
    assert [[str(place) for place in step.places] for step in found] == [
        ["trip.title", "trip.date", "trip.story"],
        ["trip.weather"],
        ["trip.cargo"],
        ["boat.name"],
        ["boat.engine"],
        ["boat.owner"],
        ["boat.name#2"],
        ["boat.engine#2"],
        ["boat.owner#2"],
        [],
    ]
    assert found[-1].id == TOOLS


def test_texts_with_a_choice_between_are_two_forms_even_if_it_is_not_asked() -> None:
    """A choice that may come up later does not tear a form apart then."""
    texts = [replace(choice(one, ""), kind=Kind.TEXT) for one in "abc"]
    never = choice("q", condition=((),)[:0])
    pack = pack_of([texts[0], texts[1], never, texts[2]])
    found = list_steps(pack, question_status(pack, record.new_draft(pack).answers))
    assert [[place.question for place in step.places] for step in found] == [
        ["a", "b"],
        ["c"],
    ]


def test_a_new_session_stands_at_the_first_thing_left_open(boat: Pack) -> None:
    """Where nothing is remembered the first open question comes."""
    session = record.draft_from_answers(boat, SAFE)
    use = {key: one for key, one in SAFE.use.items() if key != "trip.cargo"}
    step = current_step(boat, replace(session, use=use))
    assert step is not None
    assert step.id == "trip.cargo"
    first = current_step(boat, record.new_draft(boat))
    assert first is not None
    assert first.id == "trip.title"


def test_a_place_that_is_not_asked_any_more_gives_way(boat: Pack) -> None:
    """A remembered place that went away does not strand the interview."""
    session = go_to(record.draft_from_answers(boat, SAFE), "trip.permit")
    assert current_step(boat, session) is None
    assert next_step(boat, session).position == REVIEW


def test_texts_of_two_sections_are_two_forms() -> None:
    """A form does not reach from one section into the next."""
    texts = [replace(choice(one, ""), kind=Kind.TEXT) for one in "abc"]
    pack = pack_of([texts[0], texts[1], replace(texts[2], section="other")])
    found = list_steps(pack, question_status(pack, record.new_draft(pack).answers))
    assert [step.id for step in found] == ["a", "c"]


def test_a_field_of_a_form_leads_to_its_form() -> None:
    """Jumping to any field of a form shows the form, whatever is open before it."""
    texts = [replace(choice(one, ""), kind=Kind.TEXT) for one in "abc"]
    pack = pack_of([texts[0], choice("q"), texts[1], texts[2]])
    step = current_step(pack, go_to(record.new_draft(pack), "c"))
    assert step is not None
    assert step.id == "b"


def test_going_elsewhere_leaves_the_draft_and_staying_keeps_it(boat: Pack) -> None:
    """A half-typed text belongs to its place."""
    session = replace(record.new_draft(boat), position="trip.title", unfinished="half")
    assert go_to(session, "trip.title").unfinished == "half"
    assert go_to(session, REVIEW).unfinished == ""


@given(st.data())
def test_progress_counts_between_at_least_and_at_most(
    boat: Pack, data: st.DataObject
) -> None:
    """Finishing takes at least `least` and at most `most` more answers."""
    session = data.draw(histories(boat, most=5))[-1].session
    asked = question_status(boat, session.answers)
    found = count_progress(boat, session, asked)
    given_now = [p for p in asked.asked if session.answers.at(boat, p) is not None]
    assert found.answered == len(given_now)
    assert (found.least == 0) is asked.complete
    needed = []
    for number, whole in enumerate(completions(boat, session.answers)):
        more = set(assess(boat, whole).status.asked) - set(given_now)
        needed.append(len([p for p in more if not boat.by_id[p.question].optional]))
        if number > 60:
            break
    assert found.least <= min(needed)
    assert max(needed) <= found.most


def test_progress_of_a_new_session(boat: Pack) -> None:
    """Five answers at least: title, story, weather, name and engine; eight at most."""
    session = record.new_draft(boat)
    found = count_progress(boat, session, question_status(boat, session.answers))
    assert (found.answered, found.least, found.most) == (0, 5, 8)
    assert str(Place("boat.name", 1)) in ids(boat, session)
    assert record.undo(boat, session, AT) == session
