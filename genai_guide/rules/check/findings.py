"""What a check finds: properties, findings with their place, and counterexamples."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self

from genai_guide.rules.answers import TOOL_NAME_FIELD, Answer, Answers, Tool
from genai_guide.rules.check.space import Cube, Space
from genai_guide.rules.evaluate import assess, question_status
from genai_guide.rules.pack import Kind, Pack, Question


class Property(StrEnum):
    """A property that a pack should have."""

    words: str
    """What it means, in a sentence."""
    counted: str
    """What it is decided for, one by one: questions, rules and so on."""
    state: str
    """What it is when nothing was found: `proved` over all answers, or `checked`."""

    def __new__(
        cls, value: str, words: str, counted: str, state: str = "proved"
    ) -> Self:
        """Create a member with the sentence and the noun that describe it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.words, member.counted, member.state = words, counted, state
        return member

    REFERENCES = (
        "references",
        "whatever a condition, a rule or a task names is there",
        "reference",
        "checked",
    )
    ORDER = (
        "order",
        "conditions name earlier questions only: nothing goes in circles",
        "question",
        "checked",
    )
    TOTAL = "total", "all complete answers have exactly one verdict", "pack"
    DEAD_QUESTION = (
        "dead-question",
        "every question is asked by some answers",
        "question",
    )
    DEAD_OPTION = "dead-option", "every option changes something", "option"
    CAN_FIRE = "can-fire", "every rule fires for some answers", "rule"
    DECISIVE = "decisive", "every rule decides somewhere by itself", "rule"
    MONOTONE = (
        "monotone",
        "no risky or unsure answer is judged milder than a safe one",
        "change of an answer",
    )
    IRRELEVANCE = (
        "irrelevance",
        "an answer to a question that is not asked changes nothing",
        "rule",
    )
    FAIL_CLOSED = (
        "fail-closed",
        "who is unsure of everything is never told to go ahead",
        "question",
    )
    CLAUSES = (
        "clauses",
        "every clause is cited, or waived with a reason",
        "clause",
        "checked",
    )
    ASSERT = "assert", "every assert holds for all answers", "assert"
    CASE = "case", "every golden case gives what it expects", "case", "checked"
    WORDING = (
        "wording",
        "questions offer what they should and are short",
        "question",
        "checked",
    )
    RELEASED = (
        "released",
        "no pack at hand has this version and says something else",
        "pack",
        "checked",
    )


class Severity(StrEnum):
    """Whether a pack may be used with a flaw."""

    ERROR = "error"
    WARNING = "warning"


class Counterexample(NamedTuple):
    """Complete answers that show a flaw or a difference."""

    answers: Answers
    shows: str
    """What these answers show, in a sentence."""
    part: str = ""
    """Which of several it is: “before”, “after”, “old”, “new”."""


class Finding(NamedTuple):
    """Where a pack does not have a property."""

    property: Property
    severity: Severity
    file: str
    place: str
    """The kind of the thing and its id, as in `rule “x”`."""
    id: str
    sentence: str
    counterexamples: tuple[Counterexample, ...] = ()


class CheckResult(NamedTuple):
    """What was decided of a pack."""

    findings: tuple[Finding, ...]
    """The errors first, otherwise in the order of the properties and the pack."""
    counts: dict[Property, int]
    """How many questions, options, rules and so on each property was decided for."""
    answer_sets: int
    """The combinations of answers, with one tool, that it holds for."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The flaws that a pack may not have."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The flaws that somebody should look at."""
        return tuple(one for one in self.findings if one.severity is Severity.WARNING)


QUESTIONS, RULES, CLAUSES = "questions.toml", "rules.toml", "clauses.toml"


PLACEHOLDER = "Placeholder"
PLACEHOLDER_DAY = "2026-01-01"
"""What is put where a text or a date is required."""


def make_counterexample(
    pack: Pack, space: Space, cube: Cube, shows: str = "", part: str = ""
) -> Counterexample:
    """Make complete answers that lie in a cube, the rest as harmless as can be.

    The verdict that they get is said after what they show.
    """
    answers = answers_in(pack, space, cube)
    return Counterexample(answers, f"{shows}{format_verdict(pack, answers)}", part)


def answers_in(pack: Pack, space: Space, cube: Cube) -> Answers:
    """Give the answers to all that is asked, within a cube."""
    space.budget.spend(4 * len(pack.questions))
    use: dict[str, Answer] = {}
    tool: dict[str, Answer] = {}
    name = ""
    for question in pack.questions:
        given = tool if question.per_tool else use
        if question.field == TOOL_NAME_FIELD:
            name = PLACEHOLDER
        elif question.is_choice:
            given[question.id] = _chosen(question, space, cube)
        elif not question.optional:
            is_date = question.kind is Kind.DATE
            given[question.id] = PLACEHOLDER_DAY if is_date else PLACEHOLDER
    answers = Answers(use, (Tool(name, tool),))
    for place in question_status(pack, answers).inactive:
        if pack.by_id[place.question].field == TOOL_NAME_FIELD:
            name = ""
        else:
            del (use if place.tool is None else tool)[place.question]
    return Answers(use, (Tool(name, tool),))


def format_verdict(pack: Pack, answers: Answers) -> str:
    """Say the verdict of complete answers by its ids: `approval, consent`."""
    found = assess(pack, answers)
    return ", ".join([found.lowest.id, *found.obligations])


def _chosen(question: Question, space: Space, cube: Cube) -> tuple[str, ...]:
    """Choose within a cube; the space may have options that this question has not."""
    choice = space.choices[question.id]
    own = {one.id for one in question.options}
    if choice.multi:
        bits = choice.answer(space.own(choice, cube)) or set()
        allowed = {choice.options[bit - choice.start].id for bit in bits} & own
        if allowed:
            return tuple(one.id for one in question.options if one.id in allowed)
    else:
        mask = cube.get(choice.start, -1)
        allowed = {o.id for n, o in enumerate(choice.options) if mask >> n & 1} & own
    mildest = (choice.options[n - choice.start].id for n in choice.mildest)
    return (next(one for one in mildest if one in (allowed or own)),)
