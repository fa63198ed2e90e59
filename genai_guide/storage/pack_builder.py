"""Build a pack from its parsed tables, and resolve what its ids refer to.

The shapes of the tables were validated before (see `pack_schema`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from genai_guide.rules.answers import RESERVED, TOOL_NAME_FIELD
from genai_guide.rules.conditions import Fact, Row, literals
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import (
    TABLES,
    TOOL_CHOSEN_FIELD,
    Assertion,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Clause,
    Conflict,
    Due,
    ItemState,
    Kind,
    Option,
    Pack,
    Question,
    Risk,
    Rule,
    Section,
    Stage,
    Task,
    Unless,
)
from genai_guide.rules.placeholders import TOOL, find_placeholders, placeholder_error
from genai_guide.storage.errors import nearest_word
from genai_guide.storage.pack_changes import build_version_changes
from genai_guide.storage.pack_conditions import ConditionBuilder
from genai_guide.storage.pack_issues import STAND_IN, PackIssues
from genai_guide.storage.toml import Table

PACK_FORMAT = 2
_STATES_OF = {
    ChecklistKind.PRINCIPLE: ("met", "not_met"),
    ChecklistKind.SITUATION: ("applies", "does_not_apply"),
}
"""The conditions that the items of a checklist have."""
_GROUPS = {
    (Stage.DECIDE, False): "deciding question about the use",
    (Stage.DECIDE, True): "deciding question per tool",
    (Stage.RECORD, False): "question for the record about the use",
    (Stage.RECORD, True): "question for the record per tool",
}
_ORDER = list(_GROUPS.values())


class PackBuilder:
    """Builds a pack, and collects what leaves its meaning open.

    Args:
        content: All the files of the pack, put together.
        faulty: The places of entries that parts of could not be read.
    """

    def __init__(self, content: Table, faulty: Collection[str] = ()) -> None:
        self.issues = PackIssues(faulty)
        self.unread: set[str] = set()
        """The questions whose answers cannot be judged."""
        self._content = content
        clause_ids, section_ids, question_ids, fact_ids = (
            frozenset(table["id"] for table in self._tables(name))
            for name in ("clause", "section", "question", "fact")
        )
        self._clause_ids, self._section_ids = clause_ids, section_ids
        self._fact_tables = {table["id"]: table for table in self._tables("fact")}
        self._conditions = ConditionBuilder(self.issues, question_ids, fact_ids)
        self._questions = self._conditions.questions
        """Those built so far: a condition names only earlier ones."""
        self._levels = {
            table["id"]: Level(rank, **table)
            for rank, table in enumerate(self._tables("level"))
        }
        self._obligations = {
            table["id"]: Obligation(rank, **table)
            for rank, table in enumerate(self._tables("obligation"))
        }
        self._tasks: dict[str, Task] = {}
        if any(table["id"] == STAND_IN for table in self._tables("rule")):
            self._tasks[STAND_IN] = _unread_task(STAND_IN)

    def build(self, digest: str) -> Pack:
        """Build the pack; look at `issues` before using it."""
        for name in chain(*TABLES.values()):
            if name not in ("pack", "change"):
                self.issues.check_unique(name, self._tables(name))
        self._check_unique_fields()
        self._build_facts_and_questions()
        rules = tuple(map(self._rule, self._tables("rule")))
        head = dict(self._content["pack"])
        del head["format"]
        kinds = head["clause_kinds"] = tuple(head["clause_kinds"])
        for table in self._tables("clause"):
            place = f"clause “{table['id']}”, kind"
            self.issues.is_known(place, "kind of clause", table["kind"], kinds)
        self._check_stages()
        self._check_tool_chosen()
        facts = self._conditions.facts
        checklists = tuple(map(self._checklist, self._tables("checklist")))
        return Pack(
            **head,
            digest=digest,
            levels=tuple(self._levels.values()),
            obligations=tuple(self._obligations.values()),
            clauses=tuple(Clause(**table) for table in self._tables("clause")),
            sections=tuple(Section(**table) for table in self._tables("section")),
            questions=tuple(self._questions.values()),
            facts=tuple(facts[table["id"]] for table in self._tables("fact")),
            rules=rules,
            conflicts=tuple(map(self._conflict, self._tables("conflict"))),
            checklists=checklists,
            assertions=tuple(
                self._assertion(table, checklists) for table in self._tables("assert")
            ),
            changes=build_version_changes(
                self._tables("change"), head["version"], self._questions, self.issues
            ),
        )

    def _tables(self, name: str) -> list[Table]:
        tables: list[Table] = self._content.get(name, [])
        return tables

    def _check_unique_fields(self) -> None:
        seen: set[str] = set()
        for table in self._tables("question"):
            if field := table.get("field"):
                if field in seen and field != STAND_IN:
                    place = f"question “{table['id']}”, field"
                    self.issues.report(place, f"“{field}” again", "each field once")
                seen.add(field)

    def _clauses(self, place: str, table: Table) -> tuple[str, ...]:
        clauses = tuple(table.get("clauses", ()))
        where = f"{place}, clauses"
        for clause in clauses:
            self.issues.is_known(where, "clause", clause, self._clause_ids)
        return clauses

    def _build_facts_and_questions(self) -> None:
        """Build questions in order; each fact as soon as what it names is there.

        A question may name a fact only if the fact names earlier questions, so
        that references go backwards. What a fact names that is no question is an
        issue of the fact, and not of those who name it.
        """
        all_questions = {table["id"] for table in self._tables("question")}
        waiting = {
            table["id"]: (table, {name for row in table["when"] for name in row})
            for table in self._tables("fact")
        }
        conditions = self._conditions
        for table in self._tables("question"):
            for fact_id, (fact, named) in [*waiting.items()]:
                if named & all_questions <= self._questions.keys():
                    del waiting[fact_id]
                    conditions.add_fact(fact)
            question = self._question(table)
            self._questions.setdefault(question.id, question)
        for fact, _ in waiting.values():
            conditions.add_fact(fact)

    def _question(self, table: Table) -> Question:
        place = f"question “{table['id']}”"
        section, options = table["section"], table.get("option", [])
        self.issues.is_known(f"{place}, section", "section", section, self._section_ids)
        kind_issues = _kind_issues(table)
        if kind_issues or self.issues.is_faulty(place):
            self.unread.add(table["id"])
        for found, expected in kind_issues:
            self.issues.report_unfit(place, found, expected)
        if not self.issues.is_faulty(place):
            self.issues.check_unique(f"{place}, option", options)
        per_tool = "per" in table
        clauses = self._clauses(place, table)
        condition = self._conditions.build(place, table, about=table["id"])
        for literal in literals(condition):
            if (
                self._questions[literal.question].per_tool
                and not per_tool
                and not self._is_faulty(literal.question)
            ):
                found = f"“{literal.question}”, which is asked for each tool"
                expected = "questions about the use"
                self.issues.report_unfit(f"{place}, when", found, expected)
        known = {option["id"] for option in options}
        for option_id in table.get("cued", []):
            self.issues.is_known(f"{place}, cued", "option", option_id, known)
        taken = {"per", "option", "kind", "clauses", "when", "stage", "cued"}
        copied = table.keys() - taken
        return Question(
            kind=Kind(table["kind"]),
            clauses=clauses,
            when=condition or None,
            per_tool=per_tool,
            stage=Stage(table.get("stage", Stage.DECIDE)),
            cued=tuple(table.get("cued", ())),
            options=tuple(
                Option(**option | {"risk": Risk(option["risk"])}) for option in options
            ),
            **{key: table[key] for key in copied},
        )

    def _is_faulty(self, question_id: str) -> bool:
        """Return whether parts of a question could not be read, or it is not there."""
        if question_id not in self._questions:
            return True
        return self.issues.is_faulty(f"question “{question_id}”")

    def _rule(self, table: Table) -> Rule:
        place = f"rule “{table['id']}”"
        tasks = [self._task(place, task) for task in table.get("task", [])]
        when = self._conditions.build(place, table) if "when" in table else None
        unless = None
        if exception := table.get("unless"):
            unless = Unless(
                self._conditions.build(f"{place}, unless", exception),
                self._clauses(f"{place}, unless", exception),
                exception["reason"],
            )
        headline_at = tuple(table.get("headline_at", ()))
        for level_id in headline_at:
            self._level(f"{place}, headline_at", level_id)
        if headline_at and "headline" not in table:
            where, expected = f"{place}, headline_at", "one beside it"
            self.issues.report_unfit(where, "no headline", expected)
        level = self._level(f"{place}, level", table.get("level"))
        verdict = table.get("verdict")
        if verdict and "level" not in table:
            self.issues.report_unfit(f"{place}, verdict", "no level", "one beside it")
        rule = Rule(
            id=table["id"],
            clauses=self._clauses(place, table),
            reason=table["reason"],
            when=when,
            unless=unless,
            level=level,
            obligations=self._named_obligations(place, table),
            headline=table.get("headline"),
            headline_at=headline_at,
            verdict=replace(level, **verdict) if level and verdict else None,
            reasons=table.get("reasons", {}),
            tasks=tuple(tasks),
        )
        if rule.reasons and not self.issues.is_faulty(place):
            self._check_reasons(place, rule, {*self._named(table)})
        sentences = {"reason": [rule.reason], "headline": [rule.headline or ""]}
        sentences |= {
            f"reasons, “{question_id}”": list(by_option.values())
            for question_id, by_option in rule.reasons.items()
        }
        sentences |= {f"task “{task.id}”, text": [task.text] for task in rule.tasks}
        if rule.unless:
            sentences["unless, reason"] = [rule.unless.reason]
        conditions = [table, table.get("unless", {})]
        self._check_placeholders(place, "rules", conditions, sentences)
        return rule

    def _conflict(self, table: Table) -> Conflict:
        place, text = f"conflict “{table['id']}”", table["text"]
        when = self._conditions.build_with_dates(place, table)
        self._check_placeholders(place, "conflicts", [table], {"text": [text]})
        return Conflict(table["id"], text, when)

    def _named(self, table: Table) -> Iterator[str]:
        """Yield what a condition names, known or not; in place of a fact what it does.

        A stand-in is among it where parts of the condition could not be read.
        """
        rows = list(table.get("when", ()))
        for name in [
            name for row in rows for name, cell in row.items() if cell is True
        ]:
            if name not in self._fact_tables or self.issues.is_faulty(f"fact “{name}”"):
                yield STAND_IN
            rows += self._fact_tables.get(name, {}).get("when", ())
        for row in rows:
            for name, cell in row.items():
                if cell is not True:
                    yield name
                    yield from cell.values() if _is_date_relation(cell) else ()

    def _check_reasons(self, place: str, rule: Rule, named: Collection[str]) -> None:
        """Report sentences for questions and options that a rule does not look at."""
        for question_id, sentences in rule.reasons.items():
            where = f"{place}, reasons, “{question_id}”"
            what = "question of the condition"
            self.issues.is_known(where, what, question_id, named)
            if question_id in named and question_id in self._questions:
                options = [each.id for each in self._questions[question_id].options]
                for option_id in sentences:
                    self.issues.is_known(where, "option", option_id, options)

    def _check_placeholders(
        self,
        place: str,
        things: str,
        conditions: Iterable[Table],
        sentences: Mapping[str, Iterable[str]],
    ) -> None:
        """Report placeholders that nothing fills, and brackets that do not match.

        Args:
            place: The rule or the conflict.
            things: What it is, for many of them.
            conditions: The tables that its conditions stand in.
            sentences: Its sentences, by the part that they stand in.
        """
        known = {
            question.field: question.per_tool
            for question in self._questions.values()
            if question.field
        } | {TOOL: True}
        if STAND_IN in self._questions:
            known[STAND_IN] = True
        for part, texts in sentences.items():
            where = f"{place}, {part}"
            for text in texts:
                for name in find_placeholders(text):
                    braces = f"{{{name}}}"
                    if name not in known:
                        if STAND_IN in known:
                            continue
                        expected = f"one of {', '.join(sorted(known))}"
                        near = nearest_word(name, known)
                        self.issues.report(where, braces, expected, near)
                    elif known[name] and not any(
                        self._is_faulty(each) or self._questions[each].per_tool
                        for table in conditions
                        for each in self._named(table)
                    ):
                        expected = f"it in {things} that look at a question about tools"
                        self.issues.report_unfit(where, braces, expected)
                if error := placeholder_error(text):
                    expected = "{…} and […] that end, without nesting"
                    self.issues.report(where, error, expected)

    def _level(self, place: str, level_id: str | None) -> Level | None:
        if level_id is not None:
            self.issues.is_known(place, "level", level_id, self._levels)
        return self._levels.get(level_id or "")

    def _named_obligations(self, place: str, table: Table) -> frozenset[Obligation]:
        where, known = f"{place}, obligations", self._obligations
        return frozenset(
            known[each]
            for each in table.get("obligations", ())
            if self.issues.is_known(where, "obligation", each, known)
        )

    def _task(self, rule_place: str, table: Table) -> Task:
        """Build a task, or repeat the one of that id that an earlier rule wrote."""
        place = f"{rule_place}, task “{table['id']}”"
        parts = {"text", "owner", "due"}
        unread = _unread_task(table["id"])
        if parts.isdisjoint(table):
            self.issues.is_known(place, "earlier task", table["id"], self._tasks)
            return self._tasks.get(table["id"], unread)
        if not parts <= table.keys() or self.issues.is_faulty(place):
            expected = "text, owner and due, or the id alone"
            self.issues.report_unfit(place, "a part of a task", expected)
            return self._tasks.setdefault(table["id"], unread)
        task = Task(**table | {"due": Due(table["due"])})
        earlier = self._tasks.setdefault(task.id, task)
        if earlier != task and STAND_IN not in (earlier.text, task.text, task.owner):
            expected = "the same task, or another id"
            self.issues.report(place, "another task of this id", expected)
        return task

    def _checklist(self, table: Table) -> Checklist:
        place = f"checklist “{table['id']}”"
        kind = ChecklistKind(table["kind"])
        keys = _STATES_OF[kind]
        items: list[ChecklistItem] = []
        for item in table["item"]:
            item_place = f"{place}, item “{item['clause']}”"
            clause = item["clause"]
            where = f"{item_place}, clause"
            self.issues.is_known(where, "clause", clause, self._clause_ids)
            if clause != STAND_IN and any(clause == each.clause for each in items):
                expected = "each clause once"
                self.issues.report(item_place, "this clause twice", expected)
            for key in {"met", "not_met", "applies", "does_not_apply"} & item.keys():
                if key not in keys:
                    expected = f"{keys[0]} and {keys[1]}, as its kind is {kind}"
                    self.issues.report_unfit(f"{item_place}, {key}", key, expected)
            holds, fails = (
                self._conditions.build(item_place, item, key=key) for key in keys
            )
            items.append(
                ChecklistItem(
                    clause,
                    holds,
                    fails,
                    item.get("text"),
                    self._conditions.build(item_place, item, key="relevant") or None,
                )
            )
        return Checklist(
            table["id"],
            table["title"],
            kind,
            tuple(items),
            self._level(f"{place}, at_least", table.get("at_least")),
            self._conditions.build(place, table, key="relevant") or None,
        )

    def _assertion(self, table: Table, checklists: tuple[Checklist, ...]) -> Assertion:
        place = f"assert “{table['id']}”"
        wants = [key for key in ("at_least", "obligations", "item") if key in table]
        if len(wants) != 1:
            found = " and ".join(wants) or "nothing that is asserted"
            expected = "one of at_least, obligations and item"
            self.issues.report_unfit(place, found, expected)
        if item := table.get("item"):
            states: dict[str, tuple[str, ...]] = {
                each.clause: (*_STATES_OF[checklist.kind], "unknown")
                for checklist in checklists
                if not self.issues.is_faulty(f"checklist “{checklist.id}”")
                for each in checklist.items
            }
            if len(states) < sum(len(checklist.items) for checklist in checklists):
                states[STAND_IN] = ()
            where, clause, state = f"{place}, item", item["clause"], item["state"]
            if self.issues.is_known(where, "item of a checklist", clause, states):
                self.issues.is_known(where, "state", state, states[clause])
        return Assertion(
            table["id"],
            self._conditions.build(place, table),
            self._clauses(place, table),
            self._level(f"{place}, at_least", table.get("at_least")),
            self._named_obligations(place, table),
            item["clause"] if item else None,
            ItemState(item["state"]) if item else None,
        )

    def _check_stages(self) -> None:
        """Report questions that stand before one that is asked earlier."""
        last = ""
        for question in self._questions.values():
            if self._is_faulty(question.id):
                continue
            group = _GROUPS[question.stage, question.per_tool]
            if last and _ORDER.index(group) < _ORDER.index(last):
                found = f"a {group} after a {last}"
                expected = f"this order: {', '.join(_ORDER)}"
                self.issues.report(f"question “{question.id}”", found, expected)
            else:
                last = group

    def _check_tool_chosen(self) -> None:
        """Report what does not fit the question whether a tool is chosen yet."""
        questions = [
            question
            for question in self._questions.values()
            if question.per_tool and not self._is_faulty(question.id)
        ]
        chosen = next((q for q in questions if q.field == TOOL_CHOSEN_FIELD), None)
        if chosen is None:
            return
        place = f"question “{chosen.id}”"
        if chosen is not questions[0]:
            expected = "it first among the tool questions"
            self.issues.report(place, "it further down", expected)
        options = [option.id for option in chosen.options]
        if chosen.kind is not Kind.SINGLE or sorted(options) != ["no", "yes"]:
            found = f"{chosen.kind} with the options {', '.join(options)}"
            self.issues.report(place, found, "single with the options yes and no")
        for question in questions:
            if question is chosen or question.field == TOOL_NAME_FIELD:
                continue
            if not question.when or not all(
                _wants_chosen(row, chosen.id) for row in question.when
            ):
                self.issues.report(
                    f"question “{question.id}”, when",
                    "a row without the chosen tool",
                    f'"{chosen.id}" = ["yes"] in each row, or a fact that says so',
                )


def _unread_task(task_id: str) -> Task:
    """Return a task of which only the id is sure."""
    return Task(task_id, STAND_IN, STAND_IN, Due.BEFORE_USE)


def _wants_chosen(row: Row, chosen_id: str) -> bool:
    """Return whether a row holds only for a tool that is chosen."""
    return any(
        all(_wants_chosen(inner, chosen_id) for inner in cell.when)
        if isinstance(cell, Fact)
        else cell.question == chosen_id and cell.any_of == {"yes"}
        for cell in row
    )


_RESERVED_FIELDS = {f"{table}.{key}" for table, key in RESERVED.items()}


def _is_date_relation(cell: object) -> bool:
    """Return whether a cell of a conflict compares two dates."""
    return isinstance(cell, dict) and not cell.keys().isdisjoint(("before", "after"))


def _kind_issues(table: Table) -> list[tuple[str, str]]:
    """List what of a question does not fit its kind: found, expected."""
    kind, field = table["kind"], table.get("field", "")
    options = table.get("option", [])
    optional, long = table.get("optional", False), table.get("long", False)
    is_choice = kind in (Kind.SINGLE, Kind.MULTI)
    is_multi, is_text = kind == Kind.MULTI, kind == Kind.TEXT
    has_exclusive = any(option.get("exclusive") for option in options)
    misplaced = bool(field) and field.startswith("tool.") is not ("per" in table)
    decides = table.get("stage") != "record"
    is_name = field == TOOL_NAME_FIELD
    records_only = "it on texts, dates and questions of the stage record only"
    checks = [
        (is_choice and not options, "no options", "at least one option"),
        (not is_choice and options, "options", f"none for a {kind}"),
        (is_choice and optional and decides, "optional", records_only),
        (long and not is_text, "long", "it on text only"),
        *(
            (key in table and (not is_text or long), key, "it on a text of one line")
            for key in ("limit", "format")
        ),
        ("missing" in table and not optional, "missing", "it beside optional = true"),
        (has_exclusive and not is_multi, "an exclusive option", "it on multi only"),
        (misplaced, f"the field {field}", 'tool.… beside per = "tool", and only there'),
        (
            is_name and (not is_text or long),
            "the field tool.name",
            "it on a text that is not long",
        ),
        (
            field == "tool.number",
            "the field tool.number",
            "another key: tools have their numbers",
        ),
        (
            field in _RESERVED_FIELDS,
            f"the field {field}",
            "another key: records of one production are related by it",
        ),
    ]
    return [(found, expected) for failed, found, expected in checks if failed]
