"""What a pack's questions should offer and how long its texts may be: warnings."""

from __future__ import annotations

from collections.abc import Iterator

from genai_guide.rules.check.findings import (
    QUESTIONS,
    RULES,
    Finding,
    Property,
    Severity,
)
from genai_guide.rules.conditions import Condition, Fact, literals
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
    bearing = questions_behind_verdict(pack)
    for question in pack.questions:
        place = f"question “{question.id}”"
        for what, sentence in _of_question(question, bears=question.id in bearing):
            at = f"{place}, {what}" if what else place
            yield _flaw(QUESTIONS, at, question.id, sentence)
    used = {question.section for question in pack.questions}
    for section in pack.sections:
        if section.id not in used:
            place = f"section “{section.id}”"
            yield _flaw(QUESTIONS, place, section.id, "no question stands in it")
    for rule in pack.rules:
        place = f"rule “{rule.id}”"
        for what, text in (("headline", rule.headline), ("because", rule.because)):
            if too_long := _too_long(what, text or ""):
                yield _flaw(RULES, f"{place}, {what}", rule.id, too_long)
    yield from _unused_facts(pack)


def questions_behind_verdict(pack: Pack) -> set[str]:
    """The questions that a verdict can hang on, through what they bring up as well."""
    found: set[str] = set()
    todo = [
        one.question
        for rule in pack.rules
        if rule.level is not None or rule.obligations
        for when in (rule.when, rule.unless and rule.unless.when)
        for one in literals(when or ())
    ]
    while todo:
        question = todo.pop()
        if question not in found:
            found.add(question)
            asked = pack.by_id[question].when
            todo += [one.question for one in literals(asked or ())]
    return found


def _of_question(question: Question, *, bears: bool) -> Iterator[tuple[str, str]]:
    if not question.help:
        yield "help", "it has no help: what counts, and how to find out?"
    if too_long := _too_long("question", question.text):
        yield "text", too_long
    if too_long := _too_long("help", question.help):
        yield "help", too_long
    for option in question.options:
        if too_long := _too_long("label", option.label):
            yield f"option “{option.id}”", too_long
    if question.informs and bears:
        yield "informs", "it says informs = true, and the verdict hangs on it"
    if question.is_choice and bears:
        yield from (("", sentence) for sentence in _not_offered(question))


def _not_offered(question: Question) -> Iterator[str]:
    """Say what a choice that the verdict hangs on should offer, and does not."""
    tones = {option.tone for option in question.options}
    if Risk.UNSURE not in tones:
        yield "the verdict hangs on it, and no option says “not sure”"
    if Risk.SAFE not in tones:
        yield "the verdict hangs on it, and no option is safe"
    elif question.kind is Kind.MULTI and not any(
        option.exclusive and option.tone is Risk.SAFE for option in question.options
    ):
        yield (
            "the verdict hangs on it, and no safe option that stands alone says"
            " “nothing of the kind”"
        )


def _unused_facts(pack: Pack) -> Iterator[Finding]:
    named = {
        cell.id
        for condition in _conditions(pack)
        for row in condition
        for cell in row
        if isinstance(cell, Fact)
    }
    for fact in pack.facts:
        if fact.id not in named:
            yield _flaw(RULES, f"fact “{fact.id}”", fact.id, "nothing names it")


def _conditions(pack: Pack) -> Iterator[Condition]:
    for question in pack.questions:
        yield question.when or ()
    for rule in pack.rules:
        yield rule.when or ()
        yield rule.unless.when if rule.unless else ()
    for one in pack.assertions:
        yield one.when


def _too_long(what: str, text: str) -> str:
    most = MOST_CHARACTERS[what]
    if len(text) <= most:
        return ""
    return f"{len(text)} characters; at most {most} are easily read"


def _flaw(file: str, place: str, at: str, sentence: str) -> Finding:
    return Finding(Property.WORDING, Severity.WARNING, file, place, at, sentence)
