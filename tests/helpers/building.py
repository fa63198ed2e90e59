"""Short ways to make packs and answers in code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Place, Tool
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.pack import (
    Clause,
    Kind,
    Option,
    Pack,
    Question,
    Risk,
    Rule,
    Section,
)
from tests.helpers.levels import LEVELS, OBLIGATIONS


def literal(question: str, *any_of: str, none_of: Iterable[str] = ()) -> Literal:
    """Make a cell."""
    return Literal(question, frozenset(any_of), frozenset(none_of))


def when(*rows: Literal | Fact | tuple[Literal | Fact, ...]) -> Condition:
    """Make a condition of rows; a single cell is a row."""
    alone = Literal, Fact
    return tuple((row,) if isinstance(row, alone) else row for row in rows)


def choice(  # noqa: PLR0913 - each is named where it is used
    question_id: str,
    options: str = "a b c",
    *,
    condition: Condition | None = None,
    per_tool: bool = False,
    multi: bool = False,
    exclusive: str = "",
) -> Question:
    """Make a question with options named by words."""
    return Question(
        id=question_id,
        section="s",
        kind=Kind.MULTI if multi else Kind.SINGLE,
        text=f"{question_id}?",
        when=condition,
        per_tool=per_tool,
        options=tuple(
            Option(one, one.upper(), Risk.NEUTRAL, exclusive=one == exclusive)
            for one in options.split()
        ),
    )


def rule(rule_id: str, condition: Condition | None = None, **more: object) -> Rule:
    """Make a rule."""
    made = Rule(rule_id, ("c",), f"because of {rule_id}", condition)
    return replace(made, **more)


def pack_of(
    questions: Iterable[Question],
    rules: Iterable[Rule] = (),
    facts: tuple[Fact, ...] = (),
) -> Pack:
    """Make a pack."""
    return Pack(
        id="p",
        version="1.0.0",
        title="P",
        policy="policy",
        source="source",
        language="en",
        attestation="I attest.",
        digest="0" * 64,
        levels=LEVELS,
        obligations=OBLIGATIONS,
        clauses=(Clause("c", "C", "quote", "section"),),
        sections=(Section("s", "S"),),
        questions=tuple(questions),
        facts=facts,
        rules=tuple(rules),
    )


def acceptable(question: Question) -> Iterator[Answer]:
    """Yield every acceptable answer to a choice, and one to a text."""
    if question.kind is Kind.DATE:
        yield "2026-03-31"
    elif question.kind is Kind.TEXT:
        yield "x"
    elif question.kind is Kind.SINGLE:
        for option in question.options:
            yield (option.id,)
    else:
        free = [option.id for option in question.options if not option.exclusive]
        for count in range(1, len(free) + 1):
            yield from combinations(free, count)
        for option in question.options:
            if option.exclusive:
                yield (option.id,)


def put(pack: Pack, answers: Answers, place: Place, answer: Answer | None) -> Answers:
    """Give, change or take away one answer."""
    if place.tool is None:
        rest = {key: one for key, one in answers.use.items() if key != place.question}
        return replace(
            answers, use=rest if answer is None else {**rest, place.question: answer}
        )
    index = place.tool - 1
    tool = answers.tools[index]
    if pack.by_id[place.question].field == TOOL_NAME_FIELD:
        changed = replace(tool, name=answer or "")
    else:
        rest = {key: one for key, one in tool.answers.items() if key != place.question}
        given = rest if answer is None else {**rest, place.question: answer}
        changed = Tool(tool.name, given)
    tools = (*answers.tools[:index], changed, *answers.tools[index + 1 :])
    return replace(answers, tools=tools)


def all_places(pack: Pack, answers: Answers) -> list[Place]:
    """List every place there is, asked or not."""
    numbers = range(1, len(answers.tools) + 1)
    return [Place(one.id) for one in pack.use_questions] + [
        Place(one.id, number) for number in numbers for one in pack.tool_questions
    ]
