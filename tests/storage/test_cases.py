"""Test cases of a pack: which are read, and what is said of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.storage.cases import load_cases
from genai_guide.storage.packs import load_pack

CASE = """\
[case]
title = "A calm trip"
source = "made up"
expect = { level = "notify" }
[answers]
"trip.weather" = "calm"
"""


@pytest.mark.parametrize(
    "text",
    [
        "a = \n",
        CASE.replace('"made up"', "2020-01-01"),
        CASE.replace('"calm"', "2020-01-01"),
        CASE.replace("calm", "mild"),
    ],
)
def test_a_bad_case_is_named(pack_dir: Path, text: str) -> None:
    """The cases beside it are read all the same."""
    pack = load_pack(pack_dir)
    (pack_dir / "cases").mkdir(exist_ok=True)
    (pack_dir / "cases" / "calm.toml").write_text(CASE, encoding="utf-8")
    fine = len(load_cases(pack_dir, pack)[0])
    (pack_dir / "cases" / "odd.toml").write_text(text, encoding="utf-8")
    cases, findings = load_cases(pack_dir, pack)
    assert "calm.toml" in [case.name for case in cases]
    assert len(cases) + len(findings) == fine + 1
    assert [finding.id for finding in findings] == ["odd"] * len(findings)


def test_a_case_expects_more_than_its_verdict(pack_dir: Path) -> None:
    """Every key of an expectation is read, and a word that is not known is named."""
    pack = load_pack(pack_dir)
    (pack_dir / "cases").mkdir(exist_ok=True)
    path = pack_dir / "cases" / "calm.toml"
    rule = next(rule for rule in pack.rules if rule.tasks)
    question = pack.questions[0].id
    more = f"""first = "{rule.id}", tasks = ["{rule.tasks[0].id}"], no_tasks = [],"""
    more += f""" conflicts = [], alternative = ["{question}"], items = {{}}"""
    path.write_text(CASE.replace(" }", f", {more} }}"), encoding="utf-8")
    (case,) = [one for one in load_cases(pack_dir, pack)[0] if one.name == path.name]
    assert (case.first, case.tasks) == (rule.id, {rule.tasks[0].id})
    assert (case.conflicts, case.alternative) == (frozenset(), {question})
    for key, value in (
        ("first", '"nothing"'),
        ("tasks", '["nothing"]'),
        ("conflicts", '["nothing"]'),
        ("items", '{ nothing = "met" }'),
        ("alternative", '["nothing"]'),
    ):
        changed = CASE.replace(" }", f", {key} = {value} }}")
        path.write_text(changed, encoding="utf-8")
        sentences = [one.sentence for one in load_cases(pack_dir, pack)[1]]
        assert any("found “nothing”" in sentence for sentence in sentences), key
