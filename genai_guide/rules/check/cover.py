"""The one question that every property comes down to: is this cube covered?

It is decided by cofactoring, made cheap by the unate rule of two-level logic
minimisation: if all cubes that look at a question leave out the same one of its
answers, none of them helps where that is given, and the rest must do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from genai_guide.rules.check.space import Cover, Cube, QuestionVariables, Space


def find_uncovered(
    space: Space, cube: Cube, cover: Iterable[Cube], impossible: Iterable[Cube] = ()
) -> Cube | None:
    """Find answers in a cube that no cube of a cover holds.

    Args:
        space: The variables.
        cube: Where to look.
        cover: What might cover it.
        impossible: Combinations that are no answers, beside those of the space.

    Returns:
        A cube of which every answer set is uncovered, or `None`: all is covered.
    """
    if not space.possible(cube):
        return None
    path = space.implied(cube)
    left = _within(space, path, cover)
    if left is None:
        return None
    more = _within(space, path, impossible)
    if more is None:
        return None
    try:
        return _gap(space, left + more, path)
    except RecursionError:
        space.budget.give_up()


def _within(space: Space, cube: Cube, cover: Iterable[Cube]) -> Cover | None:
    """What a cover says within a cube; `None` if one cube of it holds throughout."""
    found: Cover = []
    looked = 0
    for other in cover:
        looked += 1 + len(other) // 8
        rest: Cube = {}
        for variable, mask in other.items():
            here = cube.get(variable)
            if here is None:
                rest[variable] = mask
                continue
            both = here & mask
            if not both:
                break
            if both != here:
                rest[variable] = both
        else:
            if not rest:
                space.budget.spend(looked)
                return None
            found.append(rest)
    space.budget.spend(looked)
    return found


def _gap(space: Space, cover: Cover, path: Cube) -> Cube | None:
    """Find where a cover of everything within a path has a hole."""
    while cover:
        space.budget.spend(len(cover))
        if not all(cover):
            return None
        avoided = _avoided(space, cover, path)
        if not avoided:
            return _split(space, cover, path)
        path = path | avoided
        cover = [cube for cube in cover if avoided.keys().isdisjoint(cube)]
    return path


def _avoided(space: Space, cover: Cover, path: Cube) -> Cube:
    """Answers with which no cube that looks at their questions can hold."""
    union: Cube = {}
    for cube in cover:
        for variable, mask in cube.items():
            union[variable] = union.get(variable, 0) | mask
    avoided: Cube = {}
    multiples: dict[QuestionVariables, Cube] = {}
    for variable, mask in union.items():
        left_out = path.get(variable, space.full[variable]) & ~mask
        choice = space.choice_of[variable]
        if choice.multi:
            multiples.setdefault(choice, {})[variable] = left_out
        elif left_out:
            avoided[variable] = left_out
    for choice, own in multiples.items():
        # One answer must do for all that is said of it, or it is of no use.
        if all(own.values()):
            answer = choice.answer(space.own(choice, path) | own)
            if answer is not None:
                avoided |= own
    return avoided


def _split(space: Space, cover: Cover, path: Cube) -> Cube | None:
    """Look at the parts that the answers to the question most looked at make."""
    counts = Counter(variable for cube in cover for variable in cube)
    variable = counts.most_common(1)[0][0]
    choice = space.choice_of[variable]
    for values in _parts(space, path, cover, variable):
        inner: Cube = path | {variable: values}
        if choice.multi:
            said = space.own(choice, inner)
            if choice.answer(said) is None:
                continue
            inner |= choice.implied(said)
        rest = _within(space, inner, cover)
        if rest is not None:
            gap = _gap(space, rest, inner)
            if gap is not None:
                return gap
    return None


def _parts(space: Space, path: Cube, cover: Cover, variable: int) -> list[int]:
    """Split the values of a variable so that no cube tells those of a part apart."""
    parts = [path.get(variable, space.full[variable])]
    for mask in {cube[variable] for cube in cover if variable in cube}:
        split = [part for one in parts for part in (one & mask, one & ~mask)]
        parts = [part for part in split if part]
    return parts
