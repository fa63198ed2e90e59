"""`genai-guide show`: a record as a document to read."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import datetime

from genai_guide.commands.carried import say_carried
from genai_guide.exit_codes import ExitCode
from genai_guide.files.packs import load_pack
from genai_guide.files.records import Record, RecordKind, read_record
from genai_guide.files.replacing import create_file
from genai_guide.record.message import contact_message
from genai_guide.record.statement import statement_body
from genai_guide.record.text import shown
from genai_guide.report.text import record_text

_VERDICT = ("level", "needs_approval", "obligations")


def run(options: Namespace) -> int:
    """Print the record, or write it to a file that is not there yet."""
    record = read_record(options.file, load_pack(options.pack))
    say_carried(record)
    statement = record.statement
    if options.format == "json":
        text = json.dumps(statement, ensure_ascii=False, indent=1, default=_time) + "\n"
    else:
        signed = "statement_signature" in record.document
        text = record_text(statement, signed=signed)
        text += (
            f"\nMessage to the contact\n\n{shown(contact_message(record.assessment))}"
        )
    if options.out:
        create_file(options.out, text.encode("utf-8"))
        print(f"Written to {options.out}", file=sys.stderr)
    else:
        sys.stdout.write(text)
    return ExitCode.DONE if _follows(record) else ExitCode.CHANGED


def _follows(record: Record) -> bool:
    """Say aloud if a summary's verdict is not what its own answers give."""
    pack, statement = record.assessment.pack, record.statement
    if record.kind is not RecordKind.SUMMARY:
        return True
    if statement["pack"]["digest"] != pack.digest:
        print("genai-guide: signed under other questions than these", file=sys.stderr)
        return True
    now = statement_body(record.assessment)
    differ = [key for key in _VERDICT if now.get(key) != statement[key]]
    for key in differ:
        print(
            f"genai-guide: {shown(str(record.path))}: the verdict does not follow from"
            f" the answers: {key} is {statement[key]} in the file, and by the answers"
            f" {now.get(key, 'open')}",
            file=sys.stderr,
        )
    return not differ


def _time(value: datetime) -> str:
    return value.isoformat()
