"""The variables that the answers to a pack come to, and which answers are possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import prod
from typing import NoReturn

from genai_guide.rules.pack import Kind, Option, Question, Risk

MOST_STEPS = 2_000_000
"""The most cubes that are looked at; a pack of usual size needs a hundredth of it."""
MOST_CUBES = 20_000
"""The most cubes that one condition may come to."""


class PackTooLargeError(Exception):
    """A pack cannot be decided within the bound; the text says where, for people."""


class Budget:
    """Counts cubes, and stops when there were too many."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps
        self.subject = "the pack"
        """What is being worked on, for the message."""

    def spend(self, cubes: int) -> None:
        """Count some cubes that are looked at.

        Raises:
            PackTooLargeError: if there were too many.
        """
        self.left -= cubes
        if self.left < 0:
            raise PackTooLargeError(self._sentence("there is too much to go through"))

    def hold(self, cubes: int) -> None:
        """Refuse a condition that comes to too many cubes.

        Raises:
            PackTooLargeError: if there are too many.
        """
        if cubes > MOST_CUBES:
            raise PackTooLargeError(self._sentence("there are too many cases to list"))

    def give_up(self) -> NoReturn:
        """Stop where the cases lie too deep within each other.

        Raises:
            PackTooLargeError: always.
        """
        raise PackTooLargeError(self._sentence("the cases lie too deep")) from None

    def _sentence(self, what: str) -> str:
        return (
            f"the pack is too tangled to be decided exactly: at {self.subject}, {what}."
            " Nothing was proved. Name fewer questions in one row, use fewer rows, or"
            " split it into simpler rules or questions."
        )


NO, YES = 1, 2
"""The values of a variable of a multiple choice."""

_PREFERRED = (Risk.SAFE, Risk.NEUTRAL, Risk.RISKY, Risk.UNSURE)


def _mildness(option: Option) -> tuple[int, bool]:
    # Of two, first the one that rules the others out.
    return _PREFERRED.index(option.tone), not option.exclusive


class QuestionVariables:
    """The variables of one question, and which of their values are answers to it."""

    def __init__(
        self,
        question_id: str,
        options: tuple[Option, ...],
        multi: bool,  # noqa: FBT001 - a field, like the others
        start: int,
        bound: bool,  # noqa: FBT001
    ) -> None:
        self.id = question_id
        self.options = options
        self.multi = multi
        self.start = start
        """The number of its variable, or of its first option's."""
        self.bound = bound
        """Whether nothing, or too much, chosen is left out here; else by the caller."""
        self.variables = range(start, start + (len(options) if multi else 1))
        """Its variables, those of a multiple choice in the order of the options."""
        self.lists: dict[frozenset[int], int] = {}
        """The variables of lists of options of a multiple choice."""
        self.members: dict[int, frozenset[int]] = {}
        both = list(zip(self.variables, options, strict=multi))
        self.exclusive = [one for one, o in both if multi and o.exclusive]
        """The variables of the options that stand alone."""
        self.free = [one for one, o in both if multi and not o.exclusive]
        """The variables of the options of a multiple choice that stand together."""
        self._alone = frozenset(self.exclusive if bound else ())
        numbers = sorted(range(len(options)), key=lambda n: _mildness(options[n]))
        self.mildest = [start + number for number in numbers]
        """The options from the mildest on, counted from the first variable."""

    @property
    def answers(self) -> int:
        """How many answers there are to it."""
        if not self.multi:
            return len(self.options)
        return (1 << len(self.free)) - 1 + len(self.exclusive)

    def mask(self, option_ids: Iterable[str]) -> int:
        """The values of a single choice that are among some options."""
        wanted = set(option_ids)
        return sum(1 << n for n, one in enumerate(self.options) if one.id in wanted)

    def bits(self, option_ids: Iterable[str]) -> list[int]:
        """The variables of a multiple choice for some options."""
        wanted = set(option_ids)
        return [
            self.start + n for n, one in enumerate(self.options) if one.id in wanted
        ]

    def exactly(self, chosen: Iterable[int]) -> dict[int, int]:
        """The cube of one answer to a multiple choice, by its options' variables."""
        yes = set(chosen)
        return {one: YES if one in yes else NO for one in self.variables}

    def answer(self, said: Mapping[int, int]) -> set[int] | None:
        """Choose a mild answer to a multiple choice, by its options' variables.

        Args:
            said: What is to hold of its variables, and of no others.
        """
        yes = {one for one, mask in said.items() if mask == YES}
        no = {one for one, mask in said.items() if mask == NO}
        wanted = [self.members[one] for one in yes if one in self.members]
        no = no.union(*(self.members[one] for one in no if one in self.members))
        yes = yes.difference(self.members)
        if yes & no or (yes & self._alone and len(yes) > 1):
            return None
        unmet = [members for members in wanted if members.isdisjoint(yes)]
        if yes & self._alone:
            return None if unmet else yes
        open_ = [one for one in self.mildest if one not in no]
        if not yes:
            for one in open_:
                if all(one in members for members in unmet):
                    return {one}
        for members in unmet:
            if members.isdisjoint(yes):
                fitting = (o for o in open_ if o in members and o not in self._alone)
                one = next(fitting, -1)
                if one < 0:
                    return None
                yes.add(one)
        return yes if yes or not self.bound else None

    def implied(self, said: Mapping[int, int]) -> dict[int, int]:
        """What else must hold of a multiple choice of which an answer is possible."""
        found: dict[int, int] = dict(said)
        for one, mask in said.items():
            if mask == NO and one in self.members:
                found.update(dict.fromkeys(self.members[one], NO))
        yes = {one for one in self.variables if found.get(one) == YES}
        if yes & self._alone:
            found.update(dict.fromkeys(set(self.variables) - yes, NO))
        elif yes:
            found.update(dict.fromkeys(self._alone, NO))
        for one, members in self.members.items():
            if not members.isdisjoint(yes):
                found[one] = YES
            elif all(found.get(member) == NO for member in members):
                found[one] = NO
        return found


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
        self.choices: dict[str, QuestionVariables] = {}
        self.choice_of: list[QuestionVariables] = []
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
    ) -> QuestionVariables:
        """Add the variables of one question."""
        choice = QuestionVariables(question_id, options, multi, len(self.full), bound)
        self.choices[question_id] = choice
        self.full += [NO | YES] * len(options) if multi else [(1 << len(options)) - 1]
        self.choice_of += [choice] * len(choice.variables)
        return choice

    def any_of(
        self, choice: QuestionVariables, option_ids: Iterable[str]
    ) -> int | None:
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

    def view(self, choices: dict[str, QuestionVariables]) -> Space:
        """The same variables, under the names that another pack has for them."""
        seen = Space(self.budget)
        seen.full, seen.choice_of = self.full, self.choice_of
        seen.choices = choices
        return seen

    @property
    def size(self) -> int:
        """How many combinations of answers there are, with one tool."""
        return prod(choice.answers for choice in self.choices.values())

    def own(self, choice: QuestionVariables, cube: Cube) -> Cube:
        """What a cube says of one question."""
        of = self.choice_of
        return {one: mask for one, mask in cube.items() if of[one] is choice}

    def but(self, choice: QuestionVariables, cube: Cube) -> Cube:
        """What a cube says of all other questions."""
        of = self.choice_of
        return {one: mask for one, mask in cube.items() if of[one] is not choice}

    def possible(self, cube: Cube) -> bool:
        """Whether a cube leaves an answer to each multiple choice that it names."""
        seen: dict[QuestionVariables, Cube] = {}
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
            if not any(is_within(cube, other) for other in kept):
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


def is_within(cube: Cube, other: Cube) -> bool:
    """Whether each answer of a cube is in the other one, read off the masks."""
    return not any(cube.get(one, -1) & ~mask for one, mask in other.items())
