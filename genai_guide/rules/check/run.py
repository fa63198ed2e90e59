"""The check of a pack: every property, decided over all answer sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from genai_guide.rules.check.answer_changes import riskier_changes
from genai_guide.rules.check.assertions import (
    TestCase,
    find_broken_assertions,
    find_failed_cases,
    find_uncited_clauses,
)
from genai_guide.rules.check.compile import OUTCOMES, CompiledPack, rule_gives
from genai_guide.rules.check.findings import CheckResult, Finding, Property, Severity
from genai_guide.rules.check.lint import lint_pack
from genai_guide.rules.check.properties import (
    find_dead_options,
    find_dead_questions,
    find_impossible_rules,
    find_irrelevant_lookups,
    find_lowering_answers,
    find_subsumed_rules,
    find_unsafe_unsure,
)
from genai_guide.rules.check.space import Budget, Space
from genai_guide.rules.conditions import literals
from genai_guide.rules.pack import Pack


def check_pack(
    pack: Pack,
    cases: Sequence[TestCase] = (),
    unread: Sequence[Finding] = (),
    budget: Budget | None = None,
) -> CheckResult:
    """Decide every property of a pack that was loaded.

    That references resolve and go backwards only, loading has seen to. With that,
    and an answer to every question, each complete answer set has one verdict: the
    rules are joined, and none is left out.

    Args:
        pack: The pack.
        cases: Its golden cases.
        unread: What was found before: cases that cannot be read, for example.
        budget: The most work that may be done.

    Raises:
        PackTooLargeError: if it cannot be decided within the budget.
    """
    compiled = CompiledPack(pack, Space.of(pack.questions, budget))
    flaws = [
        *find_dead_questions(compiled),
        *find_dead_options(compiled),
        *find_impossible_rules(compiled),
        *find_subsumed_rules(compiled),
        *find_lowering_answers(compiled),
        *find_irrelevant_lookups(compiled),
        *find_unsafe_unsure(compiled),
        *find_uncited_clauses(compiled),
        *find_broken_assertions(compiled),
        *unread,
        *find_failed_cases(compiled, cases),
        *lint_pack(pack),
    ]
    flaws.sort(key=lambda one: one.severity is Severity.WARNING)
    unread_cases = sum(one.property is Property.CASE for one in unread)
    counts = _counts(compiled, len(cases) + unread_cases)
    return CheckResult(tuple(flaws), counts, compiled.space.size)


def _counts(compiled: CompiledPack, cases: int) -> dict[Property, int]:
    pack = compiled.pack
    conditions = [question.when for question in pack.questions]
    conditions += [rule.when for rule in pack.rules]
    conditions += [rule.unless.when for rule in pack.rules if rule.unless]
    conditions += [one.when for one in pack.assertions]
    named = sum(len(list(literals(condition or ()))) for condition in conditions)
    choices = compiled.space.choices.values()
    return {
        Property.REFERENCES: named,
        Property.ORDER: len(pack.questions),
        Property.TOTAL: 1,
        Property.DEAD_QUESTION: len(pack.questions),
        Property.DEAD_OPTION: sum(
            len(one.options) for one in pack.questions if not one.informs
        ),
        Property.CAN_FIRE: len(pack.rules),
        Property.DECISIVE: sum(
            any(rule_gives(rule, one) for one in OUTCOMES) for rule in pack.rules
        ),
        Property.MONOTONE: sum(_length(riskier_changes(choice)) for choice in choices),
        Property.IRRELEVANCE: len(pack.rules),
        Property.FAIL_CLOSED: 1,
        Property.CLAUSES: len(pack.clauses),
        Property.ASSERT: len(pack.assertions),
        Property.CASE: cases,
        Property.WORDING: len(pack.questions),
        Property.RELEASED: 1,
    }


def _length(items: Iterable[object]) -> int:
    return sum(1 for _ in items)
