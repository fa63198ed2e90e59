"""The verdict: what every rule says of the answers, joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from genai_guide.policy.answers import Answers, Place, reading_order
from genai_guide.policy.asking import Asking, asking
from genai_guide.policy.conditions import (
    Condition,
    Truth,
    Values,
    holds,
    kept_off_by,
    met_by,
)
from genai_guide.policy.consequences import RuleMasks, level_of, obligations_of
from genai_guide.policy.pack import Due, Pack, Rule, Task
from genai_guide.policy.verdict import Level, Obligation


class State(StrEnum):
    """What became of a rule."""

    FIRED = "fired"
    OPEN = "open"
    KEPT_OFF = "kept off"
    NOT_REACHED = "not asked"


class Finding(NamedTuple):
    """What became of one rule, and because of which answers."""

    rule: Rule
    state: State
    tools: tuple[int, ...] = ()
    """The numbers of the tools that it fired for, if it is evaluated per tool."""
    by: tuple[Place, ...] = ()
    """The answers that fired it, or that kept it off."""
    by_unless: bool = False
    """Whether it is the rule's own carve-out that kept it off."""


@dataclass(frozen=True)
class Assessment:
    """Everything that follows from some answers."""

    pack: Pack
    answers: Answers
    asking: Asking
    lowest: Level
    highest: Level
    obligations: tuple[Obligation, ...]
    """Those that certainly hold, in their fixed order."""

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return self.asking.complete

    @property
    def level(self) -> Level | None:
        """The verdict; `None` while answers are missing."""
        return self.lowest if self.complete else None

    @cached_property
    def truths(self) -> tuple[tuple[Truth, ...], ...]:
        """For each rule, in order, whether it fires: for the use, or by tool."""
        bits = self.asking.bits
        return tuple([masks.truths(bits) for masks in self.pack.masks.rules])

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What became of each rule, in the pack's order."""
        told = zip(self.pack.rules, self.truths, strict=True)
        return tuple(_finding(self.pack, rule, one, self.asking) for rule, one in told)

    @cached_property
    def _fired(self) -> list[RuleMasks]:
        return self.pack.masks.fired(self.asking.bits)

    @property
    def fired_rules(self) -> tuple[Rule, ...]:
        """The rules that certainly hold, the highest level first, notes last."""
        return tuple(one.rule for one in self._fired)

    @cached_property
    def fired(self) -> tuple[Finding, ...]:
        """What became of these, in the same order."""
        bits = self.asking.bits
        return tuple(
            _finding(self.pack, one.rule, one.truths(bits), self.asking)
            for one in self._fired
        )

    @property
    def headlines(self) -> tuple[str, ...]:
        """The sentences that stand before the verdict's own."""
        said = [one.headline for one in self.fired_rules if one.headline]
        left_empty = (
            self.pack.by_id[place.question].missing
            for place in self.asking.asked
            if self.answers.at(self.pack, place) is None
        )
        return tuple(dict.fromkeys([*said, *(one for one in left_empty if one)]))

    @property
    def tasks(self) -> tuple[tuple[Task, Finding], ...]:
        """What is to be done, each task once, with the finding that asks for it."""
        found: dict[str, tuple[Task, Finding]] = {}
        for finding in self.fired:
            for task in finding.rule.tasks:
                found.setdefault(task.id, (task, finding))
        late = Due.BEFORE_DELIVERY
        return tuple(sorted(found.values(), key=lambda one: one[0].due is late))


def assess(pack: Pack, answers: Answers) -> Assessment:
    """Decide what the rules of a pack say of some answers."""
    asked = asking(pack, answers)
    low, high = pack.masks.bounds(asked.bits)
    return Assessment(
        pack, answers, asked, level_of(low), level_of(high), obligations_of(low)
    )


def lowest_level(pack: Pack, answers: Answers, asked: Asking | None = None) -> Level:
    """Decide only the lowest level still possible, without explaining it."""
    bits = asked.bits if asked else pack.masks.bits(answers)
    return level_of(pack.masks.bounds(bits)[0])


def bounds(pack: Pack, answers: Answers) -> tuple[Level, Level]:
    """Decide only the lowest and the highest level still possible."""
    low, high = pack.masks.bounds(pack.masks.bits(answers))
    return level_of(low), level_of(high)


def _finding(
    pack: Pack, rule: Rule, truths: tuple[Truth, ...], asked: Asking
) -> Finding:
    """Say what became of a rule, and because of which answers."""
    rounds: dict[int | None, Values] = {None: asked.use}
    if rule.id in pack.per_tool_rules:
        rounds = dict(enumerate(asked.tools, start=1))
    found = dict(zip(rounds, truths, strict=True))
    fired = {number: rounds[number] for number, truth in found.items() if truth}
    if fired:
        by = _places(pack, fired, rule.when, met_by)
        tools = tuple(number for number in fired if number is not None)
        return Finding(rule, State.FIRED, tools=tools, by=by)
    if None in truths:
        return Finding(rule, State.OPEN)
    by = _places(pack, rounds, rule.when, kept_off_by)
    carved = _carved_out(rule, rounds)
    alone = {n: one for n, one in carved.items() if _applies(rule, one) is not False}
    if rule.unless and carved and (alone or not by):
        by = _places(pack, alone or carved, rule.unless.when, met_by)
        return Finding(rule, State.KEPT_OFF, by=by, by_unless=True)
    return Finding(rule, State.KEPT_OFF if by else State.NOT_REACHED, by=by)


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
    return reading_order(
        pack,
        (
            Place(question, number if pack.by_id[question].per_tool else None)
            for number, values in rounds.items()
            for question in named_by(condition or (), values)
        ),
    )
