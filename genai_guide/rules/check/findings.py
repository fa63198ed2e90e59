"""What a check finds: properties, findings with their place, and counterexamples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from genai_guide.rules.answers import Answers
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import ItemState, file_of

QUESTIONS = "questions.toml"


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
    LIKE_SAFE = (
        "like-safe",
        "no risky or unsure answer is judged just like a safe one",
        "option marked risky or unsure",
    )
    IRRELEVANCE = (
        "irrelevance",
        "an answer to a question that is not asked changes nothing",
        "rule",
    )
    FAIL_CLOSED = (
        "fail-closed",
        "whoever is unsure of everything gets at least the second level",
        "question",
    )
    CHECKLISTS = (
        "checklists",
        "items of checklists have one state each, and the level that belongs to it",
        "item",
    )
    CONFLICTS = "conflicts", "every conflict can occur", "conflict"
    CLAUSES = (
        "clauses",
        "every clause is cited, or waived with a reason",
        "clause",
        "checked",
    )
    ASSERT = "assert", "every assert holds for all answers", "assert"
    CASE = "case", "every test case gives what it expects", "case", "checked"
    COVERAGE = (
        "coverage",
        "every rule and every state of a checklist is used by a test case",
        "part of the pack",
        "checked",
    )
    REASONS = (
        "reasons",
        "every reason belongs to an answer that its rule names",
        "rule",
        "checked",
    )
    STAGES = (
        "stages",
        "no verdict hangs on a question that is only for the record",
        "question",
        "checked",
    )
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
    """Whether a pack may be used with a finding."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Counterexample:
    """Complete answers that show a finding or a difference."""

    answers: Answers
    shows: str
    """What these answers show, in a sentence."""
    part: str = ""
    """Which of several it is: “before”, “after”, “old”, “new”."""


@dataclass(frozen=True)
class Finding:
    """Where a pack does not have a property."""

    property: Property
    severity: Severity
    file: str
    place: str
    """The kind of the thing and its id, as in `rule “x”`."""
    id: str
    sentence: str
    counterexamples: tuple[Counterexample, ...] = ()
    line: int = 0
    """The line of the file; 0 if it is not known, or not looked up yet."""

    @classmethod
    def at(  # noqa: PLR0913 - a finding has as many parts
        cls,
        property_: Property,
        kind: str,
        id_: str,
        sentence: str,
        *counterexamples: Counterexample,
        part: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Self:
        """Create a finding about a thing in the file that its kind stands in.

        Args:
            property_: What the pack does not have.
            kind: What it is, such as `question` or `rule`.
            id_: The id of the thing.
            sentence: What is wrong.
            *counterexamples: Answers that show it.
            part: The part of the thing that is wrong.
            severity: Whether the pack may be used with it.
        """
        place = f"{kind} “{id_}”{f', {part}' if part else ''}"
        file = file_of(kind)
        return cls(property_, severity, file, place, id_, sentence, counterexamples)

    @classmethod
    def in_case(
        cls,
        file_name: str,
        sentence: str,
        *counterexamples: Counterexample,
        severity: Severity = Severity.ERROR,
        line: int = 0,
    ) -> Self:
        """Create a finding about a test case."""
        file, name = f"cases/{file_name}", file_name.removesuffix(".toml")
        return cls(
            Property.CASE, severity, file, "case", name, sentence, counterexamples, line
        )


@dataclass(frozen=True)
class TestCase:
    """A case whose verdict was decided by hand."""

    name: str
    """The name of its file."""
    answers: Answers
    level: Level
    obligations: frozenset[Obligation]
    cites: frozenset[str]
    """Clauses that its reasons cite, among others."""
    first: str | None = None
    """The rule of its first reason; `None` in this and what follows: not said."""
    tasks: frozenset[str] = frozenset()
    """Tasks that are there, among others."""
    no_tasks: frozenset[str] = frozenset()
    """Tasks that are not there."""
    conflicts: frozenset[str] | None = None
    """The conflicts that it has."""
    items: Mapping[str, ItemState] = field(default_factory=dict)
    """The states of items of checklists, by their clauses."""
    alternative: frozenset[str] | None = None
    """The questions that the first alternative changes; none: there is none."""


@dataclass(frozen=True)
class CheckResult:
    """What was decided of a pack."""

    findings: tuple[Finding, ...]
    """The errors first, otherwise in the order of the properties and the pack."""
    counts: dict[Property, int]
    """How many questions, options, rules and so on each property was decided for."""
    answer_sets: int
    """The combinations of answers, with one tool, that it holds for."""

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings with which a pack may not be used."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that somebody should look at."""
        return self._of(Severity.WARNING)

    def _of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity is severity)
