"""Good files of every kind, to be spoilt."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from genai_guide.cli import main
from genai_guide.record import draft as record
from genai_guide.record.draft import ClosedTask, Draft, Evidence
from genai_guide.rules.answers import Place
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.drafts import serialize_draft
from tests.helpers.reading import read_toml
from tests.helpers.signing import SIGN_WORDS
from tests.reliability.readers import PACK, PACK_FILES
from tests.reliability.saver import NOW, SMALL

ANSWERS = """\
[answers]
"plan.title" = "Dolls"
"plan.what" = "A house"
"plan.where" = "yes"
"plan.hazards" = ["candles", "animals"]

[[tool]]
name = "Crane"

  [tool.answers]
  "gear.heavy" = "no"
"""
DECIDE = (
    *("--outcome", "approved", "--name", "Counsel", "--role", "Legal"),
    *("--organisation", "Platform", "--email", "counsel@platform.example"),
)
ROSTER = """\
# known signers
a@studio.com namespaces="genai-guide/statement",valid-after="20260101" {key}
"""
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIrIfy/F8YhSJ0jBcbWSkC7yzE7u2IfgTVm94GQMfUMK"


def full_session(folder: Path) -> Draft:
    """Make a session that has every part that one can have."""
    path = folder / "answers.toml"
    path.write_text(ANSWERS, encoding="utf-8")
    session = record.draft_from_answers(
        SMALL, parse_answers(path, read_toml(path), SMALL)
    )
    where, hazards = Place("plan.where"), Place("plan.hazards")
    session = record.set_note(SMALL, session, where, "First line\nand second", NOW)
    session = record.set_answers(SMALL, session, {hazards: ("unsure",)}, NOW)
    session = record.undo(SMALL, session, NOW)
    session = record.add_tool(SMALL, session, NOW)
    session = record.remove_tool(SMALL, session, 2, NOW)
    closed = {
        "ask-owner": ClosedTask("2026-03-01", Evidence(link="https://example.org"))
    }
    return replace(
        session, closed=closed, position="plan.what", unfinished="half a sen"
    )


def seeds(folder: Path) -> dict[str, list[bytes]]:
    """Give good inputs for each reader."""
    session = serialize_draft(folder / "a.toml", SMALL, full_session(folder), NOW)
    signed, decided = _signed(folder)
    answers = ANSWERS.encode()
    tables = [signed, decided]
    packs = [
        bytes([number]) + (PACK / name).read_bytes()
        for number, name in enumerate(PACK_FILES)
    ]
    made_with = read_toml(folder / "signed.toml")["statement_signature"]["ssh"]
    return {
        "toml": [session, answers, *tables],
        "session": [session],
        "record": [session, answers, *tables],
        "pack": packs,
        "summary": tables,
        "roster": [ROSTER.format(key=KEY).encode()],
        "signature": [made_with.encode()],
    }


def _signed(folder: Path) -> tuple[bytes, bytes]:
    """Sign and decide with the program itself, each with a key of their own."""
    out, pack = folder / "signed.toml", ("--pack", str(PACK))
    with patch.dict(os.environ, _config(folder / "producer")):
        words = [str(folder / "answers.toml"), *SIGN_WORDS, "-o", str(out), *pack]
        assert main(["sign", *words]) == 0
        signed = out.read_bytes()
    with patch.dict(os.environ, _config(folder / "counsel")):
        main(["decide", str(out), *DECIDE, "--although-unverified", *pack])
    decided = out.read_bytes()
    assert decided != signed
    out.write_bytes(signed)
    return signed, decided


def _config(folder: Path) -> dict[str, str]:
    return {"GENAI_GUIDE_CONFIG": str(folder)}
