"""What documents are made of: a statement, its explanation, its verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from genai_guide.record.draft import Draft
from genai_guide.record.explanation import Explanation, explain, explain_statement
from genai_guide.record.standing import closed_tasks
from genai_guide.record.statement import Statement, build_draft_statement
from genai_guide.rules.evaluate import Assessment
from genai_guide.rules.levels import Level, format_label
from genai_guide.signing.verification import Verification
from genai_guide.text import quote


@dataclass(frozen=True)
class Source:
    """All that the brief and the annex of one record say."""

    statement: Statement
    explanation: Explanation
    assessment: Assessment | None
    """What follows from the answers; `None` where their questions are not at hand."""
    verification: Verification | None = None
    """What verifying a summary found; `None` for a record that is not signed."""


def source_of_draft(draft: Draft, assessment: Assessment, today: date) -> Source:
    """Return what is said of a draft or an answers file.

    Args:
        draft: The record.
        assessment: What follows from its answers.
        today: The day on which dates are judged.
    """
    statement = build_draft_statement(draft, assessment, today)
    explanation = explain(assessment, draft.closed, format_label, today, draft.note)
    return Source(statement, explanation, assessment)


def source_of_summary(verification: Verification) -> Source:
    """Return what is said of a signed summary, as of the day of signing."""
    statement, assessment = verification.summary.statement, verification.assessment
    if assessment is None:
        explanation = explain_statement(statement, _quote_level)
    else:
        notes = {entry.place: entry.note for entry in statement.answers}
        explanation = explain(
            assessment,
            closed_tasks(statement),
            format_label,
            statement.signoff.at.date(),
            lambda place: notes.get(place, ""),
        )
    return Source(statement, explanation, assessment, verification)


def _quote_level(level: Level) -> str:
    """Name a level by the words of a file, which are not checked against its pack."""
    return quote(level.label)
