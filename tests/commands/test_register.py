"""`register`: folders of signed files as one view: waiting, due, expiring."""

from __future__ import annotations

import csv
import json
import os
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import icalendar
import pytest

from genai_guide.record.draft import draft_from_answers
from genai_guide.record.entries import BEFORE_USE, Condition, EntryKind, Outcome
from genai_guide.record.register import (
    DRAFT,
    RegisterRow,
    UsedTool,
    View,
    count_views,
    due_day,
    find_changes,
    format_details,
    latest_rows,
    with_conflicts,
)
from genai_guide.report.exports import COLUMNS, defuse, table_cells, write_xlsx
from genai_guide.rules.answers import Answers, Tool
from genai_guide.rules.pack import Pack
from genai_guide.signing.trust import PackTrust, TrustedPack
from genai_guide.signing.verification import Verification
from genai_guide.storage.packs import default_dir
from genai_guide.storage.paths import cache_dir
from genai_guide.storage.trust import add_allowed_signer
from genai_guide.workflows import register
from genai_guide.workflows.entries import append_entry, new_entry
from genai_guide.workflows.register import read_row as workflow_read_row
from genai_guide.workflows.sign import write_summary
from genai_guide.workflows.verify import Verifier
from tests.helpers.boat_pack import SAFE
from tests.helpers.signing import LEGAL, PRODUCER, SIGN_WORDS, SIGNER
from tests.helpers.summaries import COUNSEL, KNOWN

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
TODAY = datetime.now().astimezone().date()


def day(days: int) -> str:
    """Return a day so many days from now."""
    return (TODAY + timedelta(days)).isoformat()


def a_use(
    path: Path,
    pack: Pack,
    trip: str,
    *,
    motor: bool = False,
    **said: Any,
) -> Path:
    """Sign a use, and decide on it if an outcome is given."""
    use = {**SAFE.use, "trip.title": trip, "trip.story": path.stem}
    use["trip.date"] = day(40)
    engine = {"boat.engine": ("motor",), "boat.insured": ("no",)}
    tools = (Tool("Gull", engine),) if motor else SAFE.tools
    draft = draft_from_answers(pack, Answers(use, tools))
    write_summary(path, pack, draft, replace(SIGNER, at=NOW), PRODUCER)
    if said:
        trust = PackTrust((TrustedPack(pack.id, pack.version, pack.digest),))
        found = Verifier(pack, NOW, KNOWN, None, trust, ()).verify(path)
        assert isinstance(found, Verification)
        entry = new_entry(
            found.summary, EntryKind.DECISION, COUNSEL, NOW, found="genuine", **said
        )
        append_entry(path, entry, found, LEGAL)
    return path


@pytest.fixture
def folder(run, tmp_path: Path, boat: Pack) -> Path:
    """Give uses of two productions: waiting, approved, due, expiring and refused."""
    for signer in KNOWN.signers:
        add_allowed_signer(signer)
    folder = tmp_path / "uses"
    (folder / "more").mkdir(parents=True)
    approved = {"outcome": Outcome.APPROVED}
    a_use(folder / "safe.toml", boat, "Atoll")
    a_use(folder / "waiting.toml", boat, "Atoll", motor=True)
    a_use(folder / "approved.toml", boat, "Atoll", motor=True, **approved)
    a_use(
        folder / "more" / "expiring.toml",
        boat,
        "Bay",
        motor=True,
        valid_until=day(3),
        **approved,
    )
    a_use(
        folder / "more" / "due.toml",
        boat,
        "Bay",
        motor=True,
        outcome=Outcome.WITH_CONDITIONS,
        conditions=(
            Condition(id="a", text="Insure it.", owner="captain", due=day(5)),
            Condition(id="b", text="Tell us.", owner="captain", due=BEFORE_USE),
        ),
    )
    refused = {"outcome": Outcome.REFUSED, "reasons": "No."}
    a_use(folder / "refused.toml", boat, "Bay", motor=True, **refused)
    (folder / "damaged.toml").write_text("answers = [", encoding="utf-8")
    return folder


def objects(done: Any) -> list[dict[str, Any]]:
    """Return what was printed, an object each."""
    return [json.loads(line) for line in done.out.splitlines()]


@pytest.mark.parametrize(
    ("view", "uses"),
    [
        ("all", {"safe", "waiting", "approved", "expiring", "due", "refused"}),
        ("waiting", {"waiting"}),
        ("due", {"due"}),
        ("expiring", {"expiring"}),
        ("blocked", set()),
        ("conflicts", set()),
    ],
)
def test_each_view_lists_its_uses(run, folder: Path, view: str, uses: set[str]) -> None:
    """Counsel's questions: what waits for me, what is due, what expires."""
    done = run("register", folder, "--view", view, "--json")
    listed = {Path(row["file"]).stem for row in objects(done) if "error" not in row}
    assert listed == uses
    errors = [row for row in objects(done) if "error" in row]
    assert bool(errors) is (view == "all")


def test_a_row_says_what_verify_says(run, folder: Path) -> None:
    """The keys are an API, and a use is in force here if it is there."""
    rows = {
        Path(row["file"]).stem: row
        for row in objects(run("register", folder, "--json"))
        if "error" not in row
    }
    assert set(rows["due"]) == {
        *("production", "use", "revision", "level", "obligations", "decision", "by"),
        *("valid_until", "in_force", "next_due", "due", "conflicts", "warnings"),
        *("signer", "result", "file"),
    }
    assert rows["due"]["next_due"] == day(5)
    assert rows["due"]["decision"] == "approved-with-conditions"
    assert rows["due"]["by"] == COUNSEL.email
    for row in rows.values():
        (found,) = objects(run("verify", row["file"], "--json"))
        assert (found["in_force"], found["result"]) == (row["in_force"], row["result"])


def test_the_page_groups_by_production_and_counts(run, folder: Path) -> None:
    """Verdict, decision and file of each use, and how many there are of each kind."""
    done = run("register", folder)
    assert done.code == 1, "a damaged file is a reason to look"
    lines = done.out.splitlines()
    assert [line for line in lines if line in ("Atoll", "Bay")] == ["Atoll", "Bay"]
    assert "1 waiting for a decision, 1 due within 14 days, 1 expiring" in lines[-1]
    assert "Not listed" in lines
    assert "damaged.toml" in done.out


def test_a_scheduled_job_is_told(run, folder: Path) -> None:
    """Exit 1 if something is due, 0 if nothing is."""
    assert run("register", folder, "--fail-on", "due").code == 1
    assert run("register", folder, "--fail-on", "due", "--due", "2").code == 0


def test_what_changed_since_last_time(run, folder: Path, boat: Pack) -> None:
    """A new use and a decided one are named once, and then no more."""
    assert "Changed since" not in run("register", folder).out
    assert "Changed since" not in run("register", folder).out
    a_use(folder / "later.toml", boat, "Atoll")
    out = run("register", folder).out
    assert "Atoll: later: new" in " ".join(out.split())
    assert "Changed since" not in run("register", folder).out


def test_the_index_is_never_believed_against_a_file(run, folder: Path) -> None:
    """A file that was changed, however it looks, is verified again."""
    run("register", folder)
    path = folder / "approved.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("2026", "2025", 1), encoding="utf-8")
    rows = objects(run("register", folder, "--json"))
    (row,) = [row for row in rows if Path(row["file"]) == path]
    assert row.get("result") != "genuine"
    path.write_text(text, encoding="utf-8")
    for index in cache_dir().glob("register*"):
        index.write_bytes(b"no database")
    rows = objects(run("register", folder, "--json"))
    (row,) = [row for row in rows if Path(row["file"]) == path]
    assert row["result"] == "genuine"


def test_a_forged_revision_stops_nothing(tmp_path: Path, boat: Pack) -> None:
    """A file with the signer's key and a broken signature says nothing of others."""
    path, forged = tmp_path / "a.toml", tmp_path / "b.toml"
    a_use(path, boat, "Atoll", motor=True, outcome=Outcome.APPROVED)
    text, later = path.read_text("utf-8").partition("[[entry]]")[0], "revision = 2"
    later += f'\nsupersedes = ["sha256:{"0" * 64}"]'
    forged.write_text(text.replace("revision = 1", later), encoding="utf-8")
    trust = PackTrust((TrustedPack(boat.id, boat.version, boat.digest),))
    verifier = Verifier(boat, NOW, KNOWN, None, trust, ())
    rows = [workflow_read_row(verifier, each) for each in (path, forged)]
    assert rows[1].result == "changed"
    (row,) = latest_rows(rows)
    said = f"“{forged}” says that it is this use, and no signature shows it"
    assert (row.file, row.in_force, row.warnings) == (str(path), True, (said,))
    (alone,) = latest_rows(rows[1:])
    assert (alone.signer, alone.key) == ("", "")


def test_only_what_changed_is_verified_again(
    run, folder: Path, boat: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the other uses after a decision, but a file that was written meanwhile."""
    read: list[str] = []

    def read_row(verifier: Verifier, path: Path) -> RegisterRow:
        read.append(path.stem)
        row = workflow_read_row(verifier, path)
        if path.stem == "waiting" and len(read) < 9:
            path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
        return row

    monkeypatch.setattr(register, "read_row", read_row)
    run("register", folder)
    assert len(read) == 7
    read.clear()
    found = Verifier(boat, NOW, KNOWN).verify(folder / "safe.toml")
    assert isinstance(found, Verification)
    entry = new_entry(found.summary, EntryKind.NOTE, COUNSEL, NOW, reasons="Seen.")
    append_entry(folder / "safe.toml", entry, found, PRODUCER)
    run("register", folder)
    assert set(read) == {"safe", "waiting", "damaged"}


def test_whatever_lies_in_the_folder_is_named_with_its_reason(
    run, folder: Path
) -> None:
    """Damaged, foreign, endless and odd files keep no use from being listed."""
    whole = (folder / "safe.toml").read_bytes()
    (folder / "cut.toml").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.toml").touch()
    (folder / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (folder / "foreign.toml").write_text('name = "x"', encoding="utf-8")
    (folder / "ring.toml").symlink_to("ring.toml")
    (folder / "gone.toml").symlink_to("nowhere.toml")
    (folder / "endless.toml").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.toml")
    with (folder / "huge.toml").open("wb") as file:
        file.truncate(2_000_000_000)
    rows = objects(run("register", folder, "--json"))
    assert len([row for row in rows if "error" not in row]) == 6
    errors = {Path(row["file"]).stem: row["error"] for row in rows if "error" in row}
    assert set(errors) == {
        *("damaged", "cut", "empty", "binary", "foreign"),
        *("ring", "gone", "endless", "pipe", "huge"),
    }
    assert all(errors.values())


def test_exports_can_be_opened(run, folder: Path) -> None:
    """A table, a workbook with real dates, and a calendar with every due date."""
    done = run(
        "register", folder, "--csv", "r.csv", "--xlsx", "r.xlsx", "--ics", "r.ics"
    )
    assert "written to r.csv" in done.err
    rows = list(csv.reader(StringIO(Path("r.csv").read_text("utf-8-sig"))))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == 8
    with zipfile.ZipFile("r.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    calendar = icalendar.Calendar.from_ical(Path("r.ics").read_bytes())
    days = {event["dtstart"].dt.isoformat() for event in calendar.walk("VEVENT")}
    assert {day(3), day(5), day(40)} <= days


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\uff1d1", "=cmd|' /C x'!A0"],
)
def test_no_text_becomes_a_formula(text: str) -> None:
    """What a producer typed is text in a spreadsheet, too."""
    assert defuse(text).startswith("'")
    row = table_cells(RegisterRow("f.toml", use=text, use_id="x"))
    with zipfile.ZipFile(BytesIO(write_xlsx(COLUMNS, [row]))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_conflicts_across_uses() -> None:
    """One title twice, one library tool answered otherwise, one element refused."""
    crane = UsedTool("Crane", "t1", {"gear": ("Heavy?", "Yes")})
    rows = [
        RegisterRow("a", production="P", use="Doll", use_id="1", tools=(crane,)),
        RegisterRow("b", production="P", use="doll", use_id="2"),
        RegisterRow(
            "c",
            production="P",
            use="Crowd",
            use_id="3",
            decision="refused",
            decided="Refused",
            tools=(replace(crane, answers={"gear": ("Heavy?", "No")}),),
        ),
        RegisterRow(
            "d",
            production="Q",
            use="Crowd",
            use_id="4",
            decision="approved",
            decided="Approved",
            same_element_as="3",
        ),
    ]
    trusted = [replace(row, is_trusted=True) for row in rows]
    conflicts = {row.use_id: row.conflicts for row in with_conflicts(trusted)}
    assert conflicts["1"] == (
        "2 uses of this production have this title",
        "about “Crane”, “Heavy?” is answered with “Yes” here, and with “No” in “Crowd”",
    )
    assert conflicts["2"] == ("2 uses of this production have this title",)
    assert conflicts["3"][0] == "“Crowd” is the same element: Approved"
    assert conflicts["4"] == ("“Crowd” is the same element: Refused",)


def test_what_a_signer_wrote_stays_in_quotes() -> None:
    """No title, tool or answer poses as the register's words, nor a stranger's use."""
    hostile = "Doll” is approved. “Not"
    tool = UsedTool(hostile, "t1", {"gear": ("Heavy?", hostile)})
    shared = {"production": "P", "is_trusted": True}
    rows = [
        RegisterRow("a", use="A", use_id="1", tools=(tool,), **shared),
        RegisterRow(
            "b",
            use=hostile,
            use_id="2",
            tools=(replace(tool, answers={"gear": ("Heavy?", "No")}),),
            **shared,
        ),
        RegisterRow(
            "c", use="Z", use_id="3", tools=(replace(tool, answers={"gear": ("", "")}),)
        ),
    ]
    escaped = "“Doll\\u{201d} is approved. \\u{201c}Not”"
    first, second, third = (row.conflicts for row in with_conflicts(rows))
    here = f"about {escaped}, “Heavy?” is answered with {escaped} here"
    assert first == (f"{here}, and with “No” in {escaped}",)
    assert second[0].endswith(
        "is answered with “No” here, and with " + escaped + " in “A”"
    )
    assert third[0].endswith("in “A”")
    (conflict,) = with_conflicts([rows[2], rows[0]])[0].conflicts
    assert conflict.endswith("in “A”")
    (conflict,) = with_conflicts([rows[0], rows[2]])[0].conflicts
    assert conflict.endswith("in “Z” (by a key that you do not trust)")


def test_one_element_is_meant_in_one_way() -> None:
    """In the delivery or not, also where a third use links the two; a draft may ask."""
    rows = [
        RegisterRow("a", use="Poster", use_id="1", cues={"Medium": "Props"}),
        RegisterRow("b", use="Sketch", use_id="2", cues={}, same_element_as="3"),
        RegisterRow("c", use="Print", use_id="3", same_element_as="1"),
        RegisterRow("d", use="Other", use_id="4", cues={}),
        RegisterRow("e", use="No", use_id="5", decision="refused", decided="Refused"),
        RegisterRow("f", DRAFT, use="Again", use_id="f", same_element_as="5"),
    ]
    trusted = [replace(row, is_trusted=True) for row in rows]
    conflicts = {row.use_id: row.conflicts for row in with_conflicts(trusted)}
    in_it = "it is in the delivery, and this is not"
    assert conflicts["2"] == (f"“Poster” is the same element: {in_it}",)
    assert conflicts["1"] == (
        "“Sketch” is the same element: it is not in the delivery, and this is",
    )
    assert conflicts["3"] == conflicts["4"] == ()
    assert conflicts["f"] == ("“No” is the same element: Refused",)


def test_days_that_are_not_known_are_empty() -> None:
    """A condition before use is due on the day of the start, if there is one."""
    assert due_day("before-use", "2027-01-01", "") == "2027-01-01"
    assert due_day("before-delivery", "2027-01-01", "") == ""
    assert due_day("2027-02-01", "", "") == "2027-02-01"
    assert due_day("before-use", "soon", "") == ""


@pytest.mark.parametrize("days", [14, 10**12, -(10**12)])
def test_no_number_of_days_is_too_large(days: int) -> None:
    """Nor does a clock at the end of all days keep anybody from looking."""
    row = RegisterRow("a", use_id="1", valid_until="9999-12-31")
    for today in (date.min, date.max):
        assert count_views([row], today, days)[View.ALL] == 1
        assert isinstance(format_details(row, View.DUE, today, days), list)


def test_nothing_has_changed_where_nothing_was_seen() -> None:
    """The first look names no use as new."""
    rows = [RegisterRow("a", use_id="1", label="X")]
    changes, states = find_changes({}, rows)
    assert not changes
    assert find_changes(states, rows)[0] == []
    assert RegisterRow("a", error="x").is_in(View.ALL, TODAY, 14)


def test_the_cue_list_has_what_is_in_the_delivery(run) -> None:
    """The doll is, with its medium and its tool; a mood board is not."""
    for name in ("00-second-doll", "in-house-mood-board"):
        path = default_dir() / "cases" / f"{name}.toml"
        assert (
            run("sign", path, *SIGN_WORDS, "-o", f"{name}.toml", pack=False).code == 0
        )
    assert run("register", ".", "--cue-list", pack=False).code == 2
    done = run("register", ".", "--cue-list", "--csv", "cues.csv", pack=False)
    assert "missing" not in done.err
    rows = list(csv.DictReader(StringIO(Path("cues.csv").read_text("utf-8-sig"))))
    (doll,) = rows
    assert doll["Production"] == "Squid Game"
    assert doll["Medium"]
    assert doll["Tools"] == "Example generator"
