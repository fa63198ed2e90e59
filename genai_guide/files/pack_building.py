"""From the checked shape of a pack to its values: what the ids refer to.

Loading refuses what leaves the meaning open: unknown or doubled ids, references
that do not go backwards, kinds that do not fit. What is merely unwise is left
to the check of a pack.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from genai_guide.files.errors import Fault, nearest
from genai_guide.policy.conditions import Condition, Fact, Literal
from genai_guide.policy.pack import (
    Assertion,
    Clause,
    Kind,
    Option,
    Pack,
    Question,
    Rule,
    Section,
    Task,
    Unless,
)
from genai_guide.policy.verdict import LEVELS

if TYPE_CHECKING:
    from genai_guide.files import pack_models as m

QUESTIONS, RULES, CLAUSES = "questions.toml", "rules.toml", "clauses.toml"


class PackBuilder:
    """Builds a pack and collects the faults met on the way."""

    def __init__(self, content: m.ContentModel) -> None:
        self.content = content
        self.faults: list[Fault] = []
        self.clause_ids = {clause.id for clause in content.clause}
        self.section_ids = {section.id for section in content.section}
        self.questions: dict[str, Question] = {}
        self.facts: dict[str, Fact] = {}
        self.tasks: dict[str, Task] = {}

    def build(self, digest: str) -> Pack:
        """Build the pack; look at `faults` before using it."""
        content, head = self.content, self.content.pack
        self._once(CLAUSES, "clause", content.clause)
        self._once(QUESTIONS, "section", content.section)
        self._once(QUESTIONS, "question", content.question)
        self._once(RULES, "fact", content.fact)
        self._once(RULES, "rule", content.rule)
        self._once(RULES, "assert", content.assert_)
        self._fields_once()
        self.later = {question.id for question in content.question}
        self._build_facts_and_questions()
        rules = tuple(self._rule(rule) for rule in content.rule)
        return Pack(
            id=head.id,
            version=head.version,
            title=head.title,
            policy=head.policy,
            source=head.source,
            language=head.language,
            attestation=head.attestation,
            digest=digest,
            clauses=tuple(
                Clause(one.id, one.title, one.quote, one.section, one.waived)
                for one in content.clause
            ),
            sections=tuple(Section(one.id, one.title) for one in content.section),
            questions=tuple(self.questions.values()),
            facts=tuple(self.facts.values()),
            rules=rules,
            assertions=tuple(self._assertion(one) for one in content.assert_),
        )

    def _fault(
        self,
        file: str,
        place: str,
        found: str,
        expected: str = "",
        near: str = "",
    ) -> None:
        self.faults.append(Fault(file, place, found, expected, near))

    def _once(self, file: str, kind: str, items: Sequence[Any]) -> None:
        seen: set[str] = set()
        for item in items:
            if item.id in seen:
                self._fault(
                    file, f"{kind} “{item.id}”", "this id twice", "each id once"
                )
            seen.add(item.id)

    def _fields_once(self) -> None:
        seen: set[str] = set()
        for question in self.content.question:
            if question.field in seen:
                place = f"question “{question.id}”, field"
                self._fault(
                    QUESTIONS, place, f"“{question.field}” again", "each field once"
                )
            if question.field:
                seen.add(question.field)

    def _known(
        self, file: str, place: str, what: str, word: str, known: Iterable[str]
    ) -> bool:
        known = list(known)
        if word in known:
            return True
        self._fault(file, place, f"“{word}”", f"a known {what}", nearest(word, known))
        return False

    def _cites(self, file: str, place: str, clauses: Iterable[str]) -> tuple[str, ...]:
        for clause in clauses:
            self._known(file, f"{place}, clauses", "clause", clause, self.clause_ids)
        return tuple(clauses)

    def _build_facts_and_questions(self) -> None:
        """Questions in order; each fact as soon as what it names is there.

        A question may name a fact only if the fact names earlier questions, so
        that references go backwards.
        """
        waiting = {fact.id: fact for fact in self.content.fact}
        named = {
            fact.id: {question for row in fact.when for question in row}
            for fact in self.content.fact
        }
        for question in self.content.question:
            for fact_id in [
                one for one in waiting if named[one] <= set(self.questions)
            ]:
                self._fact(waiting.pop(fact_id))
            built = self._question(question)
            self.questions.setdefault(built.id, built)
        for fact in waiting.values():
            self._fact(fact)
        order = {fact.id: number for number, fact in enumerate(self.content.fact)}
        self.facts = dict(sorted(self.facts.items(), key=lambda one: order[one[0]]))

    def _fact(self, fact: m.FactModel) -> None:
        rows = self._condition(RULES, f"fact “{fact.id}”, when", fact.when, facts={})
        literal_rows = tuple(
            tuple(cell for cell in row if isinstance(cell, Literal)) for row in rows
        )
        self.facts[fact.id] = Fact(fact.id, literal_rows)

    def _question(self, model: m.QuestionModel) -> Question:
        place = f"question “{model.id}”"
        self._known(
            QUESTIONS, f"{place}, section", "section", model.section, self.section_ids
        )
        for fault in _kind_faults(model):
            self._fault(QUESTIONS, place, *fault)
        self._once(QUESTIONS, f"{place}, option", model.option)
        if not model.per and any(one.per_tool for one in self.questions.values()):
            self._fault(
                QUESTIONS,
                place,
                "a question asked once after one asked per tool",
                "the questions about the use first",
            )
        when = model.when and self._condition(
            QUESTIONS, f"{place}, when", model.when, self.facts
        )
        return Question(
            id=model.id,
            section=model.section,
            kind=model.kind,
            text=model.text,
            help=model.help or "",
            who_knows=model.who_knows or "",
            clauses=self._cites(QUESTIONS, place, model.clauses),
            when=when or None,
            per_tool=model.per == "tool",
            field=model.field,
            optional=model.optional,
            long=model.long,
            missing=model.missing,
            fixed=model.fixed,
            informs=model.informs,
            options=tuple(
                Option(one.id, one.label, one.tone, one.exclusive, one.plan)
                for one in model.option
            ),
        )

    def _rule(self, model: m.RuleModel) -> Rule:
        place = f"rule “{model.id}”"
        return Rule(
            id=model.id,
            clauses=self._cites(RULES, place, model.clauses),
            because=model.because,
            when=self._condition(RULES, f"{place}, when", model.when, self.facts)
            if model.when
            else None,
            unless=self._unless(place, model.unless) if model.unless else None,
            level=LEVELS[model.level] if model.level else None,
            obligations=frozenset(model.obligations),
            headline=model.headline,
            tasks=tuple(filter(None, (self._task(place, one) for one in model.task))),
        )

    def _unless(self, rule_place: str, model: m.UnlessModel) -> Unless:
        place = f"{rule_place}, unless"
        return Unless(
            self._condition(RULES, f"{place}, when", model.when, self.facts),
            self._cites(RULES, place, model.clauses),
            model.because,
        )

    def _task(self, rule_place: str, model: m.TaskModel) -> Task | None:
        """Build a task, or repeat the one of that id that an earlier rule wrote."""
        place = f"{rule_place}, task “{model.id}”"
        if not (model.text or model.owner or model.due):
            if self._known(RULES, place, "earlier task", model.id, self.tasks):
                return self.tasks[model.id]
            return None
        if not (model.text and model.owner and model.due):
            self._fault(
                RULES, place, "a part of a task", "text, owner and due, or the id alone"
            )
            return None
        task = Task(model.id, model.text, model.owner, model.due, model.evidence)
        if self.tasks.setdefault(task.id, task) != task:
            self._fault(
                RULES, place, "another task of this id", "the same task, or another id"
            )
        return task

    def _assertion(self, model: m.AssertModel) -> Assertion:
        place = f"assert “{model.id}”"
        return Assertion(
            model.id,
            self._condition(RULES, f"{place}, when", model.when, self.facts),
            LEVELS[model.at_least],
            self._cites(RULES, place, model.clauses),
        )

    def _condition(
        self,
        file: str,
        place: str,
        when: list[dict[str, Any]],
        facts: dict[str, Fact],
    ) -> Condition:
        return tuple(
            tuple(
                filter(
                    None,
                    (
                        self._fact_cell(file, f"{place}, row {number}", name, facts)
                        if cell is True
                        else self._literal(file, f"{place}, row {number}", name, cell)
                        for name, cell in row.items()
                    ),
                )
            )
            for number, row in enumerate(when, start=1)
        )

    def _fact_cell(
        self, file: str, place: str, name: str, facts: dict[str, Fact]
    ) -> Fact | None:
        if self._known(file, place, "fact at this place", name, facts):
            return facts[name]
        return None

    def _literal(
        self, file: str, place: str, name: str, cell: list[str] | dict[str, list[str]]
    ) -> Literal | None:
        if name in self.later and name not in self.questions:
            self._fault(
                file, place, f"“{name}”, which comes later", "an earlier question"
            )
            return None
        if not self._known(file, place, "question", name, self.questions):
            return None
        question = self.questions[name]
        place = f"{place}, “{name}”"
        if not question.is_choice:
            self._fault(
                file, place, "a question answered by a text", "one with options"
            )
            return None
        lists = {"any_of": cell} if isinstance(cell, list) else cell
        known = [option.id for option in question.options]
        for options in lists.values():
            for option in options:
                self._known(file, place, "option", option, known)
        return Literal(name, **{key: frozenset(ids) for key, ids in lists.items()})


def _kind_faults(model: m.QuestionModel) -> Iterable[tuple[str, str]]:
    """Say what of a question does not fit its kind: found, expected."""
    choice = model.kind in (Kind.SINGLE, Kind.MULTI)
    checks: list[tuple[Callable[[], bool], tuple[str, str]]] = [
        (lambda: choice and not model.option, ("no options", "at least one option")),
        (
            lambda: not choice and bool(model.option),
            ("options", f"none for a {model.kind}"),
        ),
        (lambda: choice and model.optional, ("optional", "it on text and date only")),
        (
            lambda: model.long and model.kind is not Kind.TEXT,
            ("long", "it on text only"),
        ),
        (
            lambda: bool(model.missing) and not model.optional,
            ("missing", "it beside optional = true"),
        ),
        (
            lambda: model.kind is Kind.MULTI and bool(model.field),
            ("field", "it on single, text and date only"),
        ),
        (
            lambda: (
                any(one.exclusive for one in model.option)
                and model.kind is not Kind.MULTI
            ),
            ("an exclusive option", "it on multi only"),
        ),
    ]
    return [fault for failed, fault in checks if failed()]
