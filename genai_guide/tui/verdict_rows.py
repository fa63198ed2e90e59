"""The verdict as rows: principles, why, to do, what would lower it, conflicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
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
    AnsweredQuestion,
    Explanation,
    ListedChecklist,
    Reason,
    format_not_asked,
)
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import ItemState
from genai_guide.tui.display import (
    HEADING,
    PALE,
    literal,
    stack,
    wrap_hanging,
    wrap_indented,
)
from genai_guide.tui.widgets.page import format_clause

MORE_REASONS = "more reasons"
"""The part with the reasons after the first few."""
_FIRST_REASONS = 2
DECIDED = DECIDED_BY.rstrip(":")
_SIGNS = {
    ItemState.MET: "✓",
    ItemState.NOT_MET: "✗",
    ItemState.UNKNOWN: "?",
    ItemState.APPLIES: "●",
    ItemState.NOT_RELEVANT: "·",
}
"""The sign of a clause's state, before its words."""
_COLORS = {
    ItemState.MET: "$text-success",
    ItemState.NOT_MET: "$text-error",
    ItemState.UNKNOWN: "$text-warning",
}
_FOLDED, _UNFOLDED = "▸", "▾"


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
    reasons, decisive = explanation.reasons, explanation.decided_by
    silent = explanation.not_applied
    parts = (
        *(
            (checklist.title, "", _checklist(checklist, width))
            for checklist in explanation.checklists
        ),
        (REASONS, str(len(reasons)), _reasons(reasons, width, folded)),
        (DECIDED, str(len(decisive)), _answered(decisive, width)),
        (TO_DO, f"{done} of {len(tasks)}", _tasks(explanation, width)),
        (ALTERNATIVES, "", _alternatives(explanation, width)),
        (CONFLICTS, str(len(explanation.conflicts)), _conflicts(explanation, width)),
        (NOT_APPLIED, str(len(silent)), _not_applied(explanation, width)),
        (INACTIVE, "", _answered(explanation.inactive, width)),
    )
    for heading, count, rows in parts:
        listed = list(rows)
        if not listed:
            continue
        yield VerdictRow(literal(""))
        sign = _FOLDED if heading in folded else _UNFOLDED
        title = literal(f"{sign} {heading}", HEADING)
        row = Content.assemble(title, literal(f"  {count}" if count else "", PALE))
        yield VerdictRow(row, part=heading)
        if heading not in folded:
            yield from listed


def _verdict(explanation: Explanation, width: int) -> Iterator[Content]:
    for headline in explanation.headlines:
        yield wrap_indented(headline, width, 0, "bold")
    sentences = (explanation.sentence, explanation.still_open, explanation.also_needed)
    for sentence in filter(None, sentences):
        yield wrap_indented(sentence, width, 0)
    yield wrap_indented(explanation.disclaimer, width, 0, PALE)


def _checklist(checklist: ListedChecklist, width: int) -> Iterator[VerdictRow]:
    if checklist.not_relevant:
        yield VerdictRow(wrap_indented(checklist.not_relevant, width, 2))
    states = max((len(row.words) for row in checklist.rows), default=0)
    for row in checklist.rows:
        before = f"  {_SIGNS.get(row.state, ' ')} {row.words:<{states}}  "
        if len(before) > width // 2:
            before = f"  {_SIGNS.get(row.state, ' ')} {row.words}: "
        text = wrap_hanging(row.text, width, min(len(before), width // 2))
        rows = [Content.assemble(literal(before, _COLORS.get(row.state, "")), text)]
        # What is met needs no proof here: enter leads to the question.
        if row.said and row.state is not ItemState.MET:
            rows.append(wrap_indented(row.said, width, min(len(before), 14), PALE))
        yield VerdictRow(stack(*rows), place=row.place)
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
        mark = "☑ " if task.done else "☐ "
        text = Content.assemble("  ", mark, wrap_hanging(task.text, width, 4))
        yield VerdictRow(text, task=task.id)


def _alternatives(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    if explanation.no_alternatives:
        yield VerdictRow(wrap_indented(explanation.no_alternatives, width, 2))
    for plan in explanation.alternatives:
        rows = [wrap_indented(plan.text, width, 2)]
        rows += [wrap_indented(condition, width, 4) for condition in plan.provided]
        yield VerdictRow(stack(*rows), place=plan.place)


def _reasons(
    reasons: tuple[Reason, ...], width: int, folded: Collection[str]
) -> Iterator[VerdictRow]:
    for number, reason in enumerate(reasons):
        left = len(reasons) - number
        if number == _FIRST_REASONS and left > 1:
            is_folded = MORE_REASONS in folded
            sign = _FOLDED if is_folded else _UNFOLDED
            yield VerdictRow(
                literal(f"  {sign} {left} more", HEADING), part=MORE_REASONS
            )
            if is_folded:
                return
        rows = [
            literal(f"  {reason.level}", "bold"),
            wrap_indented(reason.text, width, 2),
        ]
        for clause in reason.quotations:
            quotation = format_clause(clause.title, clause.quote)
            lines = quotation.wrap(max(width - 4, 8))
            indented = (Content.assemble("    ", line).stylize(PALE) for line in lines)
            rows.append(stack(*indented))
        place = reason.answers[0].place if reason.answers else None
        yield VerdictRow(stack(*rows), place=place)
        for answered in reason.answers:
            text = wrap_indented(f"You answered: {answered.text}", width, 4, PALE)
            yield VerdictRow(text, place=answered.place)


def _answered(answers: Iterable[AnsweredQuestion], width: int) -> Iterator[VerdictRow]:
    for answered in answers:
        yield VerdictRow(wrap_indented(answered.text, width, 2), place=answered.place)


def _not_applied(explanation: Explanation, width: int) -> Iterator[VerdictRow]:
    for rule in explanation.not_applied:
        rows = [wrap_indented(rule.text, width, 2)]
        rows += [wrap_indented(why, width, 4, PALE) for why in rule.why]
        yield VerdictRow(stack(*rows), place=rule.place)
    if not_asked := format_not_asked(explanation.not_asked):
        yield VerdictRow(wrap_indented(not_asked, width, 2))
