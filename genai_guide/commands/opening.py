"""Read the file that a person wants to work on, and say if its questions changed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from genai_guide.commands.output import print_message
from genai_guide.rules.pack import OnSaved, Pack
from genai_guide.storage.drafts import write_new_draft
from genai_guide.storage.errors import FileError
from genai_guide.storage.paths import drafts_dir, new_draft_path
from genai_guide.storage.previous import offer_previous
from genai_guide.storage.records import (
    Record,
    RecordFile,
    RecordKind,
    build_record,
    load_file,
)


def load_for_work(path: Path, pack: Pack, now: datetime) -> RecordFile:
    """Load a draft or a summary, once it is sure that all of it can be read.

    Of an answers file a new draft is made, and that is loaded: the file itself stays.

    Raises:
        FileError: if it cannot be read, or the new draft cannot be written.
    """
    try:
        file = load_file(path)
        record = None if file.kind is RecordKind.SUMMARY else build_record(file, pack)
    except FileError as error:
        raise offer_previous(error) from None
    if record is None:
        file.summary()
    elif file.kind is RecordKind.ANSWERS:
        target = new_draft_path(drafts_dir(), now)
        write_new_draft(target, pack, record.draft, now.isoformat())
        print_message(f"the answers in {path} are now a draft. The file stays as it is")
        return load_file(target)
    return file


def describe_migration(record: Record) -> str | None:
    """Format how many answers stand, and how many have to be given once more."""
    migration = record.migration
    if migration is None or not migration.moved:
        return None
    kept, confirm, again = (len(migration.of(what)) for what in OnSaved)
    versions = migration.describe_versions(record.assessment.pack.version)
    text = (
        f"{record.file.path}: {versions}: {kept} kept,"
        f" {confirm} to confirm, {again} to answer again"
    )
    if migration.gone:
        text += f", {len(migration.gone)} no longer asked for and left out"
    return f"{text}. `genai-guide open` shows which" if confirm or again else text


def print_migration(record: Record) -> None:
    """Print it to stderr, where there is something to tell."""
    if text := describe_migration(record):
        print_message(text)
