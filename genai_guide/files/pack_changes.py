"""From the entries of CHANGES.toml to values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from genai_guide.files.pack_references import References
from genai_guide.policy.pack import Named, OnSaved, VersionChange

_FILE = "CHANGES.toml"


def version_changes(
    entries: Iterable[dict[str, Any]], refs: References
) -> tuple[VersionChange, ...]:
    """Build what CHANGES.toml says; an option without its question is a fault."""
    found = []
    for entry in entries:
        if "option" in entry and "question" not in entry:
            refs.fault(_FILE, "change, option", "no question", "the option's question")
        found.append(
            VersionChange(
                entry["version"],
                entry["kind"],
                _named(entry.get("question")),
                _named(entry.get("option")),
                OnSaved(entry["on_saved"]) if "on_saved" in entry else None,
            )
        )
    return tuple(found)


def _named(found: str | dict[str, str] | None) -> Named | None:
    if found is None:
        return None
    if isinstance(found, str):
        return Named(found, found)
    return Named(found["from"], found["to"])
