"""New uses that begin with answers, and the productions that they begin from."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from genai_guide.record.draft import is_signed
from genai_guide.record.production import (
    Production,
    copy_use,
    link_production,
    new_identity,
    production_from_draft,
    start_use,
)
from genai_guide.rules.pack import Pack
from genai_guide.storage.drafts import load_or_migrate
from genai_guide.storage.errors import FileError
from genai_guide.storage.open_draft import OpenDraft
from genai_guide.storage.paths import productions_dir
from genai_guide.storage.productions import (
    load_production,
    new_production_path,
    save_new_production,
)
from genai_guide.workflows.controller import Controller

_EARLIER = "answered under another version of the questions. Open it first"


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
        raise FileError(path, _EARLIER)
    return controller.work_on_new(copy_use(controller.pack, migration.draft))


def start_from(
    controller: Controller, production: Production, path: Path, tools: Collection[str]
) -> None:
    """Start a new use of a production with some of its tools, and work on it.

    Nothing is written before something is answered.
    """
    draft = start_use(controller.pack, production, str(path.absolute()), tools)
    controller.start_new(draft=draft)


def new_production(pack: Pack, title: str) -> tuple[Path, str]:
    """Write a production that has a title, and nothing else yet.

    Returns:
        As `add_to_production` does.

    Raises:
        FileError: if it cannot be written.
    """
    production = Production(new_identity(), pack.id).with_title(pack, title)
    return _write(pack, production), ""


def add_to_production(
    path: Path, pack: Pack, now: str, at: Path | None = None
) -> tuple[Path, str]:
    """Let a saved use belong to a production.

    Args:
        path: The use.
        pack: The questions.
        now: The time, with its offset.
        at: The file of the production; without one, it is made from the use.

    Returns:
        The file of the production, and why the use does not belong to it; empty if it
        does.

    Raises:
        FileError: if the use or the production cannot be read or written, or the use
            belongs to a production already.
    """
    file = OpenDraft.resume(path, pack, now)
    try:
        draft = file.migration.draft
        if file.migration.moved:
            raise FileError(path, _EARLIER)
        if draft.production:
            raise FileError(path, "this use belongs to a production already")
        if at:
            production = load_production(at, pack)
        else:
            production = production_from_draft(pack, draft)
            if not production.title(pack):
                raise FileError(path, "first give the production a title in this use")
            at = _write(pack, production)
        if file.read_only:
            return at, file.read_only
        if is_signed(draft):
            return at, "it is signed"
        file.save(link_production(draft, production, str(at)), now)
    finally:
        file.close()
    return at, ""


def _write(pack: Pack, production: Production) -> Path:
    path = new_production_path(productions_dir(), production.title(pack))
    save_new_production(path, pack, production)
    return path.absolute()
