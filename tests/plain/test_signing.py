"""Signing off by lines: who signs, and into which file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.exit_codes import ExitCode
from genai_guide.record.draft import draft_from_answers
from genai_guide.record.profile import Profile
from genai_guide.rules.pack import Pack
from genai_guide.storage.profile import load_profile, save_profile
from genai_guide.workflows.sign import write_summary
from tests.helpers.boat_pack import SAFE
from tests.helpers.signing import PRODUCER, SIGNER
from tests.plain.heard import hear
from tests.plain.lines import SIGN, lines_of


def test_signing_asks_until_each_part_can_be_taken(boat: Pack, tmp_path: Path) -> None:
    """Nothing is proposed for a person; a file that is there is not written over."""
    (tmp_path / "there.toml").write_text("mine", encoding="utf-8")
    who = ["/sign", "", "A. Producer", "Producer", "Studio", "a-studio", "a@studio.com"]
    file = ["there.toml", "keep", str(tmp_path), str(tmp_path / "new.toml")]
    heard = hear(boat, tmp_path, [*lines_of(boat, SAFE), *who, *file, "2"])
    assert heard.code == ExitCode.INCOMPLETE
    assert heard.said.index("By signing you state:") < heard.said.index("Name: ")
    assert "I have answered truthfully." in heard.said
    assert "E-mail: use an address such as name@studio.example." in heard.said
    assert "This is a folder" in heard.said
    assert "Nothing was changed." in heard.said
    assert not (tmp_path / "new.toml").exists()
    assert (tmp_path / "there.toml").read_text("utf-8") == "mine"
    signed = hear(boat, tmp_path, [*SIGN[:5], "there.toml", "over", "sign"])
    assert signed.summary == tmp_path / "there.toml"
    assert tomllib.loads((tmp_path / "there.toml").read_text("utf-8"))["statement"]


def test_signing_again_supersedes_the_summary_before(
    boat: Pack, tmp_path: Path
) -> None:
    """The session remembers what was signed."""
    first = hear(boat, tmp_path, [*lines_of(boat, SAFE), *SIGN]).summary
    (tmp_path / "key").unlink()
    second = hear(boat, tmp_path, ["/revise", *SIGN]).summary
    assert first
    assert second
    statement = tomllib.loads(second.read_text("utf-8"))["statement"]
    assert statement["revision"] == 2
    assert statement["supersedes"][0].startswith("sha256:")


@pytest.mark.parametrize("typed", ["yes", "n", "NO", "1", "summary.txt"])
def test_what_is_no_name_of_a_summary_is_asked_again(
    boat: Pack, tmp_path: Path, typed: str
) -> None:
    """No file is called `yes`."""
    lines = [*lines_of(boat, SAFE), *SIGN[:5], typed, "", "1"]
    heard = hear(boat, tmp_path, lines)
    assert (
        heard.flat.count(
            "Press Enter for the name in brackets, or type another .toml name."
        )
        == 1
    )
    assert heard.summary
    assert heard.summary.name == "genai-round-the-island-to-see-the-seals.toml"


def test_a_name_without_an_ending_gets_one(boat: Pack, tmp_path: Path) -> None:
    """And it is said before anything is signed."""
    lines = [*lines_of(boat, SAFE), *SIGN[:5], "island", "1"]
    heard = hear(boat, tmp_path, lines)
    assert ".toml is added to the name: island.toml" in heard.said
    assert heard.summary == tmp_path / "island.toml"


def test_an_empty_line_signs_with_the_profile(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each prompt shows what is known; what is typed instead is signed, and stays."""
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    known = Profile("A. Producer", "Producer", "Studio", "a@studio.com")
    save_profile(known)
    lines = [*lines_of(boat, SAFE), "/sign", "", "Line producer", "", "", "", "1"]
    heard = hear(boat, tmp_path, lines, profile=known)
    assert heard.summary
    signoff = tomllib.loads(heard.summary.read_text("utf-8"))["statement"]["signoff"]
    assert (signoff["name"], signoff["role"]) == ("A. Producer", "Line producer")
    assert "Name [A. Producer]: " in heard.said
    assert load_profile() == replace(known, last_folder=str(tmp_path))


def test_who_signs_first_is_remembered(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said once that it is, and where it can be changed."""
    monkeypatch.setenv("GENAI_GUIDE_CONFIG", str(tmp_path / "config"))
    lines = [*lines_of(boat, SAFE), *SIGN]
    heard = hear(boat, tmp_path, lines, profile=Profile())
    assert "remembered for next time. `genai-guide profile` shows" in heard.flat
    assert load_profile().email == "a@studio.com"


def test_the_signer_hears_of_the_same_element(
    boat: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said with `/same`, taken back with `/undo`, and signing goes on."""
    monkeypatch.setenv("GENAI_GUIDE_CACHE", str(tmp_path / "cache"))
    draft = draft_from_answers(boat, SAFE)
    write_summary(tmp_path / "other.toml", boat, draft, SIGNER, PRODUCER)
    heard = hear(boat, tmp_path, [*lines_of(boat, SAFE), "/same", "2", "/undo"])
    assert "Same element as another use: “" in heard.flat
    assert "Undone: Same element as another use: none named" in heard.flat
    heard = hear(boat, tmp_path, ["/redo", *SIGN])
    assert "Conflicts with other uses of this production:" in heard.flat
    assert heard.summary
