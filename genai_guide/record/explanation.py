"""Explain a verdict in sentences, once for every screen and document.

The app, plain mode and the documents lay out what stands here. They choose marks,
indents and colours, and word nothing themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from genai_guide.record.draft import ClosedTask
from genai_guide.record.statement import (
    NOT_ASKED,
    UNLESS,
    Quotation,
    Statement,
)
from genai_guide.rules.alternatives import (
    MOST_CHANGES,
    Alternative,
    find_alternatives,
    plan_lines,
)
from genai_guide.rules.answers import Answers, Place, format_answer
from genai_guide.rules.evaluate import Assessment, RuleResult, RuleState
from genai_guide.rules.explain import Effect, answer_effects, deciding_places
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Due, Pack, Task

LevelName = Callable[[Level], str]
"""How a level is named: with its sign on a screen, without it where it is read out."""

DECIDED_BY = "These answers alone decide the level:"
TO_DO = "What is to be done"
ALTERNATIVES = "What would lower it"
REASONS = "Why"
NOT_APPLIED = "What did not apply"
NO_ALTERNATIVES = f"No change of up to {MOST_CHANGES} answers lowers it."
DISCLAIMER = "This reports what the published text asks for. It is no approval."
_NOTE = "Note"
_NOTHING_ASKED = "Not so: nothing was asked that bears on it."
_MOST_EFFECTS = 3
"""The most other answers whose effect is listed under one question."""


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question with its answer, in one line."""

    text: str
    place: Place | None = None
    """Where to go to change it; `None` where no pack is at hand."""


@dataclass(frozen=True)
class Reason:
    """Why the verdict is at least this high."""

    level: str
    """The level's name, or the word for a rule that has none."""
    text: str
    answers: tuple[AnsweredQuestion, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True)
class ToDo:
    """A task, with what became of it."""

    id: str
    text: str
    done: bool


@dataclass(frozen=True)
class Plan:
    """A change of plan that lowers the verdict, and what else it takes."""

    text: str
    provided: tuple[str, ...]
    place: Place | None = None
    """The first answer that it changes."""


@dataclass(frozen=True)
class Silence:
    """A rule that did not apply, and why not."""

    text: str
    why: tuple[str, ...]
    place: Place | None = None
    """The first answer because of which it did not apply."""
    by_exception: bool = False
    """Whether it would have applied but for its exception."""


@dataclass(frozen=True)
class Explanation:
    """Everything that is said of a verdict, in the order in which it is read."""

    headlines: tuple[str, ...]
    sentence: str
    """What the level asks for."""
    still_open: str
    """How many questions are open, and what that may change; empty if none is."""
    also_needed: str
    """The obligations beside the level, in a sentence; empty if there are none."""
    decided_by: tuple[AnsweredQuestion, ...]
    to_do: tuple[ToDo, ...]
    alternatives: tuple[Plan, ...]
    no_alternatives: str
    """The sentence where nothing lowers a level that could be lower; else empty."""
    reasons: tuple[Reason, ...]
    not_applied: tuple[Silence, ...]
    disclaimer: str = DISCLAIMER


def explain(
    assessment: Assessment,
    closed: Mapping[str, ClosedTask],
    level_name: LevelName,
) -> Explanation:
    """Explain what follows from some answers.

    Args:
        assessment: What follows from them.
        closed: The tasks that are done, by their id.
        level_name: How levels are named where this is shown.
    """
    lowerable = assessment.lowest != assessment.pack.floor
    plans = find_alternatives(assessment) if lowerable else ()
    return Explanation(
        headlines=assessment.headlines,
        sentence=assessment.lowest.sentence,
        still_open=format_still_open(assessment),
        also_needed=format_also_needed(one.label for one in assessment.obligations),
        decided_by=tuple(
            _answered(assessment, place) for place in deciding_places(assessment)
        ),
        to_do=tuple(
            ToDo(
                task.id,
                format_task(task, closed.get(task.id)),
                done=task.id in closed,
            )
            for task, _ in assessment.tasks
        ),
        alternatives=tuple(_plan(assessment, plan, level_name) for plan in plans),
        no_alternatives="" if plans or not lowerable else NO_ALTERNATIVES,
        reasons=tuple(
            _reason(assessment, result, level_name) for result in assessment.applied
        ),
        not_applied=tuple(
            _silence(assessment, result)
            for result in assessment.results
            if result.state in (RuleState.RULED_OUT, RuleState.NOT_ASKED)
        ),
    )


def explain_statement(statement: Statement, level_name: LevelName) -> Explanation:
    """Explain a verdict as a statement gives it, without its questions and rules.

    Args:
        statement: What was signed, or will be.
        level_name: How levels are named where this is shown.
    """
    levels, (lowest, highest) = statement.pack.level_by_id, statement.bounds
    is_lowered = bool(statement.alternatives) or lowest.rank == 0
    return Explanation(
        headlines=statement.headlines,
        sentence=statement.sentence,
        still_open=_still_open(len(statement.open or ()), lowest, highest, level_name),
        also_needed=format_also_needed(
            each.label for each in statement.named_obligations
        ),
        decided_by=tuple(map(AnsweredQuestion, statement.decided_by)),
        to_do=tuple(
            ToDo(
                task.id, _task_line(task.text, task.owner, task.due), done=task.is_done
            )
            for task in statement.tasks
        ),
        alternatives=tuple(
            Plan(
                _plan_line(entry.plan, level_name(levels[entry.gives])),
                tuple(f"provided that: {line}" for line in entry.provided),
            )
            for entry in statement.alternatives
        ),
        no_alternatives="" if is_lowered else NO_ALTERNATIVES,
        reasons=tuple(
            Reason(
                level_name(levels[entry.level]) if entry.level else _NOTE,
                entry.because,
                tuple(map(AnsweredQuestion, entry.answers)),
                entry.clauses,
            )
            for entry in statement.reasons
        ),
        not_applied=tuple(
            Silence(entry.because, tuple(map(_why_not, entry.ruled_out_by)))
            for entry in statement.ruled_out
        ),
    )


def _why_not(line: str) -> str:
    """Format why a rule did not apply, as a statement gives it."""
    if line == NOT_ASKED:
        return _NOTHING_ASKED
    if line.startswith(UNLESS):
        return f"Not so: {line.removeprefix(UNLESS)}"
    return f"Not so, by: {line}"


def explain_effects(
    assessment: Assessment, place: Place, level_name: LevelName
) -> list[str]:
    """Say which other answers to a question would change the level, a few of them."""
    if assessment.answers.at(assessment.pack, place) is None:
        return []
    bounds = assessment.lowest, assessment.highest
    effects = [
        effect
        for effect in answer_effects(assessment, place)
        if (effect.lowest, effect.highest) != bounds
    ]
    lines = [_effect(effect, level_name) for effect in effects[:_MOST_EFFECTS]]
    rest = len(effects) - len(lines)
    return [*lines, f"and {rest} more that would change it"] if rest else lines


def format_answered(pack: Pack, answers: Answers, place: Place) -> str:
    """Format a question with its answer in a line, the tool before it."""
    question = pack.by_id[place.question]
    tool = f"Tool {place.tool}: " if place.tool else ""
    answer = format_answer(question, answers.at(pack, place))
    return f"{tool}{question.text} {answer}"


def format_task(task: Task, closed: ClosedTask | None) -> str:
    """Format a task: what, who, by when, and since when it is done."""
    text = _task_line(task.text, task.owner, task.due)
    if closed is None:
        return text
    evidence = closed.evidence
    shown_by = f": {evidence.link or evidence.name}" if evidence else ""
    return f"{text} Done on {closed.on}{shown_by}."


def _task_line(text: str, owner: str, due: Due) -> str:
    return f"{text} ({owner}, {due.words})"


def format_also_needed(labels: Iterable[str]) -> str:
    """Format the obligations beside the level as a sentence; empty if none."""
    listed = ", ".join(labels)
    return f"Beside the level: {listed}." if listed else ""


def _title(level: Level) -> str:
    return level.title


def format_still_open(assessment: Assessment, level_name: LevelName = _title) -> str:
    """Say how many questions are open, and what they may change; empty if none."""
    lowest, highest = assessment.lowest, assessment.highest
    return _still_open(len(assessment.status.open), lowest, highest, level_name)


def _still_open(
    count: int, lowest: Level, highest: Level, level_name: LevelName
) -> str:
    if not count:
        return ""
    left = "1 question is open" if count == 1 else f"{count} questions are open"
    if highest > lowest:
        name = level_name(highest)
        return f"So far: {left}, and the verdict can still rise to {name}."
    return (
        f"{left}. The level cannot change any more; the rest is for the record,"
        " and for what has to be met beside it."
    )


def _answered(assessment: Assessment, place: Place) -> AnsweredQuestion:
    text = format_answered(assessment.pack, assessment.answers, place)
    return AnsweredQuestion(text, place)


def _plan(assessment: Assessment, plan: Alternative, level_name: LevelName) -> Plan:
    text = _plan_line(plan_lines(assessment, plan), level_name(plan.gives))
    provided = tuple(
        f"provided that: {format_answered(assessment.pack, plan.answers, place)}"
        for place, _ in plan.opened
    )
    return Plan(text, provided, plan.changes[0][0])


def _plan_line(lines: Iterable[str], gives: str) -> str:
    text = "; ".join(lines)
    return f"{text[:1].upper()}{text[1:]}: then {gives}"


def _reason(
    assessment: Assessment, result: RuleResult, level_name: LevelName
) -> Reason:
    rule = result.rule
    clauses = (assessment.pack.clause[one] for one in rule.clauses)
    return Reason(
        level=_NOTE if rule.level is None else level_name(rule.level),
        text=rule.reason,
        answers=tuple(_answered(assessment, place) for place in result.places),
        quotations=tuple(Quotation(one.id, one.title, one.quote) for one in clauses),
    )


def _silence(assessment: Assessment, result: RuleResult) -> Silence:
    rule = result.rule
    why: list[str] = []
    if result.state is RuleState.NOT_ASKED:
        why.append(_NOTHING_ASKED)
    if result.by_exception and rule.unless:
        why.append(f"Not so: {rule.unless.reason}")
    why += [
        f"Not so, by: {format_answered(assessment.pack, assessment.answers, place)}"
        for place in result.places
    ]
    place = next(iter(result.places), None)
    return Silence(rule.reason, tuple(why), place, result.by_exception)


def _effect(effect: Effect, level_name: LevelName) -> str:
    label = effect.option.label
    start = f"without “{label}”" if effect.dropped else f"if it were “{label}”"
    text = f"{start}: {level_name(effect.lowest)}"
    if effect.highest > effect.lowest:
        text += f", or up to {level_name(effect.highest)}"
    return text
