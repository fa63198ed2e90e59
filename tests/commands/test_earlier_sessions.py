"""Commands on a session of another version: what stands is judged, the rest is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from genai_guide.files.packs import load_pack
from genai_guide.files.session_files import save_session
from genai_guide.record import session as record
from tests.commands.conftest import Run
from tests.helpers.boat_pack import FILES, SAFE, write_pack
from tests.helpers.sessions import AT

SIGN = (
    *("--name", "A", "--role", "B", "--organisation", "C"),
    *("--email", "a@b.example", "--attest"),
)


def earlier(folder: Path, old: str, new: str) -> Path:
    """Save a session under a pack that differs from the boat pack."""
    changed = {name: text.replace(old, new) for name, text in FILES.items()}
    pack = load_pack(write_pack(folder / "old", **changed))
    path = folder / "s.toml"
    save_session(path, pack, record.from_answers(pack, SAFE), AT)
    return path


def test_what_is_to_be_confirmed_leaves_the_record_open(run: Run, tmp_path: Path):
    path = earlier(tmp_path, "How is the weather?", "What about the weather?")
    before = path.read_bytes()
    done = run("assess", path)
    assert done.code == 3
    assert "5 kept, 1 to be confirmed, 0 to be answered again" in done.err
    assert "open: How is the weather?" in done.out
    signed = run("sign", path, *SIGN)
    assert (signed.code, signed.out) == (3, "")
    assert "1 to be confirmed" in signed.err
    assert "trip.weather" in signed.err
    shown = run("show", path)
    assert shown.code == 0
    assert "1 to be confirmed" in shown.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_what_is_asked_as_before_is_judged_as_before(run: Run, tmp_path: Path, json):
    path = earlier(tmp_path, "A permit covers the cargo.", "Covered.")
    done = run("assess", path, *json)
    assert done.code == 0
    assert "6 kept, 0 to be confirmed" in done.err
    assert run("sign", path, *SIGN).code == 0
