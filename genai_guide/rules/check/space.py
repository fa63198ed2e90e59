"""Questions as variables, sets of answers as cubes, and which answers are possible.

A single choice is one variable, whose values are its options. A multiple choice has a
variable for each option, with the values `NO` and `YES`, and one for each list of
options that a condition names.

Every property comes down to one question: is this cube covered? It is decided by
cofactoring, made cheap by the unate rule of two-level logic minimisation: if all cubes
that look at a question leave out the same one of its answers, none of them helps where
that is given, and the rest must do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import NoReturn

from genai_guide.rules.pack import Kind, Option, Question, Risk

MOST_STEPS = 2_000_000
"""The most cubes that are looked at; a pack of usual size needs a hundredth of it."""
MOST_CUBES = 20_000
"""The most cubes that one condition may come to."""

Cube = dict[int, int]
"""The values, as a bit mask, that each of some variables may have; never empty."""
Cover = list[Cube]
"""Cubes, any of which may hold."""

NO, YES = 1, 2
"""The values of a variable of a multiple choice."""

_MILDEST_FIRST = (Risk.SAFE, Risk.NEUTRAL, Risk.RISKY, Risk.UNSURE)
_LITERALS_A_STEP = 8
"""How much of a long cube counts as much as a short one."""


class PackTooLargeError(Exception):
    """A pack cannot be decided within the budget; the text says where, for people."""


class Budget:
    """Counts cubes, and stops the check when there were too many."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.left = steps
        self.subject = "the pack"
        """What is being worked on, for the message."""

    def spend(self, cubes: int) -> None:
        """Count cubes that are looked at.

        Raises:
            PackTooLargeError: if there were too many.
        """
        self.left -= cubes
        if self.left < 0:
            self._stop("there is too much to go through")

    def limit(self, cubes: int) -> None:
        """Refuse a condition that comes to too many cubes.

        Raises:
            PackTooLargeError: if there are too many.
        """
        if cubes > MOST_CUBES:
            self._stop("there are too many cases to list")

    def stop_recursion(self) -> NoReturn:
        """Stop where the cases lie too deep within each other.

        Raises:
            PackTooLargeError: always.
        """
        self._stop("the cases lie too deep")

    def _stop(self, reason: str) -> NoReturn:
        sentence = (
            f"the pack is too tangled to be decided exactly: at {self.subject},"
            f" {reason}. Nothing was proved. Name fewer questions in one row, use fewer"
            " rows, or split it into simpler rules or questions."
        )
        raise PackTooLargeError(sentence) from None


class QuestionVariables:
    """The variables of one question, and which of their values are answers to it."""

    def __init__(
        self,
        question: Question,
        options: tuple[Option, ...],
        start: int,
        *,
        bound: bool,
    ) -> None:
        self.id = question.id
        self.options = options
        self.multi = multi = question.kind is Kind.MULTI
        self.start = start
        """The number of its variable, or of its first option's."""
        self.bound = bound
        """Whether to exclude here answers that choose nothing or too much.

        Where two packs have different options, the caller excludes them.
        """
        self.variables = range(start, start + (len(options) if multi else 1))
        """Its variables, those of a multiple choice in the order of the options."""
        self._numbers = {option.id: n for n, option in enumerate(options, start)}
        self.members: dict[int, frozenset[int]] = {}
        """The variables of lists of options of a multiple choice, with the options."""
        numbered = list(enumerate(options, start))
        self.exclusive = [n for n, option in numbered if multi and option.exclusive]
        """The variables of the options of a multiple choice that stand alone."""
        self.free = [n for n, option in numbered if multi and not option.exclusive]
        """The variables of the options of a multiple choice that stand together."""
        self._alone = frozenset(self.exclusive if bound else ())
        # Of two equally mild options, first the one that rules the others out.
        numbered.sort(
            key=lambda pair: (_MILDEST_FIRST.index(pair[1].risk), not pair[1].exclusive)
        )
        self.mildest = [number for number, _ in numbered]
        """The options from the mildest on, counted from the first variable."""
        # The same few wishes come back again and again.
        self._answers: dict[frozenset[tuple[int, int]], frozenset[int] | None] = {}
        self._implied: dict[tuple[int, frozenset[tuple[int, int]]], Cube] = {}

    @property
    def answer_count(self) -> int:
        """How many answers there are to it."""
        if not self.multi:
            return len(self.options)
        return (1 << len(self.free)) - 1 + len(self.exclusive)

    def mask(self, option_ids: Iterable[str]) -> int:
        """Return the values of a single choice for some options."""
        return sum(1 << variable - self.start for variable in self.bits(option_ids))

    def bits(self, option_ids: Iterable[str]) -> list[int]:
        """Return the variables of a multiple choice for some options."""
        numbers = self._numbers
        return sorted({numbers[each] for each in option_ids if each in numbers})

    def exactly(self, option_ids: Iterable[str]) -> Cube:
        """Return the cube of one answer."""
        if not self.multi:
            return {self.start: self.mask(option_ids)}
        yes = self.bits(option_ids)
        return {number: YES if number in yes else NO for number in self.variables}

    def answer(self, cube: Mapping[int, int]) -> frozenset[int] | None:
        """Choose a mild answer to a multiple choice, by its options' variables.

        Args:
            cube: What must hold of its variables; it names no others.

        Returns:
            The variables of the options chosen, or `None` if no answer fits.
        """
        key = frozenset(cube.items())
        if key not in self._answers:
            answer = self._choose_answer(cube)
            self._answers[key] = None if answer is None else frozenset(answer)
        return self._answers[key]

    def _choose_answer(self, cube: Mapping[int, int]) -> set[int] | None:
        yes = {variable for variable, mask in cube.items() if mask == YES}
        no = {variable for variable, mask in cube.items() if mask == NO}
        wanted = [members for number, members in self.members.items() if number in yes]
        no = no.union(*(self.members[number] for number in no & self.members.keys()))
        yes = yes.difference(self.members)
        if yes & no or (yes & self._alone and len(yes) > 1):
            return None
        unmet = [members for members in wanted if members.isdisjoint(yes)]
        if yes & self._alone:
            return None if unmet else yes
        allowed = [variable for variable in self.mildest if variable not in no]
        if not yes:
            for variable in allowed:
                if all(variable in members for members in unmet):
                    return {variable}
        for members in unmet:
            if members.isdisjoint(yes):
                fitting = (n for n in allowed if n in members and n not in self._alone)
                variable = next(fitting, -1)
                if variable < 0:
                    return None
                yes.add(variable)
        return yes if yes or not self.bound else None

    def implied(self, cube: Mapping[int, int]) -> Cube:
        """Add what else must hold of a multiple choice if an answer is possible."""
        # More lists of options may be named later, and more be implied then.
        key = len(self.members), frozenset(cube.items())
        if key not in self._implied:
            self._implied[key] = self._imply(cube)
        return self._implied[key]

    def _imply(self, cube: Mapping[int, int]) -> Cube:
        result: Cube = dict(cube)
        for variable, mask in cube.items():
            if mask == NO and variable in self.members:
                result.update(dict.fromkeys(self.members[variable], NO))
        yes = {variable for variable in self.variables if result.get(variable) == YES}
        if yes & self._alone:
            result.update(dict.fromkeys(set(self.variables) - yes, NO))
        elif yes:
            result.update(dict.fromkeys(self._alone, NO))
        for variable, members in self.members.items():
            if not members.isdisjoint(yes):
                result[variable] = YES
            elif all(result.get(member) == NO for member in members):
                result[variable] = NO
        return result


class Space:
    """All variables of some questions, and what can be done with cubes of them."""

    def __init__(self, budget: Budget | None = None) -> None:
        self.budget = budget or Budget()
        self.full: list[int] = []
        """The mask of all values, for each variable."""
        self.choice_of: list[QuestionVariables] = []
        """The question that each variable belongs to."""

    def add(
        self, question: Question, more: tuple[Option, ...] = (), *, bound: bool = True
    ) -> QuestionVariables:
        """Add the variables of one question.

        Args:
            question: A question that is answered by options.
            more: Options beside its own.
            bound: Whether to exclude answers that choose nothing or too much.
        """
        options = (*question.options, *more)
        choice = QuestionVariables(question, options, len(self.full), bound=bound)
        count = len(options)
        self.full += [NO | YES] * count if choice.multi else [(1 << count) - 1]
        self.choice_of += [choice] * len(choice.variables)
        return choice

    def add_all(self, questions: Iterable[Question]) -> dict[str, QuestionVariables]:
        """Add the variables of the questions that are answered by options."""
        choices = (question for question in questions if question.is_choice)
        return {question.id: self.add(question) for question in choices}

    def any_of(
        self, choice: QuestionVariables, option_ids: Iterable[str]
    ) -> int | None:
        """Return the variable of a list of options of a multiple choice.

        It is `None` for a list of all options, of which one is always chosen.
        """
        bits = frozenset(choice.bits(option_ids))
        if len(bits) == 1:
            return next(iter(bits))
        if len(bits) == len(choice.options):
            return None
        for variable, members in choice.members.items():
            if members == bits:
                return variable
        choice.members[len(self.full)] = bits
        self.full.append(NO | YES)
        self.choice_of.append(choice)
        return len(self.full) - 1

    def own(self, choice: QuestionVariables, cube: Cube) -> Cube:
        """Return what a cube says of one question."""
        of = self.choice_of
        return {number: mask for number, mask in cube.items() if of[number] is choice}

    def without(self, choice: QuestionVariables, cube: Cube) -> Cube:
        """Return what a cube says of all other questions."""
        return drop(cube, self.own(choice, cube))

    def possible(self, cube: Cube) -> bool:
        """Whether a cube leaves an answer to each multiple choice that it names."""
        multiples: dict[QuestionVariables, Cube] = {}
        for variable, mask in cube.items():
            choice = self.choice_of[variable]
            if choice.multi:
                multiples.setdefault(choice, {})[variable] = mask
        return all(
            # A single wish can always be met, if there is a choice.
            (len(own) == 1 and len(choice.options) > 1)
            or choice.answer(own) is not None
            for choice, own in multiples.items()
        )

    def implied(self, cube: Cube) -> Cube:
        """Add what must hold of the multiple choices that a cube names."""
        of = self.choice_of
        for choice in {of[variable] for variable in cube if of[variable].multi}:
            cube = cube | choice.implied(self.own(choice, cube))
        return cube

    def meet(self, cube: Cube, other: Cube) -> Cube | None:
        """Return the answers that are in both cubes; `None` if there are none."""
        if len(cube) < len(other):
            cube, other = other, cube
        met = dict(cube)
        for variable, mask in other.items():
            both = met.get(variable, mask) & mask
            if not both:
                return None
            met[variable] = both
        return met if self.possible(met) else None

    def product(self, cover: Cover, other: Cover) -> Cover:
        """Return the answers that are in both covers."""
        self.budget.spend(len(cover) * len(other))
        met = [self.meet(a, b) for a in cover for b in other]
        cubes = [cube for cube in met if cube is not None]
        self.budget.spend(sum(map(len, cubes)) // _LITERALS_A_STEP)
        return self.simpler(cubes)

    def simpler(self, cover: Cover) -> Cover:
        """Drop the cubes that lie within another one."""
        if len(cover) < 2:  # noqa: PLR2004 - nothing to compare
            return cover
        kept: Cover = []
        for cube in sorted(cover, key=len):
            self.budget.spend(len(kept))
            if not any(is_within(cube, other) for other in kept):
                kept.append(cube)
        self.budget.limit(len(kept))
        return kept

    def sharp(self, cover: Cover, taken: Cover) -> Cover:
        """Return what is left of a cover without another one, in disjoint pieces."""
        for other in taken:
            self.budget.spend(len(cover))
            cover = [piece for cube in cover for piece in self._sharp(cube, other)]
            self.budget.limit(len(cover))
        return self.simpler(cover)

    def _sharp(self, cube: Cube, taken: Cube) -> Cover:
        if self.meet(cube, taken) is None:
            return [cube]
        pieces: Cover = []
        for variable, mask in taken.items():
            values = cube.get(variable, self.full[variable])
            if rest := values & ~mask:
                piece = cube | {variable: rest}
                if self.possible(piece):
                    pieces.append(piece)
                cube = cube | {variable: values & mask}
        return pieces


def drop(cube: Cube, variables: Container[int]) -> Cube:
    """Return a cube without what it says of some variables."""
    return {number: mask for number, mask in cube.items() if number not in variables}


def is_within(cube: Cube, other: Cube) -> bool:
    """Whether each answer of a cube is in the other one, read off the masks."""
    return not any(cube.get(number, -1) & ~mask for number, mask in other.items())


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
