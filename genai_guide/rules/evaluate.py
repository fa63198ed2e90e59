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

from genai_guide.rules.answers import (
    Answer,
    Answers,
    Place,
    Tool,
    format_answer,
    in_asking_order,
)
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

    APPLIES = "applies"
    OPEN = "open"
    RULED_OUT = "ruled out"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class RuleResult:
    """What became of one rule, and because of which answers."""

    rule: Rule
    state: RuleState
    tools: tuple[int, ...] = ()
    """The numbers of the tools that it applies to, if it is evaluated per tool."""
    places: tuple[Place, ...] = ()
    """The answers because of which it applies or is ruled out."""
    by_exception: bool = False
    """Whether it is the rule's own exception that rules it out."""


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
        return _level(self._applying())

    @cached_property
    def highest(self) -> Level:
        """The highest level still possible."""
        return _level(self._applying(or_open=True))

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """The obligations that certainly hold, in their fixed order."""
        held = {flag for rule in self.applied_rules for flag in rule.obligations}
        return tuple(flag for flag in Obligation if flag in held)

    @cached_property
    def results(self) -> tuple[RuleResult, ...]:
        """What became of each rule, in the pack's order."""
        return tuple(self._result(rule) for rule in self.pack.compiled.rules)

    @cached_property
    def applied_rules(self) -> tuple[Rule, ...]:
        """The rules that apply, the highest level first, notes last."""
        return tuple(compiled.rule for compiled in self._applying())

    @cached_property
    def applied(self) -> tuple[RuleResult, ...]:
        """The results of these rules, in the same order."""
        return tuple(self._result(compiled) for compiled in self._applying())

    @property
    def strictest(self) -> RuleResult | None:
        """The first of these results."""
        return next(map(self._result, self._applying()), None)

    @property
    def headlines(self) -> tuple[str, ...]:
        """The sentences that stand before the verdict's own."""
        headlines = [rule.headline for rule in self.applied_rules]
        headlines += [
            self.pack.by_id[place.question].missing
            for place in self.status.asked
            if self.answers.at(self.pack, place) is None
        ]
        return tuple(dict.fromkeys(filter(None, headlines)))

    @property
    def tasks(self) -> tuple[tuple[Task, RuleResult], ...]:
        """The tasks, each once, with the first result that asks for it."""
        tasks: dict[str, tuple[Task, RuleResult]] = {}
        for result in self.applied:
            for task in result.rule.tasks:
                tasks.setdefault(task.id, (task, result))
        late = Due.BEFORE_DELIVERY
        return tuple(sorted(tasks.values(), key=lambda entry: entry[0].due is late))

    def _scopes(self, rule: CompiledRule) -> tuple[Known, ...]:
        """Return what a rule is evaluated by: the use, or each tool."""
        return self.status.tools if rule.per_tool else (self.status.use,)

    def _applying(self, *, or_open: bool = False) -> Iterator[CompiledRule]:
        """Yield the rules that apply, or may apply, the strictest first."""
        for rule in self.pack.compiled.strictest_first:
            for known in self._scopes(rule):
                truth = known.applies(rule)
                if truth or (or_open and truth is None):
                    yield rule
                    break

    def _result(self, compiled: CompiledRule) -> RuleResult:
        """Find what became of a rule, and because of which answers."""
        rule, scopes = compiled.rule, self._scopes(compiled)
        truths = {known.tool: known.applies(compiled) for known in scopes}
        if True in truths.values():
            applied = [known for known in scopes if truths[known.tool]]
            tools = tuple(known.tool for known in applied if known.tool)
            places = self._places(applied, rule.when, Known.questions_met)
            return RuleResult(rule, RuleState.APPLIES, tools, places)
        if None in truths.values():
            return RuleResult(rule, RuleState.OPEN)
        places = self._places(scopes, rule.when, Known.questions_failed)
        if rule.unless:
            excepted = [known for known in scopes if known.truth(compiled.unless)]
            # Where the exception alone rules it out, nothing else is worth naming.
            alone = [
                known for known in excepted if known.truth(compiled.when) is not False
            ]
            if excepted and (alone or not places):
                where = alone or excepted
                places = self._places(where, rule.unless.when, Known.questions_met)
                return RuleResult(
                    rule, RuleState.RULED_OUT, (), places, by_exception=True
                )
        state = RuleState.RULED_OUT if places else RuleState.NOT_ASKED
        return RuleResult(rule, state, (), places)

    def _places(
        self,
        scopes: Iterable[Known],
        condition: Condition | None,
        find: Callable[[Known, Condition], Iterable[str]],
    ) -> tuple[Place, ...]:
        """Return the places of the questions found, in the order of asking."""
        by_id = self.pack.by_id
        return in_asking_order(
            self.pack,
            (
                Place(question, known.tool if by_id[question].per_tool else None)
                for known in scopes
                for question in find(known, condition or ())
            ),
        )


def _level(strictest_first: Iterator[CompiledRule]) -> Level:
    """Return the level of the first rule; without one, the lowest level of all."""
    strictest = next(strictest_first, None)
    return (strictest and strictest.rule.level) or Level.NOTIFY


def assess(pack: Pack, answers: Answers) -> Assessment:
    """Evaluate the rules of a pack for some answers."""
    return Assessment(pack, answers, question_status(pack, answers))


def field_values(
    assessment: Assessment, table: str, tool: int | None = None
) -> dict[str, str]:
    """Return the answers that fill one table of the record, by the key there."""
    values: dict[str, str] = {}
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        if not question.field or place.tool != tool:
            continue
        name, _, key = question.field.partition(".")
        answer = assessment.answers.at(assessment.pack, place)
        if name == table and answer is not None:
            values[key] = format_answer(question, answer)
    return values
