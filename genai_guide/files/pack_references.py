"""What the ids of a pack refer to, with a fault for each that leads nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from genai_guide.files.errors import Fault, nearest
from genai_guide.policy.conditions import Condition, Fact, Literal
from genai_guide.policy.pack import Question

QUESTIONS, RULES, CLAUSES = "questions.toml", "rules.toml", "clauses.toml"


class References:
    """The ids known so far, and the faults met on the way."""

    def __init__(
        self,
        clause_ids: Iterable[str],
        question_ids: Iterable[str],
        fact_ids: Iterable[str],
    ) -> None:
        self.faults: list[Fault] = []
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
        self.faults.append(Fault(file, place, found, expected, near))

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
        self.fault(file, place, f"“{word}”", f"a known {what}", nearest(word, known))
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
