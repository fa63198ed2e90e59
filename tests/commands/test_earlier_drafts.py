"""Commands on a session of another version: what stands is judged, the rest is said."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from genai_guide.record import draft as record
from genai_guide.storage.packs import default_dir, load_pack
from tests.commands.conftest import Run
from tests.helpers.boat_pack import FILES, SAFE, write_pack
from tests.helpers.drafts import AT, save_draft
from tests.helpers.signing import SIGN_WORDS
from tests.helpers.trusted import trust_signers

SIGN = (
    *("--name", "A", "--role", "B", "--organisation", "C"),
    *("--email", "a@b.example", "--attest"),
)


def earlier(folder: Path, old: str, new: str) -> Path:
    """Save a session under a pack that differs from the boat pack."""
    changed = {name: text.replace(old, new) for name, text in FILES.items()}
    pack = load_pack(write_pack(folder / "old", **changed))
    path = folder / "s.toml"
    names = {old.strip('"'): new.strip('"')}
    use = {names.get(key, key): answer for key, answer in SAFE.use.items()}
    session = record.draft_from_answers(pack, replace(SAFE, use=use))
    save_draft(path, pack, session, AT)
    return path


def test_what_is_to_be_confirmed_leaves_the_record_open(run: Run, tmp_path: Path):
    path = earlier(tmp_path, "How is the weather?", "What about the weather?")
    before = path.read_bytes()
    done = run("assess", path)
    assert done.code == 3
    assert "5 kept, 1 to confirm, 0 to answer again" in done.err
    left = done.out.split("Still to be answered:\n")[1]
    assert left.lstrip().startswith("- How is the weather? ")
    assert "(trip.weather)" in left
    signed = run("sign", path, *SIGN)
    assert (signed.code, signed.out) == (3, "")
    assert "1 to confirm" in signed.err
    assert "trip.weather" in signed.err
    shown = run("show", path)
    assert shown.code == 0
    assert "1 to confirm" in shown.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_what_is_asked_as_before_is_judged_as_before(run: Run, tmp_path: Path, json):
    path = earlier(tmp_path, "A permit covers the cargo.", "Covered.")
    done = run("assess", path, *json)
    assert done.code == 0
    assert "6 kept, 0 to confirm" in done.err
    assert run("sign", path, *SIGN).code == 0


def test_what_is_no_longer_asked_is_left_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """It is said as what it is: nobody will ask for it again."""
    path = earlier(tmp_path, '"trip.story"', '"trip.tale"')
    before = path.read_bytes()
    monkeypatch.setattr(sys, "stdin", io.StringIO("1\n"))
    done = run("ask", path)
    assert "Left out (the old file keeps them): 1\n- What is it for?" in done.err
    assert "no longer asked" in done.err
    assert "To answer again" not in done.err
    assert path.read_bytes() == before
    judged = run("assess", path)
    assert "0 to answer again, 1 no longer" in judged.err


def test_questions_released_beside_the_pack_are_found(
    run: Run, summary: Path, tmp_path: Path
):
    """Before that, what could name them is said."""
    changed = {"pack.toml": FILES["pack.toml"].replace("1.2.3", "1.3.0")}
    newer = write_pack(tmp_path / "questions" / "next", **changed)
    words = ("verify", summary, "--pack", newer)
    without = run(*words, pack=False)
    assert "these questions are not on this computer" in without.out
    write_pack(tmp_path / "questions" / "released" / "boat-trip-1.2.3")
    trust_signers(summary)
    assert run(*words, pack=False).out.startswith("GENUINE.")


def test_the_shipped_questions_are_found_beside_any_pack(run: Run, tmp_path: Path):
    """A summary of theirs is replayed, whatever `--pack` names."""
    case = default_dir() / "cases" / "00-second-doll.toml"
    done = run("sign", case, *SIGN_WORDS, "-o", "doll.toml", pack=False)
    assert done.code == 0
    assert run("verify", "doll.toml").out.startswith("GENUINE.")
