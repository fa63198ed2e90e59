"""Evaluate answers: what is asked, which rules apply, and the verdict.

A condition is true, false or open. A cell on a question that is not asked is false; on
a question that is asked, or may be, and has no answer it is open.

What is known is kept as two sets: the cells that are true, and those that are possible,
which are true or open. A condition is true if all cells of one of its rows are true;
otherwise it is open if all cells of one of its rows are possible. Since nothing in a
condition is negated, this is exactly the three-valued logic of Kleene.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from genai_guide.rules.answers import Answer, Answers, Place, Tool, in_asking_order
from genai_guide.rules.conditions import (
    ALWAYS,
    Cell,
    CompiledCondition,
    CompiledQuestion,
    Condition,
    Fact,
)
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import CompiledRule, Due, Pack, Rule, Task

Truth = bool | None
"""True, false or open (`None`)."""


@dataclass(slots=True)
class Known:
    """What is known about the use, or about one tool together with the use."""

    tool: int | None = None
    asked: dict[str, Truth] = field(default_factory=dict)
    """The questions that are asked (`True`) or may be (`None`), in order."""
    true: set[Cell] = field(default_factory=set)
    possible: set[Cell] = field(default_factory=set)
    """The cells that are true or open."""

    def learn(
        self, questions: Iterable[CompiledQuestion], given: Mapping[str, Answer]
    ) -> None:
        """Go through questions in the order of asking and add what follows.

        Only answers to asked questions count. A question whose condition is open is
        open too, even where it has an answer.
        """
        when, asked = ALWAYS, self.truth(ALWAYS)
        for question in questions:
            if question.when is not when:  # many questions share one with the last
                when, asked = question.when, self.truth(question.when)
            if asked is not False:
                self.asked[question.id] = asked
                answer = given.get(question.id) if asked else None
                if isinstance(answer, tuple):
                    accepting = question.accepting(answer)
                    self.true |= accepting
                    self.possible |= accepting
                else:
                    self.possible |= question.cells
            for fact in question.facts:
                truth = self.truth(fact.when)
                if truth:
                    self.true |= fact.cells
                if truth is not False:
                    self.possible |= fact.cells

    def truth(self, condition: CompiledCondition) -> Truth:
        """Return whether a condition is true, false or open."""
        truth: Truth = False
        for row in condition:
            if row <= self.possible:
                if row <= self.true:
                    return True
                truth = None
        return truth

    def applies(self, rule: CompiledRule) -> Truth:
        """Return whether a rule applies."""
        truth = self.truth(rule.when)
        if truth is False or not rule.unless:
            return truth
        excepted = self.truth(rule.unless)
        if excepted is False:
            return truth
        return False if excepted else None

    def questions_met(self, condition: Condition) -> Iterator[str]:
        """Yield the questions whose answers make rows of a condition true."""
        for row in condition:
            if self.true.issuperset(row):
                for cell in row:
                    if isinstance(cell, Fact):
                        yield from self.questions_met(cell.when)
                    else:
                        yield cell.question

    def questions_failed(self, condition: Condition) -> Iterator[str]:
        """Yield, for each row of a false condition, the answered questions it fails by.

        A row that fails only by questions that are not asked yields nothing.
        """
        for row in condition:
            for cell in row:
                if cell not in self.possible:
                    questions = (
                        tuple(self.questions_failed(cell.when))
                        if isinstance(cell, Fact)
                        else (cell.question,) * (cell.question in self.asked)
                    )
                    if questions:
                        yield from questions
                        break


@dataclass(frozen=True)
class QuestionStatus:
    """Where every question of a pack stands, given some answers."""

    pack: Pack
    answers: Answers
    use: Known
    tools: tuple[Known, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return not self.open

    @cached_property
    def asked(self) -> tuple[Place, ...]:
        """The places certainly asked, in the order of asking."""
        return tuple([place for place, asked in self._places() if asked])

    @cached_property
    def possible(self) -> tuple[Place, ...]:
        """The places that open answers may still bring up; optional ones left out."""
        return tuple(
            place
            for place, asked in self._places()
            if asked is None and not self.pack.by_id[place.question].optional
        )

    @cached_property
    def open(self) -> tuple[Place, ...]:
        """The places asked and still to be answered; optional ones left out."""
        return tuple(
            place
            for place in self.asked
            if self.answers.at(self.pack, place) is None
            and not self.pack.by_id[place.question].optional
        )

    @cached_property
    def inactive(self) -> tuple[Place, ...]:
        """The places that hold an answer and are not asked."""
        places = [Place(question.id) for question in self.pack.use_questions] + [
            Place(question.id, known.tool)
            for known in self.tools
            for question in self.pack.tool_questions
        ]
        return tuple(
            place
            for place in places
            if place not in self.asked_set
            and self.answers.at(self.pack, place) is not None
        )

    @cached_property
    def asked_set(self) -> frozenset[Place]:
        """The places certainly asked, for looking up."""
        return frozenset(self.asked)

    def _places(self) -> Iterator[tuple[Place, Truth]]:
        for known in (self.use, *self.tools):
            for question, asked in known.asked.items():
                yield Place(question, known.tool), asked


def question_status(pack: Pack, answers: Answers) -> QuestionStatus:
    """Go through the questions in order and find where each of them stands."""
    use = Known()
    use.learn(pack.compiled.use, answers.use)
    tools = []
    for number, tool in enumerate(answers.tools or (Tool(),), start=1):
        known = Known(number, true=use.true.copy(), possible=use.possible.copy())
        known.learn(pack.compiled.tool, tool.answers)
        tools.append(known)
    return QuestionStatus(pack, answers, use, tuple(tools))


class RuleState(StrEnum):
    """What became of a rule."""

    FIRED = "fired"
    OPEN = "open"
    KEPT_OFF = "kept off"
    NOT_REACHED = "not asked"


@dataclass(frozen=True)
class RuleResult:
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
    """Everything that follows from some answers, worked out when it is needed."""

    pack: Pack
    answers: Answers
    status: QuestionStatus

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be answered."""
        return self.status.complete

    @property
    def level(self) -> Level | None:
        """The verdict; `None` while answers are missing."""
        return self.lowest if self.complete else None

    @cached_property
    def lowest(self) -> Level:
        """The lowest level still possible."""
        return next(
            (rule.rule.level or Level.NOTIFY for rule in self._applying()), Level.NOTIFY
        )

    @cached_property
    def highest(self) -> Level:
        """The highest level still possible."""
        return next(
            (rule.rule.level or Level.NOTIFY for rule in self._applying(or_open=True)),
            Level.NOTIFY,
        )

    @cached_property
    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations that certainly hold, in their fixed order."""
        held = {flag for rule in self.fired_rules for flag in rule.obligations}
        return tuple(flag for flag in Obligation if flag in held)

    @cached_property
    def results(self) -> tuple[RuleResult, ...]:
        """What became of each rule, in the pack's order."""
        return tuple(self._result(rule) for rule in self.pack.compiled.rules)

    @cached_property
    def fired(self) -> tuple[RuleResult, ...]:
        """The results of the rules that apply, the highest level first, notes last."""
        return tuple(self._result(rule) for rule in self._fired)

    @property
    def fired_rules(self) -> tuple[Rule, ...]:
        """The rules that apply, in the same order."""
        return tuple(rule.rule for rule in self._fired)

    @property
    def strictest(self) -> RuleResult | None:
        """The first of the rules that apply."""
        return next(map(self._result, self._applying()), None)

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

    @cached_property
    def _fired(self) -> tuple[CompiledRule, ...]:
        return tuple(self._applying())

    def _applying(self, *, or_open: bool = False) -> Iterator[CompiledRule]:
        """Yield the rules that apply, or may, the highest level first, notes last."""
        use, tools = (self.status.use,), self.status.tools
        for rule in self.pack.compiled.strictest_first:
            for known in tools if rule.per_tool else use:
                truth = known.applies(rule)
                if truth or (or_open and truth is None):
                    yield rule
                    break

    def _rounds(self, rule: CompiledRule) -> tuple[Known, ...]:
        """Return what is known of the use, or of each tool if a rule asks for it."""
        return self.status.tools if rule.per_tool else (self.status.use,)

    def _truths(self, rule: CompiledRule) -> list[Truth]:
        return [known.applies(rule) for known in self._rounds(rule)]

    def _result(self, compiled: CompiledRule) -> RuleResult:
        """Find what became of a rule, and because of which answers."""
        rule, rounds = compiled.rule, self._rounds(compiled)
        truths = self._truths(compiled)
        if True in truths:
            applied = [
                known for known, truth in zip(rounds, truths, strict=True) if truth
            ]
            tools = tuple(known.tool for known in applied if known.tool)
            places = self._places(applied, rule.when, Known.questions_met)
            return RuleResult(rule, RuleState.FIRED, tools, places)
        if None in truths:
            return RuleResult(rule, RuleState.OPEN)
        places = self._places(rounds, rule.when, Known.questions_failed)
        if rule.unless:
            excepted = [known for known in rounds if known.truth(compiled.unless)]
            alone = [
                known for known in excepted if known.truth(compiled.when) is not False
            ]
            if excepted and (alone or not places):
                places = self._places(
                    alone or excepted, rule.unless.when, Known.questions_met
                )
                return RuleResult(
                    rule, RuleState.KEPT_OFF, (), places, by_exception=True
                )
        state = RuleState.KEPT_OFF if places else RuleState.NOT_REACHED
        return RuleResult(rule, state, (), places)

    def _places(
        self,
        rounds: Iterable[Known],
        condition: Condition | None,
        find: Callable[[Known, Condition], Iterable[str]],
    ) -> tuple[Place, ...]:
        """Return the places of the questions found, in the order of asking."""
        by_id = self.pack.by_id
        return in_asking_order(
            self.pack,
            (
                Place(question, known.tool if by_id[question].per_tool else None)
                for known in rounds
                for question in find(known, condition or ())
            ),
        )


def assess(pack: Pack, answers: Answers) -> Assessment:
    """Evaluate the rules of a pack for some answers."""
    return Assessment(pack, answers, question_status(pack, answers))
