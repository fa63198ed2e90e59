"""Lay out the verdict, tasks and choices in lines that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from genai_guide.record import explanation
from genai_guide.record.draft import ClosedTask, Draft, changed_since_signing
from genai_guide.record.explanation import (
    ALTERNATIVES,
    DECIDED_BY,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    explain,
    format_still_open,
)
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level
from genai_guide.rules.pack import Task

_DATE_LENGTH = 10


def as_sentence(fault: str) -> str:
    """Turn what is wrong with something into a sentence."""
    return f"{fault[:1].upper()}{fault[1:]}."


def end_sentence(text: str) -> str:
    """End a sentence with a full stop, unless it has an end already."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


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


def is_signed(draft: Draft) -> bool:
    """Return whether it is signed, and nothing was changed since."""
    return bool(draft.signed) and not changed_since_signing(draft)


def format_signed(draft: Draft) -> str:
    """Say which revision is signed, and whether it still is; empty if none is."""
    if not draft.signed:
        return ""
    day = draft.signed.at[:_DATE_LENGTH]
    text = f"Revision {draft.signed.revision} was signed on {day}"
    if is_signed(draft):
        return f"{text}, and nothing was changed since."
    return f"{text}; what was changed since is not signed."


def format_level(level: Level) -> str:
    """Name a level without capitals, which may be read out letter by letter."""
    return level.label


def format_standing(assessment: Assessment) -> str:
    """Say in a line where the verdict stands."""
    lowest, highest = format_level(assessment.lowest), format_level(assessment.highest)
    if assessment.complete:
        return f"Verdict: {lowest}."
    if highest == lowest:
        return f"So far: {lowest}. The level will not change any more."
    return f"So far: {lowest}. It can still rise to: {highest}."


def format_verdict(
    assessment: Assessment, draft: Draft, *, every: bool
) -> Iterator[str]:
    """Explain the verdict and list `every` rule not applied, or the nearly applied."""
    explained = explain(assessment, draft.closed, format_level)
    start = "Verdict" if assessment.complete else "So far"
    yield f"{start}: {format_level(assessment.lowest)}."
    yield from explained.headlines
    yield explained.sentence
    if explained.still_open:
        yield format_still_open(assessment, format_level)
    if explained.also_needed:
        yield explained.also_needed
    yield from list_items(DECIDED_BY, [answer.text for answer in explained.decided_by])
    if explained.to_do:
        yield f"{TO_DO}:"
    for number, task in enumerate(explained.to_do, start=1):
        yield f"{number}. {task.text}{'' if task.done else ' Open.'}"
    plans = ["; ".join((plan.text, *plan.provided)) for plan in explained.alternatives]
    yield from list_items(f"{ALTERNATIVES}:", [end_sentence(plan) for plan in plans])
    if explained.no_alternatives:
        yield explained.no_alternatives
    reasons = [f"{reason.level}: {reason.text}" for reason in explained.reasons]
    yield from list_items(f"{REASONS}:", reasons)
    rules = [rule for rule in explained.not_applied if every or rule.by_exception]
    lines = [" ".join((rule.text, *map(end_sentence, rule.why))) for rule in rules]
    if rest := len(explained.not_applied) - len(rules):
        lines.append(f"{rest} other rules; /verdict all reads them.")
    yield from list_items(f"{NOT_APPLIED}:", lines)
    yield explained.disclaimer


def format_quotations(assessment: Assessment) -> Iterator[str]:
    """Yield each reason with the answers that led to it, and its quotations."""
    for reason in explain(assessment, {}, format_level).reasons:
        yield f"{reason.level}: {reason.text}"
        yield from (f"- You answered: {answer.text}" for answer in reason.answers)
        for clause in reason.quotations:
            yield f"- {clause.title} ({clause.id}): “{clause.quote}”"
