"""Where the items of a checklist stand: by example, and for all small answers."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings

from genai_guide.rules.answers import Answers, Place, Tool
from genai_guide.rules.checklists import ItemResult
from genai_guide.rules.conditions import Condition
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import (
    Checklist,
    ChecklistItem,
    ChecklistKind,
    ItemState,
    Kind,
    Pack,
)
from tests.helpers.building import choice, literal, pack_of, when
from tests.helpers.oracle import completions
from tests.helpers.strategies import packs, packs_with_answers

Q0, Q1 = choice("q0"), choice("q1")
T = choice("t", "a b c", per_tool=True)
WORST = {
    ChecklistKind.PRINCIPLE: ("not_met", "unknown", "met"),
    ChecklistKind.SITUATION: ("applies", "unknown", "does_not_apply"),
}


def with_item(
    pack: Pack,
    question: str,
    kind: ChecklistKind = ChecklistKind.PRINCIPLE,
    relevant: Condition | None = None,
    of_item: Condition | None = None,
) -> Pack:
    """Add a checklist with one item that `a` holds and `b` fails."""
    item = ChecklistItem(
        "c",
        when(literal(question, "a")),
        when(literal(question, "b")),
        "It is.",
        of_item,
    )
    listed = Checklist("list", "List", kind, (item,), relevant=relevant)
    return replace(pack, checklists=(listed,))


def judge(pack: Pack, use: str = "", *tools: str) -> ItemResult:
    """Answer the questions about the use, and one about each tool."""
    given = {f"q{number}": (option,) for number, option in enumerate(use)}
    listed = tuple(
        Tool("", {"t": (option,)} if option != "-" else {}) for option in tools
    )
    found = assess(pack, Answers(given, listed or (Tool(),)))
    (result,) = found.checklists[0].items
    return result


@pytest.mark.parametrize(
    ("answers", "principle", "situation", "places"),
    [
        ("a", "met", "applies", (Place("q0"),)),
        ("b", "not_met", "does_not_apply", (Place("q0"),)),
        ("c", "unknown", "unknown", (Place("q0"),)),
        ("", "open", "open", ()),
    ],
)
def test_an_item_of_the_use(
    answers: str, principle: str, situation: str, places: tuple[Place, ...]
) -> None:
    """Authors write two states; everything else is not known, and waits if open."""
    for kind, state in zip(ChecklistKind, (principle, situation), strict=True):
        result = judge(with_item(pack_of([Q0]), "q0", kind), answers)
        assert (result.state, result.places, result.tools) == (state, places, ())


@pytest.mark.parametrize(
    ("answers", "principle", "situation", "tools"),
    [
        ("ab", "not_met", "applies", ((2,), (1,))),
        ("aa", "met", "applies", ((1, 2), (1, 2))),
        ("bb", "not_met", "does_not_apply", ((1, 2), (1, 2))),
        ("ac", "unknown", "applies", ((2,), (1,))),
        ("cb", "not_met", "unknown", ((2,), (1,))),
        ("-a", "open", "applies", ((1,), (2,))),
        ("-b", "not_met", "open", ((2,), (1,))),
        ("c-", "open", "open", ((2,), (2,))),
    ],
)
def test_the_worst_tool_counts(
    answers: str, principle: str, situation: str, tools: tuple[tuple[int, ...], ...]
) -> None:
    """One tool is enough for the worst state, also while another is open."""
    states = zip(ChecklistKind, (principle, situation), tools, strict=True)
    for kind, state, numbers in states:
        result = judge(with_item(pack_of([T]), "t", kind), "", *answers)
        assert (result.state, result.tools) == (state, numbers)


def test_a_list_or_an_item_may_not_be_relevant() -> None:
    """It is open while that is open, and whatever else is answered does not matter."""
    here = when(literal("q0", "a"))
    for pack in (
        with_item(pack_of([Q0, Q1]), "q1", relevant=here),
        with_item(pack_of([Q0, Q1]), "q1", of_item=here),
    ):
        assert judge(pack, "ba").state is ItemState.NOT_RELEVANT
        assert judge(pack, "aa").state is ItemState.MET
        assert judge(pack, "b").state is ItemState.NOT_RELEVANT
        assert judge(pack, "").state is ItemState.OPEN


def test_a_tool_for_which_it_is_not_relevant_is_left_out() -> None:
    """Of the others it is met; of no tool at all it is not relevant."""
    here = when(literal("t", "a", "b"))
    pack = with_item(pack_of([T]), "t", of_item=here)
    assert judge(pack, "", "c", "a").state is ItemState.MET
    assert judge(pack, "", "c", "c").state is ItemState.NOT_RELEVANT


@settings(max_examples=150)
@given(
    packs_with_answers(
        packs(most_use=3, most_tool=2, most_options=2, most_rules=5), most_tools=2
    )
)
def test_a_certain_state_holds_however_it_goes_on(pair: tuple[Pack, Answers]) -> None:
    """Complete answers leave nothing open, and what was certain before stays."""
    pack, answers = pair
    singles = [each.id for each in pack.questions if each.kind is Kind.SINGLE]
    items = tuple(
        ChecklistItem(
            "c",
            when(literal(single, "a")),
            when(literal(single, "b")),
            relevant=rule.when,
        )
        for single, rule in zip(singles, pack.rules, strict=False)
    )
    lists = tuple(Checklist(str(kind), "L", kind, items) for kind in ChecklistKind)
    pack = replace(pack, checklists=lists)
    before = [
        item.state for each in assess(pack, answers).checklists for item in each.items
    ]
    for whole in islice(completions(pack, answers), 100):
        found = assess(pack, whole)
        after = [item for each in found.checklists for item in each.items]
        for early, item in zip(before, after, strict=True):
            assert item.state is not ItemState.OPEN
            assert early in (ItemState.OPEN, item.state)
            assert set(item.places) <= found.status.asked_set


@given(packs_with_answers(packs(most_tool=3), most_tools=3))
def test_several_tools_are_judged_as_the_worst_of_them(
    pair: tuple[Pack, Answers],
) -> None:
    """The state of all tools is the worst of the states of each tool alone."""
    pack, answers = pair
    choices = [each.id for each in pack.tool_questions if each.is_choice]
    for kind in ChecklistKind if choices else ():
        listed = with_item(pack, choices[0], kind)
        result = assess(listed, answers).checklists[0].items[0]
        states = [
            assess(listed, replace(answers, tools=(tool,))).checklists[0].items[0].state
            for tool in answers.tools
        ]
        order = [*WORST[kind][:1], "open", *WORST[kind][1:], "not_relevant"]
        assert result.state == min(states, key=order.index)
