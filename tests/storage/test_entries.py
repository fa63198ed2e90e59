"""The entries of a summary: who may add what, in which order, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from genai_guide.record.entries import (
    BEFORE_USE,
    Author,
    Condition,
    EntryKind,
    Outcome,
)
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart, entry_part, payload
from genai_guide.signing.trust import AllowedSigners
from genai_guide.signing.verification import (
    Result,
    SignatureState,
    Verification,
    allowed_signer_for,
)
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.locking import acquire_lock
from genai_guide.workflows.entries import append_entry, new_entry
from tests.helpers.signing import AUTHOR, LEGAL, PRODUCER, SIGNER, STRANGER, key_of
from tests.helpers.summaries import (
    CONDITION,
    COUNSEL,
    DECIDED_AT,
    KNOWN,
    NOW,
    YES,
    added,
    decided,
    re_signed,
    signed,
    tables_of,
    verified,
    written,
)

SECOND = key_of(4)
"""The key of a second decider."""
COLLEAGUE = Author(
    name="D. Colleague",
    role="Counsel",
    organisation="Platform",
    email="d.colleague@platform.example",
)
BOTH = AllowedSigners(
    (
        *KNOWN.signers,
        allowed_signer_for(SignedPart.DECISION, COLLEAGUE.email, SECOND.public),
    )
)
APPROVED = {"outcome": Outcome.APPROVED, "found": "genuine"}
REFUSED = {"outcome": Outcome.REFUSED, "found": "genuine", "reasons": "Too risky."}
ASKED = {
    "outcome": Outcome.MORE_INFORMATION,
    "found": "genuine",
    "reasons": "Which tool?",
}


def add(path: Path, pack: Pack, key: SigningKey, kind: EntryKind, **said: Any) -> Path:
    """Append an entry without the checks of `decide`, as an attacker could."""
    by = {LEGAL: COUNSEL, SECOND: COLLEAGUE, PRODUCER: AUTHOR}.get(key, COUNSEL)
    document = tables_of(path)
    found = verified(path, pack, BOTH)
    entry = new_entry(found.summary, kind, by, DECIDED_AT, **said)
    from genai_guide.storage.summaries import to_table

    table = to_table(entry)
    signature = {"ssh": key.sign(entry_part(entry), payload(entry_part(entry), table))}
    listed = [*document.get("entry", []), {**table, "signature": signature}]
    return written(path, {**document, "entry": listed})


def link(path: Path, pack: Pack, number: int = -1) -> str:
    """Return the link of an entry."""
    return verified(path, pack, BOTH).summary.entries[number].link


def test_an_approval_puts_a_use_in_force(small: Pack, path: Path) -> None:
    """Without a decision it is not, and afterwards it is, up to the last day."""
    found = verified(signed(path, small), small)
    assert found.obstacles == ("there is no decision yet",)
    decided(path, small)
    assert verified(path, small).in_force
    last = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert verified(path, small, now=last).in_force
    over = verified(path, small, now=last + timedelta(minutes=1))
    assert over.obstacles == ("the decision was valid until 31 December 2026",)
    assert over.result is Result.GENUINE


def test_progress_on_a_task_leaves_the_decision_as_it_is(
    small: Pack, path: Path
) -> None:
    """Closing a task is an entry of its own; not a byte before it changes."""
    before = decided(path, small).read_bytes()
    task = verified(path, small).summary.statement.tasks[0].id
    added(path, small, PRODUCER, EntryKind.CLOSING, AUTHOR, task=task)
    assert path.read_bytes().startswith(before)
    found = verified(path, small)
    assert (found.result, found.in_force) == (Result.GENUINE, True)
    assert task in found.standing.closings


def test_an_open_condition_before_use_is_not_in_force(small: Pack, path: Path) -> None:
    """Reported as done is not met; accepted by a decider is."""
    condition = replace(CONDITION, due=BEFORE_USE)
    decided(path, small, conditions=(condition,))
    assert not verified(path, small).in_force
    about = {"about": link(path, small), "condition": condition.id}
    added(path, small, PRODUCER, EntryKind.CLOSING, AUTHOR, **about)
    found = verified(path, small)
    (state,) = found.standing.conditions
    assert state.words == "reported as done, not accepted yet"
    assert not found.in_force
    add(path, small, PRODUCER, EntryKind.ACCEPTANCE, **about)
    assert not verified(path, small).in_force, "the producer accepted it herself"
    document = tables_of(path)
    document["entry"].pop()
    written(path, document)
    added(path, small, LEGAL, EntryKind.ACCEPTANCE, COUNSEL, **about)
    assert verified(path, small).in_force


def test_the_date_of_a_condition_that_has_passed_is_a_warning(
    small: Pack, path: Path
) -> None:
    """It stays in force, and the first line says what is overdue."""
    decided(path, small, conditions=(replace(CONDITION, due="2026-03-20"),))
    found = verified(path, small, now=datetime(2026, 4, 1, tzinfo=UTC))
    assert found.in_force
    assert "WARNING: The condition “Two wardens stand by.” was" in found.first_line


def test_a_request_says_that_it_was_answered(small: Pack, path: Path) -> None:
    """The use still waits for legal, who see at once that it is their turn."""
    decided(path, small, **ASKED, valid_until="", conditions=())
    about = link(path, small)
    add(path, small, PRODUCER, EntryKind.ANSWER, about=about, reasons="That one.")
    standing = verified(path, small).standing
    assert standing.summary.endswith("2026, answered on 1 March 2026")
    assert standing.obstacles


def test_a_refusal_and_a_withdrawal_count_at_once(small: Pack, path: Path) -> None:
    """Any trusted decider can stop a use that somebody else approved."""
    decided(path, small)
    add(path, small, SECOND, EntryKind.DECISION, **REFUSED)
    found = verified(path, small, BOTH)
    assert found.obstacles == ("the use was refused on 1 March 2026",)
    path.unlink()
    about = link(decided(path, small), small)
    add(path, small, SECOND, EntryKind.WITHDRAWAL, about=about, reasons="A mistake.")
    found = verified(path, small, BOTH)
    assert found.obstacles == ("the approval was withdrawn on 1 March 2026",)


@pytest.mark.parametrize("stops", [REFUSED, ASKED])
def test_an_approval_after_a_refusal_or_a_request(
    small: Pack, path: Path, stops: dict[str, Any]
) -> None:
    """It is its author's to give; somebody else has to say so, and is named for it."""
    signed(path, small)
    add(path, small, LEGAL, EntryKind.DECISION, **stops)
    assert not verified(path, small, BOTH).in_force
    document = tables_of(path)
    add(path, small, SECOND, EntryKind.DECISION, **APPROVED)
    assert not verified(path, small, BOTH).in_force, "somebody else approved it"
    written(path, document)
    add(path, small, SECOND, EntryKind.DECISION, in_place_of_other=True, **APPROVED)
    found = verified(path, small, BOTH)
    assert found.in_force
    assert "WARNING: This decision replaces" in found.first_line
    written(path, document)
    add(path, small, LEGAL, EntryKind.DECISION, **APPROVED)
    found = verified(path, small, BOTH)
    assert found.in_force
    assert not found.warnings


def test_two_decisions_are_never_merged(small: Pack, path: Path) -> None:
    """Rivals stop each other until one is withdrawn."""
    decided(path, small)
    first = link(path, small)
    add(path, small, SECOND, EntryKind.DECISION, **APPROVED)
    found = verified(path, small, BOTH)
    assert not found.in_force
    assert "contradict each other" in found.first_line
    add(path, small, LEGAL, EntryKind.WITHDRAWAL, about=first, reasons="Hers counts.")
    assert verified(path, small, BOTH).in_force


def test_an_extension_is_the_author_s_to_give(small: Pack, path: Path) -> None:
    """Somebody else's does not count unless it says so."""
    about = link(decided(path, small), small)
    later = datetime(2027, 2, 1, tzinfo=UTC)
    until = {"about": about, "valid_until": "2027-06-30"}
    document = tables_of(path)
    add(path, small, SECOND, EntryKind.EXTENSION, **until)
    assert not verified(path, small, BOTH, now=later).in_force
    written(path, document)
    add(path, small, LEGAL, EntryKind.EXTENSION, **until)
    assert verified(path, small, BOTH, now=later).in_force


def test_nobody_decides_on_their_own_statement(small: Pack, path: Path) -> None:
    """Whatever the list of trusted keys says."""
    both = allowed_signer_for(SignedPart.DECISION, SIGNER.email, PRODUCER.public)
    allowed = AllowedSigners((*BOTH.signers, both))
    signed(path, small)
    add(path, small, PRODUCER, EntryKind.DECISION, **APPROVED)
    found = verified(path, small, allowed)
    assert found.entries[0].check.state is SignatureState.WRONG_ROLE
    assert found.result is Result.ENTRY_NOT_TRUSTED
    assert not found.in_force


def test_an_entry_by_an_unknown_key_changes_nothing(small: Pack, path: Path) -> None:
    """It is counted in the first line, and makes the exit code 5."""
    decided(path, small)
    add(path, small, STRANGER, EntryKind.DECISION, **REFUSED)
    found = verified(path, small)
    assert (found.result, found.result.code) == (Result.ENTRY_NOT_TRUSTED, 5)
    assert found.in_force
    assert "1 entry does not count: you do not trust its key" in found.first_line


Change = Callable[[list[dict[str, Any]]], object]
BROKEN: dict[str, Change] = {
    "first cut off": lambda entries: entries.pop(0),
    "in another order": lambda entries: entries.reverse(),
    "one of them twice": lambda entries: entries.append(entries[0]),
    "changed": lambda entries: entries[0].update(reasons="Fine."),
    "date moved": lambda entries: entries[0].update(valid_until="2030-01-01"),
    "signature of another": lambda entries: entries[0].update(
        signature=entries[1]["signature"]
    ),
    "unsigned": lambda entries: entries[1].pop("signature"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_entries_that_were_tampered_with_are_invalid(
    small: Pack, path: Path, change: Change
) -> None:
    """Cut, moved, repeated or changed: nothing of that is genuine or in force."""
    decided(path, small)
    added(path, small, LEGAL, EntryKind.NOTE, COUNSEL, reasons="See you.")
    document = tables_of(path)
    change(document["entry"])
    found = verified(written(path, document), small)
    assert (found.result, found.result.code) == (Result.INVALID_ENTRY, 4)
    assert not found.in_force
    assert "invalid" in found.first_line


def test_an_entry_belongs_to_one_statement(small: Pack, path: Path) -> None:
    """Moved to another summary it is invalid; signing again does not take it along."""
    entries = tables_of(decided(path, small))["entry"]
    path.unlink()
    other = tables_of(signed(path, small))
    found = verified(written(path, {**other, "entry": entries}), small)
    assert found.result is Result.INVALID_ENTRY
    assert "another statement" in found.entries[0].check.why
    path.unlink()
    decided(path, small)
    re_signed(path, lambda statement: statement.update(), STRANGER)
    assert verified(path, small).result is Result.INVALID_ENTRY


def test_the_end_can_be_cut_and_that_is_said(small: Pack, path: Path) -> None:
    """What one file cannot show is named with the time up to which it speaks."""
    about = link(decided(path, small), small)
    document = tables_of(path)
    added(
        path,
        small,
        LEGAL,
        EntryKind.WITHDRAWAL,
        COUNSEL,
        about=about,
        reasons="A mistake.",
    )
    found = verified(written(path, document), small)
    assert found.in_force
    assert any("Later entries cannot be seen in one file." in x for x in found.lines)


def on_hold(verification: Verification) -> Verification:
    """Return the verification as if the level blocked the use."""
    summary = verification.summary
    statement = replace(
        summary.statement,
        needs_approval="blocked",
        reasons=tuple(
            replace(reason, obligations=("clearance",))
            for reason in summary.statement.reasons
        ),
        pack=replace(
            summary.statement.pack,
            levels=tuple(
                replace(level, approval="blocked")
                for level in summary.statement.pack.levels
            ),
        ),
    )
    return replace(verification, summary=replace(summary, statement=statement))


def test_a_blocked_use_is_not_approved_without_a_word(small: Pack, path: Path) -> None:
    """It takes the word and the reasons, or conditions that cover what is missing."""
    found = on_hold(verified(signed(path, small), small))
    covering = Condition(
        id="a",
        text="Clear it.",
        owner="production",
        due=BEFORE_USE,
        covers=("clearance",),
    )

    def entry(**said: Any) -> Any:
        return new_entry(
            found.summary,
            EntryKind.DECISION,
            COUNSEL,
            DECIDED_AT,
            found="genuine",
            **said,
        )

    bare = entry(outcome=Outcome.APPROVED)
    with pytest.raises(FileError, match="although it is blocked"):
        append_entry(path, bare, found, LEGAL)
    late = entry(
        outcome=Outcome.WITH_CONDITIONS,
        conditions=(replace(covering, due="before-delivery"),),
    )
    with pytest.raises(FileError, match="although it is blocked"):
        append_entry(path, late, found, LEGAL)
    with pytest.raises(ValueError, match="reasons: say why"):
        entry(outcome=Outcome.APPROVED, although_blocked=True)
    for word in (
        entry(outcome=Outcome.APPROVED, although_blocked=True, reasons="Settled."),
        entry(outcome=Outcome.WITH_CONDITIONS, conditions=(covering,)),
    ):
        path.unlink()
        signed(path, small)
        again = on_hold(verified(path, small))
        moved = replace(word, on=again.summary.digest, after=again.summary.last_link)
        append_entry(path, moved, again, LEGAL)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (REFUSED | {"reasons": ""}, "reasons: say why"),
        (ASKED | {"reasons": " "}, "reasons: say what is needed"),
        (REFUSED | {"valid_until": "2027-01-01"}, "only an approval has a last day"),
        (APPROVED | {"valid_until": "2026-02-28"}, "already over"),
        (APPROVED | {"valid_until": "soon"}, "YYYY-MM-DD"),
        (APPROVED | {"conditions": (CONDITION,)}, "approved-with-conditions"),
        (APPROVED | {"outcome": Outcome.WITH_CONDITIONS}, "at least one"),
        (YES | {"conditions": (CONDITION, CONDITION)}, "is used twice"),
        (YES | {"conditions": (replace(CONDITION, due="soon"),)}, "due"),
        (APPROVED | {"task": "x"}, "task: this does not belong to a decision"),
        ({"reasons": "x"}, "outcome: this is needed"),
    ],
)
def test_what_a_decision_may_not_say(
    small: Pack, path: Path, said: dict[str, Any], problem: str
) -> None:
    """Every part that is missing or cannot be is named before anything is signed."""
    summary = verified(signed(path, small), small).summary
    with pytest.raises(ValueError, match=problem):
        new_entry(summary, EntryKind.DECISION, COUNSEL, DECIDED_AT, **said)


def test_a_clock_outside_of_time_signs_nothing(small: Pack, path: Path) -> None:
    """It would write a file that nobody can read."""
    summary = verified(signed(path, small), small).summary
    wrong = datetime(1999, 12, 31, tzinfo=UTC)
    with pytest.raises(ValueError, match="computer says 31 December 1999"):
        new_entry(summary, EntryKind.NOTE, COUNSEL, wrong, reasons="x")


def test_a_read_only_file_is_respected(small: Pack, path: Path) -> None:
    """Nothing is added to a file that its owner protected."""
    signed(path, small).chmod(0o444)
    before = path.read_bytes()
    with pytest.raises(FileError, match="read-only"):
        decided(path, small)
    assert path.read_bytes() == before


def test_two_who_add_in_the_same_moment(small: Pack, path: Path) -> None:
    """While one writes, the other is told so, and can try again."""
    found = verified(signed(path, small), small)
    entry = new_entry(found.summary, EntryKind.DECISION, COUNSEL, NOW, **APPROVED)
    lock = acquire_lock(path, NOW.isoformat())
    with pytest.raises(FileError, match="being changed by somebody else"):
        append_entry(path, entry, found, LEGAL)
    lock.release()
    append_entry(path, entry, found, LEGAL)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_file_that_changed_since_it_was_shown(small: Pack, path: Path) -> None:
    """Nobody decides on something else than what they read."""
    found = verified(signed(path, small), small)
    entry = new_entry(found.summary, EntryKind.DECISION, COUNSEL, NOW, **APPROVED)
    decided(path, small)
    with pytest.raises(FileError, match="changed since it was shown"):
        append_entry(path, entry, found, LEGAL)


def test_an_end_that_would_swallow_the_entry(small: Pack, path: Path) -> None:
    """An entry that would be part of another table is not written."""
    signed(path, small)
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}[statement_signature.more]", encoding="utf-8")
    with pytest.raises(FileError):
        decided(path, small)


def test_more_than_the_most_entries_are_refused(small: Pack, path: Path) -> None:
    """A file has at most 200 entries, whoever made them."""
    document = tables_of(decided(path, small))
    document["entry"] *= 201
    with pytest.raises(FileError, match="at most 200"):
        verified(written(path, document), small)


def test_a_newer_kind_of_entry_is_not_passed_over(small: Pack, path: Path) -> None:
    """It may be a refusal: the file is refused, naming the newer version."""
    document = tables_of(decided(path, small))
    document["entry"][0]["kind"] = "veto"
    with pytest.raises(FileError, match="made by a newer version"):
        verified(written(path, document), small)
