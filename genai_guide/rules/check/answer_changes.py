"""Changes of one answer, while all other answers stay the same.

A single choice changes from one option to another. In a multiple choice one option is
added or removed beside others, or replaces another one; an option that stands alone
replaces everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from genai_guide.rules.check.space import (
    NO,
    YES,
    Cover,
    Cube,
    QuestionVariables,
    Space,
    drop,
    find_uncovered,
    is_within,
)
from genai_guide.rules.pack import Option, Risk


@dataclass(frozen=True)
class AnswerChange:
    """A change of one answer."""

    before: Cube
    after: Cube
    changed: frozenset[int]
    """The variables that may differ between the two."""
    impossible: tuple[Cube, ...] = ()
    """What is no answer: where a multiple choice would be left with nothing."""

    @property
    def reverse(self) -> AnswerChange:
        """The same change the other way round."""
        return AnswerChange(self.after, self.before, self.changed, self.impossible)


def _change(before: Cube, after: Cube, *impossible: Cube) -> AnswerChange:
    return AnswerChange(before, after, frozenset(before) | frozenset(after), impossible)


def riskier_pairs(choice: QuestionVariables) -> Iterator[tuple[Option | None, Option]]:
    """Yield the changes from safe to risky or unsure: from what, to what.

    In a multiple choice a risky or unsure option is added to what is chosen (from
    `None`), or replaces one safe option.
    """
    safe_options = [option for option in choice.options if option.risk is Risk.SAFE]
    for risky in choice.options:
        if risky.risk not in (Risk.RISKY, Risk.UNSURE):
            continue
        for safe in safe_options:
            yield safe, risky
        if choice.multi and not risky.exclusive and len(choice.free) > 1:
            yield None, risky


def change_option(
    choice: QuestionVariables, before: Option | None, after: Option
) -> AnswerChange:
    """Return the change that replaces an option; from `None`: that adds it."""
    if before is None:
        return _add_option(choice, after)
    return _replace_option(choice, before, after)


def group_options(choice: QuestionVariables, covers: Iterable[Cover]) -> dict[str, int]:
    """Number the options of a question: with one number, no cover tells them apart.

    Args:
        choice: The question.
        covers: The covers, as they are before `expand_lists`.
    """
    groups: dict[object, int] = {}
    numbers: dict[str, int] = {}
    cubes = [cube for cover in covers for cube in cover]
    if not choice.multi:
        masks = {cube.get(choice.start, 0) for cube in cubes}
        for bit, option in enumerate(choice.options):
            key = tuple(number for number, mask in enumerate(masks) if mask >> bit & 1)
            numbers[option.id] = groups.setdefault(key, len(groups))
        return numbers
    named = {variable for cube in cubes for variable in cube}
    lists = [number for number in choice.members if number in named]
    for variable, option in enumerate(choice.options, choice.start):
        within = tuple(n for n in lists if variable in choice.members[n])
        # One that a cube names by itself is like no other.
        own = variable if variable in named else None
        group = option.exclusive, within, own
        numbers[option.id] = groups.setdefault(group, len(groups))
    return numbers


def changes_of_option(
    choice: QuestionVariables, option: Option, groups: Mapping[str, int]
) -> Iterator[AnswerChange]:
    """Yield the changes by which an option could show that it changes something.

    Args:
        choice: The question.
        option: One of its options.
        groups: Its options by groups of which one option is enough.
    """
    firsts = {groups[other.id]: other for other in reversed(choice.options)}
    others = [other for group, other in firsts.items() if group != groups[option.id]]
    if not choice.multi:
        for other in others:
            yield _replace_option(choice, option, other)
        return
    alone = choice.exactly([option.id])
    if option.exclusive:
        (variable,) = choice.bits([option.id])
        yield AnswerChange(alone, {variable: NO}, frozenset(choice.variables))
        return
    if len(choice.free) > 1:
        yield _add_option(choice, option)
    for other in [o for o in others if o.exclusive] or others:
        yield _change(alone, choice.exactly([other.id]))


def _replace_option(
    choice: QuestionVariables, option: Option, other: Option
) -> AnswerChange:
    """Replace one option by another, and keep the rest of a multiple choice."""
    if not choice.multi or option.exclusive or other.exclusive:
        return _change(choice.exactly([option.id]), choice.exactly([other.id]))
    (first,), (second,) = choice.bits([option.id]), choice.bits([other.id])
    off = dict.fromkeys(choice.exclusive, NO)
    return _change({**off, first: YES, second: NO}, {**off, first: NO, second: YES})


def _add_option(choice: QuestionVariables, option: Option) -> AnswerChange:
    """Add an option to a multiple choice that can stand beside others."""
    (variable,) = choice.bits([option.id])
    off = dict.fromkeys(choice.exclusive, NO)
    nothing = dict.fromkeys((n for n in choice.free if n != variable), NO)
    return _change({**off, variable: NO}, {**off, variable: YES}, nothing)


def expand_lists(
    space: Space, choice: QuestionVariables, covers: list[Cover]
) -> list[Cover]:
    """Write out lists of options in covers, so that they name the options alone.

    A cover that does not look at the question is left out: no change of it matters.
    """
    expanded = []
    own = [*choice.variables, *choice.members]
    for cover in covers:
        naming: Cover = []
        others: Cover = []
        space.budget.spend(len(cover) * (1 + len(own) // 8))
        for cube in cover:
            if any(variable in cube for variable in own):
                space.budget.spend(len(cube) // 8)
                naming += _expand(space, choice, cube)
            else:
                others.append(cube)
        if naming:
            expanded.append(naming + others)
    return expanded


def _expand(space: Space, choice: QuestionVariables, cube: Cube) -> Cover:
    lists = cube.keys() & choice.members.keys()
    parts: Cover = [drop(cube, lists)]
    for variable in lists:
        members = choice.members[variable]
        ways: Cover = [{member: YES} for member in members]
        if cube[variable] == NO:
            ways = [dict.fromkeys(members, NO)]
        parts = space.product(parts, ways)
    return parts


def find_lost(space: Space, change: AnswerChange, cover: Cover) -> Cube | None:
    """Find answers that a cover holds before a change and not after it.

    Returns:
        The cube of the answers after the change, or `None`: none are lost.
    """
    space.budget.spend(sum(map(len, cover)) // 8)
    candidates = [
        cube
        for cube in cover
        if not change.changed.isdisjoint(cube)
        and not is_within(change.after, cube)
        and space.meet(cube, change.before) is not None
    ]
    if not candidates:
        return None
    after = [
        cube
        for cube in cover
        if change.changed.isdisjoint(cube) or space.meet(cube, change.after) is not None
    ]
    after += change.impossible
    for cube in candidates:
        region = space.meet(drop(cube, change.changed), change.after)
        if region is not None:
            lost = find_uncovered(space, region, after)
            if lost is not None:
                return lost
    return None


def before_change(choice: QuestionVariables, change: AnswerChange, after: Cube) -> Cube:
    """Return the answers before a change, from those after it."""
    # Lists of its options follow from the options, so what is known of them is dropped.
    return drop(after, change.changed | choice.members.keys()) | change.before
