"""A pack as cubes: when each question is asked, when each rule fires, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import prod

from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Tool
from genai_guide.rules.check.findings import Counterexample
from genai_guide.rules.check.space import NO, YES, Cover, Cube, QuestionVariables, Space
from genai_guide.rules.conditions import Cell, Condition, Fact, Literal
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import (
    Checklist,
    ChecklistItem,
    DateTest,
    Kind,
    Pack,
    Question,
    Rule,
)
from genai_guide.rules.status import question_status

Outcome = Level | Obligation
"""A part of a verdict: at least this level, or this obligation."""
PLACEHOLDER = "Placeholder"
PLACEHOLDER_DAY = "2026-01-01"
"""The answers where a text or a date is required."""
_TODAY = "the day of signing"


@dataclass(frozen=True)
class ItemCubes:
    """When an item of a checklist is relevant, and when it has its two outer states."""

    relevant: Cover
    holds: Cover
    """When it is met, or applies."""
    fails: Cover
    """When it is not met, or does not apply."""


class PackCubes:
    """The conditions of a pack over its variables."""

    def __init__(
        self,
        pack: Pack,
        space: Space | None = None,
        choices: dict[str, QuestionVariables] | None = None,
    ) -> None:
        self.pack = pack
        self.space = space or Space()
        self.budget = self.space.budget
        self.choices = choices or self.space.add_all(pack.questions)
        """The variables of each question that is answered by options."""
        self._cells: dict[Cell, Cover] = {}
        self._asked: dict[str, Cover] = {}

    @cached_property
    def parts(self) -> tuple[Outcome, ...]:
        """Every part of a verdict that not every verdict has, the levels first."""
        return (*self.pack.levels[1:], *self.pack.obligations)

    @property
    def answer_sets(self) -> int:
        """How many combinations of answers there are, with one tool."""
        return prod(choice.answer_count for choice in self.choices.values())

    def asked(self, question_id: str) -> Cover:
        """Return when a question is asked."""
        # Those before it come first, so that a long chain is no deep recursion.
        questions = iter(self.pack.questions)
        while question_id not in self._asked:
            question = next(questions)
            if question.id not in self._asked:
                self.budget.subject = f"question “{question.id}”"
                self._asked[question.id] = self.condition(question.when)
        return self._asked[question_id]

    def condition(self, condition: Condition | None) -> Cover:
        """Return when a condition holds; `None` holds always."""
        if condition is None:
            return [{}]
        cover: Cover = []
        for row in condition:
            cubes: Cover = [{}]
            for cell in row:
                cubes = self.space.product(cubes, self._cell(cell))
            cover += cubes
            self.budget.limit(len(cover))
        return self.space.simpler(cover)

    def _cell(self, cell: Cell) -> Cover:
        if cell not in self._cells:
            if isinstance(cell, Fact):
                cover = self.condition(cell.when)
            else:
                asked = self.asked(cell.question)
                cover = self.space.product(asked, self._answered(cell))
            self._cells[cell] = cover
        return self._cells[cell]

    def _answered(self, literal: Literal) -> Cover:
        """Return the answers that satisfy a cell."""
        choice = self.choices[literal.question]
        if choice.multi:
            cube: Cube = {}
            if literal.any_of:
                wanted = self.space.any_of(choice, literal.any_of)
                cube = {} if wanted is None else {wanted: YES}
            if literal.none_of:
                unwanted = self.space.any_of(choice, literal.none_of)
                if unwanted is None or unwanted in cube:
                    return []
                cube[unwanted] = NO
            return [cube] if self.space.possible(cube) else []
        full = self.space.full[choice.start]
        mask = choice.mask(literal.any_of) if literal.any_of else full
        mask &= ~choice.mask(literal.none_of)
        if not mask:
            return []
        return [{} if mask == full else {choice.start: mask}]

    @cached_property
    def rules(self) -> dict[str, Cover]:
        """When each rule fires."""
        rules = {}
        for rule in self.pack.rules:
            self.budget.subject = f"rule “{rule.id}”"
            rules[rule.id] = self.condition(rule.when)
            if rule.unless:
                carved = self.condition(rule.unless.when)
                rules[rule.id] = self.space.sharp(rules[rule.id], carved)
        return rules

    @cached_property
    def items(self) -> list[tuple[Checklist, ChecklistItem, ItemCubes]]:
        """Every item of a checklist, with the answers that give it its states."""
        return [
            (checklist, item, self._item(checklist, item))
            for checklist in self.pack.checklists
            for item in checklist.items
        ]

    def _item(self, checklist: Checklist, item: ChecklistItem) -> ItemCubes:
        self.budget.subject = f"checklist “{checklist.id}”, item “{item.clause}”"
        product = self.space.product
        relevant = product(
            self.condition(checklist.relevant), self.condition(item.relevant)
        )
        return ItemCubes(
            relevant,
            product(relevant, self.condition(item.holds)),
            product(relevant, self.condition(item.fails)),
        )

    @cached_property
    def conflicts(self) -> dict[str, Cover]:
        """When each conflict occurs, as far as it does not hang on dates."""
        covers: dict[str, Cover] = {}
        for conflict in self.pack.conflicts:
            self.budget.subject = f"conflict “{conflict.id}”"
            covers[conflict.id] = [
                cube
                for row in conflict.when
                if dates_can_be(row)
                for cube in self._conflict_row(row)
            ]
        return covers

    def _conflict_row(self, row: Iterable[Cell | DateTest]) -> Cover:
        cubes: Cover = [{}]
        for cell in row:
            if isinstance(cell, DateTest):
                for question in cell.questions:
                    cubes = self.space.product(cubes, self.asked(question))
            else:
                cubes = self.space.product(cubes, self._cell(cell))
        return cubes

    @cached_property
    def naming(self) -> dict[QuestionVariables, list[Cover]]:
        """For each question, the covers that look at it: what it can change."""
        covers: dict[QuestionVariables, list[Cover]] = {}
        changed = [*self.rules.values(), *self.conflicts.values()]
        changed += [self.asked(question.id) for question in self.pack.questions]
        for _, _, item in self.items:
            changed += [item.relevant, item.holds, item.fails]
        for cover in changed:
            of = self.space.choice_of
            for choice in {of[number] for cube in cover for number in cube}:
                covers.setdefault(choice, []).append(cover)
        return covers

    @cached_property
    def outcomes(self) -> dict[Outcome, Cover]:
        """When the verdict has each of its parts."""
        simpler = self.space.simpler
        return {outcome: simpler(self.giving(outcome)) for outcome in self.parts}

    def giving(self, outcome: Outcome, but: Rule | None = None) -> Cover:
        """Return when a rule, other than one, gives a part of the verdict."""
        return [
            cube
            for rule in self.pack.rules
            if rule is not but and rule_gives(rule, outcome)
            for cube in self.rules[rule.id]
        ]

    def example(self, cube: Cube, shows: str = "", part: str = "") -> Counterexample:
        """Return complete answers that lie in a cube, otherwise as harmless as can be.

        The sentence on what they show ends with their verdict.
        """
        answers = self.answers_in(cube)
        shows += format_verdict(self.pack, answers)
        return Counterexample(answers, shows, part)

    def answers_in(self, cube: Cube) -> Answers:
        """Return answers to everything that is asked, within a cube."""
        self.budget.spend(4 * len(self.pack.questions))
        use: dict[str, Answer] = {}
        tool: dict[str, Answer] = {}
        name = ""
        for question in self.pack.questions:
            answers = tool if question.per_tool else use
            if question.field == TOOL_NAME_FIELD:
                name = PLACEHOLDER
            elif question.is_choice:
                answers[question.id] = self._choose(question, cube)
            elif not question.optional:
                is_date = question.kind is Kind.DATE
                answers[question.id] = PLACEHOLDER_DAY if is_date else PLACEHOLDER
        status = question_status(self.pack, Answers(use, (Tool(name, tool),)))
        for place in status.inactive:
            if self.pack.by_id[place.question].field == TOOL_NAME_FIELD:
                name = ""
            else:
                del (use if place.tool is None else tool)[place.question]
        return Answers(use, (Tool(name, tool),))

    def _choose(self, question: Question, cube: Cube) -> tuple[str, ...]:
        """Choose within a cube, which may allow options of another pack as well."""
        choice = self.choices[question.id]
        own = {option.id for option in question.options}
        if choice.multi:
            chosen = choice.answer(self.space.own(choice, cube)) or frozenset[int]()
            allowed = {choice.options[bit - choice.start].id for bit in chosen} & own
            if allowed:
                return tuple(o.id for o in question.options if o.id in allowed)
        else:
            mask = cube.get(choice.start, -1)
            ids = enumerate(option.id for option in choice.options)
            allowed = {id_ for number, id_ in ids if mask >> number & 1} & own
        mildest = (choice.options[n - choice.start].id for n in choice.mildest)
        return (next(id_ for id_ in mildest if id_ in (allowed or own)),)


def format_verdict(pack: Pack, answers: Answers) -> str:
    """Format the verdict of complete answers by its ids: `approval, consent`."""
    assessment = assess(pack, answers)
    parts: list[Outcome] = [assessment.lowest, *assessment.obligations]
    return ", ".join(part.id for part in parts)


def dates_can_be(row: Iterable[Cell | DateTest]) -> bool:
    """Whether there are dates that pass all tests of a row."""
    later: dict[str, set[str]] = {}
    for cell in row:
        if isinstance(cell, DateTest):
            first, second = cell.question, cell.other or _TODAY
            if cell.relation in ("after", "future"):
                first, second = second, first
            later.setdefault(first, set()).add(second)
    # No date comes before itself, by way of others either.
    for start in later:
        reached: set[str] = set()
        waiting = [start]
        while waiting:
            for day in later.get(waiting.pop(), set()) - reached:
                reached.add(day)
                waiting.append(day)
        if start in reached:
            return False
    return True


def rule_gives(rule: Rule, outcome: Outcome) -> bool:
    """Whether a rule that fires gives this part of a verdict by itself."""
    if isinstance(outcome, Level):
        return rule.level is not None and rule.level.rank >= outcome.rank
    return outcome in rule.obligations
