"""The golden cases of the pack that ships: each gives the verdict it expects."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from genai_guide.rules.pack import ItemState, Pack
from genai_guide.storage.packs import default_dir
from genai_guide.storage.records import Record, read_record

CASES = sorted((default_dir() / "cases").glob("*.toml"))


def expected(record: Record) -> dict[str, Any]:
    """Give what a case expects."""
    return record.file.content["case"]["expect"]


def test_there_are_cases() -> None:
    """An empty folder of cases proves nothing, and so fails."""
    assert len(CASES) >= 20


@pytest.mark.parametrize("path", CASES, ids=lambda one: one.stem)
def test_a_case_gives_what_it_expects(shipped: Pack, path: Path) -> None:
    """Level, obligations and conflicts are exact; the rest is there or is not."""
    record = read_record(path, shipped)
    found, expect = record.assessment, expected(record)
    assert set(record.file.content["case"]) == {"title", "source", "expect"}
    assert [str(one) for one in found.status.open] == []
    assert [str(one) for one in found.status.inactive] == []
    assert found.lowest.id == expect["level"]
    assert {each.id for each in found.obligations} == set(expect["obligations"])
    cited = {clause for one in found.applied for clause in one.rule.clauses}
    assert set(expect["cites"]) <= cited
    assert expect["cites"]
    assert found.reasons[0].rule.id == expect.get("first", found.reasons[0].rule.id)
    tasks = {task.id for one in found.applied for task in one.rule.tasks}
    assert set(expect.get("tasks", ())) <= tasks
    assert not set(expect.get("no_tasks", ())) & tasks
    conflicts = {one.conflict.id for one in found.conflicts(date(2026, 11, 28))}
    assert conflicts == set(expect.get("conflicts", ()))
    states = {
        item.item.clause: item.state for one in found.checklists for item in one.items
    }
    assert expect.get("items", {}).items() <= states.items()


@pytest.mark.parametrize("path", CASES, ids=lambda one: one.stem)
def test_a_principle_that_is_not_met_is_never_only_told(
    shipped: Pack, path: Path
) -> None:
    """Where the verdict is the lowest, all five are met or the list is not relevant."""
    found = read_record(path, shipped).assessment
    (principles,) = (c for c in found.checklists if c.checklist.id == "principles")
    states = {item.state for item in principles.items}
    assert len(principles.items) == 5
    if found.level == shipped.floor:
        assert states in ({ItemState.MET}, {ItemState.NOT_RELEVANT})
    elif found.answers.use["scope.genai"] != ("no",):
        assert ItemState.NOT_RELEVANT not in states


def test_every_rule_fires_in_some_case(shipped: Pack) -> None:
    """No rule is without an example, and every carve-out keeps its rule off once."""
    found = [read_record(path, shipped).assessment for path in CASES]
    fired = {one.rule.id for each in found for one in each.applied}
    assert {rule.id for rule in shipped.rules} - fired == set()
    carved = {one.rule.id for each in found for one in each.results if one.by_exception}
    assert {rule.id for rule in shipped.rules if rule.unless} - carved == set()


def test_every_level_and_obligation_is_expected_somewhere() -> None:
    """The cases span what a verdict can say."""
    import tomllib

    expects = [
        tomllib.loads(path.read_text(encoding="utf-8"))["case"]["expect"]
        for path in CASES
    ]
    levels = {one["level"] for one in expects}
    flags = {flag for one in expects for flag in one["obligations"]}
    assert levels == {"notify", "escalate", "approval", "hold"}
    assert flags == {"consent", "guild", "clearance", "terms"}
