"""What a decision needs, and what it may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from genai_guide.record.decision import Decision, Outcome

APPROVED = Decision(
    Outcome.APPROVED, "C. Counsel", "Counsel", datetime(2026, 3, 1, 9, tzinfo=UTC)
)


@pytest.mark.parametrize(
    "good",
    [
        {},
        {"valid_until": "2026-03-01"},
        {"valid_until": "2030-12-31"},
        {"outcome": Outcome.WITH_CONDITIONS, "conditions": ("a", "b\nc")},
        {"outcome": Outcome.REFUSED},
        {"outcome": Outcome.REFUSED, "conditions": ("because",)},
        {"outcome": Outcome.MORE_INFORMATION, "conditions": ("which tool?",)},
    ],
)
def test_a_whole_decision_has_no_problem(good: dict[str, object]) -> None:
    """Each outcome can be given in full."""
    assert replace(APPROVED, **good).problem() is None


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"name": " "}, "name"),
        ({"role": ""}, "role"),
        ({"name": "x\x1b"}, "name"),
        ({"role": "x\ny"}, "role"),
        ({"conditions": ("a",)}, "approved-with-conditions"),
        ({"outcome": Outcome.WITH_CONDITIONS}, "say at least one"),
        ({"outcome": Outcome.MORE_INFORMATION}, "say what is wanted"),
        ({"outcome": Outcome.WITH_CONDITIONS, "conditions": (" ",)}, "empty"),
        ({"outcome": Outcome.WITH_CONDITIONS, "conditions": ("\u202e",)}, "U+202E"),
        ({"outcome": Outcome.WITH_CONDITIONS, "conditions": ("a",) * 51}, "at most 50"),
        ({"outcome": Outcome.REFUSED, "valid_until": "2026-12-31"}, "only an approval"),
        ({"valid_until": "2026-02-28"}, "over already"),
        ({"valid_until": "2026-02-30"}, "YYYY-MM-DD"),
        ({"valid_until": "20261231"}, "YYYY-MM-DD"),
        ({"valid_until": "2026-W10-1"}, "YYYY-MM-DD"),
        ({"valid_until": "soon"}, "YYYY-MM-DD"),
    ],
)
def test_what_is_wrong_is_said(bad: dict[str, object], said: str) -> None:
    """A decision that lacks a part, or says two things, is not written."""
    assert said in (replace(APPROVED, **bad).problem() or "")
