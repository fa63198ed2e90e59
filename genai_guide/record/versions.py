"""Follow questions and options from one version of a pack to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from genai_guide.rules.answers import Answer, Answers, Tool, answer_error
from genai_guide.rules.conditions import Fact, Literal
from genai_guide.rules.pack import DateTest, OnSaved, Pack, Question, Rename, Rule


@dataclass(frozen=True)
class Trace:
    """What a question and the chosen options are called now, and what was said."""

    question: str
    options: tuple[str, ...]
    on_saved: OnSaved | None
    """The strictest that an entry asks for, if one asks for anything."""
    worded: bool
    """Whether an entry tells of a new wording."""


@lru_cache
def version_numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare it; none if it cannot be read."""
    parts = version.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):  # noqa: PLR2004
        return ()
    return tuple(map(int, parts))


def is_major_change(before: str, now: str) -> bool:
    """Return whether the first number differs; an unreadable version differs."""
    return version_numbers(before)[:1] != version_numbers(now)[:1]


def trace_changes(
    pack: Pack,
    since: str,
    question: str,
    options: tuple[str, ...] = (),
    *,
    splits: bool = False,
) -> Trace:
    """Follow a question and its chosen options from a version to the pack's.

    An option that was split keeps its name, for nobody knows which part was meant; with
    `splits` all parts take its place.
    """
    asked: set[OnSaved] = set()
    worded = False
    first, last = version_numbers(since), version_numbers(pack.version)
    numbered = [(version_numbers(change.version), change) for change in pack.changes]
    for version in sorted({numbers for numbers, _ in numbered}):
        if not first < version <= last:
            continue
        changes = [change for numbers, change in numbered if numbers == version]
        before = question
        question = _renamed(before, (change.question for change in changes))
        renames = []
        for change in changes:
            # A change names the question by both names, or by its newest.
            names = change.question
            if names is None or names.after != question:
                continue
            if names.renamed and names.before != before:
                continue
            renames.append(change.option)
            # An option that is new or worded anew bears on every answer to its
            # question: not to have chosen it is an answer too.
            if (
                change.option is None
                or change.kind in ("wording", "added")
                or change.option.before in options
            ):
                worded = worded or change.kind == "wording"
                asked |= {change.on_saved} if change.on_saved else set()
        targets = {
            rename.before: rename.targets
            for rename in renames
            if splits and rename and rename.targets
        }
        options = tuple(
            name
            for option in options
            for name in targets.get(option) or (_renamed(option, renames),)
        )
    strictness = (OnSaved.AGAIN, OnSaved.CONFIRM, OnSaved.KEEP)
    strictest = next((what for what in strictness if what in asked), None)
    return Trace(question, options, strictest, worded)


def _renamed(name: str, renames: Iterable[Rename | None]) -> str:
    """Return what a question or an option is called after the renames of a version."""
    for rename in renames:
        if rename and rename.renamed and rename.before == name:
            return rename.after
    return name


@dataclass(frozen=True)
class RenamedAnswers:
    """Answers that a pack takes, and what it does not take."""

    answers: Answers
    left_out: tuple[str, ...]
    """The questions, by their names of before, whose answers do not fit."""
    gone: tuple[str, ...] = ()
    """Those that there no longer are."""


def rename_answer(
    pack: Pack, since: str, question: str, answer: Answer | None
) -> tuple[str, Answer | None]:
    """Return a question's id and its answer of another version by a pack's names."""
    chosen = answer if isinstance(answer, tuple) else ()
    trace = trace_changes(pack, since, question, chosen)
    return trace.question, trace.options if isinstance(answer, tuple) else answer


def rename_answers(answers: Answers, since: str, pack: Pack) -> RenamedAnswers:
    """Return answers under a pack's names, without those that it does not take."""
    left_out: list[str] = []
    gone: list[str] = []

    def renamed(given: Mapping[str, Answer], *, per_tool: bool) -> dict[str, Answer]:
        kept: dict[str, Answer] = {}
        for key, before in given.items():
            name, answer = rename_answer(pack, since, key, before)
            question = pack.by_id.get(name)
            if question is None:
                gone.append(key)
            elif (
                question.per_tool is not per_tool
                or name in kept
                or answer is None
                or answer_error(question, answer)
            ):
                left_out.append(key)
            else:
                kept[name] = answer
        return kept

    use = renamed(answers.use, per_tool=False)
    tools = tuple(
        Tool(tool.name, renamed(tool.answers, per_tool=True)) for tool in answers.tools
    )
    return RenamedAnswers(
        Answers(use, tools), tuple(dict.fromkeys(left_out)), tuple(dict.fromkeys(gone))
    )


@dataclass(frozen=True)
class NewNames:
    """What the questions and options of a pack are called in a later version."""

    questions: Mapping[str, str]
    """Every question of the pack."""
    options: Mapping[str, Mapping[str, tuple[str, ...]]]
    """For every question, by its name of before, every option, and its parts."""

    @classmethod
    def of(cls, old: Pack, new: Pack) -> NewNames:
        """Follow the list of changes; what became one is not renamed."""

        def trace(question: Question, *options: str) -> Trace:
            return trace_changes(new, old.version, question.id, options, splits=True)

        questions = _without_collisions(
            {each.id: (trace(each).question,) for each in old.questions}, new.by_id
        )
        options = {}
        for question in old.questions:
            after = new.by_id.get(questions[question.id][0])
            options[question.id] = _without_collisions(
                {
                    each.id: trace(question, each.id).options
                    for each in question.options
                },
                {option.id for option in after.options} if after else (),
            )
        return cls({before: names[0] for before, names in questions.items()}, options)

    def pack(self, old: Pack) -> Pack:
        """Return the pack under the new names; all else stays as it is."""
        questions = []
        for question in old.questions:
            names = self.options[question.id]
            options = (
                replace(each, id=new)
                for each in question.options
                for new in names[each.id]
            )
            name = self.questions[question.id]
            questions.append(replace(question, id=name, options=tuple(options)))
        renamed: Pack = self._renamed(replace(old, questions=tuple(questions)))
        return renamed

    def before(self, answers: Answers) -> Answers:
        """Return answers under the new names under those of before."""
        questions = {after: before for before, after in self.questions.items()}

        def back(given: Mapping[str, Answer]) -> dict[str, Answer]:
            renamed = {}
            for after, answer in given.items():
                before = questions[after]
                options = {
                    new: old
                    for old, names in self.options[before].items()
                    for new in names
                }
                renamed[before] = (
                    answer
                    if isinstance(answer, str)
                    else tuple(dict.fromkeys(options[option] for option in answer))
                )
            return renamed

        tools = tuple(Tool(tool.name, back(tool.answers)) for tool in answers.tools)
        return Answers(back(answers.use), tools)

    def _renamed(self, value: Any) -> Any:
        """Return a part of a pack with all cells in it under the new names."""
        if isinstance(value, Literal):
            names = self.options[value.question]
            any_of, none_of = (
                frozenset(new for option in options for new in names[option])
                for options in (value.any_of, value.none_of)
            )
            return Literal(self.questions[value.question], any_of, none_of)
        if isinstance(value, DateTest):
            other = value.other and self.questions[value.other]
            name = self.questions[value.question]
            return DateTest(name, value.relation, other)
        if isinstance(value, Fact):
            return Fact(value.id, self._renamed(value.when))
        if isinstance(value, tuple):
            return tuple(map(self._renamed, value))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        parts = {field.name: getattr(value, field.name) for field in fields(value)}
        renamed = {name: self._renamed(part) for name, part in parts.items()}
        if isinstance(value, Rule):
            renamed["reasons"] = {
                self.questions[question]: {
                    new: reason
                    for option, reason in reasons.items()
                    for new in self.options[question][option]
                }
                for question, reasons in value.reasons.items()
            }
        changes = {name: part for name, part in renamed.items() if part != parts[name]}
        return replace(value, **changes) if changes else value


def _without_collisions(
    names: Mapping[str, tuple[str, ...]], known: Container[str]
) -> dict[str, tuple[str, ...]]:
    """Keep the new names that exist, and that no two things have."""
    kept = {
        old: tuple(new for new in listed if new in known) or (old,)
        for old, listed in names.items()
    }
    while True:
        counts = Counter(new for listed in kept.values() for new in listed)
        twice = {new for new, count in counts.items() if count > 1}
        if not twice:
            return kept
        kept = {
            old: listed if twice.isdisjoint(listed) else (old,)
            for old, listed in kept.items()
        }
