"""Sessions: nothing is lost, everything can be taken back, the log only grows."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Draft, DraftTool, SignedRevision
from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Due, Pack, Task
from tests.helpers.boat_pack import SAFE
from tests.helpers.building import (
    all_places,
    choice,
    literal,
    pack_of,
    rule,
    when,
)
from tests.helpers.drafts import AT, Did, histories

CHANGES = {"answer", "form", "note", "clear", "add", "remove"}
ENGINE, WEATHER = "boat.engine", Place("trip.weather")


def said(session: Draft) -> tuple[object, ...]:
    """What a session says, apart from how it came to say so."""
    return session.answers, {key: note for key, note in session.notes.items() if note}


def walk(data: st.DataObject, boat: Pack) -> list[Did]:
    """Draw a history."""
    return data.draw(histories(boat))


@given(st.data())
def test_undo_then_redo_gives_back_every_state(boat: Pack, data: st.DataObject) -> None:
    """Undo all the way gives the start, redo all the way the end, step by step."""
    history = walk(data, boat)
    states, at = [said(history[0].session)], 0
    for before, did in pairwise(history):
        changed = len(did.session.log) > len(before.session.log)
        if did.what in CHANGES and changed:
            states = [*states[: at + 1], said(did.session)]
        if changed:
            at += -1 if did.what == "undo" else 1
        assert said(did.session) == states[at]
    session = history[-1].session
    for state in reversed(states[:at]):
        session = record.undo(boat, session, AT)
        assert said(session) == state
    assert record.undo(boat, session, AT) == session
    for state in states[1:]:
        session = record.redo(boat, session, AT)
        assert said(session) == state
    assert record.redo(boat, session, AT) == session


@given(st.data())
def test_the_log_only_grows(boat: Pack, data: st.DataObject) -> None:
    """No step shortens or rewrites the log, and step numbers never fall."""
    history = walk(data, boat)
    for before, after in pairwise(history):
        old, new = before.session.log, after.session.log
        assert new[: len(old)] == old
    steps = [change.step for change in history[-1].session.log]
    assert steps == sorted(steps)


@given(st.data())
def test_the_log_tells_how_the_answers_came_about(
    boat: Pack, data: st.DataObject
) -> None:
    """Replaying what the log says was put where gives the answers of the session."""
    session = walk(data, boat)[-1].session
    held: dict[tuple[str, str, int | None], object] = {}
    for change in session.log:
        key = (change.what, change.question, change.tool)
        assert change.what == "tool" or held.get(key) == change.before
        held[key] = change.after
    for question in boat.use_questions:
        logged = held.get(("answer", question.id, None))
        assert session.use.get(question.id) == logged


@given(st.data())
def test_the_order_of_answering_has_no_meaning(boat: Pack, data: st.DataObject) -> None:
    """The same answers given one by one in another order give the same verdict."""
    session = walk(data, boat)[-1].session
    answers = session.answers
    again = record.new_draft(boat)
    for _ in answers.tools[1:]:
        again = record.add_tool(boat, again, AT)
    places = [one for one in all_places(boat, answers) if answers.at(boat, one)]
    for place in data.draw(st.permutations(places)):
        again = record.set_answers(boat, again, {place: answers.at(boat, place)}, AT)
    assert again.answers == answers
    assert assess(boat, again.answers).results == assess(boat, answers).results


@given(st.data())
def test_at_least_one_tool_is_always_listed(boat: Pack, data: st.DataObject) -> None:
    """Whatever is removed, undone and redone, a tool is left, and places hold."""
    for did in walk(data, boat):
        session = did.session
        assert any(not one.removed for one in session.tools)
        for place in all_places(boat, session.answers):
            session.note(place)


def test_an_answer_that_says_the_same_leaves_no_trace(boat: Pack) -> None:
    """Giving the same answer or note again, or clearing nothing, is no change."""
    session = record.set_answers(boat, record.new_draft(boat), {WEATHER: ("calm",)}, AT)
    session = record.set_note(boat, session, WEATHER, "seen", AT)
    assert record.set_answers(boat, session, {WEATHER: ("calm",)}, AT) == session
    assert record.set_note(boat, session, WEATHER, "seen", AT) == session
    assert record.set_answers(boat, session, {Place("trip.cargo"): None}, AT) == session


def test_a_form_is_one_step(boat: Pack) -> None:
    """Fields given together are taken back together."""
    given_together = {Place("trip.title"): "A", Place("trip.story"): "B"}
    session = record.set_answers(boat, record.new_draft(boat), given_together, AT)
    assert record.undo(boat, session, AT).use == {}
    assert {change.step for change in session.log} == {1}


def test_a_new_change_ends_what_could_be_redone(boat: Pack) -> None:
    """After an undo a new answer wins; the one taken back is only in the log."""
    session = record.set_answers(boat, record.new_draft(boat), {WEATHER: ("calm",)}, AT)
    session = record.undo(boat, session, AT)
    session = record.set_answers(boat, session, {WEATHER: ("storm",)}, AT)
    assert record.redo(boat, session, AT) == session
    assert [change.after for change in session.log] == [("calm",), None, ("storm",)]


def test_a_removed_tool_keeps_its_answers_and_comes_back(boat: Pack) -> None:
    """Removing a tool takes it out of the verdict, and undo brings it back whole."""
    tools = (Tool("Gull", {ENGINE: ("sail",)}), Tool("Tern", {ENGINE: ("motor",)}))
    before = record.draft_from_answers(boat, Answers(SAFE.use, tools))
    after = record.remove_tool(boat, before, 1, AT)
    assert after.answers.tools == tools[1:]
    assert after.tools[0] == DraftTool(tools[0], removed=True)
    assert record.undo(boat, after, AT).answers == before.answers


def test_what_was_done_for_a_tool_is_open_again_when_tools_are_numbered_anew() -> None:
    """Its task goes by the tool's number; a task that names no tool stays done."""
    named = Task("off", "Switch it off in {tool}.", "production", Due.BEFORE_USE)
    plain = Task("read", "Read the terms.", "legal", Due.BEFORE_USE)
    asked = rule("r", when(literal("t", "a")), tasks=(named, plain))
    pack = pack_of([choice("t", per_tool=True)], [asked])
    tools = (DraftTool(Tool("A")), DraftTool(Tool("B")))
    done = dict.fromkeys(("off", "off#2", "read"), ClosedTask("2026-03-01"))
    draft = replace(record.new_draft(pack), tools=tools, closed=done)
    assert record.add_tool(pack, draft, AT).closed == done
    removed = record.remove_tool(pack, draft, 1, AT)
    assert set(removed.closed) == {"read"}
    again = replace(removed, closed=done)
    assert set(record.undo(pack, again, AT).closed) == {"read"}


def test_the_last_tool_stays(boat: Pack) -> None:
    """A use has at least one tool."""
    session = record.new_draft(boat)
    assert record.remove_tool(boat, session, 1, AT) == session


def test_numbers_of_tools_skip_the_removed_ones(boat: Pack) -> None:
    """After the first tool is removed, place 1 is the second tool: note and answer."""
    session = record.add_tool(boat, record.new_draft(boat), AT)
    session = record.set_note(boat, session, Place(ENGINE, 2), "second", AT)
    session = record.remove_tool(boat, session, 1, AT)
    assert session.note(Place(ENGINE, 1)) == "second"
    session = record.set_answers(boat, session, {Place(ENGINE, 1): ("sail",)}, AT)
    assert session.tools[1].tool.answers == {ENGINE: ("sail",)}
    assert session.tools[0].tool.answers == {}
    assert session.log[-1].tool == 2


def test_an_answer_that_is_not_asked_any_more_comes_back(boat: Pack) -> None:
    """Changing an early answer parks a later one; changing it back counts it again."""
    unsure = Answers({**SAFE.use, "trip.cargo": ("glass",), "trip.permit": ("no",)})
    session = record.draft_from_answers(boat, replace(unsure, tools=SAFE.tools))
    level = assess(boat, session.answers).level
    away = record.set_answers(boat, session, {WEATHER: ("storm",)}, AT)
    assert assess(boat, away.answers).status.inactive == (
        Place("trip.cargo"),
        Place("trip.permit"),
    )
    back = record.set_answers(boat, away, {WEATHER: ("calm",)}, AT)
    assert assess(boat, back.answers).level is level


def test_a_tool_s_name_is_given_like_an_answer(boat: Pack) -> None:
    """The name of a tool is answered, changed, cleared and taken back as others."""
    name = Place("boat.name", 1)
    session = record.set_answers(boat, record.new_draft(boat), {name: "Gull"}, AT)
    assert session.tools[0].tool == Tool("Gull")
    cleared = record.set_answers(boat, session, {name: None}, AT)
    assert cleared.tools[0].tool == Tool()
    assert record.undo(boat, cleared, AT).tools[0].tool == Tool("Gull")


def test_what_was_changed_is_told_by_the_log_and_not_by_the_clock(boat: Pack) -> None:
    """In the second of the signature, or with the clock put back, a change is one."""
    draft = record.set_answers(boat, record.new_draft(boat), {WEATHER: ("calm",)}, AT)
    signed = SignedRevision("a" * 32, 1, f"sha256:{'0' * 64}", AT, steps=1)
    draft = replace(draft, signed=signed)
    assert not record.changed_since_signing(draft)
    for at in (AT, "2020-01-01T00:00:00+00:00"):
        changed = record.set_answers(boat, draft, {WEATHER: ("storm",)}, at)
        assert record.changed_since_signing(changed)
        assert not record.changed_since_signing(record.undo(boat, changed, at))


def test_a_signature_without_steps_is_held_against_the_time(boat: Pack) -> None:
    """Files of before do not say how long the log was."""
    draft = record.set_answers(boat, record.new_draft(boat), {WEATHER: ("calm",)}, AT)
    signed = SignedRevision("a" * 32, 1, f"sha256:{'0' * 64}", AT)
    draft = replace(draft, signed=signed)
    assert not record.changed_since_signing(draft)
    later = record.set_answers(
        boat, draft, {WEATHER: ("storm",)}, "2099-01-01T00:00:00+00:00"
    )
    assert record.changed_since_signing(later)
