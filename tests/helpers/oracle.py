"""What a pack says of answers, worked out a second time and naively.

Nothing of the program is called here: it only reads the values of the pack.
Every rule is looked at for every tool; what is left open is tried out.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from genai_guide.rules.answers import Answers, Place
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import Pack, Rule
from tests.helpers.building import acceptable, put
from tests.helpers.levels import NOTIFY

Known = dict[str, frozenset[str]]


def is_true(condition: Condition | None, known: Known) -> bool:
    """Say whether a condition holds on what is answered."""
    if condition is None:
        return True
    return any(all(_cell(cell, known) for cell in row) for row in condition)


def _cell(cell: Literal | Fact, known: Known) -> bool:
    if isinstance(cell, Fact):
        return is_true(cell.when, known)
    if cell.question not in known:
        return False
    chosen = known[cell.question]
    wanted = not cell.any_of or any(option in cell.any_of for option in chosen)
    return wanted and not any(option in cell.none_of for option in chosen)


def walk(pack: Pack, answers: Answers) -> tuple[list[Known], list[Place]]:
    """Give what counts for each tool, and the places asked, up to the first gaps."""
    use: Known = {}
    asked = _ask(pack, answers, None, use)
    rounds = []
    for number in range(1, len(answers.tools) + 1):
        known = dict(use)
        asked += _ask(pack, answers, number, known)
        rounds.append(known)
    return rounds, asked


def _ask(pack: Pack, answers: Answers, tool: int | None, known: Known) -> list[Place]:
    asked = []
    for question in pack.questions:
        if question.per_tool is (tool is None) or not is_true(question.when, known):
            continue
        asked.append(Place(question.id, tool))
        answer = answers.at(pack, asked[-1])
        if isinstance(answer, tuple):
            known[question.id] = frozenset(answer)
    return asked


def gaps(pack: Pack, answers: Answers) -> list[Place]:
    """List the places that are asked, have no answer and may not be skipped."""
    return [
        place
        for place in walk(pack, answers)[1]
        if answers.at(pack, place) is None and not pack.by_id[place.question].optional
    ]


def fires(rule: Rule, known: Known) -> bool:
    """Say whether a rule fires on what is answered."""
    carved = rule.unless is not None and is_true(rule.unless.when, known)
    return is_true(rule.when, known) and not carved


def verdict(pack: Pack, answers: Answers) -> tuple[Level, set[Obligation]]:
    """Give the level and the obligations of complete answers."""
    level, flags = NOTIFY, set()
    for known in walk(pack, answers)[0]:
        for one in pack.rules:
            if fires(one, known):
                level = max(level, one.level or NOTIFY)
                flags |= one.obligations
    return level, flags


def completions(pack: Pack, answers: Answers) -> Iterator[Answers]:
    """Yield every way to answer what is left open, the answers given kept."""
    left = gaps(pack, answers)
    if not left:
        yield answers
        return
    for answer in acceptable(pack.by_id[left[0].question]):
        yield from completions(pack, put(pack, answers, left[0], answer))


def completion(pack: Pack, answers: Answers, random: Random) -> Answers:
    """Answer what is left open at random, the answers given kept."""
    while left := gaps(pack, answers):
        for place in left:
            answer = random.choice(list(acceptable(pack.by_id[place.question])))
            answers = put(pack, answers, place, answer)
    return answers
