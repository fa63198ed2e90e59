"""python-sat deciding the properties of a pack, from its conditions as clauses.

It is asked what the check of a pack decides by covering: can every question be asked,
can every rule fire, does every rule decide somewhere, does a move from safe to risky
lower the verdict anywhere, does every assert hold.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path

from pysat.solvers import Glucose4
from serving import serve

from genai_guide.rules.check.answer_changes import change_option, riskier_pairs
from genai_guide.rules.check.cubes import rule_gives
from genai_guide.rules.check.properties import list_deciding_rules
from genai_guide.rules.check.space import YES, Cube, Space
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.pack import Pack

Answer = set[tuple[str, str]]


class BySat:
    """The meaning of a pack as clauses, straight from its conditions, twice."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.parts = (*pack.levels[1:], *pack.obligations)
        self.space = Space()
        self.choices = self.space.add_all(pack.questions)
        self.solver = Glucose4()
        self.names: dict[object, int] = {}
        self.copies = [self._copy(0), self._copy(1)]
        self._tie()

    def _var(self, *name: object) -> int:
        return self.names.setdefault(name, len(self.names) + 1)

    def _value(self, copy: int, variable: int, mask: int) -> int:
        """The literal of a variable having one value."""
        if self.space.choice_of[variable].multi:
            bit = self._var(copy, variable)
            return bit if mask == YES else -bit
        return self._var(copy, variable, mask)

    def _and(self, parts: list[int]) -> int:
        made = self._var("new", len(self.names))
        for part in parts:
            self.solver.add_clause([-made, part])
        self.solver.add_clause([made, *(-part for part in parts)])
        return made

    def _or(self, parts: list[int]) -> int:
        return -self._and([-part for part in parts])

    def _copy(self, copy: int) -> dict[object, int]:
        for choice in self.choices.values():
            values = [self._value(copy, one, YES) for one in choice.variables]
            if not choice.multi:
                count = len(choice.options)
                values = [self._value(copy, choice.start, 1 << n) for n in range(count)]
            self.solver.add_clause(values)
            alone = [self._value(copy, one, YES) for one in choice.exclusive]
            for number, one in enumerate(values):
                for other in values[number + 1 :]:
                    if not choice.multi or one in alone or other in alone:
                        self.solver.add_clause([-one, -other])
        made: dict[object, int] = {}
        for question in self.pack.questions:
            made[question.id] = self._condition(copy, question.when, made)
        for rule in self.pack.rules:
            fires = [self._condition(copy, rule.when, made)]
            if rule.unless:
                fires.append(-self._condition(copy, rule.unless.when, made))
            made["rule", rule.id] = self._and(fires)
        for outcome in self.parts:
            made[outcome] = self._or(
                [made["rule", r.id] for r in self.pack.rules if rule_gives(r, outcome)]
            )
        return made

    def _condition(
        self, copy: int, when: Condition | None, made: dict[object, int]
    ) -> int:
        rows = [()] if when is None else when
        return self._or(
            [self._and([self._cell(copy, cell, made) for cell in row]) for row in rows]
        )

    def _cell(self, copy: int, cell: Literal | Fact, made: dict[object, int]) -> int:
        if isinstance(cell, Fact):
            return self._condition(copy, cell.when, made)
        choice = self.choices[cell.question]

        def chosen(ids: Iterable[str]) -> list[int]:
            if choice.multi:
                return [self._value(copy, one, YES) for one in choice.bits(ids)]
            numbers = {option.id: n for n, option in enumerate(choice.options)}
            return [self._value(copy, choice.start, 1 << numbers[one]) for one in ids]

        parts = [made[cell.question]]
        parts += [self._or(chosen(cell.any_of))] if cell.any_of else []
        return self._and(parts + [-one for one in chosen(cell.none_of)])

    def _tie(self) -> None:
        """Let each variable be the same in both copies, where that is assumed."""
        self.ties: dict[int, int] = {}
        for variable, full in enumerate(self.space.full):
            tie = self.ties[variable] = self._var("tie", variable)
            values = [1 << n for n in range(full.bit_length())]
            if self.space.choice_of[variable].multi:
                values = [YES]
            for value in values:
                one, other = (self._value(copy, variable, value) for copy in (0, 1))
                self.solver.add_clause([-tie, -one, other])
                self.solver.add_clause([-tie, one, -other])
        first, second = self.copies
        lost = [self._and([first[o], -second[o]]) for o in self.parts]
        self.lowered = self._or(lost)

    def _assumed(self, copy: int, cube: Cube) -> list[int]:
        return [self._value(copy, one, mask) for one, mask in cube.items()]

    def _possible(self, *assumed: int) -> bool:
        return bool(self.solver.solve(assumptions=list(assumed)))

    def answers(self) -> Answer:
        """Decide by asking the solver about each thing in turn."""
        made, found = self.copies[0], set[tuple[str, str]]()
        deciding = list_deciding_rules(self.pack)
        for question in self.pack.questions:
            if not self._possible(made[question.id]):
                found.add(("dead-question", question.id))
        for rule in self.pack.rules:
            if not self._possible(made["rule", rule.id]):
                found.add(("can-fire", rule.id))
            elif rule in deciding and not self._decides(rule.id):
                found.add(("decisive", rule.id))
        found |= self._lowering()
        for one in self.pack.assertions:
            met = self._condition(0, one.when, made)
            broken = one.at_least in self.parts and self._possible(
                met, -made[one.at_least]
            )
            if broken:
                found.add(("assert", one.id))
        return found

    def _lowering(self) -> Answer:
        found: Answer = set()
        for choice in self.choices.values():
            for safe, risky in riskier_pairs(choice):
                move = change_option(choice, safe, risky)
                ties = [
                    tie for one, tie in self.ties.items() if one not in move.changed
                ]
                before = self._assumed(0, move.before)
                after = self._assumed(1, move.after)
                if self._possible(self.lowered, *before, *after, *ties):
                    found.add(("monotone", f"{choice.id}-{risky.id}"))
        return found

    def _decides(self, rule_id: str) -> bool:
        made, rules = self.copies[0], self.pack.rules
        rule = next(one for one in rules if one.id == rule_id)
        given = [outcome for outcome in self.parts if rule_gives(rule, outcome)]
        return not given or any(
            self._possible(
                made["rule", rule_id],
                *(
                    -made["rule", other.id]
                    for other in rules
                    if other is not rule and rule_gives(other, outcome)
                ),
            )
            for outcome in given
        )


packs: dict[str, Pack] = {}


def load(path: str) -> None:
    """Take a pack, from a file that the benchmark has just written."""
    packs["pack"] = pickle.loads(Path(path).read_bytes())  # noqa: S301


def decide() -> list[tuple[str, str]]:
    """Give every property that fails, with what it fails for."""
    return sorted(BySat(packs["pack"]).answers())


if __name__ == "__main__":
    serve(load=load, decide=decide)
