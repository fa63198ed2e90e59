"""The verdict as rows: principles, why, to do, what would lower it, conflicts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from textual.content import Content

from genai_guide.record.explanation import (
    ALTERNATIVES,
    CONFLICTS,
    DECIDED_BY,
    INACTIVE,
    NOT_APPLIED,
    REASONS,
    TO_DO,
    Explanation,
    ListedChecklist,
    Reason,
    format_not_asked,
)
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import ItemState
from genai_guide.tui.display import literal, stack, wrap_hanging, wrap_indented
from genai_guide.tui.widgets.page import format_clause

_SIGNS = {
    ItemState.MET: "✓",
    ItemState.NOT_MET: "✗",
    ItemState.UNKNOWN: "?",
    ItemState.APPLIES: "●",
    ItemState.NOT_RELEVANT: "·",
}
"""The sign of a clause's state, before its words."""


@dataclass(frozen=True)
class VerdictRow:
    """A row to read. One with a part folds, one with a task or a place leads there."""

    text: Content
    part: str = ""
    task: str = ""
    place: Place | None = None


def verdict_rows(
    explanation: Explanation, width: int, folded: Collection[str]
) -> Iterator[VerdictRow]:
    """Lay out the explanation of a verdict.

    Args:
        explanation: What is said of the verdict.
        width: How wide a row may be.
        folded: The parts, by their heading, of which only the heading is shown.
    """
    yield VerdictRow(stack(*_verdict(explanation, width)))
    tasks = explanation.to_do
    done = sum(task.done for task in tasks)
    reasons, silent = explanation.reasons, explanation.not_applied
    parts = (
        *(
            (checklist.title, "", _checklist(checklist, width))
            for checklist in explanation.checklists
        ),
        (REASONS, str(len(reasons)), _reasons(reasons, width)),
        (TO_DO, f"{done} of {len(tasks)} done", _tasks(explanation, width)),
        (ALTERNATIVES, "", _alternatives(explanation, width)),
        (CONFLICTS, str(len(explanation.conflicts)), _conflicts(explanation, width)),
        (NOT_APPLIED, str(len(silent)), _not_applied(explanation, width)),
        (INACTIVE, "", _inactive(explanation, width)),
    )
    for heading, count, rows in parts:
        listed = list(rows)
        if not listed:
            continue
        sign = "[+]" if heading in folded else "[-]"
        more = f" ({count})" if count else ""
        yield VerdictRow(literal(""))
        yield VerdictRow(literal(f"{sign} {heading}{more}", "bold"), part=heading)
        if heading not in folded:
            yield from listed


def _verdict(explanation: Explanation, width: int) -> Iterator[Content]:
    for headline in explanation.headlines:
        yield wrap_indented(headline, width, 0, "bold")
    sentences = (
        explanation.sentence,
        explanation.still_open,
        explanation.also_needed,
    )
    for sentence in filter(None, sentences):
        yield wrap_indented(sentence, width, 0)
    if explanation.decided_by:
        yield literal(DECIDED_BY)
        for answered in explanation.decided_by:
            yield wrap_indented(answered.text, width, 2)
    yield wrap_indented(explanation.disclaimer, width, 0)


def _checklist(checklist: ListedChecklist, width: int) -> Iterator[VerdictRow]:
    if checklist.not_relevant:
        yield VerdictRow(wrap_indented(checklist.not_relevant, width, 2))
    for row in checklist.rows:
        said = f" ({row.said})" if row.said else ""
        before = f"  {_SIGNS.get(row.state, ' ')} "
        text = wrap_hanging(f"{row.text}: {row.words}{said}", width, len(before))
        yield VerdictRow(Content.assemble(before, text), place=row.place)
    if checklist.all_met:
        yield VerdictRow(wrap_indented(checklist.all_met, width, 2))


def _conflicts(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    for conflict in explanation.conflicts:
        rows = [wrap_indented(conflict.text, width, 2)]
        rows += [
            wrap_indented(answered.text, width, 4) for answered in conflict.answers
        ]
        rows += [wrap_indented(note, width, 4) for note in conflict.notes]
        place = conflict.answers[0].place if conflict.answers else None
        yield VerdictRow(stack(*rows), place=place)


def _tasks(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    for task in explanation.to_do:
        mark = "[x] " if task.done else "[ ] "
        text = Content.assemble("  ", mark, wrap_hanging(task.text, width, 6))
        yield VerdictRow(text, task=task.id)


def _alternatives(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    if explanation.no_alternatives:
        yield VerdictRow(wrap_indented(explanation.no_alternatives, width, 2))
    for plan in explanation.alternatives:
        rows = [wrap_indented(plan.text, width, 2)]
        rows += [wrap_indented(condition, width, 4) for condition in plan.provided]
        yield VerdictRow(stack(*rows), place=plan.place)


def _reasons(reasons: tuple[Reason, ...], width: int) -> Iterator[VerdictRow]:
    for reason in reasons:
        rows = [
            literal(f"  {reason.level}", "bold"),
            wrap_indented(reason.text, width, 2),
        ]
        for clause in reason.quotations:
            quotation = format_clause(clause.id, clause.title, clause.quote)
            lines = quotation.wrap(max(width - 4, 8))
            indented = (Content.assemble("    ", line) for line in lines)
            rows.append(stack(*indented))
        place = reason.answers[0].place if reason.answers else None
        yield VerdictRow(stack(*rows), place=place)
        for answered in reason.answers:
            text = wrap_indented(f"You answered: {answered.text}", width, 4)
            yield VerdictRow(text, place=answered.place)


def _not_applied(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    for rule in explanation.not_applied:
        rows = [wrap_indented(rule.text, width, 2)]
        rows += [wrap_indented(why, width, 4) for why in rule.why]
        yield VerdictRow(stack(*rows), place=rule.place)
    if not_asked := format_not_asked(explanation.not_asked):
        yield VerdictRow(wrap_indented(not_asked, width, 2))


def _inactive(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    for answered in explanation.inactive:
        yield VerdictRow(wrap_indented(answered.text, width, 2), place=answered.place)
