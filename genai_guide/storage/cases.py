"""Reading the golden cases of a pack: answers files that say what they expect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from genai_guide.rules.check.assertions import GoldenCase
from genai_guide.rules.check.findings import Flaw, Property, Severity
from genai_guide.rules.levels import LEVELS, Obligation
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import answers_from, check_keys, table, unknown
from genai_guide.storage.errors import FileProblem
from genai_guide.storage.pack_cache import compiled
from genai_guide.storage.reading import RECORD_LIMIT, read_bytes
from genai_guide.storage.toml import parse_toml, read_toml

FOLDER = "cases"


def read_cases(folder: Path, pack: Pack) -> tuple[list[GoldenCase], list[Flaw]]:
    """Read the cases of a pack's folder, and say which of them cannot be read."""
    cases: list[GoldenCase] = []
    flaws: list[Flaw] = []
    paths = [
        path
        for path in sorted((folder / FOLDER).glob("*.toml"))
        if not path.name.startswith(".")
    ]
    parsed = _parsed(paths)
    for path in paths:
        try:
            content = parsed[path.name] if parsed else read_toml(path)
            cases.append(_case(path, content, pack))
        except FileProblem as problem:
            flaws.append(
                Flaw(
                    Property.CASE,
                    Severity.ERROR,
                    f"{FOLDER}/{path.name}",
                    "case",
                    path.stem,
                    problem.sentence,
                )
            )
    return cases, flaws


def _parsed(paths: list[Path]) -> dict[str, Any]:
    """Parse the cases in one go, or none of them if one cannot be parsed."""
    try:
        files = {f"{FOLDER}/{one.name}": read_bytes(one, RECORD_LIMIT) for one in paths}
        return compiled(
            files,
            lambda: {
                path.name: parse_toml(path, content)
                for path, content in zip(paths, files.values(), strict=True)
            },
        )
    except FileProblem:
        return {}


def _case(path: Path, content: dict[str, Any], pack: Pack) -> GoldenCase:
    head = table(path, "case", content.get("case", {}))
    check_keys(path, "case", head, ("title", "source", "expect"))
    expect = table(path, "case, expect", head.get("expect", {}))
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
    return GoldenCase(
        path.name,
        answers_from(path, content, pack),
        LEVELS[level],
        frozenset(map(Obligation, flags)),
        frozenset(cites),
    )


def _words(path: Path, place: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FileProblem(path, f"{place}: expected a list of texts")
    return value


def _one_of(path: Path, place: str, word: Any, known: list[str]) -> str:
    if not isinstance(word, str):
        raise FileProblem(path, f"{place}: expected one of {', '.join(known)}")
    if word not in known:
        raise FileProblem(path, unknown(place, "a known word", word, known))
    return word
