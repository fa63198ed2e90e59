"""Lay out the verdict, tasks and choices in lines that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from genai_guide.record import explanation
from genai_guide.record.draft import ClosedTask, Draft, is_signed
from genai_guide.record.explanation import (
    ALTERNATIVES,
    CONFLICTS,
    DECIDED_BY,
    INACTIVE,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    ConflictingAnswers,
    Explanation,
    explain,
    explain_reasons,
    format_not_asked,
)
from genai_guide.rules.dates import format_date
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import NO_VERDICT, format_label, format_outlook
from genai_guide.rules.pack import Task
from genai_guide.text import end_sentence

_DATE_LENGTH = 10


def list_items(heading: str, items: Sequence[str]) -> list[str]:
    """List items under a heading; nothing if there are none."""
    return [heading, *(f"- {item}" for item in items)] if items else []


def number_choices(choices: Mapping[str, str]) -> list[str]:
    """List the labels of choices by number, a line each."""
    return [f"{at}. {label}" for at, label in enumerate(choices.values(), start=1)]


def format_task(task: Task, closed: ClosedTask | None) -> str:
    """Format a task, with a word where the app shows an empty box."""
    text = explanation.format_task(task, closed)
    return text if closed else f"{text} Open."


def format_signed(draft: Draft) -> str:
    """Say which revision is signed, and whether it still is; empty if none is."""
    if not draft.signed:
        return ""
    day = format_date(draft.signed.at[:_DATE_LENGTH])
    text = f"Revision {draft.signed.revision} was signed on {day}"
    if is_signed(draft):
        return f"{text}, and nothing has changed since."
    return f"{text}. Your changes since then are not signed."


def format_standing(assessment: Assessment) -> str:
    """Say in a line where the verdict stands."""
    level = format_label(assessment.verdict)
    if assessment.complete:
        return f"Verdict: {level}."
    if not assessment.begun:
        return f"{NO_VERDICT}."
    outlook = format_outlook(assessment.lowest, assessment.highest, format_label)
    return f"So far: {level}. {end_sentence(outlook)}"


def format_verdict(
    assessment: Assessment, draft: Draft, today: date, *, every: bool
) -> Iterator[str]:
    """Explain the verdict and list `every` rule not applied, or the nearly applied."""
    explained = explain(assessment, draft.closed, format_label, today, draft.note)
    yield from format_explanation(assessment, explained)
    rules = [rule for rule in explained.not_applied if every or rule.by_exception]
    lines = [" ".join((rule.text, *map(end_sentence, rule.why))) for rule in rules]
    if rest := len(explained.not_applied) - len(rules):
        lines.append(f"{rest} other rules. /verdict all lists them.")
    yield from list_items(f"{NOT_APPLIED}:", lines)
    if not_asked := format_not_asked(explained.not_asked):
        yield end_sentence(not_asked)
    yield from format_inactive(explained)
    yield explained.disclaimer


def format_explanation(assessment: Assessment, explained: Explanation) -> Iterator[str]:
    """Format the verdict, why, what to do, what would lower it, and conflicts."""
    start = "Verdict: " if assessment.complete else "So far: "
    yield f"{start if assessment.begun else ''}{explained.verdict}."
    yield from explained.headlines
    sentences = (explained.sentence, explained.still_open, explained.also_needed)
    yield from map(end_sentence, filter(None, sentences))
    for checklist in explained.checklists:
        rows = [
            f"{row.text}: {row.words}{f' ({row.said})' if row.said else ''}."
            for row in checklist.rows
        ]
        title = f"{checklist.title}:"
        yield from list_items(title, rows or [checklist.not_relevant])
        if checklist.all_met:
            yield end_sentence(checklist.all_met)
    yield from list_items(DECIDED_BY, [answer.text for answer in explained.decided_by])
    reasons = [f"{reason.level}: {reason.text}" for reason in explained.reasons]
    yield from list_items(f"{REASONS}:", reasons)
    if explained.to_do:
        yield f"{TO_DO}:"
    for number, task in enumerate(explained.to_do, start=1):
        yield f"{number}. {task.text}{'' if task.done else ' Open.'}"
    plans = ["; ".join((plan.text, *plan.provided)) for plan in explained.alternatives]
    yield from list_items(f"{ALTERNATIVES}:", [end_sentence(plan) for plan in plans])
    if explained.no_alternatives:
        yield explained.no_alternatives
    yield from format_conflicts(explained.conflicts)


def format_conflicts(conflicts: Sequence[ConflictingAnswers]) -> Iterator[str]:
    """Format the answers that cannot both be true; nothing if there are none."""
    for conflict in conflicts:
        lines = [*(answer.text for answer in conflict.answers), *conflict.notes]
        yield from list_items(f"{CONFLICTS}: {conflict.text}", lines)


def format_inactive(explained: Explanation) -> list[str]:
    """List the answers that count for nothing now; nothing if there are none."""
    return list_items(f"{INACTIVE}:", [answer.text for answer in explained.inactive])


def format_quotations(assessment: Assessment) -> Iterator[str]:
    """Yield each reason with the answers that led to it, and its quotations."""
    for reason in explain_reasons(assessment, format_label):
        yield f"{reason.level}: {reason.text}"
        yield from (f"- You answered: {answer.text}" for answer in reason.answers)
        for clause in reason.quotations:
            yield f"- {clause.title}: “{clause.quote}”"
