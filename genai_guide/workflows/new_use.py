"""New uses that begin with answers: those of a similar use."""

from __future__ import annotations

from pathlib import Path

from genai_guide.record.production import copy_use
from genai_guide.storage.drafts import load_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.workflows.controller import Controller


def start_like(controller: Controller, path: Path) -> str:
    """Start a new use with the answers of a saved one, and work on it.

    What the saved use is called, and what it generates, is not copied.

    Returns:
        What the person should know of the save, or nothing.

    Raises:
        FileError: if the saved use cannot be read, or the new one not written.
    """
    migration = load_or_migrate(path, controller.pack)
    if migration.moved:
        reason = (
            "answered under another version of the questions; open it, and start a use"
            " like the one that it becomes"
        )
        raise FileError(path, reason)
    return controller.work_on_new(copy_use(controller.pack, migration.draft))
