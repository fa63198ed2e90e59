"""Reading records back: each kind told apart, what was changed refused in words."""

from __future__ import annotations

import errno
import os
import tomllib
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from genai_guide.record import draft as record
from genai_guide.rules.answers import Tool
from genai_guide.rules.pack import Pack
from genai_guide.storage.answers_files import parse_answers
from genai_guide.storage.errors import FileError
from genai_guide.storage.records import RecordKind, list_toml_files, read_record
from genai_guide.workflows.sign import write_summary
from tests.helpers.boat_pack import ANSWERS_FILE, SAFE
from tests.helpers.drafts import AT, save_draft
from tests.helpers.signing import PRODUCER, SIGNER

LONGEST = "x" * 4_000


def test_the_longest_texts_give_a_summary_that_can_be_read(
    boat: Pack, tmp_path: Path
) -> None:
    """Texts at their limits are signed and read back."""
    use = {**SAFE.use, "trip.title": "t" * 300, "trip.story": LONGEST}
    session = record.draft_from_answers(boat, replace(SAFE, use=use))
    path = tmp_path / "a.toml"
    write_summary(path, boat, session, SIGNER, PRODUCER)
    assert read_record(path, boat).assessment.complete


def a_summary(pack: Pack, tmp_path: Path) -> Path:
    """Write a good summary."""
    path = tmp_path / "a.toml"
    answers = parse_answers(path, tomllib.loads(ANSWERS_FILE), pack)
    write_summary(
        path, pack, record.draft_from_answers(pack, answers), SIGNER, PRODUCER
    )
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"genai-guide/summary/2"',
            '"genai-guide/summary/3"',
            "newer format “3”, not 2",
        ),
        ('"genai-guide/summary/2"', '"genai-guide/summary/1"', "a pre-release version"),
        ('"genai-guide/summary/2"', '"genai-guide/x/1"', "found the format"),
        ("[statement]", "[other]\n[statement]", "found “other”"),
        ("[statement]", "[statemnt]", "did you mean “statement”"),
        ('question = "trip.cargo"', 'question = "trip.carg"', "“trip.cargo”"),
        ('"glass"', '"grass"', "did you mean “glass”"),
        ('answered = "2026-03-31"', 'answered = "soon"', "expected a date"),
        ("tool = 2", "tool = 3", "expected the number of a tool"),
        ("Round the island", "Round\\u001bisland", "U+001B"),
        ("Round the island", "Round\u202eisland", "U+202E"),
    ],
)
def test_a_summary_changed_by_hand_is_refused_with_the_place(
    boat: Pack, tmp_path: Path, old: str, new: str, said: str
) -> None:
    """What cannot be read of a changed summary is said in words."""
    path = a_summary(boat, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError, match=said.replace("+", r"\+")):
        read_record(path, boat)


def test_bytes_of_a_summary_changed_at_random_are_read_or_refused(
    boat: Pack, tmp_path: Path
) -> None:
    """Any flipped bit or lost end of a summary is a file or a sentence."""
    path = a_summary(boat, tmp_path)
    content = path.read_bytes()
    random = Random(3)
    refused = 0
    for _ in range(600):
        changed = bytearray(content)
        changed[random.randrange(len(content))] ^= 1 << random.randrange(8)
        end = len(changed) if random.random() < 0.5 else random.randrange(len(changed))
        path.write_bytes(bytes(changed[:end]))
        try:
            read_record(path, boat)
        except FileError:
            refused += 1
    assert refused > 100


def test_each_kind_of_record_is_told_apart(boat: Pack, tmp_path: Path) -> None:
    """A session, a summary, an answers file and a case are read as what they are."""
    session = record.draft_from_answers(boat, SAFE)
    save_draft(tmp_path / "s.toml", boat, session, AT)
    write_summary(tmp_path / "m.toml", boat, session, SIGNER, PRODUCER)
    (tmp_path / "a.toml").write_text(ANSWERS_FILE, encoding="utf-8")
    case = f'[case]\ntitle = "x"\n{ANSWERS_FILE}'
    (tmp_path / "c.toml").write_text(case, encoding="utf-8")
    files = {name: read_record(tmp_path / f"{name}.toml", boat).file for name in "smac"}
    kinds = {name: file.kind for name, file in files.items()}
    assert kinds == {
        "s": RecordKind.SESSION,
        "m": RecordKind.SUMMARY,
        "a": RecordKind.ANSWERS,
        "c": RecordKind.ANSWERS,
    }
    levels = {
        read_record(tmp_path / f"{name}.toml", boat).assessment.level for name in "ms"
    }
    assert [level.id for level in levels if level] == ["notify"]


def test_tools_of_a_summary_keep_their_answers_apart(
    boat: Pack, tmp_path: Path
) -> None:
    """The second tool's answers are read back for the second tool."""
    found = read_record(a_summary(boat, tmp_path), boat).draft.answers
    assert found.tools == (
        Tool("Gull", {"boat.engine": ("sail",)}),
        Tool("Tern", {"boat.engine": ("motor",), "boat.insured": ("no",)}),
    )


def test_a_folder_inside_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is left out without a word, also if it goes while it is listed."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.toml").touch()
    scandir = os.scandir

    def refuse(folder: Path) -> Any:
        if folder.name == "inner":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    listed = list_toml_files([tmp_path], recursive=True)
    assert listed.files == (tmp_path / "a.toml",)
    reason = "it cannot be read: Permission denied"
    assert listed.skipped == ((tmp_path / "inner", reason),)
