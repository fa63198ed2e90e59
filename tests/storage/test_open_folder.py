"""Showing a folder in the file manager."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from genai_guide.storage.errors import FileError
from genai_guide.storage.open_folder import open_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is xdg-open there")


def file_manager(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Path:
    """Put a file manager of our own in the path."""
    program = folder / "xdg-open"
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")
    monkeypatch.setenv("DISPLAY", ":0")
    return program


def test_the_file_manager_gets_the_folder(tmp_path: Path, monkeypatch) -> None:
    """As one argument, whatever its name, and nothing of the terminal."""
    folder = tmp_path / "a folder; touch b"
    folder.mkdir()
    file_manager(tmp_path, monkeypatch, f'cat; printf %s "$1" > "{tmp_path}/seen"')
    open_folder(folder)
    assert (tmp_path / "seen").read_text("utf-8") == str(folder)


@pytest.mark.parametrize(
    ("script", "display", "said"),
    [
        ("exit 3", ":0", "the file manager could not open it"),
        ("exit 0", "", "no file manager can be opened from this terminal"),
    ],
)
def test_it_is_said_why_no_folder_opens(
    tmp_path: Path, monkeypatch, script: str, display: str, said: str
) -> None:
    """In a sentence, where the program fails or there is no desktop."""
    file_manager(tmp_path, monkeypatch, script)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(FileError, match=said):
        open_folder(tmp_path)
    with pytest.raises(FileError, match="no such folder"):
        open_folder(tmp_path / "gone")
    with pytest.raises(FileError, match="no such folder"):
        open_folder(tmp_path / ("x" * 300))


def test_a_folder_that_is_a_program_is_not_started(tmp_path: Path, monkeypatch) -> None:
    """On a Mac, to open a folder called x.app is to start it; it is shown instead."""
    folder = tmp_path / "x.app"
    folder.mkdir()
    program = file_manager(tmp_path, monkeypatch, f'echo "$@" > "{tmp_path}/seen"')
    program.rename(tmp_path / "open")
    monkeypatch.setattr(sys, "platform", "darwin")
    (tmp_path / "link").symlink_to(folder)
    for opened in (folder, tmp_path / "link", tmp_path):
        open_folder(opened)
        words = "" if opened == tmp_path else "-R "
        assert (tmp_path / "seen").read_text("utf-8").strip() == f"{words}{opened}"


def test_no_planted_program_is_started(tmp_path: Path, monkeypatch) -> None:
    """On Windows a program is looked for where one stands, which may be a download."""
    for place, said in (
        ("windows/explorer.exe", "system"),
        ("explorer.EXE", "planted"),
    ):
        program = tmp_path / place
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\necho {said} > '{tmp_path}/seen'; exit 1\n")
        program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path / "windows"))
    monkeypatch.setattr(sys, "platform", "win32")
    open_folder(tmp_path)
    assert (tmp_path / "seen").read_text("utf-8").strip() == "system"
