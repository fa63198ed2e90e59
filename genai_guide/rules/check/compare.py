"""Compare two packs: every set of answers whose verdict rises or falls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile, zip_longest

from genai_guide.rules.check.cubes import Outcome, PackCubes
from genai_guide.rules.check.findings import Counterexample
from genai_guide.rules.check.space import (
    NO,
    YES,
    Budget,
    Cover,
    Cube,
    QuestionVariables,
    Space,
    drop,
    find_uncovered,
    is_within,
)
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Pack, Question

_Key = tuple[tuple[int, int], ...]
"""A cube as a key: its variables in order, with their values."""


@dataclass(frozen=True)
class Constraint:
    """What a region says of one question."""

    question: str
    any_of: tuple[str, ...] = ()
    """Options of which one is given, or is among those given."""
    includes: tuple[str, ...] = ()
    """Options of a multiple choice that are all among those given."""
    without: tuple[str, ...] = ()
    """Options that are not."""


@dataclass(frozen=True)
class Region:
    """Answers whose verdict rises, or falls.

    In all of it, the pack that is stricter here gives `outcomes`, which are its own
    levels and obligations. The verdict changes wherever the other pack does not give
    them for other reasons.
    """

    rises: bool
    outcomes: tuple[Outcome, ...]
    """The highest level, if it is one of them, and obligations."""
    where: tuple[Constraint, ...]
    """What is answered; empty: everything."""
    old: Counterexample
    new: Counterexample

    @property
    def change(self) -> str:
        """The verdicts of the examples: `notify → approval, consent`."""
        return f"{self.old.shows} → {self.new.shows}"

    @property
    def option_count(self) -> int:
        """How many options its description names."""
        return sum(
            len(options)
            for constraint in self.where
            for options in (constraint.any_of, constraint.includes, constraint.without)
        )


@dataclass(frozen=True)
class UncomparedAnswers:
    """Answers that only one of the packs takes: no verdicts are compared."""

    taken_by: str
    """The pack that takes them: `old` or `new`."""
    where: tuple[Constraint, ...]
    example: Counterexample


@dataclass(frozen=True)
class LevelMatch:
    """Levels of two packs that count as the same; `None` where one has none."""

    old: Level | None
    new: Level | None

    @property
    def same_id(self) -> bool:
        """Whether both have the level, by one id."""
        old, new = self.old, self.new
        return old is not None and new is not None and old.id == new.id


def match_levels(old: Pack, new: Pack) -> tuple[LevelMatch, ...]:
    """Match the levels of two packs, the lowest first.

    Levels of one id are the same. Those in between are matched by their order, and so
    are all levels if those of one id changed places.
    """
    shared = [level.id for level in old.levels if level.id in new.level_by_id]
    if shared != [level.id for level in new.levels if level.id in old.level_by_id]:
        shared = []
    matches: list[LevelMatch] = []
    olds, news = iter(old.levels), iter(new.levels)
    for shared_id in (*shared, None):
        between = [
            list(takewhile(lambda level: level.id != shared_id, levels))  # noqa: B023
            for levels in (olds, news)
        ]
        matches += [LevelMatch(*pair) for pair in zip_longest(*between)]
        if shared_id is not None:
            pair = old.level_by_id[shared_id], new.level_by_id[shared_id]
            matches.append(LevelMatch(*pair))
    return tuple(matches)


class PackComparison:
    """Two packs over the same variables."""

    def __init__(self, old: Pack, new: Pack, budget: Budget | None = None) -> None:
        old, new = _with_kinds_of(old, new), _with_kinds_of(new, old)
        self.space = Space(budget)
        old_choices, new_choices = _shared_variables(self.space, old, new)
        self.old = PackCubes(old, self.space, old_choices)
        self.new = PackCubes(new, self.space, new_choices)
        self.levels = match_levels(old, new)
        """The levels of both, matched."""
        self._foreign = {
            self.old: _foreign_answers(self.old),
            self.new: _foreign_answers(self.new),
        }
        self._impossible = [*self._foreign[self.old], *self._foreign[self.new]]

    def regions(self) -> tuple[Region, ...]:
        """List every region whose verdict changes, the smallest description first.

        Raises:
            PackTooLargeError: if they cannot be decided within the budget.
        """
        regions = [
            *self._regions(self.new, self.old, rises=True),
            *self._regions(self.old, self.new, rises=False),
        ]
        regions.sort(key=lambda region: (len(region.where), region.option_count))
        return tuple(regions)

    def _regions(
        self, stricter: PackCubes, other: PackCubes, *, rises: bool
    ) -> Iterator[Region]:
        """Describe where one pack gives what the other one does not."""
        by_cube: dict[_Key, list[Outcome]] = {}
        given: dict[Outcome, Cover] = {}
        higher: Cover = []
        # The highest levels first: where one is given, so are those below it.
        pack = stricter.pack
        parts: list[Outcome] = [*reversed(pack.levels), *pack.obligations]
        for outcome in parts:
            self.space.budget.subject = f"the difference at {outcome.id}"
            mine = stricter.outcomes.get(outcome, [{}])
            theirs = given[outcome] = self._giving(other, outcome, rises=rises)
            if isinstance(outcome, Level):
                theirs = [*theirs, *higher]
            gained = self._gained(stricter, mine, theirs)
            for cube in gained:
                by_cube.setdefault(_key(cube), []).append(outcome)
            higher += gained
        for key, outcomes in by_cube.items():
            cube = dict(key)
            # The highest level came first; the lower ones follow from it.
            first, *rest = outcomes
            kept = (first, *(each for each in rest if not isinstance(each, Level)))
            point = self._lacking(cube, given[first])
            old, new = self._examples(cube if point is None else point)
            yield Region(rises, kept, self._describe(stricter, cube), old, new)

    def _giving(self, cubes: PackCubes, outcome: Outcome, *, rises: bool) -> Cover:
        """Return when a pack gives a part of the other pack's verdicts, or more."""
        if not isinstance(outcome, Level):
            own = cubes.pack.obligation_by_id.get(outcome.id)
            return [] if own is None else cubes.outcomes[own]
        pairs = [
            (match.new, match.old) if rises else (match.old, match.new)
            for match in self.levels
        ]
        place = next(n for n, (level, _) in enumerate(pairs) if level == outcome)
        level = next((level for _, level in pairs[place:] if level is not None), None)
        # The lowest level is no part of `outcomes`: it is given by all answers.
        return [] if level is None else cubes.outcomes.get(level, [{}])

    def uncompared(self) -> tuple[UncomparedAnswers, ...]:
        """List the answers to questions of both packs that only one of them takes.

        Raises:
            PackTooLargeError: if they cannot be decided within the budget.
        """
        return tuple(
            answers
            for taken_by, own, other in (
                ("old", self.old, self.new),
                ("new", self.new, self.old),
            )
            for question in own.pack.questions
            for answers in self._uncompared(taken_by, question, own, other)
        )

    def _uncompared(
        self, taken_by: str, question: Question, own: PackCubes, other: PackCubes
    ) -> Iterator[UncomparedAnswers]:
        choice = own.choices.get(question.id)
        if choice is None or choice.bound or choice is not other.choices[question.id]:
            return
        self.space.budget.subject = f"question “{question.id}”"
        asked = self.space.product(own.asked(question.id), other.asked(question.id))
        for wrong in _merged_foreign(self.space, choice, other.pack.by_id[question.id]):
            for cube in self.space.product(asked, [wrong]):
                point = find_uncovered(self.space, cube, self._foreign[own])
                if point is not None:
                    where = tuple(_constraints(choice, wrong))
                    example = own.example(point, part=taken_by)
                    yield UncomparedAnswers(taken_by, where, example)
                    break

    def _gained(self, stricter: PackCubes, mine: Cover, theirs: Cover) -> Cover:
        """Return the largest cubes of a cover that another one leaves partly open."""
        known = {_key(cube) for cube in theirs}
        cubes: Cover = []
        for whole in mine:
            if _key(whole) in known:
                continue
            for cube in self._split_by_asking(stricter, whole):
                if self._lacking(cube, theirs) is not None:
                    large = self._enlarge(stricter, cube, mine)
                    cubes.append(self._drop_unchanged(large, theirs))
        cubes = self.space.simpler(cubes)
        for cube in sorted(cubes, key=len, reverse=True):
            others = [other for other in cubes if other is not cube]
            if self._lacking(cube, [*theirs, *others]) is None:
                cubes = others
        return cubes

    def _lacking(self, cube: Cube, cover: Cover) -> Cube | None:
        return find_uncovered(self.space, cube, [*cover, *self._impossible])

    def _asks_all(self, pack_cubes: PackCubes, cube: Cube) -> bool:
        """Whether everything that a cube names is asked throughout it."""
        named = {self.space.choice_of[variable].id for variable in cube}
        return all(
            find_uncovered(self.space, cube, pack_cubes.asked(question_id)) is None
            for question_id in named
        )

    def _split_by_asking(self, pack_cubes: PackCubes, cube: Cube) -> Cover:
        """Split a cube so that each part names only what is asked there."""
        if self._asks_all(pack_cubes, cube):
            return [cube]
        parts = [cube]
        for question in reversed(pack_cubes.pack.questions):
            choice = pack_cubes.choices.get(question.id)
            if choice is None:
                continue
            asked = pack_cubes.asked(question.id)
            split: Cover = []
            for part in parts:
                if not self.space.own(choice, part):
                    split.append(part)
                    continue
                split += self.space.product([part], asked)
                split += self.space.sharp([self.space.without(choice, part)], asked)
            parts = split
        return parts

    def _enlarge(self, pack_cubes: PackCubes, cube: Cube, cover: Cover) -> Cube:
        """Say less of a cube as long as the cover still holds it."""
        cover = [*cover, *self._foreign[pack_cubes]]
        for variable in sorted(cube, reverse=True):
            fewer = drop(cube, {variable})
            gap = find_uncovered(self.space, fewer, cover)
            if gap is None and self._asks_all(pack_cubes, fewer):
                cube = fewer
        return cube

    def _drop_unchanged(self, cube: Cube, theirs: Cover) -> Cube:
        """Leave out the options for which nothing changes."""
        for variable in sorted(cube):
            for number in range(cube[variable].bit_length()):
                value = 1 << number
                rest = cube[variable] & ~value
                if rest in (0, cube[variable]):
                    continue
                if self._lacking(cube | {variable: value}, theirs) is None:
                    cube = cube | {variable: rest}
        return cube

    def _examples(self, point: Cube) -> tuple[Counterexample, Counterexample]:
        """Return answers to both packs that agree on what both ask."""
        new = self.new.example(point, part="new")
        answers = {**new.answers.use, **new.answers.tools[0].answers}
        pinned = dict(point)
        for question_id, answer in answers.items():
            choice = self.old.choices.get(question_id)
            if choice and choice is self.new.choices.get(question_id):
                pinned |= choice.exactly(answer)
        return self.old.example(pinned, part="old"), new

    def _describe(self, pack_cubes: PackCubes, cube: Cube) -> tuple[Constraint, ...]:
        """Describe a cube, without what being asked already says."""
        named = [self.space.choice_of[variable] for variable in sorted(cube)]
        choices = list(dict.fromkeys(named))
        for choice in list(choices):
            own = self.space.own(choice, cube)
            rest = self.space.without(choice, cube)
            if any(
                _is_implied(pack_cubes, other.id, rest, own)
                for other in choices
                if other is not choice
            ):
                choices.remove(choice)
                cube = rest
        return tuple(
            constraint
            for choice in choices
            for constraint in _constraints(choice, self.space.own(choice, cube))
        )


def _with_kinds_of(pack: Pack, other: Pack) -> Pack:
    """Return a pack to compare with one that takes several options where it takes one.

    One option is then one of several that each stand alone: the answers that both take
    are compared, and those that only the other takes are listed.
    """

    def compared(question: Question) -> Question:
        same = other.by_id.get(question.id)
        if question.kind is not Kind.SINGLE or not same or same.kind is not Kind.MULTI:
            return question
        alone = tuple(replace(option, exclusive=True) for option in question.options)
        return replace(question, kind=Kind.MULTI, options=alone)

    return replace(pack, questions=tuple(map(compared, pack.questions)))


def _shared_variables(
    space: Space, old: Pack, new: Pack
) -> tuple[dict[str, QuestionVariables], dict[str, QuestionVariables]]:
    """Add the variables of two packs; a question of both is one, if of one kind."""
    olds: dict[str, QuestionVariables] = {}
    news: dict[str, QuestionVariables] = {}
    for question in new.questions:
        before = old.by_id.get(question.id)
        if not question.is_choice:
            continue
        if before is None or before.kind is not question.kind:
            news[question.id] = space.add(question)
            continue
        gone = tuple(each for each in before.options if not question.option(each.id))
        bound = _shape(before) == _shape(question)
        choice = space.add(question, gone, bound=bound)
        olds[question.id] = news[question.id] = choice
    olds |= space.add_all(each for each in old.questions if each.id not in olds)
    return olds, news


def _shape(question: Question) -> set[tuple[str, bool]]:
    return {(option.id, option.exclusive) for option in question.options}


def _foreign_answers(pack_cubes: PackCubes) -> Cover:
    """Return where a question is asked and a value is no answer of this pack to it."""
    cover: Cover = []
    for question in pack_cubes.pack.questions:
        choice = pack_cubes.choices.get(question.id)
        if choice is None or choice.bound:
            continue
        own = {option.id for option in question.options}
        foreign = [option.id for option in choice.options if option.id not in own]
        wrong: Cover = []
        if choice.multi:
            wrong = [{variable: YES} for variable in choice.bits(foreign)]
            wrong.append(dict.fromkeys(choice.bits(own), NO))
            alone = [option.id for option in question.options if option.exclusive]
            for first in choice.bits(alone):
                others = set(choice.bits(own)) - {first}
                wrong += [{first: YES, other: YES} for other in sorted(others)]
        elif foreign:
            wrong = [{choice.start: choice.mask(foreign)}]
        cover += pack_cubes.space.product(pack_cubes.asked(question.id), wrong)
    return cover


def _merged_foreign(
    space: Space, choice: QuestionVariables, question: Question
) -> Iterator[Cube]:
    """Yield what is no answer to a question of one pack, in few cubes.

    Other than in `_foreign_answers`, nothing chosen is left out, for then the other
    pack takes no answer either or one of its own options is chosen.
    """
    own = {option.id for option in question.options}
    foreign = [option.id for option in choice.options if option.id not in own]
    if foreign and not choice.multi:
        yield {choice.start: choice.mask(foreign)}
    if not choice.multi:
        return
    if foreign and (variable := space.any_of(choice, foreign)) is not None:
        yield {variable: YES}
    for option in question.options:
        others = own - {option.id}
        if option.exclusive and others:
            (first,), variable = choice.bits([option.id]), space.any_of(choice, others)
            if variable is not None:
                yield {first: YES, variable: YES}


def _is_implied(pack_cubes: PackCubes, question_id: str, rest: Cube, own: Cube) -> bool:
    """Whether a question is only asked, beside the rest, where something holds."""
    if question_id not in pack_cubes.choices:
        return False
    asked = pack_cubes.space.product(pack_cubes.asked(question_id), [rest])
    return all(is_within(cube, own) for cube in asked)


def _constraints(choice: QuestionVariables, own: Cube) -> list[Constraint]:
    """Describe what a cube says of a question."""
    ids = [option.id for option in choice.options]
    if not choice.multi:
        mask = own[choice.start]
        given = [option_id for n, option_id in enumerate(ids) if mask >> n & 1]
        return [Constraint(choice.id, any_of=tuple(given))]
    constraints: list[Constraint] = []
    includes: list[str] = []
    without: set[str] = set()
    for variable, mask in sorted(own.items()):
        bits = sorted(choice.members.get(variable, {variable}))
        names = [ids[bit - choice.start] for bit in bits]
        if mask == NO:
            without.update(names)
        elif mask == YES and variable in choice.members:
            constraints.append(Constraint(choice.id, any_of=tuple(names)))
        elif mask == YES:
            includes += names
    if includes or without:
        left_out = tuple(option_id for option_id in ids if option_id in without)
        constraints.append(
            Constraint(choice.id, includes=tuple(includes), without=left_out)
        )
    return constraints


def _key(cube: Cube) -> _Key:
    return tuple(sorted(cube.items()))
