"""`genai-guide register`: all uses in some folders, and what waits or is due."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from genai_guide.commands.output import print_message
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.register import (
    HEADINGS,
    NOTHING,
    RegisterRow,
    View,
    count_views,
    format_counts,
    format_details,
    format_use,
)
from genai_guide.report.exports import Export, describe_left_out
from genai_guide.rules.dates import format_day
from genai_guide.signing.verification import LATER, one_line
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.packs import load_pack
from genai_guide.text import escape, quote
from genai_guide.workflows.register import FEW, Register, read_register

_WIDE = 100
"""From this width on, a file is named on the same line as its use."""


def run(options: Namespace) -> int:
    """Print the uses of a view, or write them to a file."""
    now = local_now()
    today, view, days = now.date(), View(options.view), options.due
    register = read_register(options.folders, load_pack(options.pack), now, _report)
    chosen = [row for row in register.rows if row.is_in(view, today, days)]
    if options.json:
        for row in chosen:
            print(json.dumps(_as_object(row), ensure_ascii=False))
    elif options.cue_list and not (options.csv or options.xlsx):
        print_message("--cue-list needs a file: add --csv FILE or --xlsx FILE")
        return ExitCode.USAGE
    elif not _export(options, chosen, today):
        _print(register, chosen, view, today, days)
    for path, reason in register.skipped:
        print_message(f"skipped {quote(str(path))}: {reason}")
    if options.fail_on == "due":
        is_due = any(row.is_due(today, days) for row in register.rows)
        return ExitCode.FAILED if is_due else ExitCode.DONE
    unreadable = any(row.error for row in register.rows)
    return ExitCode.FAILED if unreadable else ExitCode.DONE


def _report(number: int, total: int) -> None:
    """Print how far the reading is, where somebody waits for it."""
    if total > FEW and sys.stderr.isatty():
        end = "\r" if number < total else "\n"
        print(escape(f"{number} of {total}"), end=end, file=sys.stderr, flush=True)


def _export(options: Namespace, rows: Sequence[RegisterRow], today: date) -> bool:
    """Write the rows to the files that were named; return whether there are any."""
    if options.cue_list and (message := describe_left_out(rows)):
        print_message(message)
    csv = Export.CUES_CSV if options.cue_list else Export.CSV
    xlsx = Export.CUES_XLSX if options.cue_list else Export.XLSX
    wanted = {csv: options.csv, xlsx: options.xlsx, Export.CALENDAR: options.ics}
    for kind, path in wanted.items():
        if path:
            write_new(path, kind.render(rows, today), private=False)
            print_message(f"written to {path}")
    return any(wanted.values())


def _as_object(row: RegisterRow) -> dict[str, Any]:
    """Return a row as one object for scripts."""
    if row.error:
        return {"file": row.file, "error": row.error}
    return {
        "production": row.production,
        "use": row.use,
        "revision": row.revision,
        "level": row.level,
        "obligations": list(row.obligations),
        "decision": row.decision or None,
        "by": row.by,
        "valid_until": row.valid_until,
        "in_force": row.in_force,
        "next_due": row.next_due,
        "due": [asdict(item) for item in row.due],
        "conflicts": list(row.conflicts),
        "warnings": list(row.warnings),
        "signer": row.signer,
        "result": row.result,
        "file": row.file,
    }


def _print(
    register: Register,
    chosen: Sequence[RegisterRow],
    view: View,
    today: date,
    days: int,
) -> None:
    """Print the uses by production, then what changed, then the totals."""
    lines = [f"{HEADINGS[view]} ({format_day(today)})"]
    uses = [row for row in chosen if not row.error]
    for production, group in groupby(uses, lambda row: row.production):
        lines += ["", production or "(no production)"]
        for row in group:
            details = format_details(row, view, today, days)
            lines += _use_lines(row, details)
    if not uses:
        lines += ["", NOTHING]
    bad = [row for row in chosen if row.error]
    if bad:
        lines += ["", "Not listed"]
        lines += [f"  {quote(row.file)}: {row.error}" for row in bad]
    if register.changes:
        lines += ["", "Changed since you looked last"]
        lines += [f"  {change}" for change in register.changes]
    counts = format_counts(count_views(register.rows, today, days), days)
    lines += ["", f"{counts} {LATER}"]
    for line in lines:
        print(escape(one_line(line)))


def _use_lines(row: RegisterRow, details: Sequence[str]) -> list[str]:
    head, file = f"  {format_use(row)}", quote(row.file)
    details = [f"      {line}" for line in details]
    if shutil.get_terminal_size().columns >= _WIDE:
        return [f"{head}  {file}", *details]
    return [head, f"      {file}", *details]
