"""What is found of checklists, conflicts and assertions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from genai_guide.rules.check.cubes import dates_can_be
from genai_guide.rules.check.findings import Property
from genai_guide.rules.check.run import check_pack
from genai_guide.rules.pack import (
    Assertion,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Conflict,
    DateTest,
    ItemState,
    Kind,
    Pack,
)
from tests.helpers.building import choice, literal, when
from tests.rules.check.test_wording import good_pack, said

YES, NO = when(literal("q", "yes")), when(literal("q", "no"))


def listed(kind: ChecklistKind, item: ChecklistItem, level: int = 0) -> Pack:
    """Make the good pack with a checklist of one item."""
    pack = good_pack()
    checklist = Checklist("l", "L", kind, (item,), pack.levels[level])
    return replace(pack, checklists=(checklist,))


def test_a_good_checklist_has_no_fault() -> None:
    """A safe answer meets it, a risky one does not, and one that is unsure is open."""
    item = ChecklistItem("c", NO, YES)
    for pack in (
        listed(ChecklistKind.PRINCIPLE, item),
        listed(ChecklistKind.SITUATION, ChecklistItem("c", YES, NO), 1),
    ):
        result = check_pack(pack)
        assert not result.errors
        assert result.counts[Property.CHECKLISTS] == 1


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (
            listed(ChecklistKind.PRINCIPLE, ChecklistItem("c", YES, YES)),
            "both states, “met” and “not_met”",
        ),
        (
            listed(ChecklistKind.PRINCIPLE, ChecklistItem("c", YES, NO)),
            "where it is not met or not known, some answers are only told",
        ),
        (
            listed(
                ChecklistKind.PRINCIPLE, ChecklistItem("c", NO, ((*YES[0], *NO[0]),))
            ),
            "no answers ever give it the state “not_met”",
        ),
        (
            listed(ChecklistKind.SITUATION, ChecklistItem("c", NO, YES), 1),
            "where it applies, some answers are only told",
        ),
        (
            listed(
                ChecklistKind.SITUATION,
                ChecklistItem("c", NO, YES, relevant=((*YES[0], *NO[0]),)),
            ),
            "no answers ever make it relevant",
        ),
    ],
)
def test_each_fault_of_a_checklist_is_found(pack: Pack, words: str) -> None:
    """States that overlap or cannot occur are errors, and so is a level too low."""
    assert any(words in sentence for sentence in said(pack, Property.CHECKLISTS))


@pytest.mark.parametrize(
    ("tests", "can_be"),
    [
        ([("a", "past", None), ("a", "future", None)], False),
        ([("a", "past", None), ("b", "future", None), ("a", "before", "b")], True),
        ([("a", "past", None), ("b", "future", None), ("a", "after", "b")], False),
        ([("a", "before", "b"), ("b", "before", "c"), ("c", "before", "a")], False),
        ([("a", "before", "b"), ("c", "after", "b"), ("a", "before", "c")], True),
        ([("a", "before", "a")], False),
    ],
)
def test_dates_of_a_conflict_can_be_or_not(
    tests: list[tuple[str, str, str | None]], *, can_be: bool
) -> None:
    """No date comes before itself, whichever way round the tests are written."""
    assert dates_can_be([DateTest(*test) for test in tests]) is can_be


def test_a_conflict_that_cannot_occur_is_an_error() -> None:
    """Its answers exclude each other, or its date is not asked beside them."""
    pack = good_pack()
    day = replace(choice("day", "", condition=NO), kind=Kind.DATE, help="When?")
    pack = replace(pack, questions=(*pack.questions, day))
    past = DateTest("day", "past")
    for rows, found in (
        (((*NO[0], past),), 0),
        (((*YES[0], past),), 1),
        (((*YES[0], *NO[0]),), 1),
    ):
        conflicting = replace(pack, conflicts=(Conflict("k", "Both.", rows),))
        assert len(said(conflicting, Property.CONFLICTS)) == found


def test_assertions_on_obligations_and_items_are_proved() -> None:
    """Each says what it wants and what some answers give instead."""
    pack = listed(ChecklistKind.PRINCIPLE, ChecklistItem("c", NO, YES))
    unsure = when(literal("q", "unsure"))
    for assertion, words in (
        (
            Assertion("a", YES, ("c",), obligations=frozenset(pack.obligations[:1])),
            "obl",
        ),
        (Assertion("a", YES, ("c",), item="c", state=ItemState.NOT_MET), ""),
        (Assertion("a", unsure, ("c",), item="c", state=ItemState.UNKNOWN), ""),
        (
            Assertion("a", unsure, ("c",), item="c", state=ItemState.MET),
            "“c” to be “met”",
        ),
        (Assertion("a", NO, ("c",), item="c", state=ItemState.UNKNOWN), "“unknown”"),
    ):
        found = said(replace(pack, assertions=(assertion,)), Property.ASSERT)
        assert len(found) == bool(words)
        assert all(words in sentence for sentence in found)
