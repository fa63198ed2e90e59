"""Every property of a pack by going through all answers, one by one.

Slow, short and independent of the proofs: it only reads the values of a pack and
uses the oracle. Each answer set gives an answer to every question; those to
questions that are not asked are looked at by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.conditions import literals
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import (
    Assertion,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    ItemState,
    Kind,
    Pack,
    Question,
    Risk,
    Rule,
)
from tests.helpers.building import acceptable
from tests.helpers.levels import ESCALATE, NOTIFY
from tests.helpers.oracle import Known, fires, is_true, walk

Given = tuple[frozenset[str], ...]
"""One answer to each of the choices, in their order."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What follows from one answer set."""

    given: Given
    known: Known
    """The answers to what is asked."""
    asked: frozenset[str]
    fired: frozenset[str]
    level: Level
    obligations: frozenset[Obligation]
    items: tuple[tuple[bool, bool, bool], ...]
    """Whether each item of a checklist is relevant, holds and fails."""
    conflicts: frozenset[str]

    def effect(self) -> tuple[object, ...]:
        return self.fired, self.asked, self.items, self.conflicts

    def at_least(self, other: Seen) -> bool:
        return self.level >= other.level and self.obligations >= other.obligations


def joined(rules: list[Rule]) -> tuple[Level, frozenset[Obligation]]:
    levels = [one.level or NOTIFY for one in rules]
    flags = {flag for one in rules for flag in one.obligations}
    return max(levels, default=NOTIFY), frozenset(flags)


class Brute:
    """All answer sets of a small pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.choices = [one for one in pack.questions if one.is_choice]
        ways = [[frozenset(a) for a in acceptable(one)] for one in self.choices]
        self.all = {given: self._see(given) for given in product(*ways)}

    def _see(self, given: Given) -> Seen:
        chosen = {q.id: tuple(a) for q, a in zip(self.choices, given, strict=True)}
        per_tool = {one.id for one in self.pack.tool_questions}
        use = {key: one for key, one in chosen.items() if key not in per_tool}
        tool = {key: one for key, one in chosen.items() if key in per_tool}
        rounds, asked = walk(self.pack, Answers(use, (Tool("x", tool),)))
        fired = [one for one in self.pack.rules if fires(one, rounds[0])]
        names = frozenset(one.id for one in fired)
        places = frozenset(place.question for place in asked)
        known = rounds[0]
        items = tuple(self._item(*one, known) for one in self.items)
        conflicts = (c.id for c in self.pack.conflicts if is_true(c.when, known))
        verdict = joined(fired)
        return Seen(given, known, places, names, *verdict, items, frozenset(conflicts))

    @property
    def items(self) -> list[tuple[Checklist, ChecklistItem]]:
        return [(c, item) for c in self.pack.checklists for item in c.items]

    def _item(
        self, checklist: Checklist, item: ChecklistItem, known: Known
    ) -> tuple[bool, bool, bool]:
        relevant = is_true(checklist.relevant, known) and is_true(item.relevant, known)
        holds, fails = is_true(item.holds, known), is_true(item.fails, known)
        return relevant, relevant and holds, relevant and fails

    def checklist_faults(self) -> set[tuple[str, str]]:
        """Give what is wrong, in a word, and the clause of the item."""
        found = set()
        for number, (checklist, item) in enumerate(self.items):
            states = [(*seen.items[number], seen) for seen in self.all.values()]
            if not any(relevant for relevant, _, _, _ in states):
                found.add(("relevant", item.clause))
                continue
            for place in (1, 2):
                if not any(state[place] for state in states):
                    found.add(("never", item.clause))
            for relevant, holds, fails, seen in states:
                if holds and fails:
                    found.add(("both", item.clause))
                least = checklist.at_least or self.pack.floor
                judged = holds
                if checklist.kind is ChecklistKind.PRINCIPLE:
                    least, judged = self.pack.levels[1], relevant and not holds
                if judged and seen.level < least:
                    found.add(("level", item.clause))
        return found

    def impossible_conflicts(self) -> set[str]:
        found = {one for seen in self.all.values() for one in seen.conflicts}
        return {one.id for one in self.pack.conflicts} - found

    def with_answer(self, seen: Seen, number: int, answer: frozenset[str]) -> Seen:
        changed = (*seen.given[:number], answer, *seen.given[number + 1 :])
        return self.all[changed]

    def dead_questions(self) -> set[str]:
        asked = {one for seen in self.all.values() for one in seen.asked}
        return {one.id for one in self.pack.questions} - asked

    def dead_options(self) -> set[tuple[str, str]]:
        dead = set()
        for number, question in enumerate(self.choices):
            if question.record_only or question.id in self.dead_questions():
                continue
            for option in question.options:
                if not self._live(number, question, option.id):
                    dead.add((question.id, option.id))
        return dead

    def _live(self, number: int, question: Question, option: str) -> bool:
        alone = {one.id for one in question.options if one.exclusive}
        for seen in self.all.values():
            before = seen.given[number]
            if option not in before:
                continue
            for answer in map(frozenset, acceptable(question)):
                if option in answer:
                    continue
                comparable = (
                    question.kind is Kind.SINGLE
                    or option in alone
                    or answer == before - {option}
                    or (len(before) == 1 and len(answer) == 1 and answer <= alone)
                    or (len(before) == 1 and len(answer) == 1 and not alone)
                )
                other = self.with_answer(seen, number, answer)
                if comparable and other.effect() != seen.effect():
                    return True
        return False

    def never_firing(self) -> set[str]:
        fired = {one for seen in self.all.values() for one in seen.fired}
        return {one.id for one in self.pack.rules} - fired

    def subsumed(self) -> set[str]:
        found = set()
        tasks = [task.id for rule in self.pack.rules for task in rule.tasks]
        for rule in self.pack.rules:
            if (
                not (rule.severity > 0 or rule.obligations)
                or rule.id in self.never_firing()
                or rule.headline
                or any(tasks.count(task.id) == 1 for task in rule.tasks)
            ):
                continue
            decides = False
            for seen in self.all.values():
                rest = [
                    one
                    for one in self.pack.rules
                    if one.id in seen.fired and one.id != rule.id
                ]
                decides |= joined(rest) != (seen.level, seen.obligations)
            if not decides:
                found.add(rule.id)
        return found

    def moves(self) -> Iterator[tuple[str, str, Seen, Seen]]:
        """Yield the moves of one answer from safe to risky or unsure."""
        for number, question in enumerate(self.choices):
            alone = {one.id for one in question.options if one.exclusive}
            safe = {one.id for one in question.options if one.risk is Risk.SAFE}
            risky = {
                one.id
                for one in question.options
                if one.risk in (Risk.RISKY, Risk.UNSURE)
            }
            answers = [frozenset(one) for one in acceptable(question)]
            for seen in self.all.values():
                before = seen.given[number]
                for option in risky - before:
                    targets = {before - {one} | {option} for one in before & safe}
                    if question.kind is Kind.MULTI and not before & alone:
                        targets.add(before | {option})
                    for target in targets & set(answers):
                        other = self.with_answer(seen, number, target)
                        yield question.id, option, seen, other

    def lowering(self) -> set[tuple[str, str]]:
        return {
            (question, option)
            for question, option, before, after in self.moves()
            if not after.at_least(before)
        }

    def like_safe(self) -> tuple[set[str], set[str]]:
        """Give the options that are like a safe one: unnamed, and likely forgotten."""
        errors, warnings = set(), set()
        dead = self.dead_questions()
        for number, question in enumerate(self.choices):
            if question.record_only or question.id in dead:
                continue
            safe = [one for one in question.options if one.risk is Risk.SAFE]
            for option in question.options:
                if option.risk not in (Risk.RISKY, Risk.UNSURE):
                    continue
                pairs = [self._replacements(number, one.id, option.id) for one in safe]
                alike = [
                    listed
                    for listed in pairs
                    if all(
                        (a.level, a.obligations) == (b.level, b.obligations)
                        for a, b in listed
                    )
                ]
                unused = [
                    listed
                    for listed in alike
                    if all(a.fired == b.fired for a, b in listed)
                ]
                named = any(
                    cell.question == question.id
                    and option.id in cell.any_of | cell.none_of
                    for rule in self.pack.rules
                    for when in rule.conditions
                    for cell in literals(when)
                )
                name = f"{question.id}, {option.id}"
                if unused and not named:
                    errors.add(name)
                elif alike and any(
                    (seen.level, seen.obligations) == (self.pack.floor, frozenset())
                    for seen in self.all.values()
                    if option.id in seen.known.get(question.id, ())
                ):
                    warnings.add(name)
        return errors, warnings

    def _replacements(self, number: int, old: str, new: str) -> list[tuple[Seen, Seen]]:
        """Pair the answers that differ by one option in the place of another."""
        alone = {one.id for one in self.choices[number].options if one.exclusive}
        pairs = []
        for seen in self.all.values():
            before = seen.given[number]
            if (
                old in before
                and new not in before
                and (len(before) == 1 or not alone & {old, new})
            ):
                after = before - {old} | {new}
                pairs.append((seen, self.with_answer(seen, number, after)))
        return pairs

    def fails_open(self) -> bool:
        unsure = {
            one.id: {option.id for option in one.options if option.risk is Risk.UNSURE}
            for one in self.choices
        }
        for seen in self.all.values():
            said = [key for key in seen.known if unsure[key]]
            if (
                said
                and all(seen.known[key] <= unsure[key] for key in said)
                and seen.level < ESCALATE
            ):
                return True
        return False

    def broken_asserts(self) -> tuple[set[str], set[str]]:
        """Give the asserts that are broken, and those that say nothing."""
        broken, vacuous = set(), set()
        for one in self.pack.assertions:
            met = [s for s in self.all.values() if is_true(one.when, s.known)]
            vacuous |= {one.id} - {one.id for _ in met}
            broken |= {one.id for seen in met if not self._keeps(one, seen)}
        return broken, vacuous

    def _keeps(self, assertion: Assertion, seen: Seen) -> bool:
        states = [
            state
            for (_, item), state in zip(self.items, seen.items, strict=True)
            if item.clause == assertion.item
        ]
        for relevant, holds, fails in states:
            if assertion.state is ItemState.MET and not holds:
                return False
            if assertion.state is ItemState.NOT_MET and not fails:
                return False
            if assertion.state is ItemState.UNKNOWN and (
                holds or fails or not relevant
            ):
                return False
        least = assertion.at_least or self.pack.floor
        return seen.level >= least and seen.obligations >= assertion.obligations

    def unasked_answers_matter(self) -> bool:
        by_known: dict[frozenset[tuple[str, frozenset[str]]], Seen] = {}
        for seen in self.all.values():
            first = by_known.setdefault(frozenset(seen.known.items()), seen)
            if first.effect() != seen.effect():
                return True
        return False


def uncompared(own: Brute, other: Brute) -> set[Seen]:
    """All answers that agree with no answers to another pack on what both ask."""
    others = {frozenset(seen.known.items()): seen for seen in other.all.values()}
    return {
        seen
        for seen in own.all.values()
        if not any(
            all(
                seen.known[key] == one.known[key]
                for key in seen.known.keys() & one.known
            )
            for one in others.values()
        )
    }


def changed(old: Brute, new: Brute) -> set[tuple[Seen, Seen]]:
    """All pairs of answers that agree on what both ask, with another verdict."""
    found = set()
    olds = {frozenset(seen.known.items()): seen for seen in old.all.values()}
    news = {frozenset(seen.known.items()): seen for seen in new.all.values()}
    for before in olds.values():
        for after in news.values():
            common = before.known.keys() & after.known.keys()
            if all(before.known[key] == after.known[key] for key in common) and (
                (before.level, before.obligations) != (after.level, after.obligations)
            ):
                found.add((before, after))
    return found
