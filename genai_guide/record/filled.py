"""Which answers fill which place of a record."""

from __future__ import annotations

from typing import Any

from genai_guide.policy.answers import words
from genai_guide.policy.assessment import Assessment

Table = dict[str, Any]


def filled(assessment: Assessment, table: str, tool: int | None = None) -> Table:
    """Collect the answers that fill one table of the record, by the key there."""
    found: Table = {}
    for place in assessment.asking.asked:
        question = assessment.pack.by_id[place.question]
        if not question.field or place.tool != tool:
            continue
        name, _, key = question.field.partition(".")
        answer = assessment.answers.at(assessment.pack, place)
        if name == table and answer is not None:
            found[key] = words(question, answer)
    return found
