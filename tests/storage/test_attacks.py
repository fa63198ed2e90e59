"""What a dishonest producer, or anybody who sends a file, may try on legal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from genai_guide.record.entries import (
    BEFORE_USE,
    Entry,
    EntryKind,
    EvidenceEntry,
    Outcome,
)
from genai_guide.record.memory import STATEMENT, Remembered
from genai_guide.record.profile import Profile
from genai_guide.rules.pack import Pack
from genai_guide.signing.payload import SignedPart, entry_part, payload
from genai_guide.signing.trust import AllowedSigners
from genai_guide.signing.unknown_signers import find_unknown_signer
from genai_guide.signing.verification import Result, Verification, format_entry
from genai_guide.storage.errors import FileError
from genai_guide.storage.evidence import list_evidence
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.summaries import to_table
from genai_guide.storage.toml_lines import TomlLines
from genai_guide.workflows.entries import add_own_entries, new_entry, preview_entry
from genai_guide.workflows.revise import start_revision
from tests.helpers.signing import LEGAL, PRODUCER, SIGNER, STRANGER
from tests.helpers.summaries import (
    ANSWERS,
    CONDITION,
    COUNSEL,
    KNOWN,
    NOW,
    added,
    decided,
    legal,
    re_signed,
    signed,
    tables_of,
    verified,
    written,
)
from tests.storage.test_entries import APPROVED, REFUSED, add

Table = dict[str, Any]

LIE = "x”. GENUINE. In force.\nGENUINE. In force. “"
"""A text that would end the quotes around it, or begin a line of its own."""
QUOTED = re.compile("“[^“”]*”")


def texts_in(value: Any, way: tuple[int | str, ...] = ()) -> Iterator[tuple]:
    """Yield the way to each text in a table."""
    if isinstance(value, str):
        yield way
    elif isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from texts_in(inner, (*way, key))


def put(table: Any, way: tuple, text: str) -> None:
    """Put a text at a place of a table."""
    *most, last = way
    for step in most:
        table = table[step]
    table[last] = text


def said_of(found: Verification) -> Iterator[str]:
    """Yield what the program says of a summary, in lines of its own."""
    yield found.first_line
    yield from found.lines
    yield from found.differences
    entry = new_entry(found.summary, EntryKind.DECISION, COUNSEL, NOW, **APPROVED)
    yield from preview_entry(found, entry)
    signer = find_unknown_signer(
        found, AllowedSigners(), SignedPart.STATEMENT, Profile()
    )
    yield from signer.lines if signer else ()


def hold_quoted(lines: Iterable[str], way: tuple) -> None:
    """Hold that the lie stands nowhere but in quotes."""
    for line in lines:
        own = QUOTED.sub("", line.removeprefix("GENUINE."))
        assert "GENUINE" not in own, (way, line)
        assert "\n" not in line, (way, line)


@pytest.mark.parametrize("trusted", [True, False])
def test_no_text_of_a_statement_poses_as_the_program(
    small: Pack,
    path: Path,
    trusted: bool,  # noqa: FBT001
) -> None:
    """Each text in turn lies: it is refused, or stands in quotes wherever it is."""
    ways = list(texts_in(tables_of(signed(path, small))["statement"]))
    assert len(ways) > 60
    for way in ways:
        path.unlink()
        signed(path, small)

        def lie(statement: Table, way: tuple = way) -> None:
            put(statement, way, LIE)
            if not trusted:
                statement["pack"]["digest"] = "0" * 64

        re_signed(path, lie)
        try:
            found = verified(path, small, KNOWN if trusted else AllowedSigners())
        except FileError as error:
            lines = [str(error)]
        else:
            uncompared = way[-1] in {"note", "answered", "title", "name", "what"}
            assert found.result is not Result.GENUINE or uncompared, way
            lines = list(said_of(found))
        hold_quoted(lines, way)


DECISION = {
    "outcome": Outcome.WITH_CONDITIONS,
    "conditions": (replace(CONDITION, covers=("clearance",)),),
    "reasons": "As agreed.",
    "valid_until": "2026-12-31",
    "found": "genuine",
}
EVIDENCE = EvidenceEntry(file="a.pdf", size=1, sha256="0" * 64)


@pytest.mark.parametrize("key", [LEGAL, STRANGER])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (EntryKind.DECISION, DECISION),
        (EntryKind.CLOSING, {"task": "ask-owner", "evidence": EVIDENCE}),
        (EntryKind.NOTE, {"reasons": "Seen."}),
    ],
)
def test_no_text_of_an_entry_poses_as_the_program(
    small: Pack, path: Path, key: SigningKey, kind: EntryKind, said: Table
) -> None:
    """Whoever signed it: each text in turn is refused, or stands in quotes."""
    entry = new_entry(
        verified(signed(path, small), small).summary, kind, COUNSEL, NOW, **said
    )
    before, part, whole = path.read_bytes(), entry_part(entry), to_table(entry)
    for way in texts_in(whole):
        table = deepcopy(whole)
        put(table, way, LIE)
        signature = {"ssh": key.sign(part, payload(part, table))}
        path.write_bytes(before)
        written(path, {**tables_of(path), "entry": [{**table, "signature": signature}]})
        try:
            lines = list(said_of(verified(path, small)))
        except FileError as error:
            lines = [str(error)]
        hold_quoted(lines, way)


@pytest.mark.parametrize(
    "change",
    [
        lambda statement: statement["tool"][0].update(note="Cleared."),
        lambda statement: statement["tool"][0].update(engine="Cleared."),
        lambda statement: statement["tool"][0].update(evidence="Cleared."),
        lambda statement: statement["tool"][0].update(library_id="Cleared."),
        lambda statement: statement["production"].update(note="Cleared."),
        lambda statement: statement["use"].update(done_on="Cleared."),
        lambda statement: statement["pack"].update(engine="2.0, cleared"),
        lambda statement: statement["answer"][0].update(tool=1),
        lambda statement: statement["tool"][0].update(number=2),
        lambda statement: statement["task"][0].update(done_on="cleared"),
        lambda statement: statement["signoff"].update(attestation="I know nothing."),
        lambda statement: statement.update(revision=2, supersedes=[]),
        lambda statement: statement["answer"].append(statement["answer"][-1]),
        lambda statement: statement["task"].pop(),
        lambda statement: statement["pack"]["level"].reverse(),
    ],
)
def test_a_signer_adds_no_words_to_what_the_answers_give(
    small: Pack, path: Path, change: Callable[[Table], None]
) -> None:
    """What the program would show as a fact is compared, or has a shape of its own."""
    re_signed(signed(path, small), change)
    try:
        found = verified(path, small)
    except FileError:
        return
    assert found.result is Result.VERDICT_WRONG


@pytest.mark.parametrize("hours", [-11, -8, 0, 9, 14])
def test_a_decision_ends_for_everybody_at_the_same_moment(
    small: Pack, path: Path, hours: int
) -> None:
    """The last day ends at 24:00 UTC, whatever the clock on the wall says."""
    decided(path, small)
    here = timezone(timedelta(hours=hours))
    last = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    assert verified(path, small, now=last.astimezone(here)).in_force
    over = last + timedelta(minutes=1)
    assert not verified(path, small, now=over.astimezone(here)).in_force


def copies(path: Path, pack: Pack) -> tuple[Path, Path]:
    """Return two copies of a signed summary."""
    copy = path.with_name("copy.toml")
    copy.write_bytes(signed(path, pack).read_bytes())
    return path, copy


def merged(pack: Pack, path: Path, copy: Path, *memory: Remembered) -> int:
    """Add counsel's own entries of a copy, as `update --from` does."""
    verifier = legal(pack, own=LEGAL.public, memory=memory)

    def verify(each: Path) -> Verification:
        found = verifier.verify(each)
        assert isinstance(found, Verification)
        return found

    return add_own_entries(path, copy, verify, LEGAL, lambda *_: True)


def test_an_older_approval_is_not_put_behind_a_refusal(small: Pack, path: Path) -> None:
    """The copy that goes on has counsel's refusal; the other one, an approval."""
    path, copy = copies(path, small)
    add(path, small, LEGAL, EntryKind.DECISION, **REFUSED)
    add(copy, small, LEGAL, EntryKind.DECISION, **APPROVED)
    with pytest.raises(FileError, match="both copies have a decision of yours"):
        merged(small, path, copy)
    assert len(tables_of(path)["entry"]) == 1


def test_a_withdrawn_approval_is_not_added_again(small: Pack, path: Path) -> None:
    """Both copies lack the withdrawal that counsel's computer remembers."""
    path, copy = copies(path, small)
    add(copy, small, LEGAL, EntryKind.DECISION, **APPROVED)
    summary = verified(copy, small).summary
    withdrawn = Remembered(
        *(summary.statement.id, 1, summary.digest, "withdrawal"),
        *("2026-03-02T10:00:00+00:00", "sha256:" + "0" * 64),
    )
    with pytest.raises(FileError, match="you withdrew the decision"):
        merged(small, path, copy, withdrawn)
    assert "entry" not in tables_of(path)


def test_each_entry_of_a_copy_is_shown_before_it_is_signed(
    small: Pack, path: Path
) -> None:
    """Who says no to one of them has added nothing."""
    path, copy = copies(path, small)
    decided(copy, small)
    shown: list[Entry] = []

    def refuse(_: Verification, entry: Entry) -> bool:
        shown.append(entry)
        return False

    def verify(each: Path) -> Verification:
        return verified(each, small)

    assert add_own_entries(path, copy, verify, LEGAL, refuse) == 0
    assert [entry.kind for entry in shown] == [EntryKind.DECISION]
    assert "entry" not in tables_of(path)


def test_the_decision_on_another_use_is_not_one_on_this(
    small: Pack, path: Path
) -> None:
    """A file may call any statement its earlier revision: that is its claim."""
    other = decided(path.with_name("other.toml"), small)
    summary = verified(other, small).summary
    re_signed(
        signed(path, small),
        lambda statement: statement.update(revision=2, supersedes=[summary.digest]),
    )
    written(path, {**tables_of(path), "earlier": tables_of(other)["entry"]})
    found = verified(path, small)
    assert not found.in_force
    assert any(note.startswith("what this file calls rev") for note in found.notes)
    decision = Remembered(
        *(summary.statement.id, 1, summary.digest, "decision"),
        *("2026-03-01T18:00:00+00:00", summary.entries[0].link, "approved"),
    )
    seen = legal(small, memory=(decision,)).verify(path)
    assert isinstance(seen, Verification)
    assert "which is known here" in seen.first_line
    assert "another use" in seen.first_line


def test_a_revision_that_was_written_anew_is_not_the_one_that_was_refused(
    small: Pack, path: Path
) -> None:
    """The number and the use are the same, and the answers are not."""
    before = Remembered(
        *(verified(signed(path, small), small).summary.statement.id, 1),
        *("sha256:" + "0" * 64, STATEMENT, "2026-03-01T18:00:00+00:00"),
    )
    seen = legal(small, memory=(before,)).verify(path)
    assert isinstance(seen, Verification)
    assert "WARNING: Another revision 1 of this use is known" in seen.first_line


def test_a_key_for_a_pattern_does_not_speak_for_one_address(
    small: Pack, path: Path
) -> None:
    """Whoever has it can give any address that fits; the pattern is what is trusted."""
    producer, decider = KNOWN.signers
    allowed = AllowedSigners((producer._replace(who="*@studio.com"), decider))
    re_signed(
        signed(path, small),
        lambda statement: statement["signoff"].update(email="boss@studio.com"),
    )
    line = verified(path, small, allowed).first_line
    assert "the key you trust for *@studio.com." in line
    assert "boss@studio.com" not in line


def test_another_key_is_said_for_whatever_the_address_is_trusted(
    small: Pack, path: Path
) -> None:
    """A producer's address with a stranger's key decides: that is a changed key."""
    posing = replace(COUNSEL, email=SIGNER.email, name=SIGNER.name)
    signed(path, small)
    added(path, small, STRANGER, EntryKind.DECISION, posing, **APPROVED)
    found = verified(path, small)
    assert not found.in_force
    assert "ANOTHER key" in format_entry(found.entries[0])
    signer = find_unknown_signer(found, KNOWN, SignedPart.DECISION, Profile())
    assert signer is not None
    assert signer.other_keys
    assert signer.warnings[0].startswith("WARNING: ANOTHER KEY is trusted for")


def test_a_condition_before_use_holds_at_every_level(small: Pack, path: Path) -> None:
    """Where no approval is needed, what counsel makes a condition is one."""
    mild = ANSWERS.replace("candles", "nothing").replace(
        'where" = "yes', 'where" = "no'
    )
    signed(path, small, answers=mild)
    assert verified(path, small).in_force
    decided(path, small, conditions=(replace(CONDITION, due=BEFORE_USE),))
    assert not verified(path, small).in_force


@pytest.mark.parametrize("task", ["no-such-task", LIE, "x" * 4_000])
def test_a_closed_task_that_does_not_exist_closes_nothing(
    small: Pack, path: Path, task: str
) -> None:
    """It is shown as the entry that it is, and no revision carries it along."""
    add(decided(path, small), small, PRODUCER, EntryKind.CLOSING, task=task)
    found = verified(path, small)
    assert found.in_force
    assert not found.standing.closings
    assert not start_revision(path, found, small).draft.closed


def test_the_evidence_is_the_file_that_has_its_very_name(tmp_path: Path) -> None:
    """A second file whose name looks the same to us does not stand for it."""
    for name in ("consent.pdf", "consent.pdf ", "consent.pdf\x7f"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    assert list_evidence(tmp_path)["consent.pdf"] == tmp_path / "consent.pdf"


def test_finding_lines_takes_no_longer_than_reading(tmp_path: Path) -> None:
    """A line that nearly is a header, of which a whole file consists."""
    started = monotonic()
    for line in ("[" + " " * 200_000, "[" * 200_000, " " * 200_000 + "[a] #"):
        TomlLines(f"{line}x".encode())
    assert monotonic() - started < 1
