"""Read the test cases of a pack: answers files that say which verdict they expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.rules.check.findings import Finding, TestCase
from genai_guide.rules.levels import LEVELS, Obligation
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answers,
    require_table,
    unknown_word,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.toml import read_toml

CASES_FOLDER = "cases"


def load_cases(folder: Path, pack: Pack) -> tuple[list[TestCase], list[Finding]]:
    """Return the cases of a pack's folder, and a finding for each unreadable one."""
    cases: list[TestCase] = []
    findings: list[Finding] = []
    for path in sorted((folder / CASES_FOLDER).glob("*.toml")):
        if path.name.startswith("."):
            continue
        try:
            cases.append(_parse_case(path, read_toml(path), pack))
        except FileError as error:
            findings.append(Finding.in_case(path.name, error.sentence))
    return cases, findings


def _parse_case(path: Path, content: dict[str, Any], pack: Pack) -> TestCase:
    head = require_table(path, "case", content.get("case", {}))
    check_keys(path, "case", head, ("title", "source", "expect"))
    place = "case, expect"
    expect = require_table(path, place, head.get("expect", {}))
    check_keys(path, place, expect, ("level", "obligations", "cites"))
    level = _known_word(path, f"{place}, level", expect.get("level"), list(LEVELS))
    listed: dict[str, list[str]] = {}
    known: dict[str, list[str]] = {
        "obligations": [*Obligation],
        "cites": list(pack.clause),
    }
    for key, words in known.items():
        value = listed[key] = expect.get(key, [])
        if not isinstance(value, list) or not all(isinstance(w, str) for w in value):
            raise FileError(path, f"{place}, {key}: expected a list of texts")
        for word in value:
            _known_word(path, f"{place}, {key}", word, words)
    return TestCase(
        path.name,
        parse_answers(path, content, pack),
        LEVELS[level],
        frozenset(map(Obligation, listed["obligations"])),
        frozenset(listed["cites"]),
    )


def _known_word(path: Path, place: str, word: Any, known: list[str]) -> str:
    if not isinstance(word, str):
        raise FileError(path, f"{place}: expected one of {', '.join(known)}")
    if word not in known:
        raise FileError(path, unknown_word(place, "a known word", word, known))
    return word
