"""A file that was cut short or damaged is refused, or nothing of it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from genai_guide.record.draft import Draft
from genai_guide.signing.trust import AllowedSigners
from genai_guide.signing.verification import Result
from genai_guide.storage.drafts import load_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.summaries import parse_summary
from genai_guide.storage.toml import parse_toml
from genai_guide.workflows.verify import Verifier
from tests.reliability.effort import effort, tried
from tests.reliability.readers import Reader, whole
from tests.reliability.saver import SMALL
from tests.reliability.seeds import seeds
from tests.reliability.surviving import survive

NOTICED = (Result.UNSIGNED, Result.INVALID_ENTRY, Result.CHANGED)
"""What `verify` says of a summary that is no longer what was signed."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@pytest.fixture(scope="module")
def good(folder: Path) -> dict[str, list[bytes]]:
    return seeds(folder)


def session_reader(path: Path, undamaged: bytes, *, cut: bool) -> Reader:
    """Refuse, or load with no entry less; of what was cut short, the very same."""
    path.write_bytes(undamaged)
    before = load_or_migrate(path, SMALL).draft

    def read(data: bytes) -> bool:
        path.write_bytes(data)
        try:
            loaded = load_or_migrate(path, SMALL)
        except FileError:
            return False
        if loaded.moved:  # of other questions: each answer is told of, and may be gone
            return False
        found = loaded.draft
        whole(data, found)
        assert _size(found) == _size(before), "something is left out"
        assert not cut or found == before, "it was cut short"
        return True

    return read


def _size(session: Draft) -> tuple[int, ...]:
    answers = sum(len(one.tool.answers) for one in session.tools) + len(session.use)
    lists = (session.tools, session.notes, session.closed, session.log)
    return answers, *map(len, lists)


def summary_reader(path: Path, undamaged: bytes) -> Reader:
    """Refuse, or load the very same, or say that it is not what was signed."""
    before = parse_toml(path, undamaged)
    now = datetime(2026, 3, 31, tzinfo=UTC)
    verifier = Verifier(SMALL, now, allowed=AllowedSigners(), own=None)

    def read(data: bytes) -> bool:
        path.write_bytes(data)
        try:
            summary = parse_summary(path, parse_toml(path, data))
            result = verifier.verify_summary(path, summary).result
        except FileError:
            return False
        assert summary.tables == before or result in NOTICED, result
        return True

    return read


@pytest.fixture
def every(folder: Path, good: dict[str, list[bytes]]) -> dict[str, Reader]:
    """Give the readers of damaged files, by what was done to them."""
    path, session, summary = folder / "a.toml", good["session"][0], good["summary"]
    return {
        "cut session": session_reader(path, session, cut=True),
        "flipped session": session_reader(path, session, cut=False),
        "cut summary": summary_reader(path, summary[0]),
        "flipped summary": summary_reader(path, summary[0]),
    }


@pytest.mark.parametrize("name", ["session", "summary"])
def test_each_truncation(
    name: str, every: dict[str, Reader], good: dict[str, list[bytes]]
) -> None:
    """A file that was cut short is not taken for a whole one."""
    undamaged = good[name][0]
    ends = range(0, len(undamaged), effort(29, 1))
    cut = ((f"cut at {end}", undamaged[:end]) for end in ends)
    tried(f"truncations of a {name}", *survive(every[f"cut {name}"], cut))


def test_each_line_of_a_summary_missing_or_doubled(
    every: dict[str, Reader], good: dict[str, list[bytes]]
) -> None:
    """What was signed is noticed to be another; a session may be edited so."""
    lines = good["summary"][0].splitlines(keepends=True)
    spoilt = _without_or_doubled(lines, effort(9, 1))
    what = "lines of a summary taken out or doubled"
    tried(what, *survive(every["flipped summary"], spoilt))


def _without_or_doubled(lines: list[bytes], step: int) -> Iterator[tuple[str, bytes]]:
    for at in range(0, len(lines), step):
        yield f"without line {at + 1}", b"".join(lines[:at] + lines[at + 1 :])
        yield f"line {at + 1} twice", b"".join(lines[: at + 1] + lines[at:])


@pytest.mark.parametrize("name", ["session", "summary"])
def test_each_flipped_bit(
    name: str, every: dict[str, Reader], good: dict[str, list[bytes]]
) -> None:
    """A damaged file is refused, or every entry in it is there."""
    undamaged = good[name][0]
    bits = range(0, len(undamaged) * 8, effort(151, 1))
    flipped = ((f"bit {bit}", _flipped(undamaged, bit)) for bit in bits)
    tried(f"flipped bits of a {name}", *survive(every[f"flipped {name}"], flipped))


def _flipped(data: bytes, bit: int) -> bytes:
    at, mask = bit // 8, 1 << bit % 8
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]
