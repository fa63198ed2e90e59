"""The check of a pack: every property, decided over all answer sets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from genai_guide.rules.check.answer_changes import riskier_pairs
from genai_guide.rules.check.cases import (
    find_failed_cases,
    find_uncovered_rules,
    judge_cases,
)
from genai_guide.rules.check.cubes import PLACEHOLDER_DAY, PackCubes, rule_gives
from genai_guide.rules.check.findings import (
    CheckResult,
    Finding,
    Property,
    Severity,
    TestCase,
)
from genai_guide.rules.check.lint import (
    all_conditions,
    find_foreign_reasons,
    find_late_questions,
    find_uncited_clauses,
    lint_pack,
)
from genai_guide.rules.check.properties import (
    find_broken_assertions,
    find_checklist_faults,
    find_dead_options,
    find_dead_questions,
    find_impossible_conflicts,
    find_impossible_rules,
    find_lowering_answers,
    find_options_like_safe,
    find_subsumed_rules,
    find_unsafe_unsure,
)
from genai_guide.rules.check.space import Budget, Space
from genai_guide.rules.conditions import literals
from genai_guide.rules.pack import Pack, Risk


def check_pack(
    pack: Pack,
    cases: Sequence[TestCase] = (),
    earlier: Sequence[Finding] = (),
    budget: Budget | None = None,
    today: date | None = None,
) -> CheckResult:
    """Decide every property of a pack that was loaded.

    Two properties need no search. Loading has made sure that references resolve and go
    backwards only, and the results of all rules are joined: so each complete answer set
    has one verdict. A condition is false where its question is not asked, so an answer
    there changes nothing.

    Args:
        pack: The pack.
        cases: Its test cases.
        earlier: What was found before, for example cases that cannot be read.
        budget: The most work that may be done.
        today: The day as of which conflicts of test cases are judged.

    Raises:
        PackTooLargeError: if it cannot be decided within the budget.
    """
    cubes = PackCubes(pack, Space(budget))
    today = today or date.fromisoformat(PLACEHOLDER_DAY)
    judged_cases = judge_cases(pack, cases, today)
    findings = [
        *find_dead_questions(cubes),
        *find_dead_options(cubes),
        *find_impossible_rules(cubes),
        *find_subsumed_rules(cubes),
        *find_lowering_answers(cubes),
        *find_options_like_safe(cubes),
        *find_unsafe_unsure(cubes),
        *find_checklist_faults(cubes),
        *find_impossible_conflicts(cubes),
        *find_uncited_clauses(pack),
        *find_broken_assertions(cubes),
        *earlier,
        *find_failed_cases(pack, judged_cases),
        *find_uncovered_rules(cubes, judged_cases),
        *find_foreign_reasons(pack),
        *find_late_questions(pack),
        *lint_pack(pack),
    ]
    findings.sort(key=lambda finding: finding.severity is Severity.WARNING)
    unread_cases = sum(finding.property is Property.CASE for finding in earlier)
    rules, questions = len(pack.rules), len(pack.questions)
    counts = {
        Property.REFERENCES: sum(
            len(list(literals(condition))) for condition in all_conditions(pack)
        ),
        Property.ORDER: questions,
        Property.TOTAL: 1,
        Property.DEAD_QUESTION: questions,
        Property.DEAD_OPTION: sum(
            len(question.options)
            for question in pack.questions
            if not question.record_only
        ),
        Property.CAN_FIRE: rules,
        Property.DECISIVE: sum(
            any(rule_gives(rule, part) for part in cubes.parts) for rule in pack.rules
        ),
        Property.MONOTONE: sum(
            len(list(riskier_pairs(choice))) for choice in cubes.choices.values()
        ),
        Property.LIKE_SAFE: sum(
            option.risk in (Risk.RISKY, Risk.UNSURE)
            for question in pack.questions
            if not question.record_only
            for option in question.options
        ),
        Property.IRRELEVANCE: rules,
        Property.FAIL_CLOSED: 1,
        Property.CHECKLISTS: len(cubes.items),
        Property.CONFLICTS: len(pack.conflicts),
        Property.CLAUSES: len(pack.clauses),
        Property.ASSERT: len(pack.assertions),
        Property.CASE: len(cases) + unread_cases,
        Property.COVERAGE: rules + 3 * len(cubes.items),
        Property.REASONS: rules,
        Property.STAGES: questions,
        Property.WORDING: questions,
        Property.RELEASED: 1,
    }
    return CheckResult(tuple(findings), counts, cubes.answer_sets)
