"""Saying that a session was answered under another version."""

from __future__ import annotations

from genai_guide.commands.output import print_message
from genai_guide.rules.pack import OnSaved
from genai_guide.storage.records import Record


def describe_migration(record: Record) -> str | None:
    """Say how many answers stand, and how many have to be given once more."""
    carried = record.carried
    if carried is None or not carried.moved:
        return None
    kept, confirm, again = (len(carried.of(what)) for what in OnSaved)
    said = (
        f"{record.path}: {carried.told(record.assessment.pack.version)}: {kept} kept,"
        f" {confirm} to be confirmed, {again} to be answered again"
    )
    if carried.gone:
        said += f", {len(carried.gone)} left out, as they are no longer asked for"
    if confirm or again:
        said += "; `genai-guide open` shows which"
    return said


def print_migration(record: Record) -> None:
    """Say it on stderr, where it is to be said."""
    if said := describe_migration(record):
        print_message(said)
