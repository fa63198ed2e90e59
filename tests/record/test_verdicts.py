"""Verdicts beside each other: which is higher, and how they are written."""

from __future__ import annotations

import pytest

from genai_guide.record.diff_values import Verdict, Way
from genai_guide.rules.levels import Level, Obligation

LOW, HIGH = Level.NOTIFY, Level.HOLD
CONSENT, TERMS = Obligation.CONSENT, Obligation.TERMS
CASES = [
    (Verdict(LOW, LOW), Verdict(LOW, LOW), Way.STAYS),
    (Verdict(LOW, LOW), Verdict(HIGH, HIGH), Way.RISES),
    (Verdict(LOW, LOW), Verdict(LOW, HIGH, complete=False), Way.RISES),
    (Verdict(LOW, LOW), Verdict(LOW, LOW, (CONSENT,)), Way.RISES),
    (Verdict(LOW, LOW, (TERMS,)), Verdict(LOW, LOW, (CONSENT,)), Way.BOTH),
    (Verdict(LOW, LOW, (TERMS,)), Verdict(HIGH, HIGH), Way.BOTH),
]


@pytest.mark.parametrize(("old", "new", "way"), CASES)
def test_where_a_verdict_goes(old: Verdict, new: Verdict, way: Way) -> None:
    """Levels and obligations count alike, and the way back is the mirrored one."""
    back = {Way.RISES: Way.FALLS}.get(way, way)
    assert old.to(new) is way
    assert new.to(old) is back


def test_a_verdict_in_one_line() -> None:
    """Bounds are said to be open."""
    assert str(Verdict(HIGH, HIGH, (CONSENT, TERMS))) == "hold, consent, terms"
    assert str(Verdict(LOW, HIGH, complete=False)) == "open (notify to hold)"
