"""Golden cases from the cache: what is kept of them, and when they are read anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.storage.cases import load_cases
from genai_guide.storage.packs import load_pack

pytestmark = pytest.mark.usefixtures("cache")

CASE = """\
[case]
title = "A calm trip"
source = "made up"
expect = { level = "notify" }
[answers]
"trip.weather" = "calm"
"""


def test_cases_are_read_anew_when_one_changes(
    pack_dir: Path, parsed: list[str]
) -> None:
    pack = load_pack(pack_dir)
    (pack_dir / "cases").mkdir(exist_ok=True)
    path = pack_dir / "cases" / "calm.toml"
    for level in ("notify", "escalate", "notify"):
        path.write_text(CASE.replace("notify", level), encoding="utf-8")
        for _ in range(2):
            cases, flaws = load_cases(pack_dir, pack)
            (case,) = [one for one in cases if one.name == "calm.toml"]
            assert (case.level.id, flaws) == (level, [])
    assert parsed.count("calm.toml") == 2


@pytest.mark.parametrize(
    "text",
    [
        "a = \n",
        CASE.replace('"made up"', "2020-01-01"),
        CASE.replace('"calm"', "2020-01-01"),
        CASE.replace("calm", "mild"),
    ],
)
def test_a_bad_case_is_named_each_time(pack_dir: Path, text: str) -> None:
    """The cases beside it are read all the same."""
    pack = load_pack(pack_dir)
    (pack_dir / "cases").mkdir(exist_ok=True)
    (pack_dir / "cases" / "calm.toml").write_text(CASE, encoding="utf-8")
    fine = len(load_cases(pack_dir, pack)[0])
    (pack_dir / "cases" / "odd.toml").write_text(text, encoding="utf-8")
    first = load_cases(pack_dir, pack)
    assert load_cases(pack_dir, pack) == first
    cases, flaws = first
    assert len(cases) + len(flaws) == fine + 1
    assert [flaw.id for flaw in flaws] == ["odd"] * len(flaws)
