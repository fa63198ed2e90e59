"""Two packs over one set of variables, so that their answers can be compared."""

from __future__ import annotations

from genai_guide.policy.pack import Kind, Pack, Question
from genai_guide.policy.proof.choice import NO, YES, Choice
from genai_guide.policy.proof.compiled import Compiled
from genai_guide.policy.proof.space import Cover, Space


def shared_variables(space: Space, old: Pack, new: Pack) -> tuple[Space, Space]:
    """Make the variables of two packs; a question of both is one, if of one kind."""
    olds: dict[str, Choice] = {}
    news: dict[str, Choice] = {}
    for question in new.questions:
        if not question.is_choice:
            continue
        before = old.by_id.get(question.id)
        multi = question.kind is Kind.MULTI
        if before is None or before.kind is not question.kind:
            news[question.id] = space.add(question.id, question.options, multi=multi)
            continue
        own = {option.id for option in question.options}
        gone = tuple(one for one in before.options if one.id not in own)
        both = (*question.options, *gone)
        bound = _shape(before) == _shape(question)
        made = space.add(question.id, both, multi=multi, bound=bound)
        olds[question.id] = news[question.id] = made
    for question in old.questions:
        if question.is_choice and question.id not in olds:
            multi = question.kind is Kind.MULTI
            olds[question.id] = space.add(question.id, question.options, multi=multi)
    return space.view(olds), space.view(news)


def _shape(question: Question) -> set[tuple[str, bool]]:
    return {(option.id, option.exclusive) for option in question.options}


def foreign_answers(compiled: Compiled) -> Cover:
    """Where a question is asked and a value is no answer of this pack to it."""
    found: Cover = []
    for question in compiled.pack.questions:
        choice = compiled.space.choices.get(question.id)
        if choice is None or choice.bound:
            continue
        own = {option.id for option in question.options}
        foreign = [option.id for option in choice.options if option.id not in own]
        wrong: Cover
        if choice.multi:
            wrong = [{one: YES} for one in choice.bits(foreign)]
            wrong.append(dict.fromkeys(choice.bits(own), NO))
            alone = {one.id for one in question.options if one.exclusive}
            for one in choice.bits(alone):
                wrong += [{one: YES, b: YES} for b in choice.bits(own) if b != one]
        else:
            wrong = [{choice.start: choice.mask(foreign)}] if foreign else []
        found += compiled.space.product(compiled.asked(question.id), wrong)
    return found
