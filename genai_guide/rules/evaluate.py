"""Evaluate answers: what is asked, which rules apply, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from genai_guide.rules.answers import Answers, Place, in_asking_order
from genai_guide.rules.conditions import (
    Condition,
    Truth,
    Values,
    holds,
    questions_failed,
    questions_met,
)
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.masks import Bits, RuleMasks, level_of, met, obligations_of
from genai_guide.rules.pack import Due, Pack, Question, Rule, Task


@dataclass(frozen=True)
class QuestionStatus:
    """Where every question of a pack stands, given some answers.

    Only answers to asked questions count. A question whose condition is open is open
    too, even where it holds a parked answer.
    """

    pack: Pack
    answers: Answers
    bits: tuple[Bits, ...]
    """What is true and what may be (see `policy.masks`): of the use, of each tool."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return not self.open

    @cached_property
    def asked(self) -> tuple[Place, ...]:
        """The places certainly asked, in the order of asking."""
        return tuple([place for _, place, asked, _ in self._standing if asked])

    @cached_property
    def possible(self) -> tuple[Place, ...]:
        """The places that open answers may still bring up; optional ones left out."""
        return tuple(
            place
            for question, place, asked, _ in self._standing
            if asked is None and not question.optional
        )

    @cached_property
    def open(self) -> tuple[Place, ...]:
        """The places asked and still to be answered; optional ones left out."""
        return tuple(
            place
            for question, place, asked, answered in self._standing
            if asked and not answered and not question.optional
        )

    @cached_property
    def inactive(self) -> tuple[Place, ...]:
        """The places that hold an answer and are not asked."""
        return tuple(
            place
            for _, place, asked, answered in self._standing
            if answered and not asked
        )

    @cached_property
    def asked_set(self) -> frozenset[Place]:
        """The places certainly asked, for looking up."""
        return frozenset(self.asked)

    @cached_property
    def use(self) -> Values:
        """The values of the questions asked once (see `policy.conditions`)."""
        return self._values(None)

    @cached_property
    def tools(self) -> tuple[Values, ...]:
        """For each tool, its values and those of the use."""
        numbers = range(1, len(self.bits))
        return tuple({**self.use, **self._values(number)} for number in numbers)

    @cached_property
    def _standing(self) -> list[tuple[Question, Place, Truth, bool]]:
        """List the questions: at which place, whether asked, whether answered.

        The last bits serve for all of them: what decides whether a question is asked
        is settled before it.
        """
        found: list[tuple[Question, Place, Truth, bool]] = []
        for number, (true, maybe) in enumerate(self.bits):
            masks = self.pack.masks
            for question, place, gate in masks.tool(number) if number else masks.use:
                asked: Truth = met(gate, true)
                if not asked and true != maybe and met(gate, maybe):
                    asked = None
                answered = self.answers.given(question, place.tool) is not None
                found.append((question, place, asked, answered))
        return found

    def _values(self, tool: int | None) -> dict[str, frozenset[str] | None]:
        values: dict[str, frozenset[str] | None] = {}
        for place in self.asked:
            if place.tool == tool and self.pack.by_id[place.question].is_choice:
                given = self.answers.at(self.pack, place)
                values[place.question] = None if given is None else frozenset(given)
        for place in self.possible:
            if place.tool == tool and self.pack.by_id[place.question].is_choice:
                values[place.question] = None
        return values


def question_status(pack: Pack, answers: Answers) -> QuestionStatus:
    """Go through the questions in order and find where each of them stands."""
    return QuestionStatus(pack, answers, pack.masks.bits(answers))


class RuleState(StrEnum):
    """What became of a rule."""

    FIRED = "fired"
    OPEN = "open"
    KEPT_OFF = "kept off"
    NOT_REACHED = "not asked"


class RuleResult(NamedTuple):
    """What became of one rule, and because of which answers."""

    rule: Rule
    state: RuleState
    tools: tuple[int, ...] = ()
    """The numbers of the tools that it fired for, if it is evaluated per tool."""
    by: tuple[Place, ...] = ()
    """The answers that fired it, or that kept it off."""
    by_exception: bool = False
    """Whether it is the rule's own carve-out that kept it off."""


@dataclass(frozen=True)
class Assessment:
    """Everything that follows from some answers."""

    pack: Pack
    answers: Answers
    status: QuestionStatus
    lowest: Level
    highest: Level
    obligations: tuple[Obligation, ...]
    """Those that certainly hold, in their fixed order."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return self.status.complete

    @property
    def level(self) -> Level | None:
        """The verdict; `None` while answers are missing."""
        return self.lowest if self.complete else None

    @cached_property
    def truths(self) -> tuple[tuple[Truth, ...], ...]:
        """For each rule, in order, whether it fires: for the use, or by tool."""
        bits = self.status.bits
        return tuple([masks.truths(bits) for masks in self.pack.masks.rules])

    @cached_property
    def results(self) -> tuple[RuleResult, ...]:
        """What became of each rule, in the pack's order."""
        told = zip(self.pack.rules, self.truths, strict=True)
        return tuple(_finding(self.pack, rule, one, self.status) for rule, one in told)

    @cached_property
    def _fired(self) -> list[RuleMasks]:
        return self.pack.masks.fired(self.status.bits)

    @property
    def fired_rules(self) -> tuple[Rule, ...]:
        """The rules that certainly hold, the highest level first, notes last."""
        return tuple(one.rule for one in self._fired)

    @cached_property
    def fired(self) -> tuple[RuleResult, ...]:
        """What became of these, in the same order."""
        bits = self.status.bits
        return tuple(
            _finding(self.pack, one.rule, one.truths(bits), self.status)
            for one in self._fired
        )

    @property
    def headlines(self) -> tuple[str, ...]:
        """The sentences that stand before the verdict's own."""
        said = [one.headline for one in self.fired_rules if one.headline]
        left_empty = (
            self.pack.by_id[place.question].missing
            for place in self.status.asked
            if self.answers.at(self.pack, place) is None
        )
        return tuple(dict.fromkeys([*said, *(one for one in left_empty if one)]))

    @property
    def tasks(self) -> tuple[tuple[Task, RuleResult], ...]:
        """What is to be done, each task once, with the finding that asks for it."""
        found: dict[str, tuple[Task, RuleResult]] = {}
        for finding in self.fired:
            for task in finding.rule.tasks:
                found.setdefault(task.id, (task, finding))
        late = Due.BEFORE_DELIVERY
        return tuple(sorted(found.values(), key=lambda one: one[0].due is late))


def assess(pack: Pack, answers: Answers) -> Assessment:
    """Decide what the rules of a pack say of some answers."""
    asked = question_status(pack, answers)
    low, high = pack.masks.bounds(asked.bits)
    return Assessment(
        pack, answers, asked, level_of(low), level_of(high), obligations_of(low)
    )


def lowest_level(
    pack: Pack, answers: Answers, asked: QuestionStatus | None = None
) -> Level:
    """Decide only the lowest level still possible, without explaining it."""
    bits = asked.bits if asked else pack.masks.bits(answers)
    return level_of(pack.masks.bounds(bits)[0])


def level_bounds(pack: Pack, answers: Answers) -> tuple[Level, Level]:
    """Decide only the lowest and the highest level still possible."""
    low, high = pack.masks.bounds(pack.masks.bits(answers))
    return level_of(low), level_of(high)


def _finding(
    pack: Pack, rule: Rule, truths: tuple[Truth, ...], asked: QuestionStatus
) -> RuleResult:
    """Say what became of a rule, and because of which answers."""
    rounds: dict[int | None, Values] = {None: asked.use}
    if rule.id in pack.per_tool_rules:
        rounds = dict(enumerate(asked.tools, start=1))
    found = dict(zip(rounds, truths, strict=True))
    fired = {number: rounds[number] for number, truth in found.items() if truth}
    if fired:
        by = _places(pack, fired, rule.when, questions_met)
        tools = tuple(number for number in fired if number is not None)
        return RuleResult(rule, RuleState.FIRED, tools=tools, by=by)
    if None in truths:
        return RuleResult(rule, RuleState.OPEN)
    by = _places(pack, rounds, rule.when, questions_failed)
    carved = _carved_out(rule, rounds)
    alone = {n: one for n, one in carved.items() if _applies(rule, one) is not False}
    if rule.unless and carved and (alone or not by):
        by = _places(pack, alone or carved, rule.unless.when, questions_met)
        return RuleResult(rule, RuleState.KEPT_OFF, by=by, by_exception=True)
    return RuleResult(rule, RuleState.KEPT_OFF if by else RuleState.NOT_REACHED, by=by)


def _carved_out(
    rule: Rule, rounds: Mapping[int | None, Values]
) -> dict[int | None, Values]:
    """Find where the rule's own carve-out certainly holds."""
    if rule.unless is None:
        return {}
    return {n: one for n, one in rounds.items() if holds(rule.unless.when, one)}


def _applies(rule: Rule, values: Values) -> Truth:
    return True if rule.when is None else holds(rule.when, values)


def _places(
    pack: Pack,
    rounds: Mapping[int | None, Values],
    condition: Condition | None,
    named_by: Callable[[Condition, Values], Iterable[str]],
) -> tuple[Place, ...]:
    """Turn the questions that a condition names into places, each once, in order."""
    return in_asking_order(
        pack,
        (
            Place(question, number if pack.by_id[question].per_tool else None)
            for number, values in rounds.items()
            for question in named_by(condition or (), values)
        ),
    )
