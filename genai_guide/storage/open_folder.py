"""Show a folder in the file manager of the desktop."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import path_is_folder

_PATIENCE = 2.0
"""How many seconds it is waited whether the program fails at once."""


def open_folder(folder: Path) -> None:
    """Start the file manager with a folder; it goes on by itself.

    Raises:
        FileError: if there is no folder, no desktop, or no program that shows one.
    """
    if not path_is_folder(folder):
        raise FileError(folder, "there is no such folder")
    # On Windows by its path: a name would be looked for in the working folder first.
    explorer = str(Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "explorer.exe"))
    programs = {"darwin": "open", "win32": explorer}
    name = programs.get(sys.platform, "xdg-open")
    has_desktop = name != "xdg-open" or any(
        os.environ.get(each) for each in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    program = shutil.which(name)
    if not has_desktop or program is None:
        raise FileError(folder, "no file manager can be opened from this terminal")
    # On a Mac a folder with such an ending may be a program: it is shown, not opened.
    is_program = name == "open" and folder.resolve().suffix
    show = ["-R"] if is_program else []
    try:
        process = subprocess.Popen(  # noqa: S603 - the folder is one argument
            [program, *show, str(folder.absolute())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        code = process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return  # it is shown, and stays open
    except OSError as error:
        reason = f"the file manager cannot be started: {error.strerror}"
        raise FileError(folder, reason) from None
    if code and name != explorer:  # which says 1 when all is well
        raise FileError(folder, "the file manager could not open it")
