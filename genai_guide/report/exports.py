"""The register as files for other programs: CSV, XLSX and a calendar."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from io import BytesIO, StringIO
from unicodedata import normalize

from genai_guide.record.register import RegisterRow
from genai_guide.rules.answers import is_iso_date
from genai_guide.signing.verification import one_line
from genai_guide.text import escape

Cell = str | date
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""
COLUMNS = (
    "Production",
    "Use",
    "Revision",
    "Verdict",
    "Also needed",
    "Decision",
    "Decided by",
    "Valid until",
    "In force",
    "Next due",
    "Conflicts",
    "Signer",
    "Result",
    "File",
)


def table_cells(row: RegisterRow) -> list[Cell]:
    """Return the cells of a row, in the order of the columns."""
    if row.error:
        return ["", "", "", "", "", "", "", "", "", "", "", "", row.error, row.file]
    return [
        row.production,
        row.use,
        str(row.revision),
        row.label,
        ", ".join(row.obligations),
        row.decided,
        row.by,
        _day(row.valid_until),
        "yes" if row.in_force else "no",
        _day(row.next_due),
        "; ".join(row.conflicts),
        row.signer,
        row.result.replace("_", " "),
        row.file,
    ]


def cue_table(rows: Iterable[RegisterRow]) -> tuple[list[str], list[list[Cell]]]:
    """Return the columns and the rows of the cue list: what is in the delivery.

    It is what archive producers, insurers and festivals ask for.
    """
    cued = [(row, row.cues) for row in rows if row.cues]
    columns = list(dict.fromkeys(title for _, cues in cued for title in cues))
    table: list[list[Cell]] = [
        [
            row.production,
            row.use,
            *(cues.get(title, "") for title in columns),
            ", ".join(tool.name for tool in row.tools),
            row.decided,
            "yes" if row.in_force else "no",
        ]
        for row, cues in cued
    ]
    heads = ["Production", "Use", *columns, "Tools", "Decision", "In force"]
    return heads, table


def describe_left_out(rows: Iterable[RegisterRow]) -> str:
    """Return how many uses the cue list leaves out for want of their questions."""
    unknown = sum(not row.error and row.cues is None for row in rows)
    if not unknown:
        return ""
    uses = "1 use is" if unknown == 1 else f"{unknown} uses are"
    return (
        f"{uses} missing in the cue list: their questions are not at hand, or their"
        " verdict does not follow"
    )


class Export(StrEnum):
    """The files that the register can be written to, by how their names end."""

    CSV = "register.csv"
    XLSX = "register.xlsx"
    CALENDAR = "register.ics"
    CUES_CSV = "cue-list.csv"
    CUES_XLSX = "cue-list.xlsx"

    @property
    def is_cue_list(self) -> bool:
        """Whether it has what is in the delivery, and not each use."""
        return self in (Export.CUES_CSV, Export.CUES_XLSX)

    def render(self, rows: Iterable[RegisterRow], today: date) -> bytes:
        """Return the content of the file."""
        if self is Export.CALENDAR:
            return write_calendar(rows, today)
        columns, cells = list(COLUMNS), [table_cells(row) for row in rows]
        if self.is_cue_list:
            columns, cells = cue_table(rows)
        is_book = self in (Export.XLSX, Export.CUES_XLSX)
        return (write_xlsx if is_book else write_csv)(columns, cells)


def _day(text: str) -> Cell:
    return date.fromisoformat(text) if is_iso_date(text) else text


def defuse(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and no terminal obeys."""
    shown = escape(one_line(text))
    # In some languages a spreadsheet takes the wide signs for the narrow ones.
    first = normalize("NFKC", text.lstrip(" ")[:1])
    return f"'{shown}" if first in _FORMULA else shown


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV, in UTF-8 with the mark by which Excel knows it."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else defuse(cell)


def write_xlsx(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as a workbook: a header that stays, filters, and real dates."""
    import xlsxwriter

    out = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet("Register")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, columns, bold)
        widths = [len(column) for column in columns]
        count = 0
        for count, row in enumerate(rows, start=1):
            for number, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(count, number, _midnight(cell), day)
                    length = 10
                else:
                    text = defuse(cell)
                    sheet.write_string(count, number, text)
                    length = len(text)
                widths[number] = min(60, max(widths[number], length))
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return out.getvalue()


def _midnight(day: date) -> date:
    from datetime import datetime

    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day has no zone


def write_calendar(rows: Iterable[RegisterRow], today: date) -> bytes:
    """Return every due date, and the last day of every approval, as a calendar."""
    from hashlib import sha256

    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//genai-guide//register//EN")
    calendar.add("version", "2.0")
    for row in rows:
        title = f"{row.production}: {row.use}"
        days = [(item.on, item.text) for item in row.due]
        if row.valid_until:
            days.append((row.valid_until, "Last day of the approval"))
        for on, text in days:
            if not is_iso_date(on):
                continue
            event = Event()
            name = f"{row.use_id}\n{on}\n{text}".encode()
            event.add("uid", f"{sha256(name).hexdigest()[:32]}@genai-guide")
            event.add("summary", escape(one_line(f"{title}: {text}")))
            event.add("dtstart", date.fromisoformat(on))
            event.add("dtstamp", _midnight(today))
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
