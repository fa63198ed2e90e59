"""Answers that cannot both be true: choices, and dates against each other and today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.conditions import Fact
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Conflict, DateTest, Kind, Pack, Stage
from tests.helpers.building import choice, literal, pack_of, when

TODAY = date(2026, 6, 1)
START = replace(choice("start", ""), kind=Kind.DATE, optional=True)
END = replace(choice("end", ""), kind=Kind.DATE, stage=Stage.RECORD)
DATES = st.dates(date(2000, 1, 1), date(2050, 1, 1))


def with_conflict(pack: Pack, *rows: object, text: str = "Both.") -> Pack:
    """Add one conflict to a pack."""
    return replace(pack, conflicts=(Conflict("k", text, when(*rows)),))  # type: ignore[arg-type]


def test_a_conflict_names_the_answers_that_contradict_each_other() -> None:
    """It is found where it is true, and not while an answer is missing."""
    fact = Fact("f", when(literal("q1", "a")))
    pack = with_conflict(
        pack_of([choice("q0"), choice("q1")], (), (fact,)), (literal("q0", "a"), fact)
    )
    found = assess(pack, Answers({"q0": ("a",), "q1": ("a",)}))
    (conflict,) = found.conflicts(TODAY)
    assert (conflict.text, conflict.tool) == ("Both.", None)
    assert conflict.places == (Place("q0"), Place("q1"))
    assert found.level == pack.floor
    assert not assess(pack, Answers({"q0": ("a",), "q1": ("b",)})).conflicts(TODAY)
    assert not assess(pack, Answers({"q0": ("a",)})).conflicts(TODAY)


def test_an_inactive_answer_contradicts_nothing() -> None:
    """Only answers to questions that are asked count, dates too."""
    on_b = when(literal("q0", "b"))
    pack = pack_of([choice("q0"), choice("q1", condition=on_b)])
    answers = Answers({"q0": ("a",), "q1": ("a",)})
    assert not assess(with_conflict(pack, literal("q1", "a")), answers).conflicts(TODAY)
    dated = pack_of([choice("q0"), replace(START, when=on_b)])
    past = with_conflict(dated, (DateTest("start", "past"),))
    given = {"start": "2020-01-01"}
    assert not assess(past, Answers({**given, "q0": ("a",)})).conflicts(TODAY)
    assert assess(past, Answers({**given, "q0": ("b",)})).conflicts(TODAY)


@pytest.mark.parametrize(
    ("relation", "dates"),
    [("past", ["2026-05-31"]), ("future", ["2026-06-02"])],
)
def test_a_date_is_judged_on_the_day(relation: str, dates: list[str]) -> None:
    """The day itself is neither past nor future, and no date is neither."""
    pack = with_conflict(pack_of([START]), (DateTest("start", relation),))  # type: ignore[arg-type]
    days = ["2026-05-31", "2026-06-01", "2026-06-02"]
    found = [
        day for day in days if assess(pack, Answers({"start": day})).conflicts(TODAY)
    ]
    assert found == dates
    assert not assess(pack, Answers()).conflicts(TODAY)


@given(DATES, DATES)
def test_two_dates_are_compared(start: date, end: date) -> None:
    """One is before the other, or after it, or neither on the same day."""
    answers = Answers({"start": start.isoformat(), "end": end.isoformat()})
    for relation, holds in (("before", start < end), ("after", start > end)):
        test = DateTest("start", relation, "end")  # type: ignore[arg-type]
        found = assess(with_conflict(pack_of([START, END]), (test,)), answers)
        conflicts = found.conflicts(TODAY)
        assert bool(conflicts) is holds
        for conflict in conflicts:
            assert conflict.places == (Place("start"), Place("end"))


def test_a_conflict_of_tools_is_one_for_each_tool_that_has_it() -> None:
    """Its text can name the tool."""
    pack = pack_of([choice("q0"), choice("t", per_tool=True)])
    pack = with_conflict(
        pack, (literal("q0", "a"), literal("t", "a")), text="Not in {tool}."
    )
    tools = (
        Tool("A", {"t": ("a",)}),
        Tool("B", {"t": ("b",)}),
        Tool("", {"t": ("a",)}),
    )
    found = assess(pack, Answers({"q0": ("a",)}, tools)).conflicts(TODAY)
    assert [(each.text, each.tool) for each in found] == [
        ("Not in A.", 1),
        ("Not in tool 3.", 3),
    ]
