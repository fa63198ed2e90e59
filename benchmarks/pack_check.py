"""The check of a pack beside a SAT solver, on the same packs and questions.

    python benchmarks/pack_check.py

The solver (python-sat, glucose) is installed by name into a virtual environment of
its own, `benchmarks/.venv`; nothing else uses it. Both are asked, of each pack: can
every question be asked, can every rule fire, does every rule decide somewhere, does
any move from safe to risky lower the verdict, does every assert hold. The answers
have to be the same before a time is printed; only the ratio of the times holds.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any
from venv import EnvBuilder

TOP = Path(__file__).parent.parent
sys.path[:0] = [str(TOP)]

from genai_guide.files.packs import load_pack  # noqa: E402 - needs the path
from genai_guide.policy.conditions import Condition, Fact, Literal  # noqa: E402
from genai_guide.policy.pack import Pack  # noqa: E402
from genai_guide.policy.proof.choice import NO, YES  # noqa: E402
from genai_guide.policy.proof.compiled import OUTCOMES, Compiled, gives  # noqa: E402
from genai_guide.policy.proof.monotone import lowering_answers  # noqa: E402
from genai_guide.policy.proof.moves import riskier  # noqa: E402
from genai_guide.policy.proof.promises import broken_asserts  # noqa: E402
from genai_guide.policy.proof.reach import (  # noqa: E402
    dead_questions,
    rules_that_cannot_fire,
    subsumed_rules,
)
from genai_guide.policy.proof.space import Cube, Space  # noqa: E402
from genai_guide.policy.verdict import Level  # noqa: E402
from tests.policy.proof.generated import large_pack  # noqa: E402

REQUIREMENT = "python-sat>=1.8.dev17,<2"  # it has development versions only
RUNS = 5
Answer = set[tuple[str, str]]


def main() -> None:
    """Print a row for each pack."""
    solver = _solver()
    packs = {
        "shipped": load_pack(),
        "60 questions, 60 rules": large_pack(60, 60, 1),
        "120 questions, 120 rules": large_pack(120, 120, 2),
    }
    print("| pack | proved here | python-sat | ratio |")
    print("|---|---|---|---|")
    for name, pack in packs.items():
        sides: list[Callable[[], Answer]] = [
            lambda pack=pack: by_cubes(pack),  # type: ignore[misc]
            lambda pack=pack: BySat(pack, solver).answers(),  # type: ignore[misc]
        ]
        first, second = (side() for side in sides)
        if first != second:
            sys.exit(f"{name}: not the same: {sorted(first ^ second)[:5]}")
        times: list[list[float]] = [[], []]
        for _ in range(RUNS):
            for side, taken in zip(sides, times, strict=True):
                start = time.perf_counter()
                side()
                taken.append(time.perf_counter() - start)
        ours, theirs = (median(one) for one in times)
        row = f"{ours * 1000:.0f} ms | {theirs * 1000:.0f} ms | {theirs / ours:.1f}x"
        print(f"| {name} | {row} |")


def by_cubes(pack: Pack) -> Answer:
    """Decide by covering, as `pack check` does."""
    compiled = Compiled(pack)
    found = [
        *dead_questions(compiled),
        *rules_that_cannot_fire(compiled),
        *subsumed_rules(compiled),
        *lowering_answers(compiled),
        *(one for one in broken_asserts(compiled) if one.severity == "error"),
    ]
    return {(str(flaw.property), flaw.id) for flaw in found}


class BySat:
    """The meaning of a pack as clauses, straight from its conditions, twice."""

    def __init__(self, pack: Pack, solver: Callable[..., Any]) -> None:
        self.pack = pack
        self.space = Space.of(pack.questions)
        self.solver = solver()
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
        for choice in self.space.choices.values():
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
        for outcome in OUTCOMES:
            made[outcome] = self._or(
                [made["rule", r.id] for r in self.pack.rules if gives(r, outcome)]
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
        choice = self.space.choices[cell.question]

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
        lost = [self._and([first[o], -second[o]]) for o in OUTCOMES]
        self.lowered = self._or(lost)

    def _assumed(self, copy: int, cube: Cube) -> list[int]:
        return [self._value(copy, one, mask) for one, mask in cube.items()]

    def _possible(self, *assumed: int) -> bool:
        return bool(self.solver.solve(assumptions=list(assumed)))

    def answers(self) -> Answer:
        """Decide by asking the solver about each thing in turn."""
        made, found = self.copies[0], set[tuple[str, str]]()
        for question in self.pack.questions:
            if not self._possible(made[question.id]):
                found.add(("dead-question", question.id))
        for rule in self.pack.rules:
            if not self._possible(made["rule", rule.id]):
                found.add(("can-fire", rule.id))
            elif not self._decides(rule.id):
                found.add(("decisive", rule.id))
        found |= self._lowering()
        for one in self.pack.assertions:
            met = self._condition(0, one.when, made)
            if one.at_least > Level.NOTIFY and self._possible(met, -made[one.at_least]):
                found.add(("assert", one.id))
        return found

    def _lowering(self) -> Answer:
        found: Answer = set()
        for choice in self.space.choices.values():
            for _, risky, move in riskier(choice):
                ties = [tie for one, tie in self.ties.items() if one not in move.moved]
                before = self._assumed(0, move.before)
                after = self._assumed(1, move.after)
                if self._possible(self.lowered, *before, *after, *ties):
                    found.add(("monotone", f"{choice.id}-{risky.id}"))
        return found

    def _decides(self, rule_id: str) -> bool:
        made, rules = self.copies[0], self.pack.rules
        rule = next(one for one in rules if one.id == rule_id)
        given = [outcome for outcome in OUTCOMES if gives(rule, outcome)]
        return not given or any(
            self._possible(
                made["rule", rule_id],
                *(
                    -made["rule", other.id]
                    for other in rules
                    if other is not rule and gives(other, outcome)
                ),
            )
            for outcome in given
        )


def _solver() -> Callable[..., Any]:
    """Install the solver beside this file, once, and give its class."""
    place = TOP / "benchmarks" / ".venv"
    if not place.exists():
        EnvBuilder(with_pip=True).create(place)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        if subprocess.run([*pip, REQUIREMENT], check=False).returncode:  # noqa: S603
            shutil.rmtree(place)
            sys.exit(f"{REQUIREMENT} could not be installed")
    (packages,) = place.glob("lib/python*/site-packages")
    sys.path.append(str(packages))
    found: Callable[..., Any] = import_module("pysat.solvers").Glucose4
    return found


if __name__ == "__main__":
    assert (NO, YES) == (1, 2)  # noqa: S101 - the literals above rely on it
    main()
