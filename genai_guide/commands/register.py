"""`genai-guide register`: all uses in some folders, and what waits or is due."""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from genai_guide.commands.output import print_message
from genai_guide.commands.parallel import map_files
from genai_guide.commands.start import local_now
from genai_guide.exit_codes import ExitCode
from genai_guide.record.register import (
    Change,
    RegisterRow,
    View,
    find_changes,
    latest_rows,
)
from genai_guide.report.exports import (
    COLUMNS,
    cue_table,
    table_cells,
    write_calendar,
    write_csv,
    write_xlsx,
)
from genai_guide.signing.verification import LATER, one_line
from genai_guide.storage.atomic_write import write_new
from genai_guide.storage.packs import load_pack
from genai_guide.storage.records import list_toml_files
from genai_guide.storage.register_index import RegisterIndex
from genai_guide.text import escape, quote
from genai_guide.workflows.register import read_row
from genai_guide.workflows.verify import Verifier

_FEW = 100
"""Up to so many files, starting other processes costs more than it saves."""
_WIDE = 100
"""From this width on, a file is named on the same line as its use."""


def run(options: Namespace) -> int:
    """Print the uses of a view, or write them to a file."""
    now = local_now()
    today, view = now.date(), View(options.view)
    listed = list_toml_files(options.folders, recursive=True)
    index = RegisterIndex(today.isoformat(), load_pack(options.pack).digest)
    try:
        rows = latest_rows(_read(options.pack, now, listed.files, index))
        folders = "\n".join(sorted(str(each.absolute()) for each in options.folders))
        changes, states = find_changes(index.states(folders), rows)
        index.keep_states(folders, states)
    finally:
        index.close()
    days = options.due
    chosen = [row for row in rows if row.is_in(view, today, days)]
    if options.json:
        for row in chosen:
            print(json.dumps(_as_object(row), ensure_ascii=False))
    elif options.cue_list and not (options.csv or options.xlsx):
        print_message("--cue-list needs a file: add --csv FILE or --xlsx FILE")
        return ExitCode.USAGE
    elif not _export(options, chosen, today):
        _print(rows, chosen, changes, view, today, days)
    for path, reason in listed.skipped:
        print_message(f"skipped {quote(str(path))}: {reason}")
    if options.fail_on == "due" and any(row.is_due(today, days) for row in rows):
        return ExitCode.FAILED
    unreadable = any(row.error for row in rows)
    return ExitCode.FAILED if unreadable and not options.fail_on else ExitCode.DONE


def _read(
    pack: Path | None, now: datetime, paths: Sequence[Path], index: RegisterIndex
) -> list[RegisterRow]:
    """Return a row for each file, verifying those that changed since the last look."""
    known = index.known(paths)
    changed = [path for path in paths if path not in known]
    new: dict[Path, RegisterRow] = {}
    begin = partial(_begin, pack, now)
    for number, row in enumerate(map_files(read_row, changed, begin, few=_FEW), 1):
        if len(changed) > _FEW and sys.stderr.isatty():
            end = "\r" if number < len(changed) else "\n"
            text = f"{number} of {len(changed)}"
            print(escape(text), end=end, file=sys.stderr, flush=True)
        new[Path(row.file)] = row
    index.keep(new)
    found = {**known, **new}
    return [found[path] for path in paths]


def _begin(pack: Path | None, now: datetime) -> Verifier:
    return Verifier(load_pack(pack), now)


def _export(options: Namespace, rows: Sequence[RegisterRow], today: date) -> bool:
    """Write the rows to the files that were named; return whether there are any."""
    columns, cells = list(COLUMNS), [table_cells(row) for row in rows]
    if options.cue_list:
        columns, cells = cue_table(rows)
        if unknown := sum(not row.error and row.cues is None for row in rows):
            uses = "1 use is" if unknown == 1 else f"{unknown} uses are"
            print_message(
                f"{uses} missing from the cue list: the questions are not on this"
                " computer, or the verdict does not follow from the answers"
            )
    contents = [
        (options.csv, partial(write_csv, columns, cells)),
        (options.xlsx, partial(write_xlsx, columns, cells)),
        (options.ics, partial(write_calendar, rows, today)),
    ]
    wanted = [(path, write) for path, write in contents if path]
    for path, write in wanted:
        write_new(path, write(), private=False)
        print_message(f"written to {path}")
    return bool(wanted)


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


_HEADINGS = {
    View.ALL: "All uses",
    View.WAITING: "Waiting for a decision",
    View.DUE: "Due and overdue",
    View.EXPIRING: "Expired or expiring within 30 days",
    View.BLOCKED: "Blocked",
    View.CONFLICTS: "Conflicts",
}


def _print(  # noqa: PLR0913, PLR0917 - one page from all of it
    rows: Sequence[RegisterRow],
    chosen: Sequence[RegisterRow],
    changes: Sequence[Change],
    view: View,
    today: date,
    days: int,
) -> None:
    """Print the uses by production, then what changed, then the totals."""
    lines = [f"{_HEADINGS[view]} ({today.day} {today:%B %Y})"]
    uses = [row for row in chosen if not row.error]
    for production, group in groupby(uses, lambda row: row.production):
        lines += ["", production or "(no production)"]
        for row in group:
            lines += _use_lines(row, today, days)
    if not uses:
        lines += ["", "None."]
    bad = [row for row in chosen if row.error]
    if bad:
        lines += ["", "Not listed"]
        lines += [f"  {quote(row.file)}: {row.error}" for row in bad]
    if changes:
        lines += ["", "Changed since you looked last"]
        lines += [f"  {c.production}: {c.use}: {c.text}" for c in changes]
    counts = [
        f"{sum(row.is_in(each, today, days) for row in rows)} {words}"
        for each, words in (
            (View.WAITING, "waiting for a decision"),
            (View.DUE, f"due within {days} days"),
            (View.EXPIRING, "expiring"),
            (View.BLOCKED, "blocked"),
            (View.CONFLICTS, "in conflict"),
        )
    ]
    total = sum(not row.error for row in rows)
    lines += ["", f"{total} uses: {', '.join(counts)}. {LATER}"]
    for line in lines:
        print(escape(one_line(line)))


def _use_lines(row: RegisterRow, today: date, days: int) -> list[str]:
    force = "in force" if row.in_force else "not in force"
    title = f"{row.use} (revision {row.revision})" if row.revision > 1 else row.use
    head = f"  {row.sign} {title}: {row.label}. {row.decided}. {force.capitalize()}."
    result = row.result.replace("_", " ").upper()
    lines = [head if result == "GENUINE" else f"{head} {result}."]
    for item in row.due:
        if item.on and item.on < today.isoformat():
            lines.append(f"      overdue since {item.on}: {item.text} ({item.owner})")
        elif item.on and row.is_due(today, days) and item.on == row.next_due:
            lines.append(f"      due {item.on}: {item.text} ({item.owner})")
    lines += [f"      conflict: {conflict}" for conflict in row.conflicts]
    lines += [f"      WARNING: {warning}" for warning in row.warnings]
    file = quote(row.file)
    if shutil.get_terminal_size().columns >= _WIDE:
        return [f"{lines[0]}  {file}", *lines[1:]]
    return [lines[0], f"      {file}", *lines[1:]]
