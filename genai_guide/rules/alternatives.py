"""Find the smallest changes of plan that would lower the verdict.

A change is another answer to one question (of one tool). Facts that a producer cannot
change stay as they are, and an answer that is not a plan is never proposed: nobody is
told to be unsure. Questions that a change newly brings up are answered along with it
and do not count as changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from genai_guide.rules.answers import Answers, Place, in_asking_order, with_answer
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.explain import relevant_places
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Kind, Pack, Question, Risk, Rule

MOST_CHANGES = 3
"""The most answers that an alternative changes."""

Chosen = tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """A change of plan and the verdict that it leads to."""

    changes: tuple[tuple[Place, Chosen], ...]
    opened: tuple[tuple[Place, Chosen], ...]
    """What is newly asked then, with the answers that the verdict rests on."""
    answers: Answers
    """All the answers then, without inactive ones."""
    gives: Level
    """The level then; while answers are missing, the lowest still possible."""

    @property
    def changed(self) -> frozenset[Place]:
        """The places whose answers change."""
        return frozenset(place for place, _ in self.changes)


def find_alternatives(assessment: Assessment) -> tuple[Alternative, ...]:
    """Find the changes of up to three answers that lower the level.

    None of them contains a smaller one. The fewest changes come first.

    Where changing some answers is not enough, some rule still holds the level, or holds
    it now. More changes can only help if one of them is to an answer that this rule
    depends on, so the search extends each set that fails by these answers only.
    """
    search = _Search(assessment)
    alternatives: list[Alternative] = []
    candidates = {frozenset[Place]()} if assessment.lowest.rank else set()
    while candidates:
        larger: set[frozenset[Place]] = set()
        for places in sorted(candidates, key=search.asking_order):
            if any(smaller.changed <= places for smaller in alternatives):
                continue
            alternative, blockers = search.attempt(places)
            if alternative:
                alternatives.append(alternative)
            elif len(places) < MOST_CHANGES:
                larger |= {places | {place} for place in blockers - places}
        candidates = larger
    return tuple(alternatives)


def plan_lines(assessment: Assessment, alternative: Alternative) -> list[str]:
    """Format an alternative as a plan, a line for each thing to be done otherwise."""
    return [
        line
        for place, chosen in alternative.changes
        for line in plan_sentences(assessment.pack, assessment.answers, place, chosen)
    ]


def plan_sentences(
    pack: Pack, answers: Answers, place: Place, chosen: Chosen
) -> list[str]:
    """Format a change of one answer as a change of plan."""
    question = pack.by_id[place.question]
    before = answers.at(pack, place) or ()
    added = [
        option.plan or f"{question.text} {option.label}"
        for option in question.options
        if option.id in chosen and option.id not in before
    ]
    return added or [
        f"do without: {option.label}"
        for option in question.options
        if option.id in before and option.id not in chosen
    ]


class _Search:
    """The search for alternatives to one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.pack: Pack = assessment.pack
        self.level = assessment.lowest
        self.assessment = assessment
        self.open_before = frozenset(assessment.status.open)
        self.answers = _without(assessment.answers, assessment.status.inactive)
        self.supports = sorted(
            (
                self._support(result.rule, tool)
                for result in assessment.applied
                if result.rule.level == self.level
                for tool in result.tools or (None,)
            ),
            key=len,
        )
        """For each rule that sets the level now, the answers that it depends on."""

    def asking_order(self, places: frozenset[Place]) -> list[tuple[int, int]]:
        """Return a key that sorts sets of places by their order of asking."""
        return sorted((at.tool or 0, self.pack.rank[at.question]) for at in places)

    def attempt(
        self, places: frozenset[Place]
    ) -> tuple[Alternative | None, frozenset[Place]]:
        """Find the answers at these places that lead to the lowest level.

        Returns:
            The alternative if there is one. Otherwise the answers one of which has to
            be changed as well.
        """
        for support in self.supports:
            if support.isdisjoint(places):
                return None, support
        rest = _without(self.answers, places)
        blockers: set[Place] = set()
        lower_levels = self.pack.levels[: self.level.rank]
        filled = self._fill(rest, places, lower_levels[-1], {}, blockers)
        if filled is None:
            return None, frozenset(blockers)
        for target in lower_levels[:-1]:
            if lower := self._fill(rest, places, target, {}, set()):
                filled = lower
                break
        answers, given = filled
        changes = tuple(
            (place, given[place]) for place in in_asking_order(self.pack, places)
        )
        opened = tuple(entry for entry in given.items() if entry[0] not in places)
        gives = assess(self.pack, answers).lowest
        return Alternative(changes, opened, answers, gives), frozenset()

    def _support(self, rule: Rule, tool: int | None) -> frozenset[Place]:
        """Collect the answers that a producer can change and a rule depends on."""
        return frozenset(
            place
            for place in relevant_places(self.assessment, rule, tool)
            if not self.pack.by_id[place.question].fixed
        )

    def _fill(
        self,
        answers: Answers,
        changed: frozenset[Place],
        target: Level,
        given: Mapping[Place, Chosen],
        blockers: set[Place],
    ) -> tuple[Answers, Mapping[Place, Chosen]] | None:
        """Answer what is open, one place after the other, staying at the target.

        What a rule depends on that leads above the target is added to `blockers`.
        """
        assessment = assess(self.pack, answers)
        if assessment.lowest > target:
            if strictest := assessment.strictest:
                tool = next(iter(strictest.tools), None)
                blockers |= self._support(strictest.rule, tool)
            return None
        open_choices = (
            place
            for place in assessment.status.open
            if self.pack.by_id[place.question].is_choice
            and (place in changed or place not in self.open_before)
        )
        place = next(open_choices, None)
        if place is None:
            return answers, given
        for chosen in self._values(place, is_change=place in changed):
            filled = with_answer(answers, place, chosen)
            more = {**given, place: chosen}
            if done := self._fill(filled, changed, target, more, blockers):
                return done
        return None

    def _values(self, place: Place, *, is_change: bool) -> Iterable[Chosen]:
        """Return the answers that may be proposed, the nearest to the plan first."""
        question = self.pack.by_id[place.question]
        before = self.answers.at(self.pack, place) if is_change else None
        kept = before if isinstance(before, tuple) else ()
        proposable = tuple(
            option.id
            for option in question.options
            if option.id not in kept
            and (
                option.risk is Risk.SAFE
                or (option.risk is Risk.NEUTRAL and (option.plan or not is_change))
            )
        )
        if question.kind is Kind.SINGLE:
            return [(option,) for option in proposable]
        return [some for some in _subsets(question, kept, proposable) if some != kept]


def _subsets(question: Question, kept: Chosen, proposable: Chosen) -> Iterator[Chosen]:
    """Yield the valid sets: most of what was chosen first, then what is new."""
    alone = {option.id for option in question.options if option.exclusive}
    order = [option.id for option in question.options]
    for added in range(len(proposable) + 1):
        for new in combinations(proposable, added):
            for size in range(len(kept), -1, -1):
                for old in combinations(kept, size):
                    chosen = tuple(sorted((*old, *new), key=order.index))
                    if chosen and (len(chosen) == 1 or alone.isdisjoint(chosen)):
                        yield chosen


def _without(answers: Answers, places: Iterable[Place]) -> Answers:
    for place in places:
        answers = with_answer(answers, place, None)
    return answers
