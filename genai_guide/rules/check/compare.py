"""Compare two packs: every set of answers whose verdict rises or falls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from genai_guide.rules.check.compile import OUTCOMES, CompiledPack, Outcome
from genai_guide.rules.check.cover import find_uncovered
from genai_guide.rules.check.findings import Counterexample, answers_in, format_verdict
from genai_guide.rules.check.space import (
    NO,
    YES,
    Budget,
    Cover,
    Cube,
    QuestionVariables,
    Space,
    is_within,
)
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Pack, Question


def shared_variables(space: Space, old: Pack, new: Pack) -> tuple[Space, Space]:
    """Make the variables of two packs; a question of both is one, if of one kind."""
    olds: dict[str, QuestionVariables] = {}
    news: dict[str, QuestionVariables] = {}
    for question in new.questions:
        if not question.is_choice:
            continue
        before = old.by_id.get(question.id)
        multi = question.kind is Kind.MULTI
        if before is None or before.kind is not question.kind:
            news[question.id] = space.add(question.id, question.options, multi=multi)
            continue
        own = {option.id for option in question.options}
        gone = tuple(one for one in before.options if one.id not in own)
        both = (*question.options, *gone)
        bound = _shape(before) == _shape(question)
        made = space.add(question.id, both, multi=multi, bound=bound)
        olds[question.id] = news[question.id] = made
    for question in old.questions:
        if question.is_choice and question.id not in olds:
            multi = question.kind is Kind.MULTI
            olds[question.id] = space.add(question.id, question.options, multi=multi)
    return space.view(olds), space.view(news)


def _shape(question: Question) -> set[tuple[str, bool]]:
    return {(option.id, option.exclusive) for option in question.options}


def find_foreign_answers(compiled: CompiledPack) -> Cover:
    """Where a question is asked and a value is no answer of this pack to it."""
    found: Cover = []
    for question in compiled.pack.questions:
        choice = compiled.space.choices.get(question.id)
        if choice is None or choice.bound:
            continue
        own = {option.id for option in question.options}
        foreign = [option.id for option in choice.options if option.id not in own]
        wrong: Cover
        if choice.multi:
            wrong = [{one: YES} for one in choice.bits(foreign)]
            wrong.append(dict.fromkeys(choice.bits(own), NO))
            alone = {one.id for one in question.options if one.exclusive}
            for one in choice.bits(alone):
                wrong += [{one: YES, b: YES} for b in choice.bits(own) if b != one]
        else:
            wrong = [{choice.start: choice.mask(foreign)}] if foreign else []
        found += compiled.space.product(compiled.asked(question.id), wrong)
    return found


class Constraint(NamedTuple):
    """What a region says of one question."""

    question: str
    any_of: tuple[str, ...] = ()
    """Options of which one is given, or is among those given."""
    includes: tuple[str, ...] = ()
    """Options of a multiple choice that are all among those given."""
    without: tuple[str, ...] = ()
    """Those that are not."""


class Region(NamedTuple):
    """Answers whose verdict rises, or falls.

    In all of it, the pack that is stricter here gives `outcomes`. The verdict
    changes wherever the other pack does not give them for other reasons.
    """

    rises: bool
    outcomes: tuple[Outcome, ...]
    """The highest level, if it is one of them, and obligations."""
    where: tuple[Constraint, ...]
    """What is answered; empty: everything."""
    cube: tuple[tuple[int, int], ...]
    old: Counterexample
    new: Counterexample

    @property
    def change(self) -> str:
        """The verdicts of the witness: `notify → approval, consent`."""
        return f"{self.old.shows} → {self.new.shows}"


class PackComparison:
    """Two packs over the same variables."""

    def __init__(self, old: Pack, new: Pack, budget: Budget | None = None) -> None:
        self.space = Space(budget)
        spaces = shared_variables(self.space, old, new)
        self.old = CompiledPack(old, spaces[0])
        self.new = CompiledPack(new, spaces[1])
        self._own = {id(one): find_foreign_answers(one) for one in (self.old, self.new)}
        self.impossible = [cube for cover in self._own.values() for cube in cover]

    def regions(self) -> tuple[Region, ...]:
        """List every region whose verdict changes, the smallest description first.

        Raises:
            PackTooLargeError: if they cannot be decided within the budget.
        """
        found = [
            *self._regions(self.new, self.old, rises=True),
            *self._regions(self.old, self.new, rises=False),
        ]
        found.sort(key=lambda one: (len(one.where), _options(one)))
        return tuple(found)

    def _regions(
        self, gaining: CompiledPack, other: CompiledPack, *, rises: bool
    ) -> Iterator[Region]:
        """Describe where one pack gives what the other one does not."""
        by_cube: dict[tuple[tuple[int, int], ...], list[Outcome]] = {}
        higher: Cover = []
        # The highest levels first: where one is given, so are those below it.
        for outcome in sorted(OUTCOMES, key=_strictness):
            self.space.budget.subject = f"the difference at {_name(outcome)}"
            mine, theirs = gaining.outcomes[outcome], other.outcomes[outcome]
            is_level = isinstance(outcome, Level)
            known = [*theirs, *higher] if is_level else theirs
            for cube in self._gained(gaining, mine, known):
                by_cube.setdefault(tuple(sorted(cube.items())), []).append(outcome)
                higher += [cube] if is_level else []
        for key, outcomes in by_cube.items():
            levels = [one for one in outcomes if isinstance(one, Level)]
            flags = [one for one in outcomes if not isinstance(one, Level)]
            highest = max(levels, default=None)
            first: Outcome = flags[0] if highest is None else highest
            point = self._lacking(dict(key), other.outcomes[first])
            old, new = self._witnesses(point if point is not None else dict(key))
            kept = tuple(one for one in (highest, *flags) if one is not None)
            where = self._described(gaining, dict(key))
            yield Region(rises, kept, where, key, old, new)

    def _gained(self, gaining: CompiledPack, mine: Cover, theirs: Cover) -> Cover:
        """The largest cubes of a cover that another one leaves open somewhere."""
        known = {tuple(sorted(cube.items())) for cube in theirs}
        found: Cover = []
        for whole in mine:
            if tuple(sorted(whole.items())) in known:
                continue
            for cube in self._asking(gaining, whole):
                if self._lacking(cube, theirs) is not None:
                    large = self._largest(gaining, cube, mine)
                    found.append(self._tightened(large, theirs))
        found = self.space.simpler(found)
        for cube in sorted(found, key=len, reverse=True):
            others = [one for one in found if one is not cube]
            if self._lacking(cube, [*theirs, *others]) is None:
                found = others
        return found

    def _lacking(self, cube: Cube, cover: Cover) -> Cube | None:
        return find_uncovered(self.space, cube, cover, self.impossible)

    def _asks_all(self, compiled: CompiledPack, cube: Cube) -> bool:
        """Whether all that a cube names is asked throughout it."""
        named = {self.space.choice_of[one].id for one in cube}
        return all(
            find_uncovered(self.space, cube, compiled.asked(one)) is None
            for one in named
        )

    def _asking(self, compiled: CompiledPack, cube: Cube) -> Cover:
        """Split a cube so that each part names only what is asked there."""
        if self._asks_all(compiled, cube):
            return [cube]
        parts = [cube]
        for question in reversed(compiled.pack.questions):
            own = compiled.space.choices.get(question.id)
            split: Cover = []
            for part in parts:
                if own is None or not self.space.own(own, part):
                    split.append(part)
                    continue
                asked = compiled.asked(question.id)
                rest = self.space.but(own, part)
                split += self.space.product([part], asked)
                split += self.space.sharp([rest], asked)
            parts = split
        return parts

    def _largest(self, compiled: CompiledPack, cube: Cube, cover: Cover) -> Cube:
        """Say less of a cube as long as the cover still holds it."""
        for variable in sorted(cube, reverse=True):
            fewer = {one: mask for one, mask in cube.items() if one != variable}
            gap = find_uncovered(self.space, fewer, cover, self._own[id(compiled)])
            if gap is None and self._asks_all(compiled, fewer):
                cube = fewer
        return cube

    def _tightened(self, cube: Cube, theirs: Cover) -> Cube:
        """Leave out the options for which nothing changes."""
        for variable in sorted(cube):
            for value in _values(cube[variable]):
                mask = cube[variable] & ~value
                if mask and self._lacking(cube | {variable: value}, theirs) is None:
                    cube = cube | {variable: mask}
        return cube

    def _witnesses(self, point: Cube) -> tuple[Counterexample, Counterexample]:
        """Answers to both packs that agree on what both ask."""
        new = answers_in(self.new.pack, self.new.space, point)
        pinned = dict(point)
        for question_id, answer in {**new.use, **new.tools[0].answers}.items():
            choice = self.old.space.choices.get(question_id)
            if choice and choice is self.new.space.choices.get(question_id):
                pinned |= (
                    choice.exactly(choice.bits(answer))
                    if choice.multi
                    else {choice.start: choice.mask(answer)}
                )
        old = answers_in(self.old.pack, self.old.space, pinned)
        return (
            Counterexample(old, format_verdict(self.old.pack, old), "old"),
            Counterexample(new, format_verdict(self.new.pack, new), "new"),
        )

    def _described(self, compiled: CompiledPack, cube: Cube) -> tuple[Constraint, ...]:
        """Put a cube in words, without what being asked already says."""
        choices = self.space.choice_of
        order = list(dict.fromkeys(choices[one] for one in sorted(cube)))
        for choice in list(order):
            own = self.space.own(choice, cube)
            rest = self.space.but(choice, cube)
            if any(
                _implied(compiled, other.id, rest, own)
                for other in order
                if other is not choice
            ):
                order.remove(choice)
                cube = rest
        return tuple(
            one
            for choice in order
            for one in _named(choice, self.space.own(choice, cube))
        )


def _implied(compiled: CompiledPack, question_id: str, rest: Cube, own: Cube) -> bool:
    """Whether a question is only asked, beside the rest, where something holds."""
    if question_id not in compiled.space.choices:
        return False
    asked = compiled.space.product(compiled.asked(question_id), [rest])
    return all(is_within(cube, own) for cube in asked)


def _named(choice: QuestionVariables, own: Cube) -> list[Constraint]:
    """Put in words what a cube says of a question."""
    ids = [option.id for option in choice.options]
    if not choice.multi:
        mask = own[choice.start]
        listed = [one for number, one in enumerate(ids) if mask >> number & 1]
        return [Constraint(choice.id, any_of=tuple(listed))]

    def named(variable: int) -> list[str]:
        bits = sorted(choice.members.get(variable, {variable}))
        return [ids[bit - choice.start] for bit in bits]

    lists = [one for one in own if own[one] == YES and one in choice.members]
    single = [one for one in own if own[one] == YES and one not in choice.members]
    without = {o for one, mask in own.items() if mask == NO for o in named(one)}
    found = [Constraint(choice.id, any_of=tuple(named(one))) for one in lists]
    if single or without:
        includes = tuple(o for one in sorted(single) for o in named(one))
        left_out = tuple(one for one in ids if one in without)
        found.append(Constraint(choice.id, includes=includes, without=left_out))
    return found


def _values(mask: int) -> Iterator[int]:
    value = 1
    while value <= mask:
        if mask & value:
            yield value
        value <<= 1


def _options(region: Region) -> int:
    return sum(
        len(one.any_of) + len(one.includes) + len(one.without) for one in region.where
    )


def _strictness(outcome: Outcome) -> int:
    return -outcome if isinstance(outcome, Level) else 1


def _name(outcome: Outcome) -> str:
    return outcome.id if isinstance(outcome, Level) else outcome.value
