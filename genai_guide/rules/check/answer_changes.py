"""From one answer to another, all other answers being the same.

A single choice goes from one option to another. Of a multiple choice one option
comes in or goes, beside others; or it takes the place of another one; an option
that stands alone takes the place of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from genai_guide.rules.check.cover import find_uncovered
from genai_guide.rules.check.space import NO, YES, Cover, Cube, QuestionVariables, Space
from genai_guide.rules.pack import Option, Risk


class AnswerChange(NamedTuple):
    """A change of one answer."""

    before: Cube
    after: Cube
    moved: frozenset[int]
    """The variables that may differ between the two."""
    impossible: tuple[Cube, ...] = ()
    """What is no answer: where a multiple choice would be left with nothing."""

    @property
    def back(self) -> AnswerChange:
        """The same change the other way round."""
        return AnswerChange(self.after, self.before, self.moved, self.impossible)


def _move(before: Cube, after: Cube, *impossible: Cube) -> AnswerChange:
    return AnswerChange(before, after, frozenset(before) | frozenset(after), impossible)


def riskier_changes(
    choice: QuestionVariables,
) -> Iterator[tuple[Option | None, Option, AnswerChange]]:
    """Yield the moves from safe to risky or unsure: from what, to what.

    In a multiple choice a risky or unsure option comes in beside what is chosen,
    or in place of one safe option.
    """
    safe = [one for one in choice.options if one.tone is Risk.SAFE]
    for risky in choice.options:
        if risky.tone not in (Risk.RISKY, Risk.UNSURE):
            continue
        for one in safe:
            yield one, risky, replace_option(choice, one, risky)
        if choice.multi and (move := add_option(choice, risky)):
            yield None, risky, move


def changes_of_option(
    choice: QuestionVariables, option: Option
) -> Iterator[AnswerChange]:
    """Yield the moves by which an option could show that it changes something."""
    if not choice.multi:
        for other in choice.options:
            if other.id != option.id:
                yield replace_option(choice, option, other)
        return
    variable = next(iter(choice.bits([option.id])))
    if option.exclusive:
        alone = choice.exactly([variable])
        yield AnswerChange(alone, {variable: NO}, frozenset(choice.variables))
        return
    if move := add_option(choice, option):
        yield move
    for single in choice.exclusive or choice.free:
        if single != variable:
            yield _move(choice.exactly([variable]), choice.exactly([single]))


def replace_option(
    choice: QuestionVariables, one: Option, other: Option
) -> AnswerChange:
    """One option in place of another; the rest of a multiple choice is kept."""
    numbers = {option.id: number for number, option in enumerate(choice.options)}
    first, second = numbers[one.id], numbers[other.id]
    if not choice.multi:
        return _move({choice.start: 1 << first}, {choice.start: 1 << second})
    first, second = choice.start + first, choice.start + second
    if one.exclusive or other.exclusive:
        return _move(choice.exactly([first]), choice.exactly([second]))
    off = dict.fromkeys(choice.exclusive, NO)
    return _move({**off, first: YES, second: NO}, {**off, first: NO, second: YES})


def add_option(choice: QuestionVariables, option: Option) -> AnswerChange | None:
    """One option of a multiple choice comes in beside others, if it can."""
    variable = next(iter(choice.bits([option.id])))
    others = [one for one in choice.free if one != variable]
    if option.exclusive or not others:
        return None
    off = dict.fromkeys(choice.exclusive, NO)
    nothing = dict.fromkeys(others, NO)
    return _move({**off, variable: NO}, {**off, variable: YES}, nothing)


class ExpandedCover(NamedTuple):
    """A cover, put for the moves of one question."""

    naming: Cover
    """The cubes that say something of it, by its options alone."""
    others: Cover


def expand_lists(
    space: Space, choice: QuestionVariables, cover: Cover
) -> ExpandedCover | None:
    """Put what a cover says of lists of options by the options themselves.

    `None` if it says nothing of the question, so that no move of it matters.
    """
    own = [*choice.variables, *choice.members]
    others: Cover = []
    naming: Cover = []
    space.budget.spend(len(cover) * (1 + len(own) // 8))
    for cube in cover:
        if not any(one in cube for one in own):
            others.append(cube)
            continue
        space.budget.spend(len(cube) // 8)
        lists = cube.keys() & choice.members.keys()
        if not lists:
            naming.append(cube)
            continue
        parts: Cover = [{o: m for o, m in cube.items() if o not in lists}]
        for one in lists:
            members = choice.members[one]
            ways: Cover = [{member: YES} for member in members]
            if cube[one] == NO:
                ways = [dict.fromkeys(members, NO)]
            parts = space.product(parts, ways)
        naming += parts
    return ExpandedCover(naming, others) if naming else None


def find_lost(space: Space, move: AnswerChange, cover: ExpandedCover) -> Cube | None:
    """Find answers that are in a cover before a move and not after it.

    The cube found is that of the answers after the move.
    """
    space.budget.spend(sum(map(len, cover.naming)) // 8)
    candidates = [cube for cube in cover.naming if _loses(space, cube, move)]
    if not candidates:
        return None
    after = [cube for cube in cover.naming if space.meet(cube, move.after) is not None]
    after += cover.others
    for cube in candidates:
        rest = {one: mask for one, mask in cube.items() if one not in move.moved}
        region = space.meet(rest, move.after)
        if region is not None:
            found = find_uncovered(space, region, after, move.impossible)
            if found is not None:
                return found
    return None


def before_change(choice: QuestionVariables, move: AnswerChange, found: Cube) -> Cube:
    """The answers before a move, from those after it."""
    # What follows for lists of its options follows from what comes after.
    moved = move.moved | choice.members.keys()
    kept = {one: mask for one, mask in found.items() if one not in moved}
    return kept | move.before


def _loses(space: Space, cube: Cube, move: AnswerChange) -> bool:
    """Whether a cube allows what was before, and not all that comes after."""
    if move.moved.isdisjoint(cube):
        return False
    for variable, mask in move.before.items():
        if not mask & cube.get(variable, -1):
            return False
    return any(
        move.after.get(variable, space.full[variable]) & ~cube[variable]
        for variable in move.moved
        if variable in cube
    )
