"""The pack that is kept as an example: another policy, with a ban."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "harbour-television"


def test_nothing_is_wrong_with_the_example(run) -> None:
    """A check proves it all, with neither an error nor a warning."""
    done = run("pack", "check", EXAMPLE, pack=False)
    assert done.code == 0
    assert "0 errors, 0 warnings" in done.out


@pytest.mark.parametrize(
    ("case", "level", "approval"),
    [
        ("01-storm", "free", "no"),
        ("08-drama-fire", "ask", "ask"),
        ("14-permission", "desk", "yes"),
        ("12-no-permission", "wait", "blocked"),
        ("04-news-fire", "banned", "forbidden"),
    ],
)
def test_each_of_its_levels_is_said_to_scripts(
    run, case: str, level: str, approval: str
) -> None:
    """From nothing to do up to a ban, each with what it means for an approval."""
    answers = EXAMPLE / "cases" / f"{case}.toml"
    done = run("assess", answers, "--json", "--pack", EXAMPLE, pack=False)
    assert done.code == 0
    verdict = json.loads(done.out)
    assert (verdict["level"], verdict["needs_approval"]) == (level, approval)
