"""From the parsed tables of a pack to its values: what the ids refer to.

Their shape has been judged by `pack_models`. Loading refuses what leaves the meaning
open: unknown or doubled ids, references that do not go backwards, kinds that do not
fit. What is merely unwise is left to the check of a pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from genai_guide.files.pack_changes import version_changes
from genai_guide.files.pack_references import CLAUSES, QUESTIONS, RULES, References
from genai_guide.policy.answers import TOOL_NAME
from genai_guide.policy.conditions import Condition, Fact, Literal
from genai_guide.policy.pack import (
    Assertion,
    Clause,
    Due,
    Kind,
    Option,
    Pack,
    Question,
    Rule,
    Section,
    Task,
    Tone,
    Unless,
)
from genai_guide.policy.verdict import LEVELS, Obligation

Table = dict[str, Any]


class PackBuilder:
    """Builds a pack and collects the faults met on the way."""

    def __init__(self, content: Table) -> None:
        self.content = content
        self.refs = References(
            (clause["id"] for clause in self._all("clause")),
            (question["id"] for question in self._all("question")),
            (fact["id"] for fact in self._all("fact")),
        )
        self.section_ids = {section["id"] for section in self._all("section")}
        self.tasks: dict[str, Task] = {}

    def _all(self, table: str) -> list[Table]:
        found: list[Table] = self.content.get(table, [])
        return found

    def build(self, digest: str) -> Pack:
        """Build the pack; look at `refs.faults` before using it."""
        head = self.content["pack"]
        self.refs.once(CLAUSES, "clause", self._all("clause"))
        self.refs.once(QUESTIONS, "section", self._all("section"))
        self.refs.once(QUESTIONS, "question", self._all("question"))
        self.refs.once(RULES, "fact", self._all("fact"))
        self.refs.once(RULES, "rule", self._all("rule"))
        self.refs.once(RULES, "assert", self._all("assert"))
        self._fields_once()
        self._build_facts_and_questions()
        self.refs.about = ""
        rules = tuple(self._rule(rule) for rule in self._all("rule"))
        return Pack(
            id=head["id"],
            version=head["version"],
            title=head["title"],
            policy=head["policy"],
            source=head["source"],
            language=head["language"],
            attestation=head["attestation"],
            digest=digest,
            clauses=tuple(Clause(**one) for one in self._all("clause")),
            sections=tuple(Section(**one) for one in self._all("section")),
            questions=tuple(self.refs.questions.values()),
            facts=tuple(self.refs.facts.values()),
            rules=rules,
            assertions=tuple(self._assertion(one) for one in self._all("assert")),
            changes=version_changes(self._all("change"), head["version"], self.refs),
        )

    def _fields_once(self) -> None:
        seen: set[str] = set()
        for question in self._all("question"):
            field = question.get("field")
            if field in seen:
                place = f"question “{question['id']}”, field"
                self.refs.fault(QUESTIONS, place, f"“{field}” again", "each field once")
            if field:
                seen.add(field)

    def _build_facts_and_questions(self) -> None:
        """Questions in order; each fact as soon as what it names is there.

        A question may name a fact only if the fact names earlier questions, so
        that references go backwards. What a fact names that is no question is a
        fault of the fact, and not of those who name it.
        """
        waiting = {fact["id"]: fact for fact in self._all("fact")}
        named = {
            fact["id"]: {name for row in fact["when"] for name in row}
            & self.refs.question_ids
            for fact in self._all("fact")
        }
        for question in self._all("question"):
            for fact_id in [
                one for one in waiting if named[one] <= self.refs.questions.keys()
            ]:
                self._fact(waiting.pop(fact_id))
            built = self._question(question)
            self.refs.questions.setdefault(built.id, built)
        for fact in waiting.values():
            self._fact(fact)
        order = {fact["id"]: number for number, fact in enumerate(self._all("fact"))}
        self.refs.facts = dict(
            sorted(self.refs.facts.items(), key=lambda one: order[one[0]])
        )

    def _fact(self, fact: Table) -> None:
        self.refs.about = fact["id"]
        rows = self.refs.condition(
            RULES, f"fact “{fact['id']}”, when", fact["when"], facts={}
        )
        literal_rows = tuple(
            tuple(cell for cell in row if isinstance(cell, Literal)) for row in rows
        )
        self.refs.facts[fact["id"]] = Fact(fact["id"], literal_rows)

    def _question(self, table: Table) -> Question:
        place = f"question “{table['id']}”"
        self.refs.about = table["id"]
        self.refs.known(
            QUESTIONS,
            f"{place}, section",
            "section",
            table["section"],
            self.section_ids,
        )
        for fault in _kind_faults(table):
            self.refs.fault(QUESTIONS, place, *fault)
        options = table.get("option", [])
        self.refs.once(QUESTIONS, f"{place}, option", options)
        per_tool = "per" in table
        if not per_tool and any(one.per_tool for one in self.refs.questions.values()):
            self.refs.fault(
                QUESTIONS,
                place,
                "a question asked once after one asked per tool",
                "the questions about the use first",
            )
        return Question(
            id=table["id"],
            section=table["section"],
            kind=Kind(table["kind"]),
            text=table["text"],
            help=table.get("help", ""),
            who_knows=table.get("who_knows", ""),
            clauses=self.refs.cites(QUESTIONS, place, table.get("clauses", [])),
            when=self._when(QUESTIONS, place, table) or None,
            per_tool=per_tool,
            field=table.get("field"),
            optional=table.get("optional", False),
            long=table.get("long", False),
            missing=table.get("missing"),
            fixed=table.get("fixed", False),
            informs=table.get("informs", False),
            options=tuple(
                Option(**one | {"tone": Tone(one["tone"])}) for one in options
            ),
        )

    def _rule(self, table: Table) -> Rule:
        place = f"rule “{table['id']}”"
        tasks = (self._task(place, one) for one in table.get("task", []))
        return Rule(
            id=table["id"],
            clauses=self.refs.cites(RULES, place, table["clauses"]),
            because=table["because"],
            when=self._when(RULES, place, table),
            unless=self._unless(place, table["unless"]) if "unless" in table else None,
            level=LEVELS[table["level"]] if "level" in table else None,
            obligations=frozenset(map(Obligation, table.get("obligations", []))),
            headline=table.get("headline"),
            tasks=tuple(filter(None, tasks)),
        )

    def _when(self, file: str, place: str, table: Table) -> Condition | None:
        if "when" not in table:
            return None
        place = f"{place}, when"
        return self.refs.condition(file, place, table["when"], self.refs.facts)

    def _unless(self, rule_place: str, table: Table) -> Unless:
        place = f"{rule_place}, unless"
        return Unless(
            self._when(RULES, place, table) or (),
            self.refs.cites(RULES, place, table["clauses"]),
            table["because"],
        )

    def _task(self, rule_place: str, table: Table) -> Task | None:
        """Build a task, or repeat the one of that id that an earlier rule wrote."""
        place = f"{rule_place}, task “{table['id']}”"
        parts = {"text", "owner", "due"}
        if parts.isdisjoint(table):
            if self.refs.known(RULES, place, "earlier task", table["id"], self.tasks):
                return self.tasks[table["id"]]
            return None
        if not parts <= table.keys():
            self.refs.fault(
                RULES, place, "a part of a task", "text, owner and due, or the id alone"
            )
            return None
        task = Task(**table | {"due": Due(table["due"])})
        if self.tasks.setdefault(task.id, task) != task:
            self.refs.fault(
                RULES, place, "another task of this id", "the same task, or another id"
            )
        return task

    def _assertion(self, table: Table) -> Assertion:
        place = f"assert “{table['id']}”"
        return Assertion(
            table["id"],
            self._when(RULES, place, table) or (),
            LEVELS[table["at_least"]],
            self.refs.cites(RULES, place, table["clauses"]),
        )


def _kind_faults(table: Table) -> Iterable[tuple[str, str]]:
    """Say what of a question does not fit its kind: found, expected."""
    kind, field = table["kind"], table.get("field", "")
    options = table.get("option", [])
    optional, long = table.get("optional", False), table.get("long", False)
    choice = kind in (Kind.SINGLE, Kind.MULTI)
    multi = kind == Kind.MULTI
    text = kind == Kind.TEXT
    of_tools = field.startswith("tool.")
    alone = any(one.get("exclusive") for one in options)
    name = field == TOOL_NAME
    checks = {
        ("no options", "at least one option"): choice and not options,
        ("options", f"none for a {kind}"): not choice and bool(options),
        ("optional", "it on text and date only"): choice and optional,
        ("long", "it on text only"): long and not text,
        ("missing", "it beside optional = true"): "missing" in table and not optional,
        ("field", "it on single, text and date only"): multi and bool(field),
        ("an exclusive option", "it on multi only"): alone and not multi,
        (
            f"the field {field}",
            'tool.… beside per = "tool", and only there',
        ): bool(field) and of_tools is not ("per" in table),
        ("the field tool.name", "it on a text that is not long"): name
        and (not text or long),
        ("the field tool.number", "another key: tools have their numbers"): (
            field == "tool.number"
        ),
    }
    return [fault for fault, failed in checks.items() if failed]
