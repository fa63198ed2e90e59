"""Read the test cases of a pack: answers files that say which verdict they expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.rules.check.findings import Finding, TestCase
from genai_guide.rules.pack import ItemState, Pack
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answers,
    require_table,
    unknown_word,
)
from genai_guide.storage.errors import AnswersError, FileError, PackIssue
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml, read_toml

CASES_FOLDER = "cases"


def case_paths(folder: Path) -> list[Path]:
    """Return the files of the test cases in a pack's folder, in order."""
    paths = sorted((folder / CASES_FOLDER).glob("*.toml"))
    return [path for path in paths if not path.name.startswith(".")]


def load_cases(folder: Path, pack: Pack) -> tuple[list[TestCase], list[Finding]]:
    """Return the cases of a pack's folder, and a finding for each unreadable one."""
    cases: list[TestCase] = []
    findings: list[Finding] = []
    for path in case_paths(folder):
        try:
            cases.append(_parse_case(path, read_bytes(path, RECORD_BYTES), pack))
        except AnswersError as error:
            findings += [Finding.in_case(path.name, fault) for fault in error.faults]
        except FileError as error:
            findings.append(Finding.in_case(path.name, error.sentence))
    return cases, findings


def find_broken_cases(folder: Path) -> list[PackIssue]:
    """Find the test cases that are no TOML, which can be said without the pack."""
    issues: list[PackIssue] = []
    for path in case_paths(folder):
        try:
            read_toml(path)
        except FileError as error:
            file = f"{CASES_FOLDER}/{path.name}"
            issues.append(PackIssue(file, "", error.sentence))
    return issues


def _parse_case(path: Path, source: bytes, pack: Pack) -> TestCase:
    content = parse_toml(path, source)
    head = require_table(path, "case", content.get("case", {}))
    check_keys(path, "case", head, ("title", "source", "expect"))
    place = "case, expect"
    expect = require_table(path, place, head.get("expect", {}))
    tasks = [task.id for rule in pack.rules for task in rule.tasks]
    lists = {
        "obligations": list(pack.obligation_by_id),
        "cites": list(pack.clause),
        "tasks": tasks,
        "no_tasks": tasks,
        "conflicts": [conflict.id for conflict in pack.conflicts],
        "alternative": list(pack.by_id),
    }
    check_keys(path, place, expect, ("level", "first", "items", *lists))
    level = _known_word(
        path, f"{place}, level", expect.get("level"), list(pack.level_by_id)
    )
    first = expect.get("first")
    if first is not None:
        rules = [rule.id for rule in pack.rules]
        _known_word(path, f"{place}, first", first, rules)
    listed: dict[str, frozenset[str]] = {}
    for key, words in lists.items():
        value = expect.get(key, [])
        if not isinstance(value, list) or not all(isinstance(w, str) for w in value):
            raise FileError(path, f"{place}, {key}: expected a list of texts")
        for word in value:
            _known_word(path, f"{place}, {key}", word, words)
        listed[key] = frozenset(value)
    return TestCase(
        path.name,
        parse_answers(path, content, pack, source),
        pack.level_by_id[level],
        frozenset(pack.obligation_by_id[each] for each in listed["obligations"]),
        listed["cites"],
        first,
        listed["tasks"],
        listed["no_tasks"],
        listed["conflicts"] if "conflicts" in expect else None,
        _parse_items(path, place, expect, pack),
        listed["alternative"] if "alternative" in expect else None,
    )


def _parse_items(
    path: Path, place: str, expect: dict[str, Any], pack: Pack
) -> dict[str, ItemState]:
    """Return the states expected of items of checklists, by their clauses."""
    place = f"{place}, items"
    states: dict[str, ItemState] = {}
    clauses = [item.clause for each in pack.checklists for item in each.items]
    for clause, state in require_table(path, place, expect.get("items", {})).items():
        _known_word(path, place, clause, clauses)
        word = _known_word(path, f"{place}, {clause}", state, [*ItemState])
        states[clause] = ItemState(word)
    return states


def _known_word(path: Path, place: str, word: Any, known: list[str]) -> str:
    if not isinstance(word, str):
        raise FileError(path, f"{place}: expected one of {', '.join(known)}")
    if word not in known:
        raise FileError(path, unknown_word(place, "a known word", word, known))
    return word
