"""The one question that every property comes down to: is this cube covered?

It is decided by cofactoring, made cheap by the unate rule of two-level logic
minimisation: if all cubes that look at a question leave out the same one of its
answers, none of them helps where that is given, and the rest must do.
"""

from __future__ import annotations

from collections import Counter

from genai_guide.rules.check.space import Cover, Cube, QuestionVariables, Space


def find_uncovered(space: Space, cube: Cube, cover: Cover) -> Cube | None:
    """Find answers in a cube that no cube of a cover holds.

    Returns:
        A cube of which every answer set is uncovered, or `None`: all is covered.
    """
    if not space.possible(cube):
        return None
    path = space.implied(cube)
    rest = _within(space, path, cover)
    if rest is None:
        return None
    try:
        return _gap(space, rest, path)
    except RecursionError:
        space.budget.stop_recursion()


def first_uncovered(space: Space, region: Cover, cover: Cover) -> Cube | None:
    """Find answers in a region that no cube of a cover holds, or `None`."""
    for cube in region:
        gap = find_uncovered(space, cube, cover)
        if gap is not None:
            return gap
    return None


def _within(space: Space, cube: Cube, cover: Cover) -> Cover | None:
    """Reduce a cover to a cube; `None` if one of its cubes covers it all."""
    result: Cover = []
    steps = 0
    for other in cover:
        steps += 1 + len(other) // 8
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
                space.budget.spend(steps)
                return None
            result.append(rest)
    space.budget.spend(steps)
    return result


def _gap(space: Space, cover: Cover, path: Cube) -> Cube | None:
    """Find where a cover that was reduced to a path leaves a part of it open."""
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
    """Return answers with which no cube that looks at their questions can hold."""
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
        # One answer must do for all that is said of the question, or it is of no use.
        if all(own.values()):
            answer = choice.answer(space.own(choice, path) | own)
            avoided |= {} if answer is None else own
    return avoided


def _split(space: Space, cover: Cover, path: Cube) -> Cube | None:
    """Look for a gap in each part of the variable that most cubes look at."""
    counts = Counter(variable for cube in cover for variable in cube)
    variable = counts.most_common(1)[0][0]
    choice = space.choice_of[variable]
    # Split its values so that no cube tells those of a part apart.
    parts = [path.get(variable, space.full[variable])]
    for mask in {cube[variable] for cube in cover if variable in cube}:
        halves = [half for part in parts for half in (part & mask, part & ~mask)]
        parts = [half for half in halves if half]
    for values in parts:
        inner: Cube = path | {variable: values}
        if choice.multi:
            own = space.own(choice, inner)
            if choice.answer(own) is None:
                continue
            inner |= choice.implied(own)
        rest = _within(space, inner, cover)
        if rest is not None:
            gap = _gap(space, rest, inner)
            if gap is not None:
                return gap
    return None
