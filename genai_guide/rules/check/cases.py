"""Test cases of a pack: what they give, and which parts of the pack they use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from genai_guide.rules.alternatives import find_alternatives
from genai_guide.rules.check.cubes import PackCubes, format_verdict
from genai_guide.rules.check.findings import (
    Counterexample,
    Finding,
    Property,
    Severity,
    TestCase,
)
from genai_guide.rules.check.space import first_uncovered
from genai_guide.rules.checklists import OUTER_STATES
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.levels import Obligation
from genai_guide.rules.pack import ItemState, Pack


@dataclass(frozen=True)
class JudgedCase:
    """A test case with what it gives."""

    case: TestCase
    assessment: Assessment
    conflicts: frozenset[str]


def judge_cases(pack: Pack, cases: Iterable[TestCase], today: date) -> list[JudgedCase]:
    """Evaluate test cases; conflicts with dates are judged as of a day."""
    judged = []
    for case in cases:
        assessment = assess(pack, case.answers)
        conflicts = {result.conflict.id for result in assessment.conflicts(today)}
        judged.append(JudgedCase(case, assessment, frozenset(conflicts)))
    return judged


def find_failed_cases(pack: Pack, cases: Iterable[JudgedCase]) -> Iterator[Finding]:
    """Find the test cases that give something other than they expect."""
    for judged in cases:
        differences = "; ".join(_differences(pack, judged))
        if differences:
            shows = f"gives {format_verdict(pack, judged.case.answers)}"
            example = Counterexample(judged.case.answers, shows)
            yield Finding.in_case(judged.case.name, differences, example)
        elif judged.case.conflicts is None and judged.conflicts:
            listed = ", ".join(sorted(judged.conflicts))
            sentence = f"it has conflicting answers ({listed}) and does not list them"
            yield Finding.in_case(judged.case.name, sentence, severity=Severity.WARNING)


def _differences(pack: Pack, judged: JudgedCase) -> Iterator[str]:
    """Yield what a test case gives other than it expects."""
    case, assessment = judged.case, judged.assessment
    if not assessment.complete:
        places = ", ".join(f"“{place}”" for place in assessment.status.open)
        yield f"{places} is asked and not answered"
    elif assessment.lowest != case.level:
        yield f"expected {case.level.id}, found {assessment.lowest.id}"
    if set(assessment.obligations) != case.obligations:
        yield (
            f"expected the obligations {_format_ids(pack, case.obligations)},"
            f" found {_format_ids(pack, assessment.obligations)}"
        )
    rules = assessment.applied_rules
    cited = {clause for rule in rules for clause in rule.clauses}
    if missing := sorted(case.cites - cited):
        yield f"no reason cites {', '.join(missing)}"
    if case.first is not None and (not rules or rules[0].id != case.first):
        first = rules[0].id if rules else "no reason"
        yield f"expected “{case.first}” as the first reason, found “{first}”"
    if case.tasks or case.no_tasks:
        # A task that names the tool is one for each: `id#2` for the second.
        tasks = {task.id.partition("#")[0] for task, _ in assessment.tasks}
        if missing := sorted(case.tasks - tasks):
            yield f"there is no task {', '.join(missing)}"
        if present := sorted(case.no_tasks & tasks):
            yield f"there is the task {', '.join(present)}"
    yield from _further_differences(judged)


def _further_differences(judged: JudgedCase) -> Iterator[str]:
    """Yield what a test case gives beside its verdict other than it expects."""
    case, assessment = judged.case, judged.assessment
    if case.conflicts is not None and case.conflicts != judged.conflicts:
        expected, found = (
            ", ".join(sorted(conflicts)) or "none"
            for conflicts in (case.conflicts, judged.conflicts)
        )
        yield f"expected the conflicts {expected}, found {found}"
    if case.items:
        for result in assessment.checklists:
            for item in result.items:
                state = case.items.get(item.item.clause, item.state)
                if state is not item.state:
                    clause = item.item.clause
                    yield f"expected “{clause}” to be {state}, found {item.state}"
    if case.alternative is not None:
        alternatives = find_alternatives(assessment)
        changes = alternatives[0].changes if alternatives else ()
        changed = {place.question for place, _ in changes}
        if changed != case.alternative:
            expected, found = (
                ", ".join(sorted(questions)) or "none"
                for questions in (case.alternative, changed)
            )
            yield f"expected the first plan to change {expected}, found {found}"


def find_uncovered_rules(
    cubes: PackCubes, cases: Collection[JudgedCase]
) -> Iterator[Finding]:
    """Find the rules and the states of checklists that no test case uses."""
    pack, warning = cubes.pack, Severity.WARNING
    used = {rule.id for case in cases for rule in case.assessment.applied_rules}
    for rule in pack.rules:
        if rule.id not in used:
            sentence = "it applies in no test case"
            yield Finding.at(
                Property.COVERAGE, "rule", rule.id, sentence, severity=warning
            )
    if not pack.checklists:
        return
    seen = {
        (result.checklist.id, item.item.clause, item.state)
        for case in cases
        for result in case.assessment.checklists
        for item in result.items
    }
    for checklist, item, states in cubes.items:
        possible = list(OUTER_STATES[checklist.kind])
        outer = [*states.holds, *states.fails]
        if first_uncovered(cubes.space, states.relevant, outer) is not None:
            possible.append(ItemState.UNKNOWN)
        for state in possible:
            if (checklist.id, item.clause, state) not in seen:
                yield Finding.at(
                    Property.COVERAGE,
                    "checklist",
                    checklist.id,
                    f"it has the state “{state}” in no test case",
                    part=f"item “{item.clause}”",
                    severity=warning,
                )


def _format_ids(pack: Pack, obligations: Collection[Obligation]) -> str:
    """Format obligations by their ids, in the pack's order."""
    ids = [each.id for each in pack.obligations if each in obligations]
    return ", ".join(ids) or "none"
