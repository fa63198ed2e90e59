"""The variables that the answers to a pack come to, and which answers are possible.

A single choice is one variable with a value for each option. Each option of a
multiple choice is a variable of its own, NO or YES, and so is each list of its
options that a condition names: whether one of them is chosen. Nothing chosen, and
an exclusive option beside another, are no answers. A question per tool is one
variable: each tool is judged alone, and the verdict joins them. A question that
is not asked may have any value, since nothing looks at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from genai_guide.policy.pack import Kind, Option, Question
from genai_guide.policy.proof.budget import Budget
from genai_guide.policy.proof.choice import NO, YES, Choice

Cube = dict[int, int]
"""The values, as a bit mask, that each of some variables may have; never empty."""
Cover = list[Cube]
"""Cubes, any of which may hold."""

_LITERALS_A_STEP = 8
"""How much of a long cube counts as much as a short one."""


class Space:
    """All variables of some questions."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.full: list[int] = []
        """The mask of all values, for each variable."""
        self.choices: dict[str, Choice] = {}
        self.choice_of: list[Choice] = []
        """The question that each variable belongs to."""

    @classmethod
    def of(cls, questions: Iterable[Question], budget: Budget | None = None) -> Space:
        """Make the variables of the questions that are answered by options."""
        space = cls(budget)
        for one in questions:
            if one.is_choice:
                space.add(one.id, one.options, multi=one.kind is Kind.MULTI)
        return space

    def add(
        self,
        question_id: str,
        options: tuple[Option, ...],
        *,
        multi: bool,
        bound: bool = True,
    ) -> Choice:
        """Add the variables of one question."""
        choice = Choice(question_id, options, multi, len(self.full), bound)
        self.choices[question_id] = choice
        self.full += [NO | YES] * len(options) if multi else [(1 << len(options)) - 1]
        self.choice_of += [choice] * len(choice.variables)
        return choice

    def any_of(self, choice: Choice, option_ids: Iterable[str]) -> int | None:
        """The variable of a list of options of a multiple choice; `None`: all."""
        bits = frozenset(choice.bits(option_ids))
        if len(bits) == 1:
            return next(iter(bits))
        if len(bits) == len(choice.options):
            return None
        if bits not in choice.lists:
            choice.lists[bits] = len(self.full)
            choice.members[len(self.full)] = bits
            self.full.append(NO | YES)
            self.choice_of.append(choice)
        return choice.lists[bits]

    def view(self, choices: dict[str, Choice]) -> Space:
        """The same variables, under the names that another pack has for them."""
        seen = Space(self.budget)
        seen.full, seen.choice_of = self.full, self.choice_of
        seen.choices = choices
        return seen

    @property
    def size(self) -> int:
        """How many combinations of answers there are, with one tool."""
        return prod(choice.answers for choice in self.choices.values())

    def own(self, choice: Choice, cube: Cube) -> Cube:
        """What a cube says of one question."""
        of = self.choice_of
        return {one: mask for one, mask in cube.items() if of[one] is choice}

    def but(self, choice: Choice, cube: Cube) -> Cube:
        """What a cube says of all other questions."""
        of = self.choice_of
        return {one: mask for one, mask in cube.items() if of[one] is not choice}

    def possible(self, cube: Cube) -> bool:
        """Whether a cube leaves an answer to each multiple choice that it names."""
        seen: dict[Choice, Cube] = {}
        for variable, mask in cube.items():
            choice = self.choice_of[variable]
            if choice.multi:
                seen.setdefault(choice, {})[variable] = mask
        return all(
            # A single thing that is said can always be met, if there is a choice.
            (len(own) == 1 and len(choice.options) > 1)
            or choice.answer(own) is not None
            for choice, own in seen.items()
        )

    def implied(self, cube: Cube) -> Cube:
        """Add what must hold of multiple choices then."""
        of = self.choice_of
        multiples = {of[one] for one in cube if of[one].multi}
        for choice in multiples:
            cube = cube | choice.implied(self.own(choice, cube))
        return cube

    def meet(self, one: Cube, other: Cube) -> Cube | None:
        """The answers that are in both cubes; `None` if there are none."""
        if len(one) < len(other):
            one, other = other, one
        met = dict(one)
        for variable, mask in other.items():
            both = met.get(variable, mask) & mask
            if not both:
                return None
            met[variable] = both
        return met if self.possible(met) else None

    def product(self, one: Cover, other: Cover) -> Cover:
        """The answers that are in both covers."""
        self.budget.spend(len(one) * len(other))
        met = [self.meet(a, b) for a in one for b in other]
        found = [cube for cube in met if cube is not None]
        self.budget.spend(sum(map(len, found)) // _LITERALS_A_STEP)
        return self.simpler(found)

    def simpler(self, cover: Cover) -> Cover:
        """Drop the cubes that lie within another one."""
        if len(cover) < 2:  # noqa: PLR2004 - nothing to compare
            return cover
        kept: Cover = []
        for cube in sorted(cover, key=len):
            self.budget.spend(len(kept))
            if not any(within(cube, other) for other in kept):
                kept.append(cube)
        self.budget.hold(len(kept))
        return kept

    def sharp(self, cover: Cover, taken: Cover) -> Cover:
        """What is left of a cover when another is taken away, in disjoint pieces."""
        for other in taken:
            left: Cover = []
            self.budget.spend(len(cover))
            for cube in cover:
                left += self._sharp(cube, other)
            self.budget.hold(len(left))
            cover = left
        return self.simpler(cover)

    def _sharp(self, cube: Cube, taken: Cube) -> Cover:
        if self.meet(cube, taken) is None:
            return [cube]
        pieces: Cover = []
        for variable, mask in taken.items():
            all_of = cube.get(variable, self.full[variable])
            if rest := all_of & ~mask:
                piece = cube | {variable: rest}
                if self.possible(piece):
                    pieces.append(piece)
                cube = cube | {variable: all_of & mask}
        return pieces


def within(cube: Cube, other: Cube) -> bool:
    """Whether each answer of a cube is in the other one, read off the masks."""
    return not any(cube.get(one, -1) & ~mask for one, mask in other.items())
