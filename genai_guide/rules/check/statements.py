"""What a pack states beside its rules, decided over all answer sets.

These are checklists, conflicts and assertions. Each tool is judged alone: an item that
is met for all tools is not met or not known for none, so what holds with one tool holds
with several.
"""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.rules.check.cover import first_uncovered
from genai_guide.rules.check.cubes import ItemCubes, PackCubes
from genai_guide.rules.check.findings import (
    Counterexample,
    Finding,
    Property,
    Severity,
)
from genai_guide.rules.check.space import Cover, Cube
from genai_guide.rules.checklists import OUTER_STATES
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import (
    Assertion,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    ItemState,
)


def find_checklist_faults(cubes: PackCubes) -> Iterator[Finding]:
    """Find items whose states overlap or cannot occur, or that give too low a level."""
    pack = cubes.pack
    second = pack.levels[1] if len(pack.levels) > 1 else None
    for checklist, item, states in cubes.items:
        cubes.budget.subject = f"checklist “{checklist.id}”, item “{item.clause}”"
        if not states.relevant:
            sentence = "no answers ever make it relevant"
            yield _item_finding(checklist, item, sentence)
            continue
        names = OUTER_STATES[checklist.kind]
        for state, cover in zip(names, (states.holds, states.fails), strict=True):
            if not cover:
                sentence = f"no answers ever give it the state “{state}”"
                yield _item_finding(checklist, item, sentence)
        for cube in cubes.space.product(states.holds, states.fails)[:1]:
            sentence = (
                f"some answers give it both states, “{names[0]}” and “{names[1]}”"
            )
            example = cubes.example(cube, "both hold here: ")
            yield _item_finding(checklist, item, sentence, example)
        if checklist.kind is ChecklistKind.PRINCIPLE:
            least, region, given = second, states.relevant, states.holds
            words = "it is not met or not known"
        else:
            least, region, given = checklist.at_least, states.holds, []
            words = "it applies"
        if least is None or least == pack.floor:
            continue
        gap = first_uncovered(cubes.space, region, [*given, *cubes.outcomes[least]])
        if gap is not None:
            example = cubes.example(gap, f"{words}: ")
            level = assess(pack, example.answers).lowest.id
            sentence = (
                f"where {words}, some answers are only told {level}; a rule of at least"
                f" {least.id} should apply"
            )
            yield _item_finding(checklist, item, sentence, example)


def _item_finding(
    checklist: Checklist,
    item: ChecklistItem,
    sentence: str,
    *examples: Counterexample,
) -> Finding:
    part = f"item “{item.clause}”"
    name = Property.CHECKLISTS
    return Finding.at(name, "checklist", checklist.id, sentence, *examples, part=part)


def find_impossible_conflicts(cubes: PackCubes) -> Iterator[Finding]:
    """Find the conflicts that no answers ever have."""
    for conflict_id, cover in cubes.conflicts.items():
        if not cover:
            yield Finding.at(
                Property.CONFLICTS,
                "conflict",
                conflict_id,
                "no answers ever have it: each row of its condition wants answers or"
                " dates that cannot be given together",
            )


def find_broken_assertions(cubes: PackCubes) -> Iterator[Finding]:
    """Find the assertions that some answers break, and those that say nothing."""
    for assertion in cubes.pack.assertions:
        cubes.budget.subject = f"assert “{assertion.id}”"
        region = cubes.condition(assertion.when)
        if not region:
            yield Finding.at(
                Property.ASSERT,
                "assert",
                assertion.id,
                "it says nothing: no answers ever meet its condition",
                severity=Severity.WARNING,
            )
        for wanted, gap in _breaking(cubes, assertion, region):
            example = cubes.example(gap, "the condition holds, and they give ")
            given = example.shows.removeprefix("the condition holds, and they give ")
            yield Finding.at(
                Property.ASSERT,
                "assert",
                assertion.id,
                f"it wants {wanted}, and some answers that meet its condition give"
                f" {given}",
                example,
            )


def _breaking(
    cubes: PackCubes, assertion: Assertion, region: Cover
) -> Iterator[tuple[str, Cube]]:
    """Yield what an assertion wants and some answers do not give, with one of them."""
    wanted: list[tuple[str, Cover]] = []
    least = assertion.at_least
    if least is not None and least != cubes.pack.floor:
        wanted.append((f"at least {least.id}", cubes.outcomes[least]))
    wanted += [
        (f"the obligation {obligation.id}", cubes.outcomes[obligation])
        for obligation in sorted(assertion.obligations)
    ]
    for words, cover in wanted:
        gap = first_uncovered(cubes.space, region, cover)
        if gap is not None:
            yield words, gap
    for _, item, states in cubes.items:
        if item.clause == assertion.item and assertion.state is not None:
            gap = _without_state(cubes, states, assertion.state, region)
            if gap is not None:
                yield f"“{item.clause}” to be “{assertion.state}”", gap


def _without_state(
    cubes: PackCubes, states: ItemCubes, state: ItemState, region: Cover
) -> Cube | None:
    """Find answers in a region where an item has another state than one."""
    if state in (ItemState.MET, ItemState.APPLIES):
        return first_uncovered(cubes.space, region, states.holds)
    if state in (ItemState.NOT_MET, ItemState.DOES_NOT_APPLY):
        return first_uncovered(cubes.space, region, states.fails)
    # Where it is not known, it is relevant, and neither outer state holds.
    outer = cubes.space.product(region, [*states.holds, *states.fails])
    return outer[0] if outer else first_uncovered(cubes.space, region, states.relevant)
