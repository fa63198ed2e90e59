"""Tell that a draft was answered under another version of the questions."""

from __future__ import annotations

from genai_guide.commands.output import print_message
from genai_guide.rules.pack import OnSaved
from genai_guide.storage.records import Record


def describe_migration(record: Record) -> str | None:
    """Format how many answers stand, and how many have to be given once more."""
    migration = record.migration
    if migration is None or not migration.moved:
        return None
    kept, confirm, again = (len(migration.of(what)) for what in OnSaved)
    versions = migration.describe_versions(record.assessment.pack.version)
    text = (
        f"{record.file.path}: {versions}: {kept} kept,"
        f" {confirm} to be confirmed, {again} to be answered again"
    )
    if migration.gone:
        text += f", {len(migration.gone)} left out, as they are no longer asked for"
    return f"{text}; `genai-guide open` shows which" if confirm or again else text


def print_migration(record: Record) -> None:
    """Print it to stderr, where there is something to tell."""
    if text := describe_migration(record):
        print_message(text)
