"""Mutants of a pack: each with one thing wrong that an editor could get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from genai_guide.rules.conditions import Condition, Literal
from genai_guide.rules.pack import Option, Pack, Question, Risk, Rule
from tests.helpers.levels import LEVELS


def mutants(pack: Pack) -> Iterator[tuple[str, str, Pack]]:
    """Yield what was done, to what, and the pack then."""
    for number, rule in enumerate(pack.rules):

        def put(*changed: Rule, number: int = number, rule: Rule = rule) -> Pack:
            rest = (*pack.rules[:number], *changed, *pack.rules[number + 1 :])
            return replace(pack, rules=rest)

        yield "remove a rule", rule.id, put()
        if rule.level and rule.level.rank:
            lower = replace(rule, level=LEVELS[rule.level.rank - 1])
            yield "lower a level", rule.id, put(lower)
            yield "delete a level", rule.id, put(replace(rule, level=None))
        for when in _dropped(rule.when or ()):
            yield "drop a literal", rule.id, put(replace(rule, when=when))
        for when in _swapped(pack, rule.when or ()):
            yield "swap an option", rule.id, put(replace(rule, when=when))
    for question in pack.questions:
        judged = any(option.risk is Risk.SAFE for option in question.options)
        added = [_with_option(question)] * (judged and not question.record_only)
        for what, changed in [
            *(("reverse a tone", one) for one in _reversed(question)),
            *(("add an option", one) for one in added),
        ]:
            questions = tuple(
                changed if one.id == question.id else one for one in pack.questions
            )
            yield what, question.id, replace(pack, questions=questions)


def _cells(when: Condition) -> Iterator[tuple[int, int]]:
    for number, row in enumerate(when):
        for place in range(len(row)):
            yield number, place


def _dropped(when: Condition) -> Iterator[Condition]:
    for number, place in _cells(when):
        row = (*when[number][:place], *when[number][place + 1 :])
        yield (*when[:number], row, *when[number + 1 :])


def _swapped(pack: Pack, when: Condition) -> Iterator[Condition]:
    for number, place in _cells(when):
        cell = when[number][place]
        if not isinstance(cell, Literal) or not cell.any_of:
            continue
        ids = [one.id for one in pack.by_id[cell.question].options]
        for gone in sorted(cell.any_of):
            for other in ids:
                if other in cell.any_of:
                    continue
                swapped = cell._replace(any_of=cell.any_of - {gone} | {other})
                row = (*when[number][:place], swapped, *when[number][place + 1 :])
                yield (*when[:number], row, *when[number + 1 :])


def _with_option(question: Question) -> Question:
    """Add a risky option that no rule names."""
    new = Option("new", "New", Risk.RISKY)
    return replace(question, options=(*question.options, new))


def _reversed(question: Question) -> Iterator[Question]:
    turned = {Risk.SAFE: Risk.RISKY, Risk.RISKY: Risk.SAFE, Risk.UNSURE: Risk.SAFE}
    for number, option in enumerate(question.options):
        if option.risk in turned:
            changed = replace(option, risk=turned[option.risk])
            before, after = question.options[:number], question.options[number + 1 :]
            yield replace(question, options=(*before, changed, *after))
