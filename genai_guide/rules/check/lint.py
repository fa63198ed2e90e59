"""What is checked of a pack by reading it: wording, cited clauses, test cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from genai_guide.rules.check.cubes import format_verdict
from genai_guide.rules.check.findings import (
    Counterexample,
    Finding,
    Property,
    Severity,
    TestCase,
)
from genai_guide.rules.conditions import Condition, Fact
from genai_guide.rules.evaluate import assess
from genai_guide.rules.levels import Obligation
from genai_guide.rules.pack import Kind, Pack, Question, Risk

MOST_CHARACTERS = {
    "question": 100,
    "label": 80,
    "help": 600,
    "headline": 120,
    "because": 300,
}
"""The most characters that can be read on a small screen without tiring."""


def lint_pack(pack: Pack) -> Iterator[Finding]:
    """Find questions that lack what they should offer, and texts that are too long."""
    deciding = pack.questions_behind(
        rule for rule in pack.rules if rule.level is not None or rule.obligations
    )
    for question in pack.questions:
        for part, sentence in _lint_question(question, question.id in deciding):
            yield _warning("question", question.id, sentence, part)
    used_sections = {question.section for question in pack.questions}
    for section in pack.sections:
        if section.id not in used_sections:
            yield _warning("section", section.id, "no question stands in it")
    for rule in pack.rules:
        for part, text in (("headline", rule.headline), ("because", rule.reason)):
            for sentence in _too_long(part, text or ""):
                yield _warning("rule", rule.id, sentence, part)
    cells = {cell for when in all_conditions(pack) for row in when for cell in row}
    used_facts = {cell.id for cell in cells if isinstance(cell, Fact)}
    for fact in pack.facts:
        if fact.id not in used_facts:
            yield _warning("fact", fact.id, "nothing names it")


def all_conditions(pack: Pack) -> Iterator[Condition]:
    """Yield the conditions of questions, of rules and carve-outs, and of assertions."""
    for question in pack.questions:
        yield question.when or ()
    for rule in pack.rules:
        yield from rule.conditions
    for assertion in pack.assertions:
        yield assertion.when


def _lint_question(
    question: Question,
    decides: bool,  # noqa: FBT001
) -> Iterator[tuple[str, str]]:
    """Yield the parts that could be better, with a sentence each."""
    if not question.help:
        yield "help", "it has no help: what counts, and how to find out?"
    texts = [("text", "question", question.text), ("help", "help", question.help)]
    for option in question.options:
        texts += [(f"option “{option.id}”", "label", option.label)]
    for part, kind, text in texts:
        for sentence in _too_long(kind, text):
            yield part, sentence
    if question.record_only and decides:
        yield "informs", "it says informs = true, and the verdict hangs on it"
    if not (question.is_choice and decides):
        return
    risks = {option.risk for option in question.options}
    if Risk.UNSURE not in risks:
        yield "", "the verdict hangs on it, and no option says “not sure”"
    if Risk.SAFE not in risks:
        yield "", "the verdict hangs on it, and no option is safe"
    elif question.kind is Kind.MULTI and not any(
        option.exclusive and option.risk is Risk.SAFE for option in question.options
    ):
        sentence = (
            "the verdict hangs on it, and no safe option that stands alone says"
            " “nothing of the kind”"
        )
        yield "", sentence


def _too_long(kind: str, text: str) -> Iterator[str]:
    most = MOST_CHARACTERS[kind]
    if len(text) > most:
        yield f"{len(text)} characters; at most {most} are easily read"


def _warning(kind: str, id_: str, sentence: str, part: str = "") -> Finding:
    warning = Severity.WARNING
    return Finding.at(
        Property.WORDING, kind, id_, sentence, part=part, severity=warning
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
        cited = {clause for rule in result.applied_rules for clause in rule.clauses}
        differences: list[str] = []
        if not result.complete:
            places = ", ".join(f"“{place}”" for place in result.status.open)
            differences.append(f"{places} is asked and not answered")
        elif result.lowest != case.level:
            differences.append(f"expected {case.level.id}, found {result.lowest.id}")
        if set(result.obligations) != case.obligations:
            differences.append(
                f"expected the obligations {_format_ids(pack, case.obligations)},"
                f" found {_format_ids(pack, result.obligations)}"
            )
        if missing := sorted(case.cites - cited):
            differences.append(f"no reason cites {', '.join(missing)}")
        if differences:
            shows = f"gives {format_verdict(pack, case.answers)}"
            example = Counterexample(case.answers, shows)
            yield Finding.in_case(case.name, "; ".join(differences), example)


def _format_ids(pack: Pack, obligations: Collection[Obligation]) -> str:
    """Format obligations by their ids, in the pack's order."""
    ids = [each.id for each in pack.obligations if each in obligations]
    return ", ".join(ids) or "none"
