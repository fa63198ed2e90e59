"""A signed summary, line by line: reading it, deciding on it, and updating it."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from genai_guide.cli import main
from genai_guide.record.entries import EntryKind, Outcome
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart
from genai_guide.signing.verification import Verification, allowed_signer_for
from genai_guide.storage.keys import make_key, own_key_path
from genai_guide.storage.trust import add_allowed_signer
from genai_guide.workflows.verify import Verifier
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER
from tests.helpers.summaries import (
    COUNSEL,
    NOW,
    SMALL,
    decided,
    signed,
    small_pack,
)
from tests.helpers.trusted import write_trusted

LEAVE, READ, DETAILS, REVISE, UPDATE, DECIDE = "123456"
PERSON = ["C. Counsel", "Counsel", "Platform", "c.counsel@platform.example"]
Ask = Callable[..., str]


@pytest.fixture
def small() -> Pack:
    """Return the small pack."""
    return small_pack()


@pytest.fixture
def ask(
    tmp_path: Path,
    small: Pack,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ask:
    """Return what opens a summary, types lines, and returns what was said."""
    monkeypatch.chdir(tmp_path)
    for name in ("config", "data"):
        monkeypatch.setenv(f"GENAI_GUIDE_{name.upper()}", str(tmp_path / name))
    write_trusted(tmp_path / "config", small)
    for part, email, key in (
        (SignedPart.STATEMENT, SIGNER.email, PRODUCER),
        (SignedPart.DECISION, COUNSEL.email, LEGAL),
    ):
        add_allowed_signer(allowed_signer_for(part, email, key.public))

    def typed(path: Path, *lines: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
        capsys.readouterr()
        assert main(["ask", str(path), "--pack", str(SMALL)]) == 0
        return " ".join(capsys.readouterr().err.split())

    return typed


def verify(path: Path, pack: Pack) -> Verification:
    """Verify a summary as the person at this computer does."""
    found = Verifier(pack, NOW).verify(path)
    assert isinstance(found, Verification)
    return found


def test_a_refusal_and_its_reasons_are_read_on_opening(
    ask: Ask, small: Pack, tmp_path: Path
) -> None:
    """And again before the next revision begins."""
    path = decided(
        tmp_path / "refused.toml",
        small,
        outcome=Outcome.REFUSED,
        reasons="Candles burn.",
        conditions=(),
        valid_until="",
    )
    said = ask(path, READ, DETAILS, LEAVE)
    assert "Refused on 1 March 2026. Not in force." in said
    assert said.count("“Candles burn.”") >= 2
    assert "- digest: " in said
    said = ask(path, REVISE, "/quit")
    assert (
        "It starts without a decision: revision 1 was refused on 1 March 2026:"
        " “Candles burn.”"
    ) in said


def test_a_decision_with_conditions_is_made_line_by_line(
    ask: Ask, small: Pack, tmp_path: Path
) -> None:
    """All of it is said before it is signed."""
    path = signed(tmp_path / "s.toml", small)
    condition = ["Two wardens stand by.", "production", "2", "2", "1"]
    lines = [DECIDE, "2", *condition, "", "2027-13-01", "2199-06-30", *PERSON]
    said = ask(path, *lines, "2", LEAVE)
    assert "This date isn't valid: 2027-13-01." in said
    assert said.index("This will be signed:") < said.index("Sign this?")
    assert "Your decision: Approved with conditions" in said
    assert "You sign as: “C. Counsel”" in said
    assert "Now send the file to the producer" in said
    found = verify(path, small)
    [state] = found.standing.conditions
    assert (state.condition.due, state.condition.covers) == (
        "before-delivery",
        ("clearance",),
    )
    assert found.standing.valid_until == "2199-06-30"


def test_nothing_is_signed_by_leaving(ask: Ask, small: Pack, tmp_path: Path) -> None:
    path = signed(tmp_path / "s.toml", small)
    before = path.read_bytes()
    for lines in (
        [DECIDE, "1", "/back"],
        [DECIDE, "1", "", "", *PERSON, "1"],
        [UPDATE, "/back"],
        [DECIDE, "1", "/quit"],
    ):
        ask(path, *lines, LEAVE)
        assert path.read_bytes() == before


def test_a_producer_closes_a_task_line_by_line(
    ask: Ask, small: Pack, tmp_path: Path
) -> None:
    """With a link that shows it; she cannot decide on her own summary."""
    own = make_key_of(tmp_path)
    path = signed(tmp_path / "s.toml", small, own)
    link = "https://studio.example/1"
    said = ask(path, UPDATE, "1", link, "", *PERSON, "2", DECIDE, LEAVE)
    assert "You close the task: “Ask the owner.”" in said
    assert f"Shown by: “{link}”" in said
    assert "You signed this summary with the same key." in said
    [entry] = verify(path, small).entries
    assert entry.signed.entry.kind is EntryKind.CLOSING
    assert entry.signed.entry.evidence
    assert entry.signed.entry.evidence.link == link


def make_key_of(folder: Path):
    """Make the key of the person at this computer."""
    assert own_key_path().is_relative_to(folder)
    return make_key(own_key_path())


def test_a_pre_release_summary_is_named_with_the_way_to_read_it(
    ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    old = Path(__file__).parents[1] / "data" / "format-1-summary.toml"
    assert main(["ask", str(old), "--pack", str(SMALL)]) != 0
    said = capsys.readouterr().err
    assert "made with a pre-release version. `genai-guide show` prints" in said
