"""From the checked shape of a pack to its values: what the ids refer to.

Loading refuses what leaves the meaning open: unknown or doubled ids, references
that do not go backwards, kinds that do not fit. What is merely unwise is left
to the check of a pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from genai_guide.files.pack_changes import version_changes
from genai_guide.files.pack_references import CLAUSES, QUESTIONS, RULES, References
from genai_guide.policy.answers import TOOL_NAME
from genai_guide.policy.conditions import Fact, Literal
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


class PackBuilder:
    """Builds a pack and collects the faults met on the way."""

    def __init__(self, content: m.ContentModel) -> None:
        self.content = content
        self.refs = References(
            (clause.id for clause in content.clause),
            (question.id for question in content.question),
        )
        self.section_ids = {section.id for section in content.section}
        self.tasks: dict[str, Task] = {}

    def build(self, digest: str) -> Pack:
        """Build the pack; look at `refs.faults` before using it."""
        content, head = self.content, self.content.pack
        self.refs.once(CLAUSES, "clause", content.clause)
        self.refs.once(QUESTIONS, "section", content.section)
        self.refs.once(QUESTIONS, "question", content.question)
        self.refs.once(RULES, "fact", content.fact)
        self.refs.once(RULES, "rule", content.rule)
        self.refs.once(RULES, "assert", content.assert_)
        self._fields_once()
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
            questions=tuple(self.refs.questions.values()),
            facts=tuple(self.refs.facts.values()),
            rules=rules,
            assertions=tuple(self._assertion(one) for one in content.assert_),
            changes=version_changes(content.change, self.refs),
        )

    def _fields_once(self) -> None:
        seen: set[str] = set()
        for question in self.content.question:
            if question.field in seen:
                place = f"question “{question.id}”, field"
                self.refs.fault(
                    QUESTIONS, place, f"“{question.field}” again", "each field once"
                )
            if question.field:
                seen.add(question.field)

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
                one for one in waiting if named[one] <= self.refs.questions.keys()
            ]:
                self._fact(waiting.pop(fact_id))
            built = self._question(question)
            self.refs.questions.setdefault(built.id, built)
        for fact in waiting.values():
            self._fact(fact)
        order = {fact.id: number for number, fact in enumerate(self.content.fact)}
        self.refs.facts = dict(
            sorted(self.refs.facts.items(), key=lambda one: order[one[0]])
        )

    def _fact(self, fact: m.FactModel) -> None:
        rows = self.refs.condition(
            RULES, f"fact “{fact.id}”, when", fact.when, facts={}
        )
        literal_rows = tuple(
            tuple(cell for cell in row if isinstance(cell, Literal)) for row in rows
        )
        self.refs.facts[fact.id] = Fact(fact.id, literal_rows)

    def _question(self, model: m.QuestionModel) -> Question:
        place = f"question “{model.id}”"
        self.refs.known(
            QUESTIONS, f"{place}, section", "section", model.section, self.section_ids
        )
        for fault in _kind_faults(model):
            self.refs.fault(QUESTIONS, place, *fault)
        self.refs.once(QUESTIONS, f"{place}, option", model.option)
        if not model.per and any(one.per_tool for one in self.refs.questions.values()):
            self.refs.fault(
                QUESTIONS,
                place,
                "a question asked once after one asked per tool",
                "the questions about the use first",
            )
        when = model.when and self.refs.condition(
            QUESTIONS, f"{place}, when", model.when, self.refs.facts
        )
        return Question(
            id=model.id,
            section=model.section,
            kind=model.kind,
            text=model.text,
            help=model.help or "",
            who_knows=model.who_knows or "",
            clauses=self.refs.cites(QUESTIONS, place, model.clauses),
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
            clauses=self.refs.cites(RULES, place, model.clauses),
            because=model.because,
            when=self.refs.condition(
                RULES, f"{place}, when", model.when, self.refs.facts
            )
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
            self.refs.condition(RULES, f"{place}, when", model.when, self.refs.facts),
            self.refs.cites(RULES, place, model.clauses),
            model.because,
        )

    def _task(self, rule_place: str, model: m.TaskModel) -> Task | None:
        """Build a task, or repeat the one of that id that an earlier rule wrote."""
        place = f"{rule_place}, task “{model.id}”"
        if not (model.text or model.owner or model.due):
            if self.refs.known(RULES, place, "earlier task", model.id, self.tasks):
                return self.tasks[model.id]
            return None
        if not (model.text and model.owner and model.due):
            self.refs.fault(
                RULES, place, "a part of a task", "text, owner and due, or the id alone"
            )
            return None
        task = Task(model.id, model.text, model.owner, model.due, model.evidence)
        if self.tasks.setdefault(task.id, task) != task:
            self.refs.fault(
                RULES, place, "another task of this id", "the same task, or another id"
            )
        return task

    def _assertion(self, model: m.AssertModel) -> Assertion:
        place = f"assert “{model.id}”"
        return Assertion(
            model.id,
            self.refs.condition(RULES, f"{place}, when", model.when, self.refs.facts),
            LEVELS[model.at_least],
            self.refs.cites(RULES, place, model.clauses),
        )


def _kind_faults(model: m.QuestionModel) -> Iterable[tuple[str, str]]:
    """Say what of a question does not fit its kind: found, expected."""
    choice = model.kind in (Kind.SINGLE, Kind.MULTI)
    multi = model.kind is Kind.MULTI
    text = model.kind is Kind.TEXT
    of_tools = bool(model.field and model.field.startswith("tool."))
    alone = any(one.exclusive for one in model.option)
    name = model.field == TOOL_NAME
    checks = {
        ("no options", "at least one option"): choice and not model.option,
        ("options", f"none for a {model.kind}"): not choice and bool(model.option),
        ("optional", "it on text and date only"): choice and model.optional,
        ("long", "it on text only"): model.long and not text,
        ("missing", "it beside optional = true"): bool(model.missing)
        and not model.optional,
        ("field", "it on single, text and date only"): multi and bool(model.field),
        ("an exclusive option", "it on multi only"): alone and not multi,
        (
            f"the field {model.field}",
            'tool.… beside per = "tool", and only there',
        ): bool(model.field) and of_tools is not bool(model.per),
        ("the field tool.name", "it on a text that is not long"): name
        and (not text or model.long),
        ("the field tool.number", "another key: tools have their numbers"): (
            model.field == "tool.number"
        ),
    }
    return [fault for fault, failed in checks.items() if failed]
