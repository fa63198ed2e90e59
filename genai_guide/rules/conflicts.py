"""Answers that cannot both be true. They are pointed out, and change no level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from genai_guide.rules.answers import Place, is_iso_date
from genai_guide.rules.pack import CompiledConflict, Conflict, DateTest
from genai_guide.rules.status import Known, QuestionStatus, places_of


@dataclass(frozen=True)
class ConflictResult:
    """A conflict that the answers have, for the use or for one tool."""

    conflict: Conflict
    text: str
    tool: int | None
    places: tuple[Place, ...]
    """The answers that contradict each other."""


def format_new_conflicts(
    before: Iterable[ConflictResult], after: Iterable[ConflictResult]
) -> list[str]:
    """Format the conflicts that a change of the answers brought about."""
    known = {conflict.text for conflict in before}
    return [
        f"These answers conflict: {conflict.text}"
        for conflict in after
        if conflict.text not in known
    ]


def judge_conflict(
    status: QuestionStatus, compiled: CompiledConflict, known: Known, today: date
) -> tuple[Place, ...]:
    """Return the answers that make a conflict true; empty if it is not, or open."""
    named: list[str] = []
    for cells, tests in compiled.rows:
        if known.true.issuperset(cells) and all(
            _holds(status, known, test, today) for test in tests
        ):
            named += known.questions_met((cells,))
            for test in tests:
                named += test.questions
    return places_of(status, [known], lambda _: named)


def _holds(status: QuestionStatus, known: Known, test: DateTest, today: date) -> bool:
    """Return whether two dates that are known stand in a relation."""
    day = _date(status, known, test.question)
    other = _date(status, known, test.other) if test.other else today
    if day is None or other is None:
        return False
    if test.relation in ("past", "before"):
        return day < other
    return day > other


def _date(status: QuestionStatus, known: Known, question: str) -> date | None:
    """Return the date answered to a question that is asked."""
    per_tool = status.pack.by_id[question].per_tool
    place = Place(question, known.tool if per_tool else None)
    answer = status.answers.at(status.pack, place)
    if place in status.asked_set and isinstance(answer, str) and is_iso_date(answer):
        return date.fromisoformat(answer)
    return None
