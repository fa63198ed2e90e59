"""Explain a verdict in sentences, once for every screen and document.

The app, plain mode and the documents lay out what stands here. They choose marks,
indents and colours, and word nothing themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from genai_guide.record.draft import ClosedTask
from genai_guide.record.production import Difference
from genai_guide.record.state_words import ITEM_STATES
from genai_guide.record.statement import (
    ChecklistEntry,
    Quotation,
    SignedStatement,
    format_item,
    format_item_answers,
    format_topic,
)
from genai_guide.rules import evaluate
from genai_guide.rules.alternatives import Alternative, find_alternatives
from genai_guide.rules.answers import (
    Answers,
    Place,
    chosen_options,
    format_answer,
    format_listed_tool,
    is_chosen_question,
)
from genai_guide.rules.checklists import ChecklistResult, ItemResult
from genai_guide.rules.dates import format_date
from genai_guide.rules.evaluate import (
    Assessment,
    Effect,
    RuleResult,
    RuleState,
    answer_effects,
    deciding_places,
)
from genai_guide.rules.levels import NO_VERDICT, Level, LevelName, format_outlook
from genai_guide.rules.pack import ChecklistKind, Due, ItemState, Kind, Pack, Risk, Task
from genai_guide.rules.plans import plan_lines

DECIDED_BY = "Decided by these answers:"
REASONS = "Why"
TO_DO = "To do"
ALTERNATIVES = "What would lower the verdict"
CONFLICTS = "Conflicting answers"
NOT_APPLIED = "Did not apply"
INACTIVE = "Inactive answers"
NOT_KNOWN = "Nobody knows yet"
STILL_OPEN = "Still to be answered"
NO_ALTERNATIVES = "We found no small change of plan that lowers the verdict."
READING = (
    "This is our reading of the published guidance. It is not an approval or legal"
    " advice."
)
"""What a verdict is, where the pack does not say it."""
_NOTE = "Note"
NOT_RELEVANT = "Not relevant to this use"
_MET = {1: "It is met", 2: "Both are met"} | {
    number: f"All {word} are met"
    for number, word in enumerate(
        ("three", "four", "five", "six", "seven", "eight", "nine"), 3
    )
}
"""How it is said that all items of a checklist are met, by their number."""
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
    gives_verdict: bool = False
    """Whether the verdict is as high as this reason alone makes it."""


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
class ChecklistRow:
    """An item of a checklist: where it stands, and the answers that say so."""

    text: str
    state: ItemState
    words: str
    """The state in words."""
    said: str
    """The labels of the answers that say so, in a line; empty if there are none."""
    place: Place | None = None
    """The first of these answers."""


@dataclass(frozen=True)
class ListedChecklist:
    """A checklist with its rows, or why it has none."""

    title: str
    rows: tuple[ChecklistRow, ...]
    not_relevant: str
    """The words where none of it is relevant; else empty."""
    kind: ChecklistKind = ChecklistKind.PRINCIPLE
    all_met: str = ""
    """That all is met beside a verdict that asks for more, and why; else empty."""


@dataclass(frozen=True)
class ConflictingAnswers:
    """Answers that cannot both be true, and what was noted about them."""

    text: str
    answers: tuple[AnsweredQuestion, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Silence:
    """What did not apply, and because of which answers or which exception."""

    text: str
    why: tuple[str, ...]
    topic: str = ""
    """What it is about: the title of its best clause."""
    place: Place | None = None
    """The first answer because of which it did not apply."""
    by_exception: bool = False
    """Whether it would have applied but for its exception."""


@dataclass(frozen=True)
class Explanation:
    """Everything that is said of a verdict, in the order in which it is read."""

    verdict: str
    """The level's name, or that there is no verdict yet."""
    headlines: tuple[str, ...]
    sentence: str
    """What the level asks for; empty while there is no verdict."""
    still_open: str
    """How many questions are open, and what that may change; empty if none is."""
    also_needed: str
    """The obligations beside the level; empty if there are none."""
    decided_by: tuple[AnsweredQuestion, ...]
    unanswered: tuple[AnsweredQuestion, ...]
    """The questions that are still to be answered, without their answers."""
    not_known: tuple[AnsweredQuestion, ...]
    """The questions that nobody knew an answer to."""
    checklists: tuple[ListedChecklist, ...]
    reasons: tuple[Reason, ...]
    """The most important first."""
    to_do: tuple[ToDo, ...]
    alternatives: tuple[Plan, ...]
    no_alternatives: str
    """The sentence where nothing lowers a level that could be lower; else empty."""
    conflicts: tuple[ConflictingAnswers, ...]
    not_applied: tuple[Silence, ...]
    not_asked: tuple[str, ...]
    """The topics on which nothing was asked, without those of any reason."""
    inactive: tuple[AnsweredQuestion, ...]
    """The answers to questions that are not asked now, and count for nothing."""
    disclaimer: str


def explain(
    assessment: Assessment,
    closed: Mapping[str, ClosedTask],
    level_name: LevelName,
    today: date,
    note: Callable[[Place], str] | None = None,
) -> Explanation:
    """Explain what follows from some answers.

    Args:
        assessment: What follows from them.
        closed: The tasks that are done, by their id.
        level_name: How levels are named where this is shown.
        today: The day on which dates are judged; of a summary the day of signing.
        note: Returns the remark on an answer.
    """
    pack = assessment.pack
    lowerable = assessment.lowest != pack.floor
    plans = find_alternatives(assessment) if lowerable else ()
    reasons = explain_reasons(assessment, level_name)
    return Explanation(
        verdict=level_name(assessment.verdict) if assessment.begun else NO_VERDICT,
        headlines=assessment.headlines,
        sentence=assessment.verdict.sentence if assessment.begun else "",
        still_open=format_still_open(assessment, level_name),
        also_needed=format_also_needed(each.label for each in assessment.obligations),
        decided_by=tuple(
            _answered(assessment, place) for place in deciding_places(assessment)
        ),
        unanswered=tuple(
            _answered(assessment, place) for place in assessment.status.open
        ),
        not_known=tuple(
            _answered(assessment, place) for place in _places_not_known(assessment)
        ),
        checklists=tuple(_checklists(assessment)),
        reasons=reasons,
        to_do=tuple(
            ToDo(
                task.id,
                format_task(_with_points(assessment, task), closed.get(task.id)),
                done=task.id in closed,
            )
            for task, _ in assessment.tasks
        ),
        alternatives=tuple(_plan(assessment, plan, level_name) for plan in plans),
        no_alternatives="" if plans or not lowerable else NO_ALTERNATIVES,
        conflicts=explain_conflicts(assessment, today, note),
        not_applied=tuple(
            _silence(assessment, result)
            for result in assessment.results
            if result.state is RuleState.RULED_OUT
        ),
        not_asked=_topics_not_asked(
            (
                format_topic(pack, result.rule)
                for result in assessment.results
                if result.state is RuleState.NOT_ASKED
            ),
            reasons,
        ),
        inactive=tuple(
            _answered(assessment, place) for place in assessment.status.inactive
        ),
        disclaimer=pack.reading or READING,
    )


def explain_reasons(
    assessment: Assessment, level_name: LevelName
) -> tuple[Reason, ...]:
    """Explain why the verdict is at least this high, the most important first."""
    return tuple(
        _reason(assessment, reason, level_name) for reason in assessment.reasons
    )


def explain_conflicts(
    assessment: Assessment, today: date, note: Callable[[Place], str] | None = None
) -> tuple[ConflictingAnswers, ...]:
    """Explain which answers cannot both be true, as of a day."""
    return tuple(
        ConflictingAnswers(
            conflict.text,
            tuple(_answered(assessment, place) for place in conflict.places),
            tuple(
                f"Note: {remark}"
                for place in conflict.places
                if (remark := note(place) if note else "")
            ),
        )
        for conflict in assessment.conflicts(today)
    )


def explain_statement(statement: SignedStatement, level_name: LevelName) -> Explanation:
    """Explain a verdict as it was signed, where its questions are not at hand.

    What only explains is not in a statement: which answers decide, what would lower
    the verdict, what did not apply.

    Args:
        statement: What was signed.
        level_name: How levels are named where this is shown.
    """
    levels = statement.level_by_id
    texts = {str(entry.place): entry for entry in statement.answers}
    return Explanation(
        verdict=level_name(levels[statement.level]),
        headlines=statement.headlines,
        sentence=statement.sentence,
        still_open="",
        also_needed=format_also_needed(statement.also_needed),
        decided_by=(),
        unanswered=(),
        not_known=(),
        checklists=tuple(
            _signed_checklist(statement, checklist)
            for checklist in statement.checklists
        ),
        reasons=tuple(
            Reason(
                level_name(levels[entry.level]) if entry.level else _NOTE,
                entry.reason,
                (),
                entry.clauses,
                gives_verdict=entry.level == statement.level,
            )
            for entry in statement.reasons
        ),
        to_do=tuple(
            ToDo(
                task.id,
                _task_line(task.text, task.owner, task.due),
                done=bool(task.done_on),
            )
            for task in statement.tasks
        ),
        alternatives=(),
        no_alternatives="",
        conflicts=tuple(
            ConflictingAnswers(
                conflict.text,
                tuple(
                    AnsweredQuestion(
                        f"{texts[place].text} {format_date(texts[place].answered)}"
                    )
                    for place in conflict.answers
                    if place in texts
                ),
                (),
            )
            for conflict in statement.conflicts
        ),
        not_applied=(),
        not_asked=(),
        inactive=(),
        disclaimer=statement.pack.reading or READING,
    )


def _signed_checklist(
    statement: SignedStatement, checklist: ChecklistEntry
) -> ListedChecklist:
    level = statement.level_by_id[statement.level]
    is_met = all(item.state is ItemState.MET for item in checklist.items)
    return ListedChecklist(
        checklist.title,
        tuple(
            ChecklistRow(item.text, item.state, ITEM_STATES[item.state], item.answered)
            for item in checklist.items
        ),
        "",
        all_met=format_all_met(len(checklist.items), level, statement.reasons[0].reason)
        if is_met and level.rank
        else "",
    )


def _topics_not_asked(
    topics: Iterable[str], reasons: Iterable[Reason]
) -> tuple[str, ...]:
    quoted = {clause.title for reason in reasons for clause in reason.quotations}
    return tuple(topic for topic in dict.fromkeys(topics) if topic not in quoted)


def format_not_asked(topics: Iterable[str]) -> str:
    """Format the topics on which nothing was asked in a line; empty if none."""
    listed = ", ".join(topics)
    return f"{NOT_RELEVANT}: {listed}" if listed else ""


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
    if place.tool and is_chosen_question(pack, place):
        return format_listed_tool(pack, place.tool, answers.tools[place.tool - 1])
    answer = format_answer(question, answers.at(pack, place))
    if question.kind is Kind.DATE:
        answer = format_date(answer)
    return f"{tool}{question.text} {answer}".rstrip()


def format_difference(pack: Pack, found: Difference) -> str:
    """Format what a production says otherwise than one of its uses, in a line."""
    asked, ours, shared = _both_sides(pack, found)
    return f"{asked} {shared} (here: {ours})"


def format_own_answer(pack: Pack, found: Difference) -> str:
    """Format what a use says otherwise than its production, in a line."""
    answered, shared = format_answered_here(pack, found), _both_sides(pack, found)[2]
    return f"{answered} (in the production: {shared})"


def format_answered_here(pack: Pack, found: Difference) -> str:
    """Format what a use says that its production does not, in a line."""
    asked, ours, _ = _both_sides(pack, found)
    return f"{asked} {ours}"


def _both_sides(pack: Pack, found: Difference) -> tuple[str, str, str]:
    question = pack.by_id[found.place.question]
    tool = f"Tool {found.place.tool}: " if found.place.tool else ""
    ours, shared = (
        "nothing" if answer is None else format_answer(question, answer)
        for answer in (found.ours, found.shared)
    )
    return f"{tool}{question.text}", ours, shared


def format_task(task: Task, closed: ClosedTask | None) -> str:
    """Format a task: what, who, by when, and since when it is done."""
    text = _task_line(task.text, task.owner, task.due)
    if closed is None:
        return text
    evidence = closed.evidence
    shown_by = f": {evidence.label}" if evidence else ""
    return f"{text} Done on {format_date(closed.on)}{shown_by}."


def _with_points(assessment: Assessment, task: Task) -> Task:
    """Return a task with the points to ask about, if it is the question of several.

    That is a task which several rules of the pack set where somebody is to be asked.
    """
    asking = [
        rule
        for rule in assessment.pack.rules
        if rule.level is not None
        and rule.level.approval == "ask"
        and task.id in {each.id for each in rule.tasks}
    ]
    points = dict.fromkeys(
        format_topic(assessment.pack, result.rule)
        for result in assessment.applied
        if result.rule in asking
    )
    if len(asking) == 1 or not points:
        return task
    return replace(task, text=f"{task.text} Open points: {'; '.join(points)}.")


def _task_line(text: str, owner: str, due: Due) -> str:
    return f"{text} ({owner}, {due.words})"


def format_also_needed(labels: Iterable[str]) -> str:
    """Format the obligations beside the level as a sentence; empty if none."""
    listed = ", ".join(labels)
    return f"Also needed: {listed}" if listed else ""


def format_still_open(assessment: Assessment, level_name: LevelName) -> str:
    """Say how many questions are open, and what they may change; empty if none."""
    bounds = (assessment.lowest, assessment.highest) if assessment.begun else None
    return _still_open(len(assessment.status.open), bounds, level_name)


def _still_open(
    count: int, bounds: tuple[Level, Level] | None, level_name: LevelName
) -> str:
    if not count:
        return ""
    left = "1 question is open." if count == 1 else f"{count} questions are open."
    # Without a verdict there is none that could become another.
    return f"{left} {format_outlook(*bounds, level_name)}" if bounds else left


def _answered(assessment: Assessment, place: Place) -> AnsweredQuestion:
    text = format_answered(assessment.pack, assessment.answers, place)
    # Whether a tool is chosen is no question that one could go to.
    is_hidden = is_chosen_question(assessment.pack, place)
    return AnsweredQuestion(text, None if is_hidden else place)


def _plan(assessment: Assessment, plan: Alternative, level_name: LevelName) -> Plan:
    text = _plan_line(plan_lines(assessment, plan.changes), level_name(plan.gives))
    provided = tuple(
        f"provided that: {format_answered(assessment.pack, plan.answers, place)}"
        for place, _ in plan.opened
    )
    return Plan(text, provided, plan.changes[0][0])


def _plan_line(lines: Iterable[str], gives: str) -> str:
    text = "; ".join(lines)
    return f"{text[:1].upper()}{text[1:]}: then {gives}"


def _reason(
    assessment: Assessment, reason: evaluate.Reason, level_name: LevelName
) -> Reason:
    level, shown = reason.rule.level, assessment.verdict
    clauses = (assessment.pack.clause[clause_id] for clause_id in reason.rule.clauses)
    return Reason(
        level=_NOTE
        if level is None
        else level_name(shown if level == shown else level),
        text=reason.text,
        answers=tuple(_answered(assessment, place) for place in reason.places),
        quotations=tuple(
            Quotation(clause.title, clause.quote, clause.id) for clause in clauses
        ),
        gives_verdict=level == assessment.lowest,
    )


def _places_not_known(assessment: Assessment) -> Iterator[Place]:
    """Yield where an answer says that nobody knows."""
    for place in assessment.status.asked:
        question = assessment.pack.by_id[place.question]
        answer = assessment.answers.at(assessment.pack, place)
        options = chosen_options(question, answer)
        if any(option.risk is Risk.UNSURE for option in options):
            yield place


def _silence(assessment: Assessment, result: RuleResult) -> Silence:
    pack, rule = assessment.pack, result.rule
    answers = "; ".join(
        format_answered(pack, assessment.answers, place) for place in result.places
    )
    why = [f"Does not apply, because you answered: {answers}"] if answers else []
    if result.by_exception and rule.unless:
        why = [f"Does not apply: {assessment.fill(rule.unless.reason)}"]
        why += [f"You answered: {answers}"] if answers else []
    place = next(iter(result.places), None)
    return Silence(
        assessment.fill(rule.reason),
        tuple(why),
        format_topic(pack, rule),
        place,
        result.by_exception,
    )


def _checklists(assessment: Assessment) -> Iterator[ListedChecklist]:
    """Yield the principles, and then of the situations what applies."""
    kinds = {kind: list[ChecklistResult]() for kind in ChecklistKind}
    for result in assessment.checklists:
        kinds[result.checklist.kind].append(result)
    for result in kinds[ChecklistKind.PRINCIPLE]:
        yield _checklist(assessment, result)
    for result in kinds[ChecklistKind.SITUATION]:
        items = [item for item in result.items if item.state is ItemState.APPLIES]
        if items:
            yield _checklist(assessment, replace(result, items=tuple(items)))


def _checklist(assessment: Assessment, result: ChecklistResult) -> ListedChecklist:
    relevant = any(item.state is not ItemState.NOT_RELEVANT for item in result.items)
    return ListedChecklist(
        result.checklist.title,
        tuple(_row(assessment, item) for item in result.items) if relevant else (),
        "" if relevant else f"{NOT_RELEVANT}.",
        result.checklist.kind,
        _all_met(assessment, result),
    )


def _all_met(assessment: Assessment, result: ChecklistResult) -> str:
    """Say why more is asked for although all items are met; empty if it is not so."""
    is_met = all(item.state is ItemState.MET for item in result.items)
    if not is_met or assessment.lowest == assessment.pack.floor:
        return ""
    return format_all_met(
        len(result.items), assessment.verdict, assessment.reasons[0].text
    )


def format_all_met(count: int, level: Level, reason: str) -> str:
    """Format that all items of a checklist are met, and what is asked for besides."""
    met = _MET.get(count, f"All {count} are met")
    return f"{met}. The verdict is still “{level.label}” because of this: {reason}"


def _row(assessment: Assessment, result: ItemResult) -> ChecklistRow:
    places = {place.tool: place for place in result.places}
    return ChecklistRow(
        format_item(assessment.pack, result),
        result.state,
        ITEM_STATES[result.state],
        format_item_answers(assessment, result),
        next(iter(places.values()), None),
    )


def _effect(effect: Effect, level_name: LevelName) -> str:
    label = effect.option.label
    start = f"without “{label}”" if effect.dropped else f"if it were “{label}”"
    text = f"{start}: {level_name(effect.lowest)}"
    if effect.highest > effect.lowest:
        text += f", or up to {level_name(effect.highest)}"
    return text
