"""Follow questions and options from one version of a pack to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from genai_guide.rules.answers import Answer, Answers, Tool, answer_error
from genai_guide.rules.conditions import Condition, Fact, Literal
from genai_guide.rules.pack import OnSaved, Pack, Question, Rule, VersionChange

_STRICTEST = (OnSaved.AGAIN, OnSaved.CONFIRM, OnSaved.KEEP)


class Trace(NamedTuple):
    """What a question and the chosen options are called now, and what was said."""

    question: str
    options: tuple[str, ...]
    on_saved: OnSaved | None
    """The strictest that an entry asks for, if one asks for anything."""
    worded: bool
    """Whether an entry tells of a new wording."""


def is_major_change(before: str, now: str) -> bool:
    """Whether the first number differs; a version that cannot be read differs."""
    return version_numbers(before)[:1] != version_numbers(now)[:1]


def trace_changes(
    pack: Pack, since: str, question: str, options: tuple[str, ...] = ()
) -> Trace:
    """Follow a question and its chosen options from a version to the pack's."""
    asked: set[OnSaved] = set()
    worded = False
    for changes in _later(pack, since):
        old = question
        question = _renamed_question(changes, old)
        about = [one for one in changes if _about(one, old, question)]
        new_options = tuple(_renamed_option(about, one) for one in options)
        touched = [one for one in about if _touches(one, options)]
        worded = worded or any(one.kind == "wording" for one in touched)
        asked |= {one.on_saved for one in touched if one.on_saved}
        options = new_options
    strictest = next((one for one in _STRICTEST if one in asked), None)
    return Trace(question, options, strictest, worded)


def _later(pack: Pack, since: str) -> Iterator[list[VersionChange]]:
    """Yield the changes of each version after one, the earliest version first."""
    later = [
        one
        for one in pack.changes
        if version_numbers(since)
        < version_numbers(one.version)
        <= version_numbers(pack.version)
    ]
    later.sort(key=lambda one: version_numbers(one.version))
    for _, changes in groupby(later, key=lambda one: version_numbers(one.version)):
        yield list(changes)


def version_numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare it; none if it cannot be read."""
    parts = version.split(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):  # noqa: PLR2004
        return ()
    return tuple(map(int, parts))


def _renamed_question(changes: list[VersionChange], question: str) -> str:
    names = (one.question for one in changes if one.question)
    return next(
        (one.after for one in names if one.renamed and one.before == question), question
    )


def _about(change: VersionChange, before: str, after: str) -> bool:
    """Whether a change names the question: by both names, or by its newest one."""
    named = change.question
    if named is None:
        return False
    if named.renamed:
        return (named.before, named.after) == (before, after)
    return named.after == after


def _renamed_option(changes: list[VersionChange], option: str) -> str:
    names = (one.option for one in changes if one.option)
    return next(
        (one.after for one in names if one.renamed and one.before == option), option
    )


def _touches(change: VersionChange, chosen: tuple[str, ...]) -> bool:
    """Whether a change bears on an answer in which these options are chosen.

    An option that is new or worded anew bears on every answer to its question:
    not to have chosen it is an answer too.
    """
    if change.option is None or change.kind in ("wording", "added"):
        return True
    return change.option.before in chosen


class RenamedAnswers(NamedTuple):
    """Answers that a pack takes, and what it does not take."""

    answers: Answers
    left_out: tuple[str, ...]
    """The questions, by their names of before, whose answers do not fit."""
    gone: tuple[str, ...] = ()
    """Those that there no longer are."""


def rename_answer(
    pack: Pack, since: str, question: str, answer: Answer | None
) -> tuple[str, Answer | None]:
    """Say what a question and the options chosen are called in a pack.

    Args:
        pack: The pack whose list of changes is followed.
        since: The version in which the names are those given.
        question: The question's id then.
        answer: The answer then.
    """
    if not isinstance(answer, tuple):
        return trace_changes(pack, since, question).question, answer
    trace = trace_changes(pack, since, question, answer)
    return trace.question, trace.options


def rename_answers(answers: Answers, since: str, pack: Pack) -> RenamedAnswers:
    """Put answers under a pack's names, and leave out what it does not take."""
    left_out: list[str] = []
    gone: list[str] = []

    def taken(given: Mapping[str, Answer], *, per_tool: bool) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        for key, answer in given.items():
            name, now = rename_answer(pack, since, key, answer)
            question = pack.by_id.get(name)
            fits = question and question.per_tool is per_tool and name not in found
            if (
                question
                and fits
                and now is not None
                and not answer_error(question, now)
            ):
                found[name] = now
            else:
                (left_out if question else gone).append(key)
        return found

    use = taken(answers.use, per_tool=False)
    tools = [Tool(one.name, taken(one.answers, per_tool=True)) for one in answers.tools]
    again, never = (tuple(dict.fromkeys(one)) for one in (left_out, gone))
    return RenamedAnswers(Answers(use, tuple(tools)), again, never)


class NewNames(NamedTuple):
    """What the questions and options of a pack are called in a later version."""

    questions: Mapping[str, str]
    """Every question of the pack."""
    options: Mapping[str, Mapping[str, str]]
    """For every question, by its name of before, every option."""

    @classmethod
    def of(cls, old: Pack, new: Pack) -> NewNames:
        """Follow the list of changes; what became one is not renamed."""
        traces = {
            one.id: trace_changes(
                new, old.version, one.id, tuple(o.id for o in one.options)
            )
            for one in old.questions
        }
        questions = _one_to_one(
            {key: one.question for key, one in traces.items()}, new.by_id
        )
        options = {}
        for one in old.questions:
            now = new.by_id.get(questions[one.id])
            called = traces[one.id].options
            options[one.id] = _one_to_one(
                {o.id: name for o, name in zip(one.options, called, strict=True)},
                {option.id for option in now.options} if now else (),
            )
        return cls(questions, options)

    def pack(self, old: Pack) -> Pack:
        """Put the pack under the new names; all else stays as it is."""
        return replace(
            old,
            questions=tuple(self._question(one) for one in old.questions),
            facts=tuple(self._fact(one) for one in old.facts),
            rules=tuple(self._rule(one) for one in old.rules),
            assertions=tuple(
                replace(one, when=self._rows(one.when)) for one in old.assertions
            ),
        )

    def before(self, answers: Answers) -> Answers:
        """Put answers under the new names back under those of before."""
        questions = {after: before for before, after in self.questions.items()}

        def back(given: Mapping[str, Answer]) -> dict[str, Answer]:
            return {
                questions[key]: self._answer(questions[key], answer)
                for key, answer in given.items()
            }

        tools = tuple(Tool(one.name, back(one.answers)) for one in answers.tools)
        return Answers(back(answers.use), tools)

    def _answer(self, question: str, answer: Answer) -> Answer:
        if isinstance(answer, str):
            return answer
        before = {new: old for old, new in self.options[question].items()}
        return tuple(before[one] for one in answer)

    def _question(self, one: Question) -> Question:
        names = self.options[one.id]
        return replace(
            one,
            id=self.questions[one.id],
            when=self._when(one.when),
            options=tuple(replace(each, id=names[each.id]) for each in one.options),
        )

    def _rule(self, one: Rule) -> Rule:
        unless = one.unless and replace(one.unless, when=self._rows(one.unless.when))
        return replace(one, when=self._when(one.when), unless=unless)

    def _fact(self, one: Fact) -> Fact:
        rows = tuple(tuple(self._literal(cell) for cell in row) for row in one.when)
        return Fact(one.id, rows)

    def _literal(self, cell: Literal) -> Literal:
        names = self.options[cell.question]
        any_of, none_of = (
            frozenset(names[one] for one in ids) for ids in (cell.any_of, cell.none_of)
        )
        return Literal(self.questions[cell.question], any_of, none_of)

    def _when(self, when: Condition | None) -> Condition | None:
        return None if when is None else self._rows(when)

    def _rows(self, when: Condition) -> Condition:
        return tuple(
            tuple(
                self._fact(cell) if isinstance(cell, Fact) else self._literal(cell)
                for cell in row
            )
            for row in when
        )


def _one_to_one(names: Mapping[str, str], known: Container[str]) -> dict[str, str]:
    """Keep the new names that there are, and that no two things have."""
    found = {before: now if now in known else before for before, now in names.items()}
    while twice := {one for one, count in Counter(found.values()).items() if count > 1}:
        found = {old: old if now in twice else now for old, now in found.items()}
    return found
