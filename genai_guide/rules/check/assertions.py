"""What a pack states beside its rules: assertions, test cases, cited clauses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from genai_guide.rules.answers import Answers
from genai_guide.rules.check.compile import CompiledPack
from genai_guide.rules.check.counterexamples import build_counterexample, format_verdict
from genai_guide.rules.check.cover import first_uncovered
from genai_guide.rules.check.findings import (
    Counterexample,
    Finding,
    Property,
    Severity,
)
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Pack


@dataclass(frozen=True)
class TestCase:
    """A case whose verdict was decided by hand."""

    name: str
    """The name of its file."""
    answers: Answers
    level: Level
    obligations: frozenset[Obligation]
    cites: frozenset[str]


def find_broken_assertions(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the assertions that some answers break, and those that say nothing."""
    for assertion in compiled.pack.assertions:
        compiled.budget.subject = f"assert “{assertion.id}”"
        region = compiled.condition(assertion.when)
        if not region:
            yield Finding.at(
                Property.ASSERT,
                "assert",
                assertion.id,
                "it says nothing: no answers ever meet its condition",
                severity=Severity.WARNING,
            )
        if assertion.at_least is Level.NOTIFY:
            continue
        gap = first_uncovered(
            compiled.space, region, compiled.outcomes[assertion.at_least]
        )
        if gap is not None:
            shows = "the condition holds, and they give "
            example = build_counterexample(compiled, gap, shows)
            given = assess(compiled.pack, example.answers).lowest.id
            yield Finding.at(
                Property.ASSERT,
                "assert",
                assertion.id,
                f"it wants at least {assertion.at_least.id}, and some answers that meet"
                f" its condition are only told {given}",
                example,
            )


def find_uncited_clauses(pack: Pack) -> Iterator[Finding]:
    """Find the clauses that nothing cites, and waivers that are not needed."""
    citing = [question.clauses for question in pack.questions]
    citing += [rule.clauses for rule in pack.rules]
    citing += [rule.unless.clauses for rule in pack.rules if rule.unless]
    cited = {clause for clauses in citing for clause in clauses}
    for clause in pack.clauses:
        if clause.id not in cited and not clause.waived:
            yield Finding.at(
                Property.CLAUSES,
                "clause",
                clause.id,
                "no rule and no question cites it; cite it, or say waived = “the"
                " reason”",
            )
        elif clause.id in cited and clause.waived:
            yield Finding.at(
                Property.CLAUSES,
                "clause",
                clause.id,
                "it is waived, and cited all the same",
                part="waived",
                severity=Severity.WARNING,
            )


def find_failed_cases(pack: Pack, cases: Iterable[TestCase]) -> Iterator[Finding]:
    """Find the test cases that give something other than they expect."""
    for case in cases:
        result = assess(pack, case.answers)
        cited = {clause for rule in result.fired_rules for clause in rule.clauses}
        differences: list[str] = []
        if not result.complete:
            places = ", ".join(f"“{place}”" for place in result.status.open)
            differences.append(f"{places} is asked and not answered")
        elif result.lowest != case.level:
            differences.append(f"expected {case.level.id}, found {result.lowest.id}")
        if set(result.obligations) != case.obligations:
            differences.append(
                f"expected the obligations {_format_obligations(case.obligations)},"
                f" found {_format_obligations(result.obligations)}"
            )
        if missing := sorted(case.cites - cited):
            differences.append(f"no reason cites {', '.join(missing)}")
        if differences:
            shows = f"gives {format_verdict(pack, case.answers)}"
            example = Counterexample(case.answers, shows)
            yield Finding.in_case(case.name, "; ".join(differences), example)


def _format_obligations(obligations: Collection[Obligation]) -> str:
    return ", ".join(one.value for one in Obligation if one in obligations) or "none"
