"""Cases that are near each other: the verdicts part where the facts part."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.rules.evaluate import Assessment, relevant_places
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import read_record
from tests.helpers.levels import APPROVAL, CONSENT, HOLD

PAIRS = [
    ("13-roadrunner", "09-warhol-diaries"),
    ("26-fall", "27-watch-the-skies"),
]


def case(pack: Pack, name: str) -> Assessment:
    path = Path(default_dir() / "cases" / f"{name}.toml")
    return read_record(path, pack).assessment


@pytest.mark.parametrize("names", PAIRS)
def test_each_difference_of_the_reasons_lies_in_a_fact_that_differs(
    shipped: Pack, names: tuple[str, str]
) -> None:
    """A rule that fires for one and not for the other hangs on another answer."""
    first, second = (case(shipped, name) for name in names)
    fired = [{one.rule.id for one in found.applied} for found in (first, second)]
    assert fired[0] ^ fired[1]
    for rule in shipped.rules:
        if rule.id in fired[0] ^ fired[1]:
            tool = 1 if rule.id in shipped.per_tool_rules else None
            hangs_on = {
                *relevant_places(first, rule, tool),
                *relevant_places(second, rule, tool),
            }
            given = [
                (first.answers.at(shipped, one), second.answers.at(shipped, one))
                for one in hangs_on
            ]
            assert any(one != other for one, other in given), rule.id


def test_a_disputed_consent_holds_and_a_documented_one_does_not(shipped: Pack) -> None:
    """Roadrunner is on hold for want of consent; Warhol needs approval, no more."""
    roadrunner, warhol = (case(shipped, name) for name in PAIRS[0])
    assert (roadrunner.level, warhol.level) == (HOLD, APPROVAL)
    why = {one.rule.id for one in roadrunner.applied if one.rule.level == HOLD}
    assert "replica-refused" in why
    assert CONSENT in warhol.obligations


def test_new_words_need_consent_and_permitted_dubbing_does_not(shipped: Pack) -> None:
    """Fall changes what was said; Watch the Skies dubs as the agreements permit."""
    fall, skies = (case(shipped, name) for name in PAIRS[1])
    assert (fall.level, skies.level) == (APPROVAL, APPROVAL)
    assert CONSENT in fall.obligations
    assert CONSENT not in skies.obligations
