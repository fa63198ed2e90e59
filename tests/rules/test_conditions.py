"""Conditions: three-valued, checked by trying out whatever is open."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genai_guide.rules.answers import Answers
from genai_guide.rules.conditions import Condition, Fact, literals
from genai_guide.rules.status import Known, Truth, question_status
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.oracle import is_true
from tests.helpers.strategies import conditions

Values = dict[str, frozenset[str] | None]
"""The options chosen by question; `None` where it is open, nothing if not asked."""
GATES = [choice(f"g{number}", "yes no") for number in range(3)]
QUESTIONS = [
    choice(
        f"q{number}", "a b c", multi=True, condition=when(literal(f"g{number}", "yes"))
    )
    for number in range(3)
]
SUBSETS = [
    frozenset(some)
    for some in chain.from_iterable(combinations("abc", count) for count in (1, 2, 3))
]
VALUES = st.dictionaries(
    st.sampled_from([question.id for question in QUESTIONS]),
    st.one_of(st.none(), st.sampled_from(SUBSETS)),
)
FACTS = (Fact("f", when(literal("q0", "a"), (literal("q1", "b"), literal("q2", "c")))),)


def known(condition: Condition, values: Values) -> tuple[Known, Truth]:
    """Evaluate a condition where questions are answered, open or not asked."""
    pack = pack_of([*GATES, *QUESTIONS], [rule("r", condition)])
    given = {name: tuple(chosen) for name, chosen in values.items() if chosen}
    gates = {
        gate.id: ("yes" if question.id in values else "no",)
        for gate, question in zip(GATES, QUESTIONS, strict=True)
    }
    use = question_status(pack, Answers({**gates, **given})).use
    return use, use.truth(pack.compiled.rules[0].when)


def holds(condition: Condition, values: Values) -> Truth:
    """Return whether a condition is true, false or open."""
    return known(condition, values)[1]


def outcomes(condition: Condition, values: Values) -> set[bool]:
    """Try every way in which the open questions may end: not asked, or answered."""
    open_ids = [key for key, chosen in values.items() if chosen is None]
    known = {key: chosen for key, chosen in values.items() if chosen is not None}
    return {
        is_true(
            condition,
            known
            | {k: v for k, v in zip(open_ids, ends, strict=True) if v is not None},
        )
        for ends in product([None, *SUBSETS], repeat=len(open_ids))
    }


@given(conditions(QUESTIONS, FACTS), VALUES)
def test_certain_truth_is_the_truth_of_every_outcome(
    condition: Condition, values: Values
) -> None:
    """A condition said to be true or false is so however the open answers end."""
    held = holds(condition, values)
    if held is not None:
        assert outcomes(condition, values) == {held}


@given(
    cells=st.permutations(QUESTIONS).flatmap(
        lambda order: st.tuples(conditions(order[:1]), conditions(order[1:2]))
    ),
    values=VALUES,
    one_row=st.booleans(),
)
def test_open_is_exact_where_no_question_is_named_twice(
    *, cells: tuple[Condition, Condition], values: Values, one_row: bool
) -> None:
    """Between cells on different questions, open means that both ends can come."""
    first, second = cells[0][0][:1], cells[1][0][:1]
    condition = (first + second,) if one_row else (first, second)
    if any(cell.any_of and cell.any_of <= cell.none_of for cell in first + second):
        return
    held = holds(condition, values)
    assert (held is None) is (len(outcomes(condition, values)) == 2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False),
        ({"q0": None}, None),
        ({"q0": frozenset("b")}, True),
        ({"q0": frozenset("a")}, False),
    ],
)
def test_none_of(values: Values, *, expected: bool | None) -> None:
    """`none_of` is false while not asked, open while open, then as chosen."""
    assert holds(when(literal("q0", none_of=["a"])), values) is expected


@pytest.mark.parametrize(
    ("chosen", "expected"), [("a", True), ("c", False), ("bc", True), ("abc", True)]
)
def test_any_of_a_multi(chosen: str, *, expected: bool) -> None:
    """A list is met when one of its options is among those chosen."""
    values = {"q0": frozenset(chosen)}
    assert holds(when(literal("q0", "a", "b")), values) is expected


def test_none_of_a_multi_fails_on_any_one() -> None:
    """`none_of` fails when a single one of its options is among those chosen."""
    assert holds(when(literal("q0", none_of=["b"])), {"q0": frozenset("ab")}) is False


def test_any_of_and_none_of_in_one_cell_must_both_hold() -> None:
    """One cell may ask for an option and rule out another."""
    cell = when(literal("q0", "a", none_of=["b"]))
    assert holds(cell, {"q0": frozenset("ac")}) is True
    assert holds(cell, {"q0": frozenset("ab")}) is False
    assert holds(cell, {"q0": frozenset("c")}) is False


@given(conditions(QUESTIONS, FACTS), VALUES)
def test_a_true_condition_is_met_by_answered_questions(
    condition: Condition, values: Values
) -> None:
    """What made a condition true are answered questions that it names."""
    met = set(known(condition, values)[0].questions_met(condition))
    assert bool(met) is (holds(condition, values) is True)
    assert all(values.get(question) for question in met)
    assert met <= {one.question for one in literals(condition)}


@given(conditions(QUESTIONS, FACTS), VALUES)
def test_what_met_a_condition_is_enough_for_it(
    condition: Condition, values: Values
) -> None:
    """A condition stays true when only the answers that met it are left."""
    if holds(condition, values):
        met = set(known(condition, values)[0].questions_met(condition))
        left = {key: chosen for key, chosen in values.items() if key in met}
        assert holds(condition, left) is True


@given(conditions(QUESTIONS, FACTS), VALUES)
def test_what_keeps_a_condition_off_is_answered(
    condition: Condition, values: Values
) -> None:
    """A false condition on answered questions names some of them, and no others."""
    if holds(condition, values) is False:
        blamed = set(known(condition, values)[0].questions_failed(condition))
        assert all(values.get(question) for question in blamed)
        if set(values) >= {question.id for question in QUESTIONS}:
            assert blamed


@given(conditions(QUESTIONS), VALUES)
def test_what_keeps_a_row_off_is_enough(condition: Condition, values: Values) -> None:
    """Where every row is blamed on an answer, those answers alone keep it false."""
    use, truth = known(condition, values)
    blamed_rows = [set(use.questions_failed((row,))) for row in condition]
    if truth is False and all(blamed_rows):
        blamed = set().union(*blamed_rows)
        left = {k: (v if k in blamed else None) for k, v in values.items()}
        everything = dict.fromkeys((one.id for one in QUESTIONS), None)
        assert holds(condition, everything | left) is False
