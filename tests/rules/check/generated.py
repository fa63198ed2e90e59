"""Generated packs: large and usual, or made to be hard."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from genai_guide.rules.conditions import Literal
from genai_guide.rules.pack import Pack, Question, Risk
from tests.helpers.building import choice, literal, pack_of, rule, when
from tests.helpers.levels import HOLD, LEVELS, OBLIGATIONS

_TONES = (Risk.SAFE, Risk.RISKY, Risk.UNSURE, Risk.RISKY, Risk.RISKY)


def _toned(question: Question) -> Question:
    options = tuple(
        replace(option, risk=tone)
        for option, tone in zip(question.options, _TONES, strict=False)
    )
    return replace(question, options=options)


def large_pack(questions: int, rules: int, seed: int = 0) -> Pack:
    """Make a pack like a real one: chains of questions, rules on risky answers."""
    random = Random(seed)
    made: list[Question] = []
    for number in range(questions):
        gate = None
        if number % 4:
            before = made[-1 if number % 4 > 1 else -(number % 4)]
            risky = [one.id for one in before.options if one.risk is not Risk.SAFE]
            gate = when(literal(before.id, *risky))
        multi = random.random() < 0.25
        asked = choice(
            f"q{number}",
            "a b c d e" if multi else "a b c",
            condition=gate,
            multi=multi,
            exclusive="a" if multi else "",
            per_tool=number > questions * 0.7,
        )
        made.append(_toned(asked))

    def cell() -> Literal:
        question = random.choice(made)
        risky = [one.id for one in question.options if one.risk is not Risk.SAFE]
        return literal(
            question.id, *random.sample(risky, random.randint(1, len(risky)))
        )

    listed = [
        rule(
            f"r{number}",
            tuple(
                tuple(cell() for _ in range(random.choice([1, 1, 2, 3])))
                for _ in range(random.choice([1, 1, 2, 4]))
            ),
            level=random.choice([None, *LEVELS]),
            obligations=frozenset(
                random.sample(list(OBLIGATIONS), random.randint(0, 1))
            ),
        )
        for number in range(rules)
    ]
    return pack_of(made, listed)


def tangled_pack(questions: int, rules: int, cells: int, seed: int = 0) -> Pack:
    """Make rules of many cells on any options: as hard as covering gets."""
    random = Random(seed)
    made = [_toned(choice(f"q{number}", "a b c")) for number in range(questions)]
    listed = [
        rule(
            f"r{number}",
            when(
                tuple(
                    literal(one.id, *random.sample("abc", 2))
                    for one in random.sample(made, cells)
                )
            ),
            level=HOLD,
        )
        for number in range(rules)
    ]
    return pack_of(made, listed)


def exploding_pack(length: int) -> Pack:
    """Make each question hang on either of two before it, and each of two values."""
    made: list[Question] = [_toned(choice("q0")), _toned(choice("q1"))]
    for number in range(2, length):
        first, second = made[-1].id, made[-2].id
        gate = when(
            (literal(first, "a"), literal(second, "b")),
            (literal(first, "b"), literal(second, "c")),
            (literal(first, "c"), literal(second, "a")),
        )
        made.append(_toned(choice(f"q{number}", condition=gate)))
    return pack_of(made, [rule("r", when(literal(made[-1].id, "a")), level=HOLD)])


def many_options(count: int, *, multi: bool) -> Pack:
    """Make a question with as many options as there are countries, and more."""
    ids = [f"o{number}" for number in range(count)]
    asked = choice("q", " ".join(ids), multi=multi, exclusive=ids[0] if multi else "")
    half = 1 if multi else count // 2
    options = tuple(
        replace(option, risk=Risk.SAFE if number < half else Risk.RISKY)
        for number, option in enumerate(asked.options)
    )
    pack = pack_of([replace(asked, options=options)])
    rules = (
        rule("some", when(literal("q", *ids[half:])), level=pack.levels[1]),
        rule("few", when(literal("q", *ids[-count // 4 :])), level=pack.levels[2]),
        rule("one", when(literal("q", ids[-1])), level=pack.levels[3]),
    )
    return replace(pack, rules=rules)
