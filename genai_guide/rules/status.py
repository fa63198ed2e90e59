"""What is known from the answers: which conditions hold, and what is asked.

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
from functools import cached_property
from itertools import chain, product

from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    Tool,
    in_asking_order,
    is_chosen_question,
)
from genai_guide.rules.conditions import (
    ALWAYS,
    Cell,
    CompiledCondition,
    CompiledQuestion,
    Condition,
    Fact,
    Literal,
)
from genai_guide.rules.pack import CompiledRule, Pack, Stage

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

    @property
    def tools(self) -> tuple[int, ...]:
        """The number of the tool, if this is about one."""
        return () if self.tool is None else (self.tool,)

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

    def rows_met(self, condition: Condition | None) -> Iterator[tuple[Literal, ...]]:
        """Yield the rows of a condition that are true, a fact by what makes it true.

        Where several rows of a fact are true, each of them makes a row of its own.
        """
        for row in ((),) if condition is None else condition:
            if self.true.issuperset(row):
                ways = [
                    tuple(self.rows_met(cell.when))
                    if isinstance(cell, Fact)
                    else ((cell,),)
                    for cell in row
                ]
                for way in product(*ways):
                    yield tuple(chain.from_iterable(way))

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
        """Whether nothing required is left to be answered."""
        return not self.open

    @cached_property
    def asked(self) -> tuple[Place, ...]:
        """The places certainly asked, in the order of asking."""
        return tuple([place for place, asked in self._places if asked])

    @cached_property
    def possible(self) -> tuple[Place, ...]:
        """The required places that open answers may still bring up."""
        return tuple(
            place
            for place, asked in self._places
            if asked is None and self.pack.by_id[place.question].is_required
        )

    @cached_property
    def open(self) -> tuple[Place, ...]:
        """The required places that are asked and still to be answered."""
        return tuple(
            place
            for place in self.asked
            if self.pack.by_id[place.question].is_required
            and self.answers.at(self.pack, place) is None
            and not self._is_name_to_come(place)
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
            for place in in_asking_order(self.pack, places)
            if place not in self.asked_set
            and not is_chosen_question(self.pack, place)
            and self.answers.at(self.pack, place) is not None
        )

    @cached_property
    def asked_set(self) -> frozenset[Place]:
        """The places certainly asked, for looking up."""
        return frozenset(self.asked)

    def _is_name_to_come(self, place: Place) -> bool:
        """Return whether a place asks for the name of a tool not chosen yet."""
        return (
            place.tool is not None
            and self.pack.by_id[place.question].field == TOOL_NAME_FIELD
            and not self.answers.tools[place.tool - 1].is_chosen(self.pack)
        )

    @cached_property
    def _places(self) -> tuple[tuple[Place, Truth], ...]:
        """What is asked or may be: what decides first, then what is for the record."""
        by_id = self.pack.by_id
        deciding: list[tuple[Place, Truth]] = []
        recorded: list[tuple[Place, Truth]] = []
        for known in (self.use, *self.tools):
            for question, asked in known.asked.items():
                decides = by_id[question].stage is Stage.DECIDE
                place = Place(question, known.tool)
                (deciding if decides else recorded).append((place, asked))
        return (*deciding, *recorded)


def question_status(pack: Pack, answers: Answers) -> QuestionStatus:
    """Go through the questions in order and find where each of them stands."""
    use = Known()
    use.learn(pack.compiled.use, answers.use)
    tools = []
    for number, tool in enumerate(answers.tools or (Tool(),), start=1):
        known = Known(number, true=use.true.copy(), possible=use.possible.copy())
        known.learn(pack.compiled.tool, tool.all_answers(pack))
        tools.append(known)
    return QuestionStatus(pack, answers, use, tuple(tools))


def places_of(
    status: QuestionStatus,
    scopes: Iterable[Known],
    find: Callable[[Known], Iterable[str]],
) -> tuple[Place, ...]:
    """Return the places of the questions found by scopes, in the order of asking."""
    by_id = status.pack.by_id
    return in_asking_order(
        status.pack,
        (
            Place(question, known.tool if by_id[question].per_tool else None)
            for known in scopes
            for question in find(known)
        ),
    )
