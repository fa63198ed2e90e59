"""Random walks through a whole interview, leaning to the safe side or not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Place
from genai_guide.rules.conditions import literals
from genai_guide.rules.pack import Kind, Pack, Question, Risk
from genai_guide.rules.status import question_status
from tests.helpers.building import acceptable, put

Pick = Callable[[Question], Answer]


def finish(pack: Pack, answers: Answers, pick: Pick) -> Answers:
    """Answer whatever is open until nothing is."""
    while left := question_status(pack, answers).open:
        for place in left:
            answers = put(pack, answers, place, pick(pack.by_id[place.question]))
    return answers


def toned(*tones: Risk) -> Pick:
    """Pick the option of the first tone that there is, or the last option."""

    def pick(question: Question) -> Answer:
        if not question.is_choice:
            return next(acceptable(question))
        for tone in tones:
            for option in question.options:
                if option.risk is tone:
                    return (option.id,)
        return (question.options[-1].id,)

    return pick


def leaning(random: Random, safe: float) -> Pick:
    """Pick at random, with a share of safe answers."""
    safest = toned(Risk.SAFE)

    def pick(question: Question) -> Answer:
        if not question.is_choice or random.random() < safe:
            return safest(question)
        if question.kind is Kind.SINGLE:
            return (random.choice(question.options).id,)
        alone = [one.id for one in question.options if one.exclusive]
        free = [one.id for one in question.options if not one.exclusive]
        if alone and random.random() < 0.2:
            return (random.choice(alone),)
        some = random.sample(free, random.randint(1, min(3, len(free))))
        return tuple(one for one in free if one in some)

    return pick


def tones(pack: Pack, answers: Answers, place: Place) -> set[Risk]:
    """Give the tones of what was chosen at a place."""
    chosen = answers.at(pack, place) or ()
    question = pack.by_id[place.question]
    return {one.risk for one in question.options if one.id in chosen}


def bearing(pack: Pack) -> list[Question]:
    """List the choices that bear on the verdict.

    Those are the ones that a rule with a level or an obligation names, in its
    condition or its carve-out, and those that decide whether such a one is asked.
    """
    named: set[str] = set()
    for rule in pack.rules:
        if rule.level is None and not rule.obligations:
            continue
        for condition in rule.conditions:
            named |= {one.question for one in literals(condition or ())}
    for question in reversed(pack.questions):
        if question.id in named:
            named |= {one.question for one in literals(question.when or ())}
    return [
        one
        for one in pack.questions
        if one.id in named and one.field != TOOL_NAME_FIELD
    ]
