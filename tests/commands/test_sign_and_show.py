"""`sign` and `show`: from answers to a document."""

from __future__ import annotations

import io
import json
import os
import sys
import tomllib
from pathlib import Path

import pytest

from genai_guide.commands import sign
from genai_guide.record.draft import set_note
from genai_guide.rules.pack import Pack
from genai_guide.rules.status import question_status
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.records import read_record
from tests.helpers.drafts import AT, load_draft, save_draft
from tests.helpers.signing import PRODUCER, SIGN_WORDS


def test_signing_writes_a_summary_and_prints_its_path(run, answers: Path) -> None:
    """The path alone is on stdout, and the file is the signed-off record."""
    done = run("sign", answers, *SIGN_WORDS)
    path = Path(done.out.strip())
    assert done.code == 0
    assert done.out.count("\n") == 1
    assert path.parent == Path.cwd()
    statement = tomllib.loads(path.read_text(encoding="utf-8"))["statement"]
    assert statement["level"] == "approval"
    assert statement["signoff"]["name"] == "A. Producer"
    assert statement["signoff"]["at"].tzinfo is not None
    assert "WRITTEN APPROVAL NEEDED" in done.err


def test_signing_twice_gives_two_files_and_an_out_is_kept(run, answers: Path) -> None:
    """No summary is overwritten: another name is proposed, a named one refused."""
    first, second = (run("sign", answers, *SIGN_WORDS).out for _ in range(2))
    assert first != second
    assert run("sign", answers, *SIGN_WORDS, "-o", "out.toml").code == 0
    before = Path("out.toml").read_bytes()
    done = run("sign", answers, *SIGN_WORDS, "-o", "out.toml")
    assert (done.code, done.out) == (1, "")
    assert Path("out.toml").read_bytes() == before


def test_a_summary_goes_to_standard_output(
    run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`-o -` writes no file, and what it writes verifies."""
    done = run("sign", answers, *SIGN_WORDS, "-o", "-")
    assert (done.code, Path("-").exists()) == (0, False)
    stdin = io.TextIOWrapper(io.BytesIO(done.out.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("verify", "-").out.startswith(("GENUINE", "SIGNER NOT TRUSTED"))


def test_a_summary_goes_into_a_folder(run, answers: Path, tmp_path: Path) -> None:
    """`-o FOLDER` writes into it, under the name that is proposed."""
    (tmp_path / "out").mkdir()
    path = Path(run("sign", answers, *SIGN_WORDS, "-o", "out").out.strip())
    assert path.parent == Path("out")
    assert path.suffix == ".toml"


def test_what_is_empty_is_not_shown(run, tmp_path: Path) -> None:
    """An empty file is no record, and `show` says so."""
    for content in ("", "\n", "# a comment\n"):
        (tmp_path / "empty.toml").write_text(content, "utf-8")
        done = run("show", "empty.toml")
        assert (done.code, done.out) == (1, "")
        assert "empty.toml: this file is empty" in done.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_who_may_read_a_file_for_others_is_as_the_umask_says(
    run, answers: Path, tmp_path: Path
) -> None:
    """A summary and a document are meant to be passed on; a key never is."""
    before = os.umask(0o027)
    try:
        assert run("sign", answers, *SIGN_WORDS, "-o", "out/sum.toml").code == 0
        assert run("show", "out/sum.toml", "-o", "out/brief.txt").code == 0
    finally:
        os.umask(before)
    for path, mode in (
        ("out", 0o750),
        ("out/sum.toml", 0o640),
        ("out/brief.txt", 0o640),
    ):
        assert Path(path).stat().st_mode & 0o777 == mode, path
    kept = [path for path in (tmp_path / "config").rglob("*key*") if path.is_file()]
    assert kept
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0


def test_an_incomplete_record_is_not_signed(
    run, incomplete: Path, tmp_path: Path
) -> None:
    """It ends with 3, names what is open, and writes nothing."""
    done = run("sign", incomplete, *SIGN_WORDS, "-o", tmp_path / "out.toml")
    assert (done.code, done.out) == (3, "")
    assert "trip.title" in done.err
    assert not (tmp_path / "out.toml").exists()


def test_without_attesting_the_sentence_is_shown(run, answers: Path) -> None:
    """Nobody signs what they have not read: without `--attest` it is 2."""
    words = [word for word in SIGN_WORDS if word != "--attest"]
    done = run("sign", answers, *words)
    assert done.code == 2
    assert "I have answered truthfully." in done.err


@pytest.mark.parametrize("missing", ["--name", "--role", "--organisation", "--email"])
def test_every_part_of_the_sign_off_is_needed(run, answers: Path, missing: str) -> None:
    """A missing or empty name, role, organisation or address is 2."""
    at = SIGN_WORDS.index(missing)
    left_out = SIGN_WORDS[:at] + SIGN_WORDS[at + 2 :]
    empty = [*SIGN_WORDS[: at + 1], "", *SIGN_WORDS[at + 2 :]]
    assert run("sign", answers, *left_out).code == 2
    assert run("sign", answers, *empty).code == 2
    assert list(Path.cwd().glob("genai-*")) == []


def test_a_summary_is_not_signed_again(run, answers: Path) -> None:
    """What is signed already is refused with 1."""
    run("sign", answers, *SIGN_WORDS, "-o", "out.toml")
    done = run("sign", "out.toml", *SIGN_WORDS)
    assert done.code == 1
    assert "signed already" in done.err


def test_answers_summary_and_assessment_agree(run, answers: Path) -> None:
    """Assessing the summary gives what assessing the answers gave."""
    run("sign", answers, *SIGN_WORDS, "-o", "out.toml")
    before, after = (
        json.loads(run("assess", path, "--json").out) for path in (answers, "out.toml")
    )
    del before["file"], after["file"]
    assert before == after


@pytest.mark.parametrize("command", ["show", "sign"])
def test_a_bad_file_ends_with_1(run, bad: Path, command: str) -> None:
    """What cannot be read is said, with the file's name."""
    done = run(command, bad, *(SIGN_WORDS if command == "sign" else []))
    assert (done.code, done.out) == (1, "")
    assert str(bad) in done.err
    assert run(command, "none", *(SIGN_WORDS if command == "sign" else [])).code == 1


@pytest.mark.parametrize("part", ["--name", "--role", "--organisation", "--email"])
def test_nobody_signs_under_an_invisible_name(run, answers: Path, part: str) -> None:
    """A name of which nothing can be seen is no name."""
    words = [*SIGN_WORDS]
    words[words.index(part) + 1] = "\u200b"
    assert run("sign", answers, *words).code == 2
    assert list(Path.cwd().glob("genai-*")) == []


def test_signer_s_texts_are_cleaned_with_a_message(run, answers: Path) -> None:
    """What may not stand in a record is left out of a name, and that is said."""
    words = [word.replace("A. Producer", "A\x1b[2J") for word in SIGN_WORDS]
    done = run("sign", answers, *words)
    assert done.code == 0
    assert "name: some characters were removed. It is now “A[2J”" in done.err
    written = Path(done.out.strip()).read_text(encoding="utf-8")
    assert 'name = "A[2J"' in written
    assert "\x1b" not in done.err + written


def test_what_another_window_answered_meanwhile_stays(
    run, monkeypatch: pytest.MonkeyPatch, boat: Pack, answers: Path, tmp_path: Path
) -> None:
    """While the key is unlocked a note is saved elsewhere; signing keeps it."""
    path = tmp_path / "session.toml"
    session = read_record(answers, boat).draft
    save_draft(path, boat, session, AT)
    place = question_status(boat, session.answers).asked[0]
    noted = set_note(boat, session, place, "By phone.", AT)

    def another_window(*_: object, **__: object) -> SigningKey:
        save_draft(path, boat, noted, AT)
        return PRODUCER

    monkeypatch.setattr(sign, "signing_key", another_window)
    assert run("sign", path, *SIGN_WORDS).code == 0
    found = load_draft(path, boat)
    assert found.note(place) == "By phone."
    assert found.signed
    assert found.signed.revision == 1
