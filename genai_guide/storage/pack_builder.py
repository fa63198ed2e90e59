"""Build a pack from its parsed tables, and resolve what its ids refer to.

The shapes of the tables were validated before (see `pack_schema`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from genai_guide.record.versions import version_numbers
from genai_guide.rules.answers import TOOL_NAME_FIELD
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.levels import Level, Obligation
from genai_guide.rules.pack import (
    Assertion,
    Clause,
    Due,
    Kind,
    OnSaved,
    Option,
    Pack,
    Question,
    Rename,
    Risk,
    Rule,
    Section,
    Task,
    Unless,
    VersionChange,
)
from genai_guide.storage.errors import PackIssue, nearest_word

TABLES = {
    "pack.toml": ("pack", "level", "obligation"),
    "clauses.toml": ("clause",),
    "questions.toml": ("section", "question"),
    "rules.toml": ("fact", "rule", "assert"),
    "CHANGES.toml": ("change",),
}
"""The files of a pack, and the tables that each may have."""
_RENAME = '{ from = "…", to = "…" }'

Table = dict[str, Any]


def file_of(table: str) -> str:
    """Return the file that a table stands in."""
    return next((file for file, names in TABLES.items() if table in names), "pack.toml")


class PackBuilder:
    """Builds a pack, and collects what leaves its meaning open.

    Args:
        content: All the files of the pack, put together.
    """

    def __init__(self, content: Table) -> None:
        self.issues: list[PackIssue] = []
        self._content = content
        self._clause_ids, self._section_ids, self._question_ids, self._fact_ids = (
            frozenset(table["id"] for table in self._tables(name))
            for name in ("clause", "section", "question", "fact")
        )
        self._levels = {
            table["id"]: Level(rank, **table)
            for rank, table in enumerate(self._tables("level"))
        }
        self._obligations = {
            table["id"]: Obligation(rank, **table)
            for rank, table in enumerate(self._tables("obligation"))
        }
        self._questions: dict[str, Question] = {}
        """Those built so far: a condition names only earlier ones."""
        self._facts: dict[str, Fact] = {}
        self._tasks: dict[str, Task] = {}

    def build(self, digest: str) -> Pack:
        """Build the pack; look at `issues` before using it."""
        for name in (
            "level",
            "obligation",
            "clause",
            "section",
            "question",
            "fact",
            "rule",
            "assert",
        ):
            self._check_unique(name, self._tables(name))
        self._check_unique_fields()
        self._build_facts_and_questions()
        rules = tuple(map(self._rule, self._tables("rule")))
        head = dict(self._content["pack"])
        del head["format"]
        return Pack(
            **head,
            digest=digest,
            levels=tuple(self._levels.values()),
            obligations=tuple(self._obligations.values()),
            clauses=tuple(Clause(**table) for table in self._tables("clause")),
            sections=tuple(Section(**table) for table in self._tables("section")),
            questions=tuple(self._questions.values()),
            facts=tuple(self._facts[table["id"]] for table in self._tables("fact")),
            rules=rules,
            assertions=tuple(map(self._assertion, self._tables("assert"))),
            changes=self._version_changes(head["version"]),
        )

    def _tables(self, name: str) -> list[Table]:
        tables: list[Table] = self._content.get(name, [])
        return tables

    def _report(self, place: str, found: str, expected: str, nearest: str = "") -> None:
        """Add an issue; the first word of its place tells the file."""
        file = file_of(place.split(" ", 1)[0])
        self.issues.append(PackIssue(file, place, found, expected, nearest))

    def _check_unique(self, what: str, tables: Iterable[Table]) -> None:
        seen: set[str] = set()
        for table in tables:
            if table["id"] in seen:
                place = f"{what} “{table['id']}”"
                self._report(place, "this id twice", "each id once")
            seen.add(table["id"])

    def _check_unique_fields(self) -> None:
        seen: set[str] = set()
        for table in self._tables("question"):
            if field := table.get("field"):
                if field in seen:
                    place = f"question “{table['id']}”, field"
                    self._report(place, f"“{field}” again", "each field once")
                seen.add(field)

    def _is_known(
        self, place: str, what: str, word: str, known: Collection[str]
    ) -> bool:
        """Return whether a word is known; report it if not."""
        if word not in known:
            nearest = nearest_word(word, known)
            self._report(place, f"“{word}”", f"a known {what}", nearest)
        return word in known

    def _clauses(self, place: str, table: Table) -> tuple[str, ...]:
        clauses = tuple(table.get("clauses", ()))
        for clause in clauses:
            self._is_known(f"{place}, clauses", "clause", clause, self._clause_ids)
        return clauses

    def _build_facts_and_questions(self) -> None:
        """Build questions in order; each fact as soon as what it names is there.

        A question may name a fact only if the fact names earlier questions, so
        that references go backwards. What a fact names that is no question is an
        issue of the fact, and not of those who name it.
        """
        waiting = {
            table["id"]: (table, {name for row in table["when"] for name in row})
            for table in self._tables("fact")
        }
        for table in self._tables("question"):
            for fact_id, (fact, named) in [*waiting.items()]:
                if named & self._question_ids <= self._questions.keys():
                    del waiting[fact_id]
                    self._build_fact(fact)
            question = self._question(table)
            self._questions.setdefault(question.id, question)
        for fact, _ in waiting.values():
            self._build_fact(fact)

    def _build_fact(self, table: Table) -> None:
        fact_id, place = table["id"], f"fact “{table['id']}”"
        rows = self._condition(place, table, facts={}, about=fact_id)
        self._facts[fact_id] = Fact(
            fact_id,
            tuple(
                tuple(cell for cell in row if isinstance(cell, Literal)) for row in rows
            ),
        )

    def _question(self, table: Table) -> Question:
        place = f"question “{table['id']}”"
        section, options = table["section"], table.get("option", [])
        self._is_known(f"{place}, section", "section", section, self._section_ids)
        for found, expected in _kind_issues(table):
            self._report(place, found, expected)
        self._check_unique(f"{place}, option", options)
        per_tool = "per" in table
        if not per_tool and any(
            earlier.per_tool for earlier in self._questions.values()
        ):
            self._report(
                place,
                "a question asked once after one asked per tool",
                "the questions about the use first",
            )
        return Question(
            id=table["id"],
            section=section,
            kind=Kind(table["kind"]),
            text=table["text"],
            help=table.get("help", ""),
            who_knows=table.get("who_knows", ""),
            clauses=self._clauses(place, table),
            when=self._condition(place, table, self._facts, table["id"]) or None,
            per_tool=per_tool,
            field=table.get("field"),
            optional=table.get("optional", False),
            long=table.get("long", False),
            missing=table.get("missing"),
            fixed=table.get("fixed", False),
            record_only=table.get("informs", False),
            options=tuple(
                Option(
                    option["id"],
                    option["label"],
                    Risk(option["tone"]),
                    option.get("exclusive", False),
                    option.get("plan"),
                )
                for option in options
            ),
        )

    def _rule(self, table: Table) -> Rule:
        place = f"rule “{table['id']}”"
        tasks = (self._task(place, task) for task in table.get("task", []))
        return Rule(
            id=table["id"],
            clauses=self._clauses(place, table),
            reason=table["because"],
            when=self._condition(place, table) if "when" in table else None,
            unless=self._unless(place, table["unless"]) if "unless" in table else None,
            level=self._level(f"{place}, level", table.get("level")),
            obligations=self._named_obligations(place, table),
            headline=table.get("headline"),
            tasks=tuple(task for task in tasks if task),
        )

    def _level(self, place: str, level_id: str | None) -> Level | None:
        if level_id is not None:
            self._is_known(place, "level", level_id, self._levels)
        return self._levels.get(level_id or "")

    def _named_obligations(self, place: str, table: Table) -> frozenset[Obligation]:
        named = table.get("obligations", [])
        for each in named:
            place = f"{place}, obligations"
            self._is_known(place, "obligation", each, self._obligations)
        return frozenset(
            self._obligations[each] for each in named if each in self._obligations
        )

    def _unless(self, rule_place: str, table: Table) -> Unless:
        place = f"{rule_place}, unless"
        condition = self._condition(place, table)
        return Unless(condition, self._clauses(place, table), table["because"])

    def _task(self, rule_place: str, table: Table) -> Task | None:
        """Build a task, or repeat the one of that id that an earlier rule wrote."""
        place = f"{rule_place}, task “{table['id']}”"
        parts = {"text", "owner", "due"}
        if parts.isdisjoint(table):
            self._is_known(place, "earlier task", table["id"], self._tasks)
            return self._tasks.get(table["id"])
        if not parts <= table.keys():
            expected = "text, owner and due, or the id alone"
            self._report(place, "a part of a task", expected)
            return None
        task = Task(**table | {"due": Due(table["due"])})
        if self._tasks.setdefault(task.id, task) != task:
            expected = "the same task, or another id"
            self._report(place, "another task of this id", expected)
        return task

    def _assertion(self, table: Table) -> Assertion:
        place = f"assert “{table['id']}”"
        condition = self._condition(place, table)
        level = self._level(f"{place}, at_least", table["at_least"])
        return Assertion(table["id"], condition, self._clauses(place, table), level)

    def _condition(
        self,
        place: str,
        table: Table,
        facts: dict[str, Fact] | None = None,
        about: str = "",
    ) -> Condition:
        """Build the condition of a table; without one it is empty.

        Args:
            place: The table, for issues.
            table: The table.
            facts: The facts that it may name; all if not given.
            about: The question or the fact whose condition it is.
        """
        facts = self._facts if facts is None else facts
        rows = []
        for number, row in enumerate(table.get("when", ()), start=1):
            row_place = f"{place}, when, row {number}"
            cells = (
                self._fact_cell(row_place, name, facts, about)
                if cell is True
                else self._literal(row_place, name, cell, about)
                for name, cell in row.items()
            )
            rows.append(tuple(cell for cell in cells if cell))
        return tuple(rows)

    def _fact_cell(
        self, place: str, name: str, facts: dict[str, Fact], about: str
    ) -> Fact | None:
        if name in facts:
            return facts[name]
        if name in self._question_ids:
            self._report(place, f"“{name}” = true", "a list of its options")
        elif not self._is_known(place, "fact", name, self._fact_ids):
            pass
        elif about in self._fact_ids:
            what = "the fact itself" if name == about else f"the fact “{name}”"
            self._report(place, what, "questions: a fact names no fact")
        else:
            what = f"the fact “{name}”, which names a question that comes no earlier"
            self._report(place, what, "a fact on earlier questions")
        return None

    def _literal(
        self,
        place: str,
        name: str,
        cell: list[str] | dict[str, list[str]],
        about: str,
    ) -> Literal | None:
        if name in self._fact_ids and name not in self._question_ids:
            self._report(place, f"the fact “{name}” with options", f"{name} = true")
            return None
        if not self._is_known(place, "question", name, self._question_ids):
            return None
        if name not in self._questions:
            what = f"“{name}”, which comes later"
            what = "the question itself" if name == about else what
            self._report(place, what, "an earlier question")
            return None
        question = self._questions[name]
        place = f"{place}, “{name}”"
        if not question.is_choice:
            self._report(place, "a question answered by a text", "one with options")
            return None
        lists = cell if isinstance(cell, dict) else {"any_of": cell}
        known = [option.id for option in question.options]
        for options in lists.values():
            for option in options:
                self._is_known(place, "option", option, known)
        return Literal(name, **{key: frozenset(ids) for key, ids in lists.items()})

    def _version_changes(self, version: str) -> tuple[VersionChange, ...]:
        """Build what CHANGES.toml says, and report what leads nowhere."""
        changes = []
        for number, table in enumerate(self._tables("change"), start=1):
            place = f"change {number}"
            if "option" in table and "question" not in table:
                expected = "the option's question"
                self._report(f"{place}, option", "no question", expected)
            if version_numbers(table["version"]) > version_numbers(version):
                expected = f"at most {version}, the version in pack.toml"
                self._report(f"{place}, version", f"“{table['version']}”", expected)
            changes.append(
                VersionChange(
                    table["version"],
                    table["kind"],
                    _rename(table.get("question")),
                    _rename(table.get("option")),
                    OnSaved(table["on_saved"]) if "on_saved" in table else None,
                )
            )
        self._check_names(changes)
        return tuple(changes)

    def _check_names(self, changes: list[VersionChange]) -> None:
        """Report ids that lead nowhere, and renames that cannot be followed."""
        first: dict[tuple[str, str], int] = {}
        for number, change in enumerate(changes, start=1):
            place = f"change {number}"
            question, option = change.question, change.option
            if question:
                if question.renamed:
                    self._check_free(changes, first, number, "question", question)
                if not _removes(change, question):
                    known = {*self._questions, *_given_up(changes, change)}
                    name = question.after
                    self._is_known(f"{place}, question", "question", name, known)
            if option and option.renamed:
                self._check_free(changes, first, number, "option", option)
            if question and option and not _removes(change, option):
                self._check_option(f"{place}, option", changes, change)
            if change.kind == "renamed" and not any(
                named and named.renamed for named in (question, option)
            ):
                self._report(place, "no rename", f"question = {_RENAME}")

    def _check_free(
        self,
        changes: list[VersionChange],
        first: dict[tuple[str, str], int],
        number: int,
        what: str,
        named: Rename,
    ) -> None:
        """Report a name that two things get, if it was not given up in between.

        Args:
            changes: All of them.
            first: The number of the change that gave each name first, by the
                question of an option and the name.
            number: The number of the change.
            what: What is renamed: a question or an option.
            named: Its names.
        """
        question = changes[number - 1].question
        owner = question.after if what == "option" and question else ""
        before = first.setdefault((owner, named.after), number)
        if before != number and named.after not in _given_up(
            changes, changes[before - 1]
        ):
            self._report(
                f"change {number}, {what}",
                f"“{named.after}”, which change {before} renames another one to",
                "each name once",
            )

    def _check_option(
        self, place: str, changes: list[VersionChange], change: VersionChange
    ) -> None:
        """Report an option that its question has neither now nor by a later change."""
        if not change.question or not change.option:
            return
        name, known = change.question.after, set[str]()
        later = _later(changes, change)
        for other in sorted(later, key=lambda entry: version_numbers(entry.version)):
            named = other.question
            if named and name in (named.before, named.after):
                name = named.after
                known |= {other.option.before} if other.option else set()
        if question := self._questions.get(name):
            known |= {option.id for option in question.options}
            self._is_known(place, "option", change.option.after, known)


def _rename(named: str | dict[str, str] | None) -> Rename | None:
    if named is None:
        return None
    if isinstance(named, str):
        return Rename(named, named)
    return Rename(named["from"], named["to"])


def _later(changes: list[VersionChange], change: VersionChange) -> list[VersionChange]:
    """List the changes of later versions."""
    version = version_numbers(change.version)
    return [other for other in changes if version_numbers(other.version) > version]


def _removes(change: VersionChange, named: Rename) -> bool:
    """Return whether a change removes this, and not only a part of it."""
    return change.kind == "removed" and named is (change.option or change.question)


def _given_up(changes: list[VersionChange], since: VersionChange) -> set[str]:
    """List the questions that later changes rename or remove."""
    return {
        change.question.before
        for change in _later(changes, since)
        if change.question
        and (change.question.renamed or _removes(change, change.question))
    }


def _kind_issues(table: Table) -> Iterable[tuple[str, str]]:
    """List what of a question does not fit its kind: found, expected."""
    kind, field = table["kind"], table.get("field", "")
    options = table.get("option", [])
    optional, long = table.get("optional", False), table.get("long", False)
    is_choice = kind in (Kind.SINGLE, Kind.MULTI)
    is_multi, is_text = kind == Kind.MULTI, kind == Kind.TEXT
    has_exclusive = any(option.get("exclusive") for option in options)
    misplaced = bool(field) and field.startswith("tool.") is not ("per" in table)
    checks = [
        (is_choice and not options, "no options", "at least one option"),
        (not is_choice and options, "options", f"none for a {kind}"),
        (is_choice and optional, "optional", "it on text and date only"),
        (long and not is_text, "long", "it on text only"),
        (
            "missing" in table and not optional,
            "missing",
            "it beside optional = true",
        ),
        (is_multi and field, "field", "it on single, text and date only"),
        (has_exclusive and not is_multi, "an exclusive option", "it on multi only"),
        (
            misplaced,
            f"the field {field}",
            'tool.… beside per = "tool", and only there',
        ),
        (
            field == TOOL_NAME_FIELD and (not is_text or long),
            "the field tool.name",
            "it on a text that is not long",
        ),
        (
            field == "tool.number",
            "the field tool.number",
            "another key: tools have their numbers",
        ),
    ]
    return [(found, expected) for failed, found, expected in checks if failed]
