"""Where the clauses stand that people know by heart.

An author writes when an item of a checklist is met or not met, or when it applies or
does not apply. Everything else is "not known", so that an omission shows. With several
tools the worst counts: an item is not met, or applies, if it is so for one tool, and
met, or does not apply, only if it is so for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from genai_guide.rules.answers import Place
from genai_guide.rules.conditions import Condition
from genai_guide.rules.pack import (
    Checklist,
    ChecklistItem,
    ChecklistKind,
    CompiledItem,
    ItemState,
)
from genai_guide.rules.status import Known, QuestionStatus, places_of

OUTER_STATES = {
    ChecklistKind.PRINCIPLE: (ItemState.MET, ItemState.NOT_MET),
    ChecklistKind.SITUATION: (ItemState.APPLIES, ItemState.DOES_NOT_APPLY),
}
"""For each kind, the states of an item that holds and of one that fails."""
_WORST_FIRST = (
    ItemState.NOT_MET,
    ItemState.APPLIES,
    ItemState.OPEN,
    ItemState.UNKNOWN,
    ItemState.MET,
    ItemState.DOES_NOT_APPLY,
    ItemState.NOT_RELEVANT,
)
"""How the states of several tools are joined: what one tool decides, stands first."""


@dataclass(frozen=True)
class ItemResult:
    """Where an item of a checklist stands, and because of which answers."""

    item: ChecklistItem
    state: ItemState
    tools: tuple[int, ...] = ()
    """The tools because of which it stands there, if it looks at tools."""
    places: tuple[Place, ...] = ()
    """The answers that say so."""


@dataclass(frozen=True)
class ChecklistResult:
    """A checklist with the state of each of its items."""

    checklist: Checklist
    items: tuple[ItemResult, ...]


def judge_item(
    status: QuestionStatus,
    kind: ChecklistKind,
    compiled: CompiledItem,
    scopes: Sequence[Known],
) -> ItemResult:
    """Find where an item of a checklist stands.

    Args:
        status: The answers, and what is asked.
        kind: Of which kind the checklist is.
        compiled: The item.
        scopes: What it is judged by: the use, or each tool.
    """
    states = [_state(kind, compiled, known) for known in scopes]
    state = min(states, key=_WORST_FIRST.index)
    deciding = [
        known for known, own in zip(scopes, states, strict=True) if own is state
    ]
    item = compiled.item
    holds, fails = OUTER_STATES[kind]
    conditions: dict[ItemState, Condition] = {holds: item.holds, fails: item.fails}
    if state in conditions:
        condition = conditions[state]
        places = places_of(
            status, deciding, lambda known: known.questions_met(condition)
        )
    elif state is ItemState.UNKNOWN:
        failed = (*item.holds, *item.fails)
        places = places_of(
            status, deciding, lambda known: known.questions_failed(failed)
        )
    else:
        places = ()
    tools = tuple(number for known in deciding for number in known.tools)
    return ItemResult(item, state, tools, places)


def _state(kind: ChecklistKind, item: CompiledItem, known: Known) -> ItemState:
    """Find where an item stands for the use, or for one tool."""
    relevant = [known.truth(condition) for condition in item.relevant]
    if False in relevant:
        return ItemState.NOT_RELEVANT
    if None in relevant:
        return ItemState.OPEN
    holds, fails = known.truth(item.holds), known.truth(item.fails)
    # A bad state is found first: a pack's check proves that the two exclude each other.
    if kind is ChecklistKind.PRINCIPLE and fails:
        return ItemState.NOT_MET
    if holds:
        return OUTER_STATES[kind][0]
    if fails:
        return OUTER_STATES[kind][1]
    return ItemState.UNKNOWN if holds is fails is False else ItemState.OPEN
