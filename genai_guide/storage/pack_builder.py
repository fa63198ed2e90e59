"""Build a pack from its parsed tables, and resolve what its ids refer to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from genai_guide.rules.answers import TOOL_NAME_FIELD
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.levels import LEVELS, Obligation
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

QUESTIONS, RULES, CLAUSES = "questions.toml", "rules.toml", "clauses.toml"


class References:
    """The ids known so far, and the faults met on the way."""

    def __init__(
        self,
        clause_ids: Iterable[str],
        question_ids: Iterable[str],
        fact_ids: Iterable[str],
    ) -> None:
        self.faults: list[PackIssue] = []
        self.clause_ids = frozenset(clause_ids)
        self.question_ids = frozenset(question_ids)
        """All of them, those that come later too."""
        self.fact_ids = frozenset(fact_ids)
        self.about = ""
        """The question or the fact whose condition is being built."""
        self.questions: dict[str, Question] = {}
        """Those built so far."""
        self.facts: dict[str, Fact] = {}

    def fault(
        self,
        file: str,
        place: str,
        found: str,
        expected: str = "",
        near: str = "",
    ) -> None:
        """Note a fault."""
        self.faults.append(PackIssue(file, place, found, expected, near))

    def once(self, file: str, kind: str, items: Iterable[Any]) -> None:
        """Note each id that stands twice in a list."""
        seen: set[str] = set()
        for item in items:
            if item["id"] in seen:
                place = f"{kind} “{item['id']}”"
                self.fault(file, place, "this id twice", "each id once")
            seen.add(item["id"])

    def known(
        self, file: str, place: str, what: str, word: str, known: Collection[str]
    ) -> bool:
        """Whether a word is known; note a fault if not."""
        if word in known:
            return True
        self.fault(
            file, place, f"“{word}”", f"a known {what}", nearest_word(word, known)
        )
        return False

    def cites(self, file: str, place: str, clauses: Iterable[str]) -> tuple[str, ...]:
        """Take a list of clauses, and note those that are not known."""
        for clause in clauses:
            self.known(file, f"{place}, clauses", "clause", clause, self.clause_ids)
        return tuple(clauses)

    def condition(
        self,
        file: str,
        place: str,
        when: list[dict[str, Any]],
        facts: dict[str, Fact],
    ) -> Condition:
        """Build a condition; facts are looked up in `facts`."""
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
        if name in facts:
            return facts[name]
        if name in self.question_ids:
            self.fault(file, place, f"“{name}” = true", "a list of its options")
        elif name not in self.fact_ids:
            self.known(file, place, "fact", name, self.fact_ids)
        elif self.about in self.fact_ids:
            what = "the fact itself" if name == self.about else f"the fact “{name}”"
            self.fault(file, place, what, "questions: a fact names no fact")
        else:
            self.fault(
                file,
                place,
                f"the fact “{name}”, which names a question that comes no earlier",
                "a fact on earlier questions",
            )
        return None

    def _literal(
        self, file: str, place: str, name: str, cell: list[str] | dict[str, list[str]]
    ) -> Literal | None:
        if name in self.fact_ids and name not in self.question_ids:
            self.fault(file, place, f"the fact “{name}” with options", f"{name} = true")
            return None
        if not self.known(file, place, "question", name, self.question_ids):
            return None
        if name not in self.questions:
            itself = name == self.about
            what = "the question itself" if itself else f"“{name}”, which comes later"
            self.fault(file, place, what, "an earlier question")
            return None
        question = self.questions[name]
        place = f"{place}, “{name}”"
        if not question.is_choice:
            self.fault(file, place, "a question answered by a text", "one with options")
            return None
        lists = {"any_of": cell} if isinstance(cell, list) else cell
        known = [option.id for option in question.options]
        for options in lists.values():
            for option in options:
                self.known(file, place, "option", option, known)
        return Literal(name, **{key: frozenset(ids) for key, ids in lists.items()})


_FILE = "CHANGES.toml"
_RENAME = '{ from = "…", to = "…" }'
_Numbered = tuple[int, VersionChange]


def build_version_changes(
    entries: Iterable[dict[str, Any]], version: str, refs: References
) -> tuple[VersionChange, ...]:
    """Build what CHANGES.toml says, and note what leads nowhere.

    Args:
        entries: The parsed entries.
        version: The pack's version.
        refs: The questions that were built; takes the faults.
    """
    found = []
    for number, entry in enumerate(entries, start=1):
        place = f"change {number}"
        if "option" in entry and "question" not in entry:
            expected = "the option's question"
            refs.fault(_FILE, f"{place}, option", "no question", expected)
        if _numbers(entry["version"]) > _numbers(version):
            expected = f"at most {version}, the version in pack.toml"
            refs.fault(_FILE, f"{place}, version", f"“{entry['version']}”", expected)
        found.append(
            VersionChange(
                entry["version"],
                entry["kind"],
                _named(entry.get("question")),
                _named(entry.get("option")),
                OnSaved(entry["on_saved"]) if "on_saved" in entry else None,
            )
        )
    _Names(found, refs).judge()
    return tuple(found)


def _named(found: str | dict[str, str] | None) -> Rename | None:
    if found is None:
        return None
    if isinstance(found, str):
        return Rename(found, found)
    return Rename(found["from"], found["to"])


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


class _Names:
    """What the entries call questions and options, held against the pack."""

    def __init__(self, changes: Collection[VersionChange], refs: References) -> None:
        self.refs = refs
        self.changes = list(enumerate(changes, start=1))

    def judge(self) -> None:
        """Note each id that leads nowhere, and each rename that cannot be followed."""
        taken: dict[tuple[str, str], _Numbered] = {}
        for number, one in self.changes:
            place = f"change {number}"
            for what, named in (("question", one.question), ("option", one.option)):
                if named is None:
                    continue
                if named.renamed:
                    self._once(taken, (number, one), what, named)
                if what == "question":
                    self._question(f"{place}, question", one, named)
            if one.question and one.option and not self._removed(one, one.option):
                self._option(f"{place}, option", one, one.question, one.option)
            if one.kind == "renamed" and not any(
                named and named.renamed for named in (one.question, one.option)
            ):
                self.refs.fault(_FILE, place, "no rename", f"question = {_RENAME}")

    def _later(self, than: VersionChange) -> list[VersionChange]:
        version = _numbers(than.version)
        return [one for _, one in self.changes if _numbers(one.version) > version]

    def _removed(self, one: VersionChange, named: Rename | None) -> bool:
        """Whether an entry says of this, and not only of a part of it, that it went."""
        return one.kind == "removed" and named is (one.option or one.question)

    def _gone(self, since: VersionChange) -> set[str]:
        """List the questions that later entries rename or remove."""
        return {
            one.question.before
            for one in self._later(since)
            if one.question
            and (one.question.renamed or self._removed(one, one.question))
        }

    def _question(self, place: str, one: VersionChange, named: Rename) -> None:
        if self._removed(one, named):
            return
        known = {*self.refs.questions, *self._gone(one)}
        self.refs.known(_FILE, place, "question", named.after, known)

    def _option(
        self, place: str, one: VersionChange, asked: Rename, named: Rename
    ) -> None:
        question, known = asked.after, set[str]()
        for later in sorted(self._later(one), key=lambda it: _numbers(it.version)):
            about = later.question
            if about and question in (about.before, about.after):
                question = about.after
                known |= {later.option.before} if later.option else set()
        if found := self.refs.questions.get(question):
            known |= {option.id for option in found.options}
            self.refs.known(_FILE, place, "option", named.after, known)

    def _once(
        self,
        taken: dict[tuple[str, str], _Numbered],
        entry: _Numbered,
        what: str,
        named: Rename,
    ) -> None:
        """Note a name that two things get, if it was not given up in between."""
        number, one = entry
        about = one.question.after if what == "option" and one.question else ""
        first, before = taken.setdefault((about, named.after), entry)
        if first != number and named.after not in self._gone(before):
            self.refs.fault(
                _FILE,
                f"change {number}, {what}",
                f"“{named.after}”, which change {first} renames another one to",
                "each name once",
            )


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
            changes=build_version_changes(
                self._all("change"), head["version"], self.refs
            ),
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
                Option(**one | {"tone": Risk(one["tone"])}) for one in options
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
    name = field == TOOL_NAME_FIELD
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
