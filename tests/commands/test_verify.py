"""`verify`: one plain line, a table for many, objects for scripts, exit codes."""

from __future__ import annotations

import io
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
from tests.helpers.signing import (
    COUNSEL_WORDS,
    DECIDE_WORDS,
    PRODUCER,
    SIGN_WORDS,
    SIGNER,
    STRANGER,
)
from tests.helpers.summaries import SMALL, re_signed, signed, tables_of
from tests.helpers.trusted import trust_signers


def revised(boat: Pack, folder: Path) -> tuple[Path, Path]:
    """Write a summary and the revision after it."""
    paths = folder / "b-old.toml", folder / "a-new.toml"
    session = record.draft_from_answers(boat, SAFE)
    session = write_summary(paths[0], boat, session, SIGNER, PRODUCER)
    title = {Place("trip.title"): "Another trip"}
    session = record.set_answers(boat, session, title, AT)
    write_summary(paths[1], boat, session, SIGNER, PRODUCER)
    return paths


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Verify as on another computer, which remembers nothing of what was signed."""
    nowhere = tmp_path / "nowhere"
    monkeypatch.setattr("genai_guide.storage.memory.memory_path", lambda: nowhere)
    monkeypatch.setattr("genai_guide.storage.memory._append", lambda *_: None)


def objects(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


HEADER = (
    "RESULT                  VERDICT                   IN FORCE       DECISION AND FILE"
)
PRE_RELEASE = (
    "Made with a pre-release version. The signature is valid. The verdict was not"
    " checked."
)
TRIAL = Path(__file__).parents[1] / "data" / "format-1-summary.toml"


def test_the_first_line_then_the_details(run, summary: Path) -> None:
    """All that a lawyer asks is on stdout, and nothing is on stderr."""
    done = run("verify", summary)
    first, *rest = done.out.splitlines()
    assert (done.code, done.err) == (5, "")
    assert first.startswith("SIGNER NOT TRUSTED. Written approval needed. No decision")
    for said in ("not in force: ", "revision: 1", "key: SHA256:", "digest: "):
        assert any(said in line for line in rest), said
    assert rest[-1].strip().startswith("the signer's own words: “A. Producer”")


def test_what_is_not_signed_off_is_unsigned(run, answers: Path, bad: Path) -> None:
    """An answers file is 3, what is no summary at all is 1."""
    done = run("verify", answers)
    assert (done.code, done.out[:9]) == (3, "UNSIGNED.")
    assert "not signed: this is an answers file" in done.out
    done = run("verify", bad)
    assert (done.code, done.out[:11]) == (1, "UNREADABLE.")
    assert run("verify", "none.toml").code == 1


def test_without_its_signature_it_is_unsigned(run, summary: Path) -> None:
    """Removing the signature does not make it any better."""
    text = summary.read_text(encoding="utf-8")
    summary.write_text(text[: text.index("[statement_signature]")], encoding="utf-8")
    done = run("verify", summary)
    assert (done.code, done.out[:9]) == (3, "UNSIGNED.")
    assert run("decide", summary, *DECIDE_WORDS).code == 3


def test_several_files_give_a_table_in_name_order(
    run, known: Path, answers: Path, bad: Path
) -> None:
    """A header, a row each, and how many there are; a bad one does not stop it."""
    done = run("verify", known, bad, answers)
    header, *rows, totals = done.out.splitlines()
    assert header == HEADER
    assert [row.split()[0] for row in rows] == ["UNSIGNED", "UNREADABLE", "GENUINE"]
    for row, path in zip(rows, (answers, bad, known), strict=True):
        assert f"“{path}”" in row
    assert rows[2] == (
        "GENUINE                 Written approval needed   not in force   No decision"
        " yet: “summary.toml”"
    )
    assert totals.startswith(
        "3 files: 1 GENUINE, 1 UNREADABLE, 1 UNSIGNED; 0 in force. Later entries"
    )
    assert done.code == 1


def test_a_summary_of_the_pre_release_version_is_not_genuine(run) -> None:
    """Only its signature is checked, and the code is 5."""
    done = run("verify", TRIAL)
    assert (done.code, done.out.splitlines()) == (
        5,
        [f"TRIAL VERSION. {PRE_RELEASE}"],
    )
    found = json.loads(run("verify", TRIAL, "--json").out)
    assert (found["result"], found["in_force"]) == ("trial_version", False)
    text = TRIAL.read_text(encoding="utf-8")
    Path("changed.toml").write_text(text.replace("Lamp", "Lantern"), encoding="utf-8")
    assert run("verify", "changed.toml").code == 4


def test_a_newer_format_is_named_as_that(run, summary: Path) -> None:
    """It is not called changed: a newer version may find it genuine."""
    text = summary.read_text(encoding="utf-8")
    summary.write_text(text.replace("summary/2", "summary/3"), encoding="utf-8")
    done = run("verify", summary)
    assert (done.code, done.out[:14]) == (1, "NEWER VERSION.")


@pytest.fixture
def every_kind(run, summary: Path, person, answers: Path, bad: Path) -> dict[str, Path]:
    """Give a file of each kind, to be verified by legal."""
    person("producer")
    run("sign", answers, *SIGN_WORDS, "-o", "good.toml")
    person("legal")
    trust_signers(Path("good.toml"))
    person("other")
    run("sign", answers, *SIGN_WORDS, "-o", "unknown.toml")
    person("legal")
    text = summary.read_text(encoding="utf-8")
    changed = text.replace("Round the island", "Round the world")
    Path("changed.toml").write_text(changed, encoding="utf-8")
    shutil.copy(summary, "follows-not.toml")
    re_signed(Path("follows-not.toml"), lambda one: one.update(label="Fine"))
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


def test_genuine_and_not_in_force_is_6_if_asked(
    run, every_kind: dict[str, Path]
) -> None:
    """Anything that is not genuine keeps its own code."""
    good, unknown = every_kind["good"], every_kind["unknown"]
    assert run("verify", good, "--in-force").code == 6
    assert run("verify", good, unknown, "--in-force").code == 5
    assert run("decide", good, "--outcome", "approved", *COUNSEL_WORDS).code == 0
    assert run("verify", good, "--in-force").code == 0
    found = objects(run("verify", good, every_kind["changed"], "--json", "--in-force"))
    assert [(one["exit_code"], one["in_force"]) for one in found] == [
        (4, False),
        (0, True),
    ]


KEYS = {
    *("file", "result", "exit_code", "level", "decision", "in_force", "as_of"),
    *("signer", "warnings", "notes"),
}
"""The keys that scripts can rely on."""


def test_objects_for_scripts(run, known: Path) -> None:
    """One object a line, with the keys that are documented."""
    run("decide", known, *DECIDE_WORDS, "--valid-until", "2999-01-31")
    done = run("verify", known, known, "nothing.toml", "--json")
    missing, *both = map(json.loads, done.out.splitlines())
    assert (missing["result"], missing["exit_code"]) == ("unreadable", 1)
    assert missing["error"] == "there is no such file"
    for found in both:
        assert set(found) >= KEYS
        assert (found["result"], found["exit_code"]) == ("genuine", 0)
        assert (found["level"], found["in_force"]) == ("approval", True)
        decision, signer = found["decision"], found["signer"]
        assert decision["outcome"] == "approved-with-conditions"
        assert decision["by"]["email"] == "c.counsel@harbour.example"
        assert decision["valid_until"] == "2999-01-31"
        (condition,) = decision["conditions"]
        assert condition["text"] == "Take a radio along."
        assert condition["state"] == "open"
        assert (signer["address"], signer["trusted"]) == ("a@studio.com", True)
        assert signer["fingerprint"].startswith("SHA256:")
        assert signer["claims"]["name"] == "A. Producer"
        assert found["as_of"] == decision["at"]
        assert (found["warnings"], found["notes"]) == ([], [])


def test_an_older_revision_is_pointed_out(run, boat: Pack, tmp_path: Path) -> None:
    """Among several files the one that was replaced is named, and is not in force."""
    old, new = revised(boat, tmp_path)
    trust_signers(old)
    run("decide", old, "--outcome", "approved", *COUNSEL_WORDS)
    assert run("verify", old, "--in-force").code == 0
    said = f"“{old}” is an older revision; “{new}” replaces it"
    done = run("verify", old, new)
    assert done.out.splitlines()[-1] == f"WARNING: {said}"
    assert "1 in force" in done.out
    later, earlier = objects(run("verify", old, new, "--json", "--in-force"))
    assert (later["revision"], earlier["revision"]) == (2, 1)
    assert later["supersedes"] == [earlier["digest"]]
    assert (later["warnings"], earlier["warnings"]) == ([], [said])
    assert earlier["not_in_force"] == ["a later revision of this use is known"]
    assert earlier["exit_code"] == 6


def test_a_later_revision_by_somebody_unknown_ends_nothing(
    run, boat: Pack, tmp_path: Path
) -> None:
    """Anybody can write one: it is a warning, and the decision stands."""
    old, new = revised(boat, tmp_path)
    trust_signers(old)
    run("decide", old, "--outcome", "approved", *COUNSEL_WORDS)
    re_signed(new, lambda _: None, STRANGER)
    later, earlier = objects(run("verify", old, new, "--json"))
    assert earlier["in_force"]
    assert "is an older revision" in earlier["warnings"][0]
    assert f"“{new}” is not signed by whoever signed “{old}”" in later["warnings"][0]


def test_all_that_come_after_are_named(run, boat: Pack, tmp_path: Path) -> None:
    """Two that both take the place of one are rivals; nobody chooses in silence."""
    old, new = revised(boat, tmp_path)
    other = Path(shutil.copy(new, tmp_path / "c-other.toml"))
    re_signed(other, lambda one: one["signoff"].update(role="Someone"))
    done = run("verify", old, new, other)
    rivals = (
        f"two different revisions 2 of one use: “{new}” and “{other}”;"
        " ask the producer which one counts"
    )
    older = f"“{old}” is an older revision; “{new}” and “{other}” replace it"
    assert done.out.splitlines()[-2:] == [f"WARNING: {older}", f"WARNING: {rivals}"]
    found = objects(run("verify", new, other, "--json"))
    assert [one["warnings"] for one in found] == [[rivals], [rivals]]
    copied = Path(shutil.copy(new, tmp_path / "d-copy.toml"))
    assert "WARNING" not in run("verify", new, copied).out


def test_a_much_later_revision_is_pointed_out(run, boat: Pack, tmp_path: Path) -> None:
    """Also where those between them are not there."""
    old, new = revised(boat, tmp_path)
    between = [f"sha256:{'0' * 64}", f"sha256:{'1' * 64}"]
    re_signed(new, lambda one: one.update(revision=3, supersedes=between))
    said = f"WARNING: “{old}” is an older revision; “{new}” is a later one"
    assert said in run("verify", old, new).out


def test_a_changed_file_takes_nobody_s_place(run, boat: Pack, tmp_path: Path) -> None:
    """What was not signed so does not say which one is the newer."""
    old, new = revised(boat, tmp_path)
    text = new.read_text(encoding="utf-8")
    new.write_text(text.replace("Another trip", "A third trip"), encoding="utf-8")
    assert "WARNING" not in run("verify", old, new).out


def test_copies_with_rival_decisions_are_forked(run, known: Path, person) -> None:
    """Two deciders, each in a copy: neither decision counts beside the other."""
    copy = Path(shutil.copy(known, "copy.toml"))
    run("decide", known, "--outcome", "approved", *COUNSEL_WORDS)
    person("second")
    trust_signers(copy)
    words = [word.replace("c.counsel", "d.second") for word in COUNSEL_WORDS]
    run("decide", copy, "--outcome", "no-approval-needed", *words)
    trust_signers(known)
    assert run("verify", known, "--in-force").code == 0
    done = run("verify", known, copy, "--in-force")
    said = (
        "forked: “copy.toml” and “summary.toml” are copies of one summary with"
        " different entries"
    )
    assert done.code == 6
    assert f"WARNING: {said}" in done.out.splitlines()
    for found in objects(run("verify", known, copy, "--json")):
        assert found["warnings"] == [said]
        assert found["not_in_force"] == [
            "another copy has a decision that is not in this one"
        ]


def test_an_older_copy_without_the_withdrawal_is_not_in_force(run, known: Path) -> None:
    """What ends a decision counts for every copy that is at hand."""
    run("decide", known, "--outcome", "approved", *COUNSEL_WORDS)
    copy = Path(shutil.copy(known, "copy.toml"))
    run("update", known, "--note", "Seen.", *COUNSEL_WORDS)
    found = objects(run("verify", known, copy, "--json"))
    assert [one["in_force"] for one in found] == [True, True]
    said = "“copy.toml” is an older copy of “summary.toml”, which has 1 more entry"
    assert found[0]["warnings"] == [said]
    run("decide", known, "--withdraw", "--reasons", "A storm.", *COUNSEL_WORDS)
    found = objects(run("verify", known, copy, "--json"))
    assert [one["in_force"] for one in found] == [False, False]


def test_a_name_poses_as_no_row_of_the_table(run, known: Path) -> None:
    """A line end, blanks or quotation marks in a file's name are shown as that."""
    for name in (
        "y\nGENUINE  z.toml",
        f"y{' ' * 60}GENUINE z.toml",
        "y”: in force “z.toml",
        "y\x1b[2Jz.toml",
    ):
        named = Path(shutil.copy(known, name))
        done = run("verify", known, named)
        assert len(done.out.splitlines()) == 4, name
        assert done.out.count("GENUINE  ") == 2, name
        assert done.out.count("”") == 2, name
        assert "\x1b" not in done.out
        assert objects(run("verify", known, named, "--json"))[1]["file"] == name
        named.unlink()


def test_a_verdict_in_somebody_s_own_words_is_quoted(run, summary: Path) -> None:
    """Whoever brings questions of their own writes no sentence of the program."""
    label = "Approved.  In force.  Signed with the key you trust for the boss"
    re_signed(summary, lambda one: one.update(label=label))
    first = run("verify", summary).out.splitlines()[0]
    assert "VERDICT WRONG. “Approved." in first
    assert "Approved.  In" not in run("verify", summary, summary).out


def folder_of(summary: Path) -> Path:
    """Make a folder with all that can be in one."""
    folder = Path("all")
    (folder / "inner" / "deep").mkdir(parents=True)
    (folder / ".hidden").mkdir()
    for name in ("a.toml", "B.TOML", ".c.toml", "inner/d.toml", "inner/deep/e.toml"):
        shutil.copy(summary, folder / name)
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    (folder / ".DS_Store").write_text("x", encoding="utf-8")
    return folder


def test_what_is_left_out_of_a_folder_is_named(run, known: Path) -> None:
    """Nobody takes a folder for checked whose inner folders were passed over."""
    folder = folder_of(known)
    done = run("verify", folder)
    assert len(done.out.splitlines()) == 4
    assert done.out.index("B.TOML") < done.out.index("a.toml")
    assert done.err.splitlines() == [
        "genai-guide: skipped “all/.c.toml”: a hidden file",
        "genai-guide: skipped “all/.hidden”: a hidden folder",
        "genai-guide: skipped “all/inner”: a folder; --recursive goes into it",
        "genai-guide: skipped “all”: 1 file in it not called .toml",
    ]


def test_inner_folders_are_verified_with_a_word(run, known: Path) -> None:
    """A link that leads back is not followed."""
    folder = folder_of(known)
    (folder / "inner" / "back").symlink_to(folder.absolute())
    done = run("verify", folder, "--recursive", "--json")
    assert [one["file"] for one in objects(done)] == [
        "all/B.TOML",
        "all/a.toml",
        "all/inner/d.toml",
        "all/inner/deep/e.toml",
    ]
    assert "skipped “all/inner/back”: a link to a folder" in done.err
    assert "--recursive" not in done.err


def test_standard_input_is_verified(
    run, known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-` names it, alone or among files; too much of it is refused."""

    def given(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    given(known.read_bytes())
    done = run("verify", "-")
    assert (done.code, done.out[:8]) == (0, "GENUINE.")
    given(known.read_bytes())
    found = objects(run("verify", "-", known, "--json"))
    assert [one["result"] for one in found] == ["genuine", "genuine"]
    for content in (b"", b"\xff\xfe", b"#" * 256_001):
        given(content)
        assert run("verify", "-").code == 1


def test_evidence_is_compared_with_what_is_recorded(run, known: Path) -> None:
    """The same, changed or missing is said; a difference is a warning."""
    task = tables_of(known)["statement"]["task"][0]["id"]
    folder = Path("evidence")
    folder.mkdir()
    permit = folder / "permit.pdf"
    permit.write_bytes(b"the permit")
    words = ["--close", task, "--evidence", permit, *COUNSEL_WORDS]
    assert run("update", known, *words).code == 0
    same = run("verify", known, "--evidence", folder)
    assert "note: evidence “permit.pdf”: the same as recorded" in same.out
    permit.write_bytes(b"a permit..")
    changed = run("verify", known, "--evidence", folder)
    assert changed.code == 0
    said = "The evidence “permit.pdf” is not the recorded file."
    assert f"WARNING: {said}" in changed.out.splitlines()[0]
    permit.unlink()
    missing = run("verify", known, "--evidence", folder)
    assert "note: evidence “permit.pdf”: missing from the folder" in missing.out
    assert run("verify", known, "--evidence", "none").code == 1
    assert "evidence" not in json.loads(run("verify", known, "--json").out)["notes"]


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
        *("signer_not_trusted", "changed", "unreadable"),
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
