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
from genai_guide.rules.conditions import holds
from genai_guide.rules.evaluate import QuestionStatus, assess, question_status
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Rule


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
        asked = question_status(compiled.pack, case.answers)
        fired = [rule for rule in compiled.pack.rules if _fires(rule, asked)]
        level = max((rule.level or Level.NOTIFY for rule in fired), default=0)
        flags = {flag for rule in fired for flag in rule.obligations}
        cited = {clause for rule in fired for clause in rule.clauses}
        differs: list[str] = []
        if not asked.complete:
            left = ", ".join(f"“{place}”" for place in asked.open)
            differs.append(f"{left} is asked and not answered")
        elif level != case.level:
            differs.append(f"expected {case.level.id}, found {Level(level).id}")
        if flags != case.obligations:
            differs.append(
                f"expected the obligations {_flags(case.obligations)},"
                f" found {_flags(flags)}"
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


def _fires(rule: Rule, asked: QuestionStatus) -> bool:
    """Whether a rule certainly fires for some tool, and nothing more about it."""
    return any(
        (rule.when is None or holds(rule.when, values))
        and not (rule.unless and holds(rule.unless.when, values) is not False)
        for values in asked.tools
    )


def _flags(flags: Iterable[Obligation]) -> str:
    held = set(flags)
    return ", ".join(flag.value for flag in Obligation if flag in held) or "none"
