"""What is checked of a pack by reading it: wording, reasons and cited clauses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from genai_guide.rules.check.findings import Finding, Property, Severity
from genai_guide.rules.conditions import Condition, Fact, Literal, literals
from genai_guide.rules.pack import (
    TOOL_CHOSEN_FIELD,
    Kind,
    Pack,
    Question,
    Risk,
    Rule,
    Stage,
)

MOST_CHARACTERS = {
    "question": 100,
    "label": 80,
    "help": 600,
    "headline": 120,
    "reason": 300,
}
"""The most characters that can be read on a small screen without tiring."""


def lint_pack(pack: Pack) -> Iterator[Finding]:
    """Find questions that lack what they should offer, and texts that are too long."""
    deciding = _deciding_questions(pack)
    for question in pack.questions:
        for part, sentence in _lint_question(pack, question, question.id in deciding):
            yield _warning("question", question.id, sentence, part)
    used_sections = {question.section for question in pack.questions}
    for section in pack.sections:
        if section.id not in used_sections:
            yield _warning("section", section.id, "no question stands in it")
    for rule in pack.rules:
        for part, text in _sentences(rule):
            kind = "headline" if part == "headline" else "reason"
            for sentence in _too_long(kind, text):
                yield _warning("rule", rule.id, sentence, part)
    yield from _lint_levels(pack)
    cells = {cell for when in all_conditions(pack) for row in when for cell in row}
    used_facts = {cell.id for cell in cells if isinstance(cell, Fact)}
    for fact in pack.facts:
        if fact.id not in used_facts:
            yield _warning("fact", fact.id, "nothing names it")


def find_foreign_reasons(pack: Pack) -> Iterator[Finding]:
    """Find reasons for answers that the condition of their rule does not name."""
    for rule in pack.rules:
        for question_id, sentences in rule.reasons.items():
            named = _options_named(pack, rule, question_id)
            for option in sentences:
                if option not in named:
                    yield Finding.at(
                        Property.REASONS,
                        "rule",
                        rule.id,
                        f"it has a reason for “{option}” of “{question_id}”, and its"
                        " condition does not name that answer",
                        part="reasons",
                    )


def find_late_questions(pack: Pack) -> Iterator[Finding]:
    """Find questions of the record stage, which may stay open, that a verdict needs."""
    required = {
        literal.question
        for question in pack.questions
        if question.stage is Stage.DECIDE
        for literal in literals(question.when)
    }
    for question_id in sorted(_deciding_questions(pack) | required):
        if pack.by_id[question_id].stage is Stage.RECORD:
            yield Finding.at(
                Property.STAGES,
                "question",
                question_id,
                "it is asked for the record and may stay open, and the verdict hangs on"
                " it; leave stage out, so that it is asked with what decides",
                part="stage",
            )


def _deciding_questions(pack: Pack) -> frozenset[str]:
    """Return the questions that a level or an obligation depends on."""
    return pack.questions_behind(
        rule for rule in pack.rules if rule.level is not None or rule.obligations
    )


def _options_named(pack: Pack, rule: Rule, question_id: str) -> set[str]:
    """Return the options of a question that help to meet the condition of a rule."""
    question = pack.by_id.get(question_id)
    options = {option.id for option in question.options} if question else set()
    named: set[str] = set()
    for literal in literals(rule.when):
        if literal.question == question_id:
            named |= (literal.any_of or options) - literal.none_of
    return named


def _sentences(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a rule, with their parts."""
    yield "reason", rule.reason
    for question_id, sentences in rule.reasons.items():
        for sentence in sentences.values():
            yield f"reasons, “{question_id}”", sentence
    if rule.headline:
        yield "headline", rule.headline
    if rule.verdict:
        yield "verdict, sentence", rule.verdict.sentence
    if rule.unless:
        yield "unless, reason", rule.unless.reason
    for task in rule.tasks:
        yield f"task “{task.id}”", task.text


def _lint_levels(pack: Pack) -> Iterator[Finding]:
    """Find rules without a task that most other rules of their level set."""
    for level in pack.levels:
        rules = [rule for rule in pack.rules if rule.level == level]
        tasks = {rule.id: {task.id for task in rule.tasks} for rule in rules}
        counts = Counter(task for own in tasks.values() for task in own)
        for rule in rules:
            for task, count in counts.items():
                others = len(rules) - 1
                if task not in tasks[rule.id] and others > 1 and count * 2 > others:
                    sentence = (
                        f"{count} of the {others} other rules at level “{level.id}” set"
                        f" the task “{task}”, and this one does not"
                    )
                    yield _warning("rule", rule.id, sentence, "task")


def all_conditions(pack: Pack) -> Iterator[Condition]:
    """Yield every condition of a pack but those of its facts, without their dates."""
    for question in pack.questions:
        yield question.when or ()
    for rule in pack.rules:
        yield from rule.conditions
    for assertion in pack.assertions:
        yield assertion.when
    for conflict in pack.conflicts:
        yield conflict.cells
    for checklist in pack.checklists:
        yield checklist.relevant or ()
        for item in checklist.items:
            yield from (item.relevant or (), item.holds, item.fails)


def _lint_question(
    pack: Pack,
    question: Question,
    decides: bool,  # noqa: FBT001
) -> Iterator[tuple[str, str]]:
    """Yield the parts that could be better, with a sentence each."""
    if question.field == TOOL_CHOSEN_FIELD:
        # It is never shown, and its two options are given.
        return
    if not question.help:
        yield "help", "it has no help: what counts, and how to find out?"
    texts = [("text", "question", question.text), ("help", "help", question.help)]
    for option in question.options:
        texts += [(f"option “{option.id}”", "label", option.label)]
    for part, kind, text in texts:
        for sentence in _too_long(kind, text):
            yield part, sentence
    if question.record_only and decides:
        yield "record_only", "it says record_only = true, and the verdict hangs on it"
    if not (question.is_choice and decides) or question == pack.tool_chosen:
        return
    risks = {option.risk for option in question.options}
    if Risk.UNSURE not in risks:
        yield "", "the verdict hangs on it, and no option says “not sure”"
    if question.fixed or _follows_a_risk(pack, question):
        return
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


def _follows_a_risk(pack: Pack, question: Question) -> bool:
    """Return whether it is only asked after an answer that is not marked safe."""
    return bool(question.when) and all(
        any(
            isinstance(cell, Literal)
            and cell.any_of
            and Risk.SAFE
            not in {
                option.risk
                for option in pack.by_id[cell.question].options
                if option.id in cell.any_of
            }
            for cell in row
        )
        for row in question.when or ()
    )


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
