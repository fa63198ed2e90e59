"""Reading the golden cases of a pack: answers files that say what they expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.rules.check.assertions import TestCase
from genai_guide.rules.check.findings import Finding, Property, Severity
from genai_guide.rules.levels import LEVELS, Obligation
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import (
    check_keys,
    parse_answers,
    require_table,
    unknown_word,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.pack_cache import load_or_compile
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.toml import parse_toml, read_toml

CASES_FOLDER = "cases"


def load_cases(folder: Path, pack: Pack) -> tuple[list[TestCase], list[Finding]]:
    """Read the cases of a pack's folder, and say which of them cannot be read."""
    cases: list[TestCase] = []
    flaws: list[Finding] = []
    paths = [
        path
        for path in sorted((folder / CASES_FOLDER).glob("*.toml"))
        if not path.name.startswith(".")
    ]
    parsed = _parsed(paths)
    for path in paths:
        try:
            content = parsed[path.name] if parsed else read_toml(path)
            cases.append(_case(path, content, pack))
        except FileError as problem:
            flaws.append(
                Finding(
                    Property.CASE,
                    Severity.ERROR,
                    f"{CASES_FOLDER}/{path.name}",
                    "case",
                    path.stem,
                    problem.sentence,
                )
            )
    return cases, flaws


def _parsed(paths: list[Path]) -> dict[str, Any]:
    """Parse the cases in one go, or none of them if one cannot be parsed."""
    try:
        files = {
            f"{CASES_FOLDER}/{one.name}": read_bytes(one, RECORD_BYTES) for one in paths
        }
        return load_or_compile(
            files,
            lambda: {
                path.name: parse_toml(path, content)
                for path, content in zip(paths, files.values(), strict=True)
            },
        )
    except FileError:
        return {}


def _case(path: Path, content: dict[str, Any], pack: Pack) -> TestCase:
    head = require_table(path, "case", content.get("case", {}))
    check_keys(path, "case", head, ("title", "source", "expect"))
    expect = require_table(path, "case, expect", head.get("expect", {}))
    check_keys(path, "case, expect", expect, ("level", "obligations", "cites"))
    place = "case, expect, level"
    level = _one_of(path, place, expect.get("level"), list(LEVELS))
    flags = _words(path, "case, expect, obligations", expect.get("obligations", []))
    known = [flag.value for flag in Obligation]
    for flag in flags:
        _one_of(path, "case, expect, obligations", flag, known)
    cites = _words(path, "case, expect, cites", expect.get("cites", []))
    for clause in cites:
        _one_of(path, "case, expect, cites", clause, list(pack.clause))
    return TestCase(
        path.name,
        parse_answers(path, content, pack),
        LEVELS[level],
        frozenset(map(Obligation, flags)),
        frozenset(cites),
    )


def _words(path: Path, place: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FileError(path, f"{place}: expected a list of texts")
    return value


def _one_of(path: Path, place: str, word: Any, known: list[str]) -> str:
    if not isinstance(word, str):
        raise FileError(path, f"{place}: expected one of {', '.join(known)}")
    if word not in known:
        raise FileError(path, unknown_word(place, "a known word", word, known))
    return word
