"""A pack as cubes: when each question is asked, when each rule fires, what follows."""

from __future__ import annotations

from functools import cached_property
from math import prod

from genai_guide.rules.check.space import NO, YES, Cover, Cube, QuestionVariables, Space
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Pack, Rule

Outcome = Level | Obligation
"""A part of a verdict: at least this level, or this obligation."""
OUTCOMES: tuple[Outcome, ...] = (*list(Level)[1:], *Obligation)
"""Every part of a verdict that not every verdict has, the levels first."""


class CompiledPack:
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
        self._facts: dict[Fact, Cover] = {}
        self._literals: dict[Literal, Cover] = {}
        self._asked: dict[str, Cover] = {}

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

    def _cell(self, cell: Literal | Fact) -> Cover:
        if isinstance(cell, Fact):
            if cell not in self._facts:
                self._facts[cell] = self.condition(cell.when)
            return self._facts[cell]
        if cell not in self._literals:
            asked = self.asked(cell.question)
            self._literals[cell] = self.space.product(asked, self._answered(cell))
        return self._literals[cell]

    def _answered(self, literal: Literal) -> Cover:
        """Return the answers that satisfy a cell."""
        choice = self.choices[literal.question]
        cube: Cube = {}
        if choice.multi:
            if literal.any_of:
                wanted = self.space.any_of(choice, literal.any_of)
                cube |= {} if wanted is None else {wanted: YES}
            if literal.none_of:
                unwanted = self.space.any_of(choice, literal.none_of)
                if unwanted is None or unwanted in cube:
                    return []
                cube |= {unwanted: NO}
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
        return {rule.id: self._fires(rule) for rule in self.pack.rules}

    def _fires(self, rule: Rule) -> Cover:
        self.budget.subject = f"rule “{rule.id}”"
        applies = self.condition(rule.when)
        if rule.unless is None:
            return applies
        return self.space.sharp(applies, self.condition(rule.unless.when))

    @cached_property
    def outcomes(self) -> dict[Outcome, Cover]:
        """When the verdict has each of its parts."""
        return {outcome: self.giving(outcome) for outcome in OUTCOMES}

    def giving(self, outcome: Outcome, but: Rule | None = None) -> Cover:
        """Return when a rule, other than one, gives a part of the verdict."""
        return [
            cube
            for rule in self.pack.rules
            if rule is not but and rule_gives(rule, outcome)
            for cube in self.rules[rule.id]
        ]


def rule_gives(rule: Rule, outcome: Outcome) -> bool:
    """Whether a rule that fires gives this part of a verdict by itself."""
    if isinstance(outcome, Level):
        return rule.level is not None and rule.level >= outcome
    return outcome in rule.obligations
