"""From the entries of CHANGES.toml to values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from genai_guide.files.pack_references import References
from genai_guide.policy.pack import Named, OnSaved, VersionChange

if TYPE_CHECKING:
    from genai_guide.files import pack_models as m

_FILE = "CHANGES.toml"


def version_changes(
    entries: Iterable[m.ChangeModel], refs: References
) -> tuple[VersionChange, ...]:
    """Build what CHANGES.toml says; an option without its question is a fault."""
    found = []
    for entry in entries:
        if entry.option is not None and entry.question is None:
            refs.fault(_FILE, "change, option", "no question", "the option's question")
        found.append(
            VersionChange(
                entry.version,
                entry.kind,
                _named(entry.question),
                _named(entry.option),
                OnSaved(entry.on_saved) if entry.on_saved else None,
            )
        )
    return tuple(found)


def _named(found: str | m.RenameModel | None) -> Named | None:
    if found is None:
        return None
    if isinstance(found, str):
        return Named(found, found)
    return Named(found.from_, found.to)
