"""`genai-guide show`: a record as a document to read."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from genai_guide.commands.carried import print_migration
from genai_guide.exit_codes import ExitCode
from genai_guide.record.message import format_contact_message
from genai_guide.record.statement import Table
from genai_guide.report.html import render_html
from genai_guide.report.markdown import render_markdown
from genai_guide.report.record import build_record_document
from genai_guide.report.text import render_text
from genai_guide.rules.evaluate import Assessment, assess
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Replay, Verification
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.packs import find_pack, load_pack
from genai_guide.storage.reading import DRAFT_BYTES
from genai_guide.storage.records import read_record
from genai_guide.storage.summaries import summary_answers
from genai_guide.storage.toml import read_toml
from genai_guide.text import escape


class _Read(NamedTuple):
    """What is shown of a file."""

    statement: Table
    pack: Pack | None
    """The very questions that were answered, if they are at hand."""
    assessment: Assessment | None
    """What follows from the answers; none where the statement says something else."""
    verification: Verification | None = None


def run(options: Namespace) -> int:
    """Print the record, or write it to a file that is not there yet."""
    pack = load_pack(options.pack)
    read = (_summary if _is_summary(options.file) else _answers)(options.file, pack)
    written = _written(read, options.format)
    if options.out:
        write_new(options.out, written.encode("utf-8"))
        print(f"Written to {escape(str(options.out))}", file=sys.stderr)
    else:
        sys.stdout.write(written)
    found = read.verification
    if found is None or found.result.code != ExitCode.CHANGED:
        return ExitCode.DONE
    said = "\n  ".join([found.first_line, *found.differences])
    print(f"genai-guide: {escape(f'{options.file}: {said}')}", file=sys.stderr)
    return ExitCode.CHANGED


def _is_summary(path: Path) -> bool:
    return "statement" in read_toml(path, DRAFT_BYTES)


def _answers(path: Path, pack: Pack) -> _Read:
    record = read_record(path, pack)
    print_migration(record)
    return _Read(record.statement, pack, record.assessment)


def _summary(path: Path, pack: Pack) -> _Read:
    """Read a summary: what it states can be shown without its questions, too."""
    # Imported here: only a summary needs it.
    from genai_guide.workflows.verify import Verifier

    found = Verifier(pack, datetime.now().astimezone()).verify(path)
    statement = found.statement
    own = find_pack(pack, statement["pack"]["id"], statement["pack"]["digest"])
    if own is None or found.replay is not Replay.FOLLOWS:
        return _Read(statement, own, None, found)
    assessment = assess(own, summary_answers(path, statement, own))
    return _Read(statement, own, assessment, found)


def _written(read: _Read, form: str) -> str:
    if form == "json":
        said = json.dumps(read.statement, ensure_ascii=False, indent=1, default=_time)
        return f"{said}\n"
    document = build_record_document(read.statement, read.pack, read.verification)
    if form == "html":
        return render_html(document)
    if form == "markdown":
        return render_markdown(document)
    if read.assessment is None:
        return render_text(document)
    message = escape(format_contact_message(read.assessment))
    return f"{render_text(document)}\nMessage to the contact\n\n{message}"


def _time(value: datetime) -> str:
    return value.isoformat()
