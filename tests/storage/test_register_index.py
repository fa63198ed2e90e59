"""The index of the register: whatever stands in it, the files are read all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from genai_guide.record.register import RegisterRow
from genai_guide.storage.paths import cache_dir
from genai_guide.storage.register_index import RegisterIndex


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a file, and a folder of its own for the index."""
    monkeypatch.setenv("GENAI_GUIDE_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "a.toml"
    path.write_bytes(b"")
    return path


@pytest.fixture
def index(file: Path) -> Iterator[RegisterIndex]:
    """Give an index that knows the file."""
    with closing(RegisterIndex("2026-12-01", "")) as index:
        assert index.known([file]) == {}
        index.keep({file: RegisterRow(str(file), "genuine")})
        index.keep_states("folder", {"a": "b"})
        yield index


@pytest.mark.parametrize("value", [None, 5, b"\xff", "[" * 100_000, "{}", "[1]"])
@pytest.mark.parametrize(
    "statement", ["update row set mark = ?", "update row set data = ?"]
)
def test_a_row_of_another_shape_is_left(
    index: RegisterIndex, file: Path, statement: str, value: Any
) -> None:
    """What somebody, or a bad disk, wrote into the index is no row of a file."""
    assert index.known([file]) == {file: RegisterRow(str(file), "genuine")}
    _change(statement, value)
    assert index.known([file]) == {}


@pytest.mark.parametrize("value", [None, 5, b"\xff", "[" * 100_000, "[1]"])
def test_states_of_another_shape_are_left(index: RegisterIndex, value: Any) -> None:
    """Then nothing is said to have changed."""
    assert index.states("folder") == {"a": "b"}
    _change("update seen set states = ?", value)
    assert index.states("folder") == {}


def test_a_name_that_is_not_utf_8_is_not_kept(
    index: RegisterIndex, tmp_path: Path
) -> None:
    """Its file is read each time, and its folder has no last look."""
    path = tmp_path / "a\udcff.toml"
    try:
        path.write_bytes(b"")
    except OSError:
        pytest.skip("no file has such a name here")
    assert index.known([path]) == {}
    index.keep({path: RegisterRow(str(path), "genuine")})
    index.keep_states(str(path), {"a": "b"})
    assert index.known([path]) == index.states(str(path)) == {}


def _change(statement: str, value: Any) -> None:
    path = cache_dir() / "register.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, (value,))
