"""Hypothesis strategies: small random packs, answers to them, texts.

Packs and answers are drawn as a size and a seed, and made from those: drawing
each option by itself takes a hundred times as long, and smaller sizes shrink.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st

from genai_guide.rules.answers import (
    TOOL_NAME_FIELD,
    Answer,
    Answers,
    Place,
    Tool,
    with_answer,
)
from genai_guide.rules.conditions import Condition, Fact, Literal, Row
from genai_guide.rules.evaluate import assess
from genai_guide.rules.pack import Kind, Pack, Question, Risk, Rule, Unless
from genai_guide.rules.status import question_status
from genai_guide.text import sanitize
from tests.helpers.building import acceptable, choice, pack_of, rule
from tests.helpers.levels import APPROVAL, HOLD, LEVELS, NOTIFY, OBLIGATIONS

_HOSTILE = [
    "[/]",
    "[@click=app.quit]x[/]",
    '"',
    "'",
    '"""',
    "\\",
    "\\u001b",
    "#",
    "=",
    ".",
    " ",
    "{",
    "\u65e5\u672c\u8a9e",
    "\U0001f469\u200d\u2696\ufe0f",
    "a\u0301",
    "\x00\x1b]0;x\x07",
    "\u202eabc",
    "\n",
    "\t",
]
SEEDS = st.integers(0, 2**32)
_RISKS = [Risk.SAFE, Risk.SAFE, Risk.NEUTRAL, Risk.RISKY, Risk.UNSURE]


def clean_texts(*, long: bool = False) -> st.SearchStrategy[str]:
    """Texts that may stand in a record, hostile to markup, TOML and terminals."""
    raw = st.lists(
        st.one_of(st.sampled_from(_HOSTILE), st.text(max_size=8)), max_size=8
    )
    texts = raw.map("".join).map(lambda one: sanitize(one, long=long))
    return texts.filter(lambda one: bool(one.strip()))


@dataclass(frozen=True)
class Sizes:
    """How many of each thing a random pack has."""

    use: int = 6
    tool: int = 3
    rules: int = 6
    options: int = 3


def random_literal(random: Random, questions: Sequence[Question]) -> Literal:
    """Make a cell that names one of some choices."""
    question = random.choice(questions)
    ids = [option.id for option in question.options]

    def some() -> frozenset[str]:
        return frozenset(random.sample(ids, random.randint(1, 2)))

    kind = random.choice(["any", "any", "any", "none", "both"])
    return Literal(
        question.id,
        some() if kind != "none" else frozenset(),
        some() if kind != "any" else frozenset(),
    )


def random_condition(
    random: Random, questions: Sequence[Question], facts: Sequence[Fact] = ()
) -> Condition:
    """Make a condition over some choices, and facts that name no others."""
    known = {question.id for question in questions}
    usable = [
        fact
        for fact in facts
        if {one.question for row in fact.when for one in row} <= known
    ]

    def row() -> Row:
        return tuple(
            random.choice(usable)
            if usable and random.random() < 0.3
            else random_literal(random, questions)
            for _ in range(random.randint(1, 2))
        )

    return tuple(row() for _ in range(random.randint(1, 2)))


def _plain(random: Random, number: int, most_options: int, *, tool: bool) -> Question:
    question_id = f"{'t' if tool else 'q'}{number}"
    kind = random.choice(["single", "single", "multi", "multi", "text"])
    if kind == "text":
        optional = random.random() < 0.5
        asked = choice(question_id, "", per_tool=tool)
        name = TOOL_NAME_FIELD if tool and number == 0 and not optional else None
        return replace(asked, kind=Kind.TEXT, optional=optional, field=name)
    options = "a b c"[: 2 * random.randint(2, most_options) - 1]
    multi = kind == "multi"
    alone = random.choice(["", "a"]) if multi else ""
    return choice(question_id, options, per_tool=tool, multi=multi, exclusive=alone)


def random_pack(random: Random, sizes: Sizes) -> Pack:
    """Make a small pack whose references go backwards only."""
    plain = [
        _plain(random, number, sizes.options, tool=tool)
        for tool, count in ((False, sizes.use), (True, sizes.tool))
        for number in range(count)
    ]
    choices = [question for question in plain if question.is_choice]
    facts: tuple[Fact, ...] = ()
    if choices:
        facts = tuple(
            Fact(f"f{number}", random_condition(random, choices))  # type: ignore[arg-type]
            for number in range(random.randint(0, 2))
        )
    questions: list[Question] = []
    for question in plain:
        before = [one for one in questions if one.is_choice]
        gated = before and random.random() < 0.7
        asked_when = random_condition(random, before, facts) if gated else None
        questions.append(replace(question, when=asked_when))
    rules = [_rule(random, number, choices, facts) for number in range(sizes.rules)]
    return pack_of(questions, rules, facts)


def _rule(
    random: Random, number: int, choices: list[Question], facts: tuple[Fact, ...]
) -> Rule:
    applies = carved = None
    if choices and random.random() < 0.9:
        applies = random_condition(random, choices, facts)
    if choices and random.random() < 0.4:
        carved = Unless(random_condition(random, choices, facts), ("c",), "carved")
    flags = random.sample(list(OBLIGATIONS), random.randint(0, 2))
    return rule(
        f"r{number}",
        applies,
        unless=carved,
        level=random.choice([None, *LEVELS]),
        obligations=frozenset(flags),
    )


def random_answers(random: Random, pack: Pack, tools: int) -> Answers:
    """Give some answers, to questions asked and not asked, about some tools."""
    share = random.choice([0, 0.3, 0.6, 0.9])

    def given(questions: tuple[Question, ...]) -> dict[str, Answer]:
        return {
            one.id: random.choice(list(acceptable(one)))
            for one in questions
            if random.random() < share
        }

    listed = []
    named = pack.question_for_field(TOOL_NAME_FIELD)
    for _ in range(tools):
        about = given(pack.tool_questions)
        name = about.pop(named.id, "") if named else ""
        listed.append(Tool(str(name), about))
    return Answers(given(pack.use_questions), tuple(listed))


def packs(
    most_use: int = 6, most_tool: int = 3, most_rules: int = 6, most_options: int = 3
) -> st.SearchStrategy[Pack]:
    """Small random packs."""
    sizes = st.builds(
        Sizes,
        st.integers(1, most_use),
        st.integers(0, most_tool),
        st.integers(1, most_rules),
        st.integers(2, most_options),
    )
    return st.builds(lambda one, seed: random_pack(Random(seed), one), sizes, SEEDS)


def packs_with_answers(
    packs: st.SearchStrategy[Pack], most_tools: int = 3
) -> st.SearchStrategy[tuple[Pack, Answers]]:
    """Packs, each with some answers to it, complete or not."""
    return st.builds(
        lambda pack, seed, tools: (pack, random_answers(Random(seed), pack, tools)),
        packs,
        SEEDS,
        st.integers(1, most_tools),
    )


def conditions(
    questions: Sequence[Question], facts: Sequence[Fact] = ()
) -> st.SearchStrategy[Condition]:
    """Conditions over some choices and facts."""
    return SEEDS.map(lambda seed: random_condition(Random(seed), questions, facts))


def answers_to(question: Question) -> st.SearchStrategy[Answer]:
    """Acceptable answers to a question; texts are hostile but clean."""
    if question.kind is Kind.TEXT:
        return clean_texts(long=question.long)
    return st.sampled_from(list(acceptable(question)))


def open_choices(pack: Pack, answers: Answers) -> list[Place]:
    """List the choices that are required and have no answer."""
    opened = question_status(pack, answers).open
    return [place for place in opened if pack.by_id[place.question].is_choice]


def _with_risks(random: Random, question: Question) -> Question:
    """Give the options risks, some of them plans, and make some questions facts."""
    options = []
    for option in question.options:
        risk = random.choice(_RISKS)
        words = "find out" if risk is Risk.UNSURE else "do"
        plan = random.choice([None, f"{words} {option.id}"])
        options.append(replace(option, risk=risk, plan=plan))
    return replace(question, options=tuple(options), fixed=random.random() < 0.15)


def _answered_pack(seed: int) -> tuple[Pack, Answers]:
    """Make a pack, and answers to every choice, most of them not harmless."""
    random = Random(seed)
    for _ in range(6):
        use, tool = random.choice([(1, 1), (1, 2), (2, 1), (2, 2), (4, 0), (4, 1)])
        pack = random_pack(random, Sizes(use, tool, random.randint(1, 3), 3))
        questions = tuple(_with_risks(random, question) for question in pack.questions)
        strict = [
            replace(each, level=random.choice([each.level, HOLD, APPROVAL]))
            for each in pack.rules
            if each.when
        ]
        pack = replace(pack, questions=questions, rules=tuple(strict))
        answers = random_answers(random, pack, random.randint(1, 3))
        while left := open_choices(pack, answers):
            values = list(acceptable(pack.by_id[left[0].question]))
            answers = with_answer(answers, left[0], random.choice(values))
        assessment = assess(pack, answers)
        places = [place for each in assessment.applied for place in each.places]
        if assessment.lowest > NOTIFY and not all(
            pack.by_id[place.question].fixed for place in places
        ):
            break
    return pack, answers


ANSWERED_PACKS = SEEDS.map(_answered_pack)
"""Packs with risks and plans, and answers to every choice."""
