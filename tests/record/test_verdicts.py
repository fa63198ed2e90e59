"""Verdicts beside each other: which is higher, and how they are written."""

from __future__ import annotations

import pytest

from genai_guide.record.diff import Direction, Verdict
from tests.helpers.levels import CONSENT, HOLD, NOTIFY, TERMS

LOW, HIGH = NOTIFY, HOLD
CASES = [
    (Verdict(LOW, LOW), Verdict(LOW, LOW), Direction.STAYS),
    (Verdict(LOW, LOW), Verdict(HIGH, HIGH), Direction.RISES),
    (Verdict(LOW, LOW), Verdict(LOW, HIGH, complete=False), Direction.RISES),
    (Verdict(LOW, LOW), Verdict(LOW, LOW, (CONSENT,)), Direction.RISES),
    (Verdict(LOW, LOW, (TERMS,)), Verdict(LOW, LOW, (CONSENT,)), Direction.BOTH),
    (Verdict(LOW, LOW, (TERMS,)), Verdict(HIGH, HIGH), Direction.BOTH),
]


@pytest.mark.parametrize(("old", "new", "way"), CASES)
def test_where_a_verdict_goes(old: Verdict, new: Verdict, way: Direction) -> None:
    """Levels and obligations count alike, and the way back is the mirrored one."""
    back = {Direction.RISES: Direction.FALLS}.get(way, way)
    assert old.to(new) is way
    assert new.to(old) is back


def test_a_verdict_in_one_line() -> None:
    """Bounds are said to be open."""
    assert str(Verdict(HIGH, HIGH, (CONSENT, TERMS))) == "hold, consent, terms"
    assert str(Verdict(LOW, HIGH, complete=False)) == "open (notify to hold)"
