"""Deciding appends: what was there stays, byte for byte."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.signing.allowed_signers import AllowedSigners
from genai_guide.signing.verification import Replay, Result
from genai_guide.storage.errors import FileError
from genai_guide.storage.reading import RECORD_BYTES
from genai_guide.workflows.decide import append_decision
from tests.helpers.signing import LEGAL, PRODUCER, STRANGER
from tests.helpers.summaries import (
    YES,
    decided,
    legal,
    re_signed,
    signed,
    tables_of,
    written,
)

LAYOUTS = {
    "as written": lambda text: text,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "bom": lambda text: "\ufeff" + text,
    "bom and crlf": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
    "no line end": lambda text: text.rstrip("\n"),
    "blank lines": lambda text: text + "\n\n\n",
    "a comment": lambda text: text + "# seen by the line producer",
    "a comment with a header": lambda text: text + "# [decision]\n#",
    "blanks": lambda text: text + "   \t",
    "a text of many lines": lambda text: text.replace(
        'description = "Two scenes', 'description = """\\\n  Two scenes'
    ).replace('\n  Two scenes at night."', '\n  Two scenes at night."""'),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_there_stays_byte_for_byte(
    small: Pack, path: Path, layout: str
) -> None:
    """However the file was saved, it is the beginning of the decided one."""
    text = signed(path, small).read_text(encoding="utf-8")
    path.write_bytes(LAYOUTS[layout](text).encode())
    before = path.read_bytes()
    assert decided(path, small).read_bytes().startswith(before)
    found = legal(small).verify(path)
    assert found.result is Result.GOOD
    assert found.summary.decision is not None
    assert found.summary.decision.conditions == ("Two wardens stand by.",)


def test_a_table_left_open_does_not_take_the_decision_in(
    small: Pack, path: Path
) -> None:
    """Tables in another order end where the decision begins."""
    text = signed(path, small).read_text(encoding="utf-8")
    at, end = text.index("[statement]"), text.index("[statement_signature]")
    path.write_text(text[:at] + text[end:] + "\n" + text[at:end], encoding="utf-8")
    before = path.read_bytes()
    assert decided(path, small).read_bytes().startswith(before)
    assert legal(small).verify(path).result is Result.GOOD


def test_a_second_decision_is_refused(small: Pack, path: Path) -> None:
    """An answer is given once; the file stays as it was."""
    before = decided(path, small).read_bytes()
    with pytest.raises(FileError, match="there is a decision in it already"):
        append_decision(path, YES, legal(small).verify(path), STRANGER)
    assert path.read_bytes() == before


@pytest.mark.parametrize("what", ["statement", "signature"])
def test_a_summary_that_changed_since_it_was_read_is_not_decided(
    small: Pack, path: Path, what: str
) -> None:
    """What was shown is what is decided on: statement and signature."""
    found = legal(small).verify(signed(path, small))
    if what == "statement":
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("revision = 1", "revision = 2"), encoding="utf-8")
    else:
        re_signed(path, lambda _: None, STRANGER)
    content = path.read_bytes()
    with pytest.raises(FileError, match="changed since it was shown"):
        append_decision(path, YES, found, LEGAL)
    assert path.read_bytes() == content


def test_a_summary_that_is_gone_is_not_decided(small: Pack, path: Path) -> None:
    """It is not written again from what was shown."""
    found = legal(small).verify(signed(path, small))
    path.write_text("", encoding="utf-8")
    with pytest.raises(FileError):
        append_decision(path, YES, found, LEGAL)
    path.unlink()
    with pytest.raises(FileError, match="no such file"):
        append_decision(path, YES, found, LEGAL)
    assert not path.exists()


def test_an_edit_in_between_is_not_lost(
    small: Pack, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who saves while the decision is signed does not lose their words."""
    found = legal(small).verify(signed(path, small))
    sign = type(LEGAL).sign

    def slow(*words: object) -> str:
        with path.open("a", encoding="utf-8") as file:
            file.write("# a remark\n")
        return sign(*words)

    monkeypatch.setattr(type(LEGAL), "sign", slow)
    with pytest.raises(FileError, match="somebody else"):
        append_decision(path, YES, found, LEGAL)
    assert path.read_text(encoding="utf-8").endswith("# a remark\n")


def test_the_record_says_that_it_was_not_verified(small: Pack, path: Path) -> None:
    """A decision on what does not verify says so, under legal's signature."""
    found = legal(small, AllowedSigners()).verify(signed(path, small))
    append_decision(path, YES, found, LEGAL)
    after = legal(small).verify(path)
    decision = after.summary.decision
    assert decision is not None
    assert (decision.found, decision.replay) == (
        Result.NOT_VOUCHED_FOR.word,
        Replay.FOLLOWS,
    )
    assert "decided although the summary was: not vouched for" in after.lines


def test_an_unsigned_summary_is_decided_as_one(small: Pack, path: Path) -> None:
    """A signature that comes later is not what was decided on."""
    document = tables_of(signed(path, small))
    signature = document.pop("statement_signature")
    decided(written(path, document), small)
    assert legal(small).verify(path).result is Result.UNSIGNED
    document = {**tables_of(path), "statement_signature": signature}
    found = legal(small).verify(written(path, document))
    assert found.result is Result.DECISION_VOID


def test_a_decision_that_lacks_a_part_is_not_written(small: Pack, path: Path) -> None:
    """Neither is one with the key that signed the statement."""
    found = legal(small).verify(signed(path, small))
    before = path.read_bytes()
    with pytest.raises(ValueError, match="name"):
        append_decision(path, replace(YES, name=""), found, LEGAL)
    with pytest.raises(FileError, match="signed the statement"):
        append_decision(path, YES, found, PRODUCER)
    assert path.read_bytes() == before


def test_a_file_without_room_is_left_alone(small: Pack, path: Path) -> None:
    """A decision never makes a file too large to be read again."""
    text = signed(path, small).read_text(encoding="utf-8")
    path.write_text(text + "#" * (RECORD_BYTES - len(text) - 300), encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(FileError, match="no room"):
        append_decision(path, YES, legal(small).verify(path), LEGAL)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_who_could_read_it_still_can(small: Pack, path: Path, tmp_path: Path) -> None:
    """The decided file keeps its permissions, and a link to it stays a link."""
    signed(path, small).chmod(0o664)
    link = tmp_path / "link.toml"
    link.symlink_to(path.name)
    decided(link, small)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o664
    assert legal(small).verify(path).summary.decision is not None
