"""The values of a pack: clauses, questions, rules.

`genai_guide.storage.packs` loads and validates packs. The conditions of a pack are
compiled here, for `genai_guide.rules.evaluate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Literal as Literal_

from genai_guide.rules.conditions import (
    Cell,
    CompiledCondition,
    CompiledFact,
    CompiledQuestion,
    Compiler,
    Condition,
    Fact,
    Literal,
    Row,
    literals,
)
from genai_guide.rules.levels import Level, Obligation
from genai_guide.text import LINE_LIMIT

TABLES = {
    "pack.toml": ("pack", "level", "obligation"),
    "clauses.toml": ("clause",),
    "questions.toml": ("section", "question"),
    "rules.toml": ("fact", "rule", "conflict", "checklist", "assert"),
    "CHANGES.toml": ("change",),
}
"""The files of a pack, and the tables that each may have."""
TOOL_CHOSEN_FIELD = "tool.chosen"
"""The field of the question, if a pack has one, whether a tool is chosen already."""


def file_of(place: str) -> str:
    """Return the file of a table, or of a place in it such as `rule “x”`."""
    table = place.partition(" ")[0]
    return next((file for file, names in TABLES.items() if table in names), "pack.toml")


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTI = "multi"
    TEXT = "text"
    DATE = "date"


class Risk(StrEnum):
    """How risky an option is, for the checks; it never decides a verdict."""

    SAFE = "safe"
    RISKY = "risky"
    UNSURE = "unsure"
    NEUTRAL = "neutral"


class Stage(StrEnum):
    """When a question is asked: to decide, or for the record alone."""

    DECIDE = "decide"
    RECORD = "record"


class Due(StrEnum):
    """When a task has to be done."""

    BEFORE_USE = "before-use"
    BEFORE_DELIVERY = "before-delivery"

    @property
    def words(self) -> str:
        """The same for a sentence."""
        return self.value.replace("-", " ")


@dataclass(frozen=True)
class Clause:
    """A clause of the policy, with a short quotation."""

    id: str
    title: str
    quote: str
    section: str
    waived: str | None = None
    kind: str = ""
    """One of the pack's `clause_kinds`, by which reasons of one level are ranked."""


@dataclass(frozen=True)
class Section:
    """A part of the interview."""

    id: str
    title: str


@dataclass(frozen=True)
class Option:
    """One of the choices of a question."""

    id: str
    label: str
    risk: Risk
    exclusive: bool = False
    plan: str | None = None


@dataclass(frozen=True)
class Question:
    """A question to the producer."""

    id: str
    section: str
    kind: Kind
    text: str
    help: str = ""
    who_knows: str = ""
    clauses: tuple[str, ...] = ()
    when: Condition | None = None
    """When it is asked; `None`: always."""
    per_tool: bool = False
    field: str | None = None
    """The field of the summary that the answer fills."""
    optional: bool = False
    long: bool = False
    limit: int = LINE_LIMIT
    """The most characters of a text of one line."""
    format: Literal_["email"] | None = None
    """What a text should look like; one that does not is taken with a warning."""
    missing: str | None = None
    """What the record says when an optional text is left empty."""
    fixed: bool = False
    record_only: bool = False
    """Whether it changes no verdict."""
    shared: bool = False
    """Whether the uses of a production share the answer, or those of a tool do."""
    cue: str | None = None
    """The column of a production's cue list that the answer fills."""
    cued: tuple[str, ...] = ()
    """The options by which a use belongs in the cue list."""
    stage: Stage = Stage.DECIDE
    options: tuple[Option, ...] = ()

    @property
    def is_required(self) -> bool:
        """Whether it has to be answered before a summary can be signed."""
        return self.stage is Stage.DECIDE and not self.optional

    @property
    def is_choice(self) -> bool:
        """Whether it is answered by options."""
        return self.kind in (Kind.SINGLE, Kind.MULTI)

    def option(self, option_id: str) -> Option | None:
        """Find an option by its id."""
        return next((each for each in self.options if each.id == option_id), None)


@dataclass(frozen=True)
class Unless:
    """An exception to a rule, with its own clause."""

    when: Condition
    clauses: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Task:
    """A task that a rule sets."""

    id: str
    text: str
    owner: str
    due: Due
    evidence: str | None = None


@dataclass(frozen=True)
class Rule:
    """What follows if a condition is true; a rule without a level is a note."""

    id: str
    clauses: tuple[str, ...]
    """The best one first: rules of one level are ranked by it."""
    reason: str
    """The sentence for every answer that has none of its own."""
    when: Condition | None = None
    """When it applies; `None`: always."""
    unless: Unless | None = None
    level: Level | None = None
    obligations: frozenset[Obligation] = frozenset()
    headline: str | None = None
    headline_at: tuple[str, ...] = ()
    """The levels of a verdict that the headline stands above; none: all."""
    verdict: Level | None = None
    """Its level in words of its own, for verdicts whose level it alone gives."""
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """Its own sentences, by the question and the option that it applies by."""
    tasks: tuple[Task, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Its condition and that of its exception, as far as it has them."""
        exception = self.unless.when if self.unless else None
        return tuple(each for each in (self.when, exception) if each is not None)

    @cached_property
    def questions(self) -> frozenset[str]:
        """The questions that it and its exception name."""
        return frozenset(
            literal.question
            for condition in self.conditions
            for literal in literals(condition)
        )

    @property
    def severity(self) -> int:
        """A number by which rules are sorted: their level, or -1 for a note."""
        return -1 if self.level is None else self.level.rank

    @property
    def is_warning(self) -> bool:
        """Whether it says something above every verdict and gives none itself."""
        return bool(self.headline) and self.level is None and not self.headline_at


@dataclass(frozen=True)
class DateTest:
    """A cell of a conflict that looks at the date answered to a question."""

    question: str
    relation: Literal_["past", "future", "before", "after"]
    """Against the day of signing, or against another date."""
    other: str | None = None
    """The question that asks for the other date."""

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that ask for its dates."""
        return (self.question, self.other) if self.other else (self.question,)


@dataclass(frozen=True)
class Conflict:
    """Answers that cannot both be true."""

    id: str
    text: str
    when: tuple[tuple[Cell | DateTest, ...], ...]

    @property
    def cells(self) -> Condition:
        """Its rows without what they want of dates."""
        return tuple(
            tuple(cell for cell in row if not isinstance(cell, DateTest))
            for row in self.when
        )


class ChecklistKind(StrEnum):
    """Whether the items of a checklist are met or apply."""

    PRINCIPLE = "principle"
    SITUATION = "situation"


class ItemState(StrEnum):
    """Where an item of a checklist stands."""

    MET = "met"
    NOT_MET = "not_met"
    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    UNKNOWN = "unknown"
    NOT_RELEVANT = "not_relevant"
    OPEN = "open"


@dataclass(frozen=True)
class ChecklistItem:
    """A clause that people know by heart, and when it holds or fails."""

    clause: str
    holds: Condition
    """When it is met, or applies."""
    fails: Condition
    """When it is not met, or does not apply."""
    text: str | None = None
    relevant: Condition | None = None
    """When it matters; `None`: always."""


@dataclass(frozen=True)
class Checklist:
    """A list of clauses that people know by heart."""

    id: str
    title: str
    kind: ChecklistKind
    items: tuple[ChecklistItem, ...]
    at_least: Level | None = None
    """What every item that applies gives at least."""
    relevant: Condition | None = None
    """When it matters; `None`: always."""


@dataclass(frozen=True)
class Assertion:
    """A statement about all answers that legal wants proved."""

    id: str
    when: Condition
    clauses: tuple[str, ...]
    at_least: Level | None = None
    obligations: frozenset[Obligation] = frozenset()
    item: str | None = None
    """The clause of a checklist's item, with the state that it has."""
    state: ItemState | None = None


class OnSaved(StrEnum):
    """What happens to an answer that was given under an earlier version."""

    KEEP = "keep"
    CONFIRM = "confirm"
    AGAIN = "answer-again"


@dataclass(frozen=True)
class Rename:
    """What an id was before a version, and what it is from then on."""

    before: str
    after: str
    targets: tuple[str, ...] = ()
    """What it was split into; no answer can be carried over to one of them."""

    @property
    def renamed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


@dataclass(frozen=True)
class VersionChange:
    """One entry of CHANGES.toml: what a version changed."""

    version: str
    kind: str
    """`wording`, `answer-kind`, `added`, `removed`, `renamed` or `split`."""
    question: Rename | None = None
    option: Rename | None = None
    on_saved: OnSaved | None = None


@dataclass(frozen=True)
class CompiledRule:
    """A rule as the evaluator needs it."""

    rule: Rule
    when: CompiledCondition
    unless: CompiledCondition
    per_tool: bool
    behind: frozenset[str]
    """Its questions, and those that decide whether these are asked."""


@dataclass(frozen=True)
class CompiledConflict:
    """A conflict as the evaluator needs it."""

    conflict: Conflict
    rows: tuple[tuple[Row, tuple[DateTest, ...]], ...]
    """The ordinary cells of each row, and its dates."""
    per_tool: bool


@dataclass(frozen=True)
class CompiledItem:
    """An item of a checklist as the evaluator needs it."""

    item: ChecklistItem
    relevant: tuple[CompiledCondition, CompiledCondition]
    """When the checklist matters, and when the item does."""
    holds: CompiledCondition
    fails: CompiledCondition
    per_tool: bool


@dataclass(frozen=True)
class CompiledPack:
    """The conditions of a pack, compiled."""

    use: tuple[CompiledQuestion, ...]
    """The questions that are asked once, in the order of asking."""
    tool: tuple[CompiledQuestion, ...]
    """The questions that are asked for each tool."""
    by_id: Mapping[str, CompiledQuestion]
    rules: tuple[CompiledRule, ...]
    ranked: tuple[CompiledRule, ...]
    """The same rules: the highest level first, then the best clause, notes last."""
    conflicts: tuple[CompiledConflict, ...]
    checklists: tuple[tuple[CompiledItem, ...], ...]
    """The items of each checklist."""


@dataclass(frozen=True)
class Pack:
    """A versioned set of clauses, questions and rules."""

    id: str
    version: str
    title: str
    policy: str
    source: str
    language: str
    attestation: str
    digest: str
    """SHA-256 of the canonical form of the parsed content, in hex."""
    levels: tuple[Level, ...]
    """The lowest first."""
    obligations: tuple[Obligation, ...]
    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    facts: tuple[Fact, ...]
    rules: tuple[Rule, ...]
    assertions: tuple[Assertion, ...] = ()
    changes: tuple[VersionChange, ...] = ()
    policy_name: str = ""
    contact: str = "your contact"
    """How sentences name the contact."""
    reading: str = ""
    """What a verdict is, and is not, in a sentence or two."""
    clause_kinds: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    folder: str = field(default="", compare=False)
    """Where it was read from: earlier versions may stand beside it."""

    @property
    def floor(self) -> Level:
        """The lowest level: the verdict where no rule gives one."""
        return self.levels[0]

    @cached_property
    def level_by_id(self) -> dict[str, Level]:
        """Levels by their id."""
        return {level.id: level for level in self.levels}

    @cached_property
    def obligation_by_id(self) -> dict[str, Obligation]:
        """Obligations by their id."""
        return {obligation.id: obligation for obligation in self.obligations}

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """Questions by their id."""
        return {question.id: question for question in self.questions}

    @cached_property
    def clause(self) -> dict[str, Clause]:
        """Clauses by their id."""
        return {clause.id: clause for clause in self.clauses}

    @cached_property
    def section(self) -> dict[str, Section]:
        """Sections by their id."""
        return {section.id: section for section in self.sections}

    @cached_property
    def rank(self) -> dict[str, int]:
        """The number of each question in the order of asking."""
        return {question.id: number for number, question in enumerate(self.questions)}

    @cached_property
    def forms(self) -> dict[str, str]:
        """The first question of the form that each stands in; a choice stands alone.

        A form is made of texts and dates that follow each other in a section.
        """
        groups = groupby(
            self.questions,
            lambda question: (question.section, question.is_choice and question.id),
        )
        forms = [[question.id for question in form] for _, form in groups]
        return {question: form[0] for form in forms for question in form}

    @cached_property
    def use_questions(self) -> tuple[Question, ...]:
        """The questions that are asked once."""
        return tuple(each for each in self.questions if not each.per_tool)

    @cached_property
    def tool_questions(self) -> tuple[Question, ...]:
        """The questions that are asked for each tool."""
        return tuple(each for each in self.questions if each.per_tool)

    @cached_property
    def tool_chosen(self) -> Question | None:
        """The question whether a tool is chosen already, if the pack has one."""
        return self.question_for_field(TOOL_CHOSEN_FIELD)

    @cached_property
    def clause_rank(self) -> dict[str, tuple[int, int]]:
        """How clauses are ranked: by their kind, then by their place in the pack."""
        kinds = {kind: number for number, kind in enumerate(self.clause_kinds)}
        return {
            clause.id: (kinds.get(clause.kind, len(kinds)), number)
            for number, clause in enumerate(self.clauses)
        }

    @cached_property
    def per_tool_rules(self) -> frozenset[str]:
        """The ids of the rules that are evaluated for each tool."""
        return frozenset(
            rule.id for rule in self.rules if self._is_per_tool(*rule.conditions)
        )

    def _is_per_tool(self, *conditions: Condition | None) -> bool:
        """Return whether conditions look at a question that is asked per tool."""
        return any(
            self.by_id[literal.question].per_tool
            for condition in conditions
            for literal in literals(condition)
        )

    @cached_property
    def compiled(self) -> CompiledPack:
        """The conditions, compiled."""
        compiler = Compiler()
        questions = {
            question.id: CompiledQuestion(question.id, compiler.compile(question.when))
            for question in self.questions
        }
        rules = tuple(
            CompiledRule(
                rule,
                compiler.compile(rule.when),
                compiler.compile(rule.unless.when) if rule.unless else (),
                rule.id in self.per_tool_rules,
                self.questions_behind([rule]),
            )
            for rule in self.rules
        )
        conflicts = tuple(self._compile_conflict(each) for each in self.conflicts)
        for conflict in conflicts:
            compiler.compile(conflict.conflict.cells)
        checklists = tuple(
            self._compile_items(checklist, compiler) for checklist in self.checklists
        )
        for fact in [cell for cell in compiler.cells if isinstance(cell, Fact)]:
            last = max(
                (literal.question for literal in literals(fact.when)),
                key=lambda name: (self.by_id[name].per_tool, self.rank[name]),
            )
            compiled = CompiledFact(compiler.compile(fact.when), frozenset({fact}))
            questions[last].facts += (compiled,)
        for cell in compiler.cells:
            if isinstance(cell, Literal):
                questions[cell.question].cells |= {cell}
        return CompiledPack(
            tuple(questions[question.id] for question in self.use_questions),
            tuple(questions[question.id] for question in self.tool_questions),
            questions,
            rules,
            tuple(sorted(rules, key=lambda compiled: self._rule_rank(compiled.rule))),
            conflicts,
            checklists,
        )

    def _rule_rank(self, rule: Rule) -> tuple[int, tuple[int, int]]:
        """Return a key that sorts rules by their level and their best clause."""
        best = self.clause_rank[rule.clauses[0]] if rule.clauses else (0, 0)
        return -rule.severity, best

    def _compile_conflict(self, conflict: Conflict) -> CompiledConflict:
        dates = [
            tuple(cell for cell in row if isinstance(cell, DateTest))
            for row in conflict.when
        ]
        named = {name for row in dates for test in row for name in test.questions}
        per_tool = any(self.by_id[question].per_tool for question in named)
        return CompiledConflict(
            conflict,
            tuple(zip(conflict.cells, dates, strict=True)),
            per_tool or self._is_per_tool(conflict.cells),
        )

    def _compile_items(
        self, checklist: Checklist, compiler: Compiler
    ) -> tuple[CompiledItem, ...]:
        return tuple(
            CompiledItem(
                item,
                (compiler.compile(checklist.relevant), compiler.compile(item.relevant)),
                compiler.compile(item.holds),
                compiler.compile(item.fails),
                self._is_per_tool(
                    checklist.relevant, item.relevant, item.holds, item.fails
                ),
            )
            for item in checklist.items
        )

    @cached_property
    def level_questions(self) -> frozenset[str]:
        """The questions that can change a level, by a rule or by being asked for."""
        return self.questions_behind(rule for rule in self.rules if rule.severity >= 0)

    def questions_behind(self, rules: Iterable[Rule]) -> frozenset[str]:
        """Return the questions that rules and their exceptions depend on.

        Those are the questions that they name, and those that decide whether these are
        asked.
        """
        return frozenset().union(
            *(self.behind[question] for rule in rules for question in rule.questions)
        )

    @cached_property
    def behind(self) -> dict[str, frozenset[str]]:
        """Each question with those that decide whether it is asked."""
        behind: dict[str, frozenset[str]] = {}
        for question in self.questions:  # a condition names earlier questions only
            named = {literal.question for literal in literals(question.when)}
            behind[question.id] = frozenset({question.id}).union(
                *(behind[other] for other in named)
            )
        return behind

    def question_for_field(self, field: str) -> Question | None:
        """Find the question that fills a field of the summary."""
        return next((each for each in self.questions if each.field == field), None)
