"""What was signed on this computer is noticed when it is missing in a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from genai_guide.record.entries import EntryKind, Outcome
from genai_guide.record.memory import Remembered
from genai_guide.rules.pack import Pack
from genai_guide.signing.verification import Verification
from genai_guide.storage.errors import FileError
from genai_guide.storage.memory import load_memory, memory_path, remember
from genai_guide.workflows.entries import add_own_entries
from genai_guide.workflows.revise import start_revision
from genai_guide.workflows.sign import write_summary
from tests.helpers.signing import AUTHOR, LEGAL, PRODUCER, SIGNER
from tests.helpers.summaries import (
    COUNSEL,
    added,
    decided,
    legal,
    signed,
    tables_of,
    verified,
    written,
)

REFUSED = {
    "outcome": Outcome.REFUSED,
    "reasons": "Too risky.",
    "conditions": (),
    "valid_until": "",
}
LINE = Remembered("a" * 32, 1, "sha256:x", "decision", "2026-03-01T09:00:00+00:00")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a memory of one's own."""
    monkeypatch.setenv("GENAI_GUIDE_DATA", str(tmp_path / "data"))


def seen(path: Path, pack: Pack) -> Verification:
    """Verify a summary on the computer that signed it."""
    found = legal(pack, memory=load_memory()).verify(path)
    assert isinstance(found, Verification)
    return found


def test_a_refusal_that_was_cut_off_is_missed(small: Pack, path: Path) -> None:
    """The file verifies, and on this computer it is known that its end is missing."""
    document = tables_of(signed(path, small))
    decided(path, small, **REFUSED)
    assert not seen(path, small).warnings
    found = seen(written(path, document), small)
    said = "you refused revision 1 of this use on 1 March 2026, and that is not in this"
    assert said in found.warnings[0]
    assert said in found.obstacles[0]
    assert "WARNING: You refused revision 1" in found.first_line


def test_an_approval_that_was_cut_off_is_missed_too(small: Pack, path: Path) -> None:
    """It stops nothing, and is still said."""
    document = tables_of(signed(path, small))
    decided(path, small)
    found = seen(written(path, document), small)
    assert "you approved revision 1" in found.warnings[0]
    assert found.obstacles == ("there is no decision yet",)


def revised(path: Path, pack: Pack, *, without: bool = False) -> Path:
    """Sign the next revision of a summary, perhaps without its entries."""
    draft = start_revision(path, verified(path, pack), pack).draft
    later = path.with_name(f"{path.stem}-later.toml")
    draft = replace(draft, earlier=() if without else draft.earlier)
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    write_summary(later, pack, draft, replace(SIGNER, at=at), PRODUCER)
    return later


def test_a_revision_carries_the_refusal_along(small: Pack, path: Path) -> None:
    """Who reads the next revision reads that the one before was refused, and why."""
    later = revised(decided(path, small, **REFUSED), small)
    found = verified(later, small)
    assert found.result.word == "genuine"
    note = "what this file calls revision 1 was refused on 1 March 2026: “Too risky.”"
    assert note in found.notes
    third = revised(later, small)
    assert note in verified(third, small).notes, "two revisions later it is gone"


def test_a_revision_carries_a_withdrawal_along(small: Pack, path: Path) -> None:
    """The approval before it is not the last that is said of it."""
    decided(path, small)
    about = verified(path, small).standing.link
    said = {"about": about, "reasons": "It burnt."}
    added(path, small, LEGAL, EntryKind.WITHDRAWAL, COUNSEL, **said)
    notes = verified(revised(path, small), small).notes
    withdrawn = "revision 1 had its approval withdrawn on 1 March 2026: “It burnt.”"
    named = [note for note in notes if note.startswith("what this file calls")]
    assert named[-1] == f"what this file calls {withdrawn}"


def test_a_revision_without_them_says_that_it_contains_none(
    small: Pack, path: Path
) -> None:
    """What was left out is said to be missing, and the decider remembers."""
    later = revised(decided(path, small, **REFUSED), small, without=True)
    found = seen(later, small)
    assert "this file contains no decision on revision 1" in found.notes
    assert "you refused revision 1 of this use on 1 March 2026" in found.notes


def test_an_older_revision_is_not_in_force_where_a_later_one_is_known(
    small: Pack, path: Path
) -> None:
    """Whoever signed the later one learns that this is not the latest."""
    revised(decided(path, small), small)
    assert verified(path, small).in_force
    found = seen(path, small)
    assert found.obstacles == ("a later revision of this use is known",)
    assert "WARNING: Revision 2 of this use is known here." in found.first_line


def test_a_stranger_s_high_number_ends_no_revision(small: Pack, path: Path) -> None:
    """What counsel refused on a file that was not genuine says nothing of revisions."""
    found = seen(signed(path, small), small)
    forged = Remembered(
        found.summary.statement.id, 99, "sha256:x", "decision", LINE.at, "x", "refused"
    )
    remember(replace(forged, found="signer_not_trusted"))
    assert not seen(path, small).newer_revision
    remember(replace(forged, found="genuine"))
    assert seen(path, small).newer_revision


def test_a_torn_or_foreign_line_is_passed_over() -> None:
    """The others still count, and nothing ends in a traceback."""
    remember(LINE)
    path = memory_path()
    before = path.read_bytes()
    path.write_bytes(
        b'{"use": "\n[]\nnull\n{"use": 1}\n\xff\n{"more": "x"}\n'
        b'{"use":"a","revision":1,"statement":"x","kind":"decision","at":"soon"}\n'
        b'{"use":"a","revision":1,"statement":"x","kind":"veto",'
        b'"at":"2026-03-01T09:00:00+00:00"}\n{"use": "cut'
    )
    remember(LINE)
    assert load_memory() == (LINE,)
    assert path.read_bytes().endswith(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_at_once_lose_nothing() -> None:
    """Every line of every writer is there afterwards."""
    threads = [
        Thread(
            target=lambda: [remember(replace(LINE, revision=n)) for n in range(1, 21)]
        )
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.revision for each in load_memory()) == sorted(
        [*range(1, 21)] * 3
    )


def test_a_memory_that_cannot_be_written_stops_no_decision(
    small: Pack, path: Path, tmp_path: Path
) -> None:
    """The decision is in the file, whatever becomes of the memory."""
    signed(path, small)
    memory_path().unlink()
    memory_path().mkdir()
    decided(path, small)
    assert verified(path, small).in_force


def test_own_entries_of_a_forked_copy_are_added_again(small: Pack, path: Path) -> None:
    """Counsel decided on Monday's copy; the producer closed a task in hers."""
    copy = path.with_name("monday.toml")
    copy.write_bytes(signed(path, small).read_bytes())
    task = verified(path, small).summary.statement.tasks[0].id
    added(path, small, PRODUCER, EntryKind.CLOSING, AUTHOR, task=task)
    decided(copy, small)
    added(copy, small, LEGAL, EntryKind.NOTE, COUNSEL, reasons="See you.")

    def verify(each: Path) -> Verification:
        return verified(each, small)

    def confirm(*_: object) -> bool:
        return True

    assert add_own_entries(path, copy, verify, LEGAL, confirm) == 2
    found = verified(path, small)
    assert (found.result.word, found.in_force) == ("genuine", True)
    assert set(found.standing.closings) == {task}
    assert add_own_entries(path, copy, verify, PRODUCER, confirm) == 0, (
        "they are another's"
    )
    other = signed(path.with_name("other.toml"), small)
    with pytest.raises(FileError, match="the statements differ"):
        add_own_entries(path, other, verify, LEGAL, confirm)
