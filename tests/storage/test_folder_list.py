"""Listing a folder for a person who looks for a file."""

from __future__ import annotations

import os
import time
from pathlib import Path

from genai_guide.storage.folder_list import (
    common_start,
    find_names,
    list_folder,
    split_path,
    unquote_path,
)


def test_folders_and_toml_files_are_listed_in_order(tmp_path: Path) -> None:
    """A loop of links, other files and any name do no harm."""
    for name in ("beta", "Alpha", "\x1b[31m"):
        (tmp_path / name).mkdir()
    for name in ("b.toml", "A.TOML", "c.txt"):
        (tmp_path / name).touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "link").symlink_to(tmp_path / "beta")
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff.toml")).touch()
    listed = list_folder(tmp_path)
    assert listed.folders == ("\x1b[31m", "Alpha", "beta", "link")
    assert listed.files == ("A.TOML", "b.toml", "\udcff.toml")


def test_it_is_said_why_a_folder_cannot_be_listed(tmp_path: Path) -> None:
    """In one sentence, whatever the path."""
    (tmp_path / "file").touch()
    assert list_folder(tmp_path / "gone").problem == "there is no such folder"
    assert list_folder(tmp_path / "file").problem == "this is a file, not a folder"
    assert list_folder(tmp_path / ("x" * 5_000)).problem
    assert list_folder(Path("a\0b")).problem


def test_ten_thousand_files_take_no_time_to_speak_of(tmp_path: Path) -> None:
    """Nothing of them is read but their names."""
    for number in range(10_000):
        os.close(os.open(tmp_path / f"{number}.toml", os.O_CREAT))
    start = time.perf_counter()
    found = find_names(list_folder(tmp_path).files, "77")
    assert len(found) == sum("77" in str(number) for number in range(10_000))
    assert time.perf_counter() - start < 2


def test_part_of_a_name_finds_it_and_is_completed() -> None:
    """First what begins so; as far as the names agree; hidden ones on request."""
    names = [".git", "Squid Game", "squid-2.toml", "the squid.toml"]
    assert find_names(names, "squid") == names[1:]
    assert find_names(names, ".g") == [".git"]
    assert common_start(find_names(names, "sq"), "sq") == "Squid"
    assert common_start(find_names(names, "the"), "the") == "the squid.toml"
    assert common_start(find_names(names, "e s"), "e s") == "the squid.toml"
    assert common_start([], "x") == "x"


def test_a_path_is_taken_as_it_is_typed_or_pasted(tmp_path: Path, monkeypatch) -> None:
    """With `~`, with quotes of a terminal, or relative to the folder shown."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert split_path("~", Path("/a")) == (tmp_path, "")
    assert split_path("~/b/c", Path("/a")) == (tmp_path / "b", "c")
    assert split_path("b/c", Path("/a")) == (Path("/a/b"), "c")
    assert split_path("c", Path("/a")) == (Path("/a"), "c")
    assert split_path("/x", Path("/a")) == (Path("/"), "x")
    assert split_path("\0/x", Path("/a"))[1] == "x"
    assert unquote_path(" '/a b/c' ") == "/a b/c"
    assert unquote_path("/a\\ b") == "/a b"
