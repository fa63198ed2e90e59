"""`verify`: one plain line, a table for many, objects for scripts, exit codes."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from genai_guide.commands import verify
from genai_guide.record import draft as record
from genai_guide.rules.answers import Place
from genai_guide.rules.pack import Pack
from genai_guide.storage.packs import load_pack
from genai_guide.workflows.sign import write_summary
from tests.commands.conftest import Done
from tests.helpers.boat_pack import SAFE
from tests.helpers.drafts import AT
from tests.helpers.signing import DECIDE_WORDS, PRODUCER, SIGN_WORDS, SIGNER
from tests.helpers.summaries import SMALL, re_signed, signed, trust_words


def revised(boat: Pack, folder: Path) -> tuple[Path, Path]:
    """Write a summary and the revision after it."""
    paths = folder / "b-old.toml", folder / "a-new.toml"
    session = record.draft_from_answers(boat, SAFE)
    session = write_summary(paths[0], boat, session, SIGNER, PRODUCER)
    title = {Place("trip.title"): "Another trip"}
    session = record.set_answers(boat, session, title, AT)
    write_summary(paths[1], boat, session, SIGNER, PRODUCER)
    return paths


def objects(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def test_the_first_line_then_the_details(run, summary: Path) -> None:
    """All that a lawyer asks is on stdout, and nothing is on stderr."""
    done = run("verify", summary)
    first, *rest = done.out.splitlines()
    assert (done.code, done.err) == (5, "")
    assert first.startswith("NOT VOUCHED FOR.")
    for said in ("revision: 1", "level: approval", "claims", "SHA256:", "digest: "):
        assert any(said in line for line in rest), said


def test_what_is_not_signed_off_is_unsigned(run, answers: Path, bad: Path) -> None:
    """An answers file is 3, what is no summary at all is 1."""
    done = run("verify", answers)
    assert (done.code, done.out[:9]) == (3, "UNSIGNED.")
    assert "not signed off" in done.out
    done = run("verify", bad)
    assert (done.code, done.out[:11]) == (1, "UNREADABLE.")
    assert run("verify", "none.toml").code == 1


def test_without_its_signature_it_is_unsigned(run, summary: Path) -> None:
    """Removing the signature does not make it any better."""
    text = summary.read_text(encoding="utf-8")
    summary.write_text(text[: text.index("[statement_signature]")], encoding="utf-8")
    done = run("verify", summary)
    assert (done.code, done.out[:9]) == (3, "UNSIGNED.")
    for command in (["decide", summary, *DECIDE_WORDS], ["trust", summary]):
        assert run(*command).code == 3


def test_several_files_give_a_table_in_name_order(
    run, summary: Path, answers: Path, bad: Path
) -> None:
    """A line each, with the file; a bad one does not stop the others."""
    done = run("verify", summary, bad, answers)
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == ["unsigned", "unreadable", "not"]
    for line, path in zip(lines, (answers, bad, summary), strict=True):
        assert f"{path}: " in line
    assert "approval" in lines[2]
    assert done.code == 1


@pytest.fixture
def every_kind(run, summary: Path, person, answers: Path, bad: Path) -> dict[str, Path]:
    """Give a file of each kind, to be verified by legal."""
    person("producer")
    run("sign", answers, *SIGN_WORDS, "-o", "good.toml")
    person("legal")
    run(*trust_words("good.toml"))
    person("other")
    run("sign", answers, *SIGN_WORDS, "-o", "unknown.toml")
    person("legal")
    text = summary.read_text(encoding="utf-8")
    changed = text.replace("Round the island", "Round the world")
    Path("changed.toml").write_text(changed, encoding="utf-8")
    shutil.copy(summary, "follows-not.toml")
    re_signed(Path("follows-not.toml"), lambda one: one.update(level="notify"))
    kinds = ("good", "unknown", "changed", "follows-not")
    return {
        "unsigned": answers,
        "unreadable": bad,
        **{one: Path(f"{one}.toml") for one in kinds},
    }


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        ("good", 0),
        ("good unknown", 5),
        ("unknown unsigned good", 3),
        ("unknown unsigned changed", 4),
        ("unknown unsigned changed unreadable", 1),
        ("unreadable good", 1),
        ("changed good", 4),
        ("follows-not good", 4),
        ("unsigned follows-not", 4),
    ],
)
def test_the_first_of_1_4_3_5_that_occurred(
    run, every_kind: dict[str, Path], kinds: str, code: int
) -> None:
    """The exit code for several files is that of the worst, in this order."""
    assert run("verify", *(every_kind[one] for one in kinds.split())).code == code


def test_objects_for_scripts(run, summary: Path) -> None:
    """One object a line, with the fields that are documented."""
    run(*trust_words(summary))
    run("decide", summary, *DECIDE_WORDS)
    done = run("verify", summary, summary, "nothing.toml", "--json")
    missing, *both = map(json.loads, done.out.splitlines())
    assert set(missing) == {"file", "result", "code", "error"}
    assert (missing["result"], missing["code"]) == ("unreadable", 1)
    for found in both:
        assert set(found) == {
            *("file", "result", "code", "first_line", "details", "title", "level"),
            *("id", "needs_approval", "revision", "supersedes", "digest", "signature"),
            *("replay", "differences", "warnings", "decision", "label"),
        }
        assert (found["result"], found["code"]) == ("good", 0)
        assert (found["level"], found["needs_approval"]) == ("approval", "yes")
        assert found["signature"]["state"] == "good"
        assert found["signature"]["key"].startswith("SHA256:")
        assert found["decision"]["conditions"] == ["Take a radio along."]
        assert found["decision"]["found"] == "good"
        assert found["decision"]["signature"]["why"] == "your own key"


def test_an_older_revision_is_pointed_out(run, boat: Pack, tmp_path: Path) -> None:
    """Among several files the one that was replaced is named, in both forms."""
    old, new = revised(boat, tmp_path)
    said = f"{old} is an older revision; {new} says that it takes its place"
    done = run("verify", old, new)
    assert (done.out.splitlines()[2:], done.err) == ([f"note: {said}"], "")
    assert "older" not in run("verify", old).out
    found = objects(run("verify", old, new, "--json"))
    assert [one["revision"] for one in found] == [2, 1]
    assert found[0]["supersedes"] == found[1]["digest"]
    assert [one["warnings"] for one in found] == [[], [said]]


def test_all_that_come_after_are_named(run, boat: Pack, tmp_path: Path) -> None:
    """Two that both take the place of one are rivals; nobody chooses in silence."""
    old, new = revised(boat, tmp_path)
    other = Path(shutil.copy(new, tmp_path / "c-other.toml"))
    re_signed(other, lambda one: one.update(newer_text="x"))
    done = run("verify", old, new, other)
    rivals = (
        f"two different revisions 2 of one use: {new} and {other};"
        " ask the producer which one counts"
    )
    older = (
        f"{old} is an older revision; {new} and {other} say that they take its place"
    )
    assert done.out.splitlines()[3:] == [f"note: {older}", f"note: {rivals}"]
    found = objects(run("verify", new, other, "--json"))
    assert [one["warnings"] for one in found] == [[rivals], [rivals]]
    copied = Path(shutil.copy(new, tmp_path / "d-copy.toml"))
    assert "note" not in run("verify", new, copied).out
    assert f"{new}, {other} and {copied};" in run("verify", new, other, copied).out


def test_a_much_later_revision_is_pointed_out(run, boat: Pack, tmp_path: Path) -> None:
    """Also where those between them are not there."""
    old, new = revised(boat, tmp_path)
    re_signed(new, lambda one: one.update(revision=3, supersedes=f"sha256:{'0' * 64}"))
    said = f"note: {old} is an older revision; {new} is a later one"
    assert said in run("verify", old, new).out


def test_a_row_tells_revisions_and_decisions_apart(run, summary: Path, person) -> None:
    """The verdict is called one, so that it does not read as an approval."""
    run(*trust_words(summary))
    refused, until = Path("refused.toml"), Path("until.toml")
    for path in (refused, until):
        shutil.copy(summary, path)
    run("decide", refused, "--outcome", "refused", *DECIDE_WORDS[-4:])
    run("decide", until, *DECIDE_WORDS, "--valid-until", "2999-01-01")
    moved = Path("moved.toml")
    text = refused.read_text(encoding="utf-8")
    moved.write_text(text.replace("C. Counsel", "D. Counsel"), encoding="utf-8")
    conditions = "approved with conditions until 2999-01-01 by C. Counsel"
    rows = (
        ("decision does not count", moved, "a decision that does not count"),
        ("good", refused, "refused by C. Counsel"),
        ("good", summary, "no decision yet"),
        ("good", until, conditions),
    )
    assert run("verify", *(one for _, one, _ in rows)).out.splitlines() == [
        f"{word:<23} {path}: revision 1, verdict: written approval needed; {decided}:"
        " Round the island: To see the seals."
        for word, path, decided in rows
    ]
    person("auditor")
    run(*trust_words(summary))
    row = run("verify", refused, summary).out.splitlines()[0]
    assert "refused by C. Counsel, who is not vouched for" in row


def test_a_changed_file_takes_nobody_s_place(run, boat: Pack, tmp_path: Path) -> None:
    """What was not signed so does not say which one is the newer."""
    old, new = revised(boat, tmp_path)
    text = new.read_text(encoding="utf-8")
    new.write_text(text.replace("Another trip", "A third trip"), encoding="utf-8")
    assert "note" not in run("verify", old, new).out


def test_a_name_poses_as_no_line_of_the_table(run, summary: Path) -> None:
    """A line end in a title or a file's name does not begin a line."""
    re_signed(summary, lambda one: one.update(title="x\ngood  other.toml: notify"))
    named = Path("y\ngood z.toml")
    shutil.copy(summary, named)
    done = run("verify", summary, named)
    assert len(done.out.splitlines()) == 2
    assert "\n" not in run("verify", summary, named).out.rstrip("\n").splitlines()[0]


def test_many_files_are_verified_on_all_cores(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rows in the same order as one process gives."""
    pack = load_pack(SMALL)
    folder = tmp_path / "many"
    folder.mkdir()
    one = signed(folder / "000.toml", pack)
    text = one.read_text(encoding="utf-8")
    for number in range(1, 300):
        other = text.replace("The Lamp", "A Lamp") if number % 3 else text
        path = folder / f"{number:03}.toml"
        path.write_text("" if number % 50 == 0 else other, encoding="utf-8")
    words = ["verify", folder, "--json", "--pack", SMALL]
    many = run(*words, pack=False)
    monkeypatch.setattr(verify, "_FEW", 1_000)
    alone = run(*words, pack=False)
    assert (many.code, alone.code) == (1, 1)
    rows = many.out.splitlines()
    assert rows == alone.out.splitlines()
    assert [json.loads(row)["file"] for row in rows] == [
        str(folder / f"{number:03}.toml") for number in range(300)
    ]
    assert {json.loads(row)["result"] for row in rows} == {
        *("not vouched for", "changed", "unreadable"),
    }


def test_many_files_show_progress_on_a_terminal(
    run, summary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits sees a count, and the rows stay as they are."""
    paths = [Path(shutil.copy(summary, f"{number}.toml")) for number in range(3)]
    quiet = run("verify", *paths)
    monkeypatch.setattr(verify, "_FEW", 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    counted = run("verify", *paths)
    assert counted.out == quiet.out
    assert quiet.err == ""
    assert counted.err == "1 of 3\r2 of 3\r3 of 3\n"


def test_a_bad_pack_is_one_sentence_for_many_files(run, tmp_path: Path) -> None:
    """Where others do the work, they do not fail one by one."""
    for number in range(101):
        (tmp_path / f"{number}.toml").write_text("", encoding="utf-8")
    done = run("verify", tmp_path, "--pack", tmp_path, pack=False)
    assert (done.code, done.out) == (1, "")
    assert "pack.toml" in done.err
    assert "Traceback" not in done.err
