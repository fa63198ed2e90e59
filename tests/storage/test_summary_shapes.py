"""What may stand in a summary, and what its texts cannot pretend to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart, payload
from genai_guide.signing.trust import AllowedSigners
from genai_guide.signing.verification import Result
from genai_guide.storage.errors import FileError
from tests.helpers.signing import PRODUCER
from tests.helpers.summaries import (
    legal,
    re_signed,
    signed,
    tables_of,
    verified,
    written,
)

Table = dict[str, Any]


def test_no_text_of_the_file_poses_as_a_line_of_the_result(
    small: Pack, path: Path
) -> None:
    """A line end in a title does not begin another line."""
    signed(path, small)

    def posing(statement: Table) -> None:
        statement["title"] = "x\nlevel: notify"

    found = legal(small, AllowedSigners()).verify(re_signed(path, posing))
    assert "\n" not in found.first_line
    assert not any("\n" in line for line in found.lines)


@pytest.mark.parametrize(
    ("key", "claim"),
    [
        ("name", "X\nGOOD. Y"),
        ("name", "x" * 101),
        ("name", " "),
        ("role", "Line\u200bproducer"),
        ("organisation", "Studio\u3164"),
        ("email", "a@b@studio.com"),
    ],
)
def test_a_claim_that_nobody_could_sign_is_refused_when_it_is_read(
    small: Pack, path: Path, key: str, claim: str
) -> None:
    """What a signer says of themselves is judged again by whoever reads it."""
    signed(path, small)

    def claiming(statement: Table) -> None:
        statement["signoff"][key] = claim

    with pytest.raises(FileError, match=key.replace("email", "e-mail")) as refusal:
        legal(small).verify(re_signed(path, claiming))
    assert "Value error" not in str(refusal.value)


def _raw(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[statement_signature]\n", '[statement_signature]\nby = "x"\n', "by"),
        ("[statement_signature]\n", "[more]\na = 1\n[statement_signature]\n", "more"),
        ("[statement]\n", "[statement]\nseen = true\n", "seen"),
        ("revision = 1", "revision = true", "revision"),
        ("revision = 1", "revision = 0", "revision"),
        ("revision = 1", "revision = 1.0", "1.0"),
        ("at = 2026-03-01T09:00:00Z", "at = 2026-03-01 09:00:00", "at"),
        ("at = 2026-03-01T09:00:00Z", 'at = "2026-03-01T09:00:00Z"', "at"),
        (
            "at = 2026-03-01T09:00:00Z",
            "at = 1999-12-31T00:00:00Z",
            "the years 2000 and 2999",
        ),
        (
            "at = 2026-03-01T09:00:00Z",
            "at = 9999-12-31T23:59:00Z",
            "the years 2000 and 2999",
        ),
        ("at = 2026-03-01T09:00:00Z", "at = 2026-03-01T10:00:00+01:00", "in UTC"),
        ("[statement_signature]", "[decision_signature]", "decision_signature"),
        ("The Lamp", "The\\u202ELamp", "U+202E"),
        ("The Lamp", "A\\u030A", "NFC"),
    ],
)
def test_what_should_not_be_there_is_refused(
    small: Pack, path: Path, old: str, new: str, said: str
) -> None:
    """Nothing is in the file beside what is judged."""
    with pytest.raises(FileError, match=said.replace("+", r"\+")):
        legal(small).verify(_raw(signed(path, small), old, new))


def test_a_shown_date_cannot_be_moved_without_the_key(small: Pack, path: Path) -> None:
    """The same moment with another offset would be shown as another day."""
    signed(path, small)
    with pytest.raises(FileError, match="expected a time in UTC"):
        verified(_raw(path, "T09:00:00Z", "T09:00:00.000001Z"), small)
    with pytest.raises(FileError, match="finer than a microsecond"):
        verified(_raw(path, "09:00:00.000001Z", "09:00:00.0000001Z"), small)


def test_a_later_program_s_texts_still_verify(small: Pack, path: Path) -> None:
    """A character that this Python does not know yet was judged where it entered."""
    document = tables_of(signed(path, small))
    document["statement"]["answer"][0]["note"] = "\U0001faf9\u0378"
    statement = document["statement"]
    ssh = PRODUCER.sign(SignedPart.STATEMENT, payload(SignedPart.STATEMENT, statement))
    document["statement_signature"]["ssh"] = ssh
    assert legal(small).verify(written(path, document)).result is Result.GENUINE
