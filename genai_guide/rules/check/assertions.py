"""What a pack promises beside its rules: asserts, golden cases, cited clauses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from genai_guide.rules.answers import Answers
from genai_guide.rules.check.compile import CompiledPack
from genai_guide.rules.check.cover import find_uncovered
from genai_guide.rules.check.findings import (
    CLAUSES,
    RULES,
    Counterexample,
    Finding,
    Property,
    Severity,
    format_verdict,
    make_counterexample,
)
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Level, Obligation


class TestCase(NamedTuple):
    """A case whose verdict was decided by hand."""

    name: str
    """The name of its file."""
    answers: Answers
    level: Level
    obligations: frozenset[Obligation]
    cites: frozenset[str]


def find_broken_assertions(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the asserts that some answers break, and those that say nothing."""
    pack, space = compiled.pack, compiled.space
    for one in pack.assertions:
        place = f"assert “{one.id}”"
        compiled.budget.subject = place
        region = compiled.condition(one.when)
        if not region:
            yield Finding(
                Property.ASSERT,
                Severity.WARNING,
                RULES,
                place,
                one.id,
                "it says nothing: no answers ever meet its condition",
            )
        if one.at_least is Level.NOTIFY:
            continue
        enough = compiled.outcomes[one.at_least]
        gaps = (find_uncovered(space, cube, enough) for cube in region)
        found = next((gap for gap in gaps if gap is not None), None)
        if found is not None:
            shown = make_counterexample(
                pack, space, found, "the condition holds, and they give "
            )
            given = assess(pack, shown.answers).lowest.id
            yield Finding(
                Property.ASSERT,
                Severity.ERROR,
                RULES,
                place,
                one.id,
                f"it wants at least {one.at_least.id}, and some answers that meet its"
                f" condition are only told {given}",
                (shown,),
            )


def find_uncited_clauses(compiled: CompiledPack) -> Iterator[Finding]:
    """Find the clauses that nothing cites, and waivers that are not needed."""
    pack = compiled.pack
    cited = {clause for rule in pack.rules for clause in rule.clauses}
    cited |= {
        clause for rule in pack.rules if rule.unless for clause in rule.unless.clauses
    }
    cited |= {clause for question in pack.questions for clause in question.clauses}
    for clause in pack.clauses:
        place = f"clause “{clause.id}”"
        if clause.id not in cited and not clause.waived:
            yield Finding(
                Property.CLAUSES,
                Severity.ERROR,
                CLAUSES,
                place,
                clause.id,
                "no rule and no question cites it; cite it, or say waived = “the"
                " reason”",
            )
        elif clause.id in cited and clause.waived:
            yield Finding(
                Property.CLAUSES,
                Severity.WARNING,
                CLAUSES,
                f"{place}, waived",
                clause.id,
                "it is waived, and cited all the same",
            )


def find_failed_cases(
    compiled: CompiledPack, cases: Iterable[TestCase]
) -> Iterator[Finding]:
    """Find the golden cases that give something other than they expect."""
    for case in cases:
        assessment = assess(compiled.pack, case.answers)
        cited = {clause for rule in assessment.fired_rules for clause in rule.clauses}
        differs: list[str] = []
        if not assessment.complete:
            left = ", ".join(f"“{place}”" for place in assessment.status.open)
            differs.append(f"{left} is asked and not answered")
        elif assessment.lowest != case.level:
            differs.append(f"expected {case.level.id}, found {assessment.lowest.id}")
        if set(assessment.obligations) != case.obligations:
            differs.append(
                f"expected the obligations {_flags(case.obligations)},"
                f" found {_flags(assessment.obligations)}"
            )
        if missing := sorted(case.cites - cited):
            differs.append(f"no reason cites {', '.join(missing)}")
        if differs:
            shown = Counterexample(
                case.answers, f"gives {format_verdict(compiled.pack, case.answers)}"
            )
            yield Finding(
                Property.CASE,
                Severity.ERROR,
                f"cases/{case.name}",
                "case",
                case.name.removesuffix(".toml"),
                "; ".join(differs),
                (shown,),
            )


def _flags(flags: Iterable[Obligation]) -> str:
    held = set(flags)
    return ", ".join(flag.value for flag in Obligation if flag in held) or "none"
