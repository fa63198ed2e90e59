"""Add a signed entry to a summary: appended, every byte before it left as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from genai_guide.record.entries import MOST_ENTRIES, Author, Entry, EntryKind
from genai_guide.record.fields import is_recordable
from genai_guide.record.memory import Remembered
from genai_guide.record.standing import may_approve
from genai_guide.record.statement import Summary
from genai_guide.rules.dates import format_date, format_day
from genai_guide.signing.payload import entry_part, link_digest, payload
from genai_guide.signing.verification import (
    Result,
    Verification,
    format_claims,
    format_due,
    format_entry,
    quote_lines,
)
from genai_guide.storage.atomic_write import READ_ONLY, is_read_only, write_shared
from genai_guide.storage.errors import FileError
from genai_guide.storage.keys import SigningKey
from genai_guide.storage.locking import acquire_lock
from genai_guide.storage.memory import remember
from genai_guide.storage.reading import RECORD_BYTES, read_bytes
from genai_guide.storage.summaries import parse_summary, serialize_entry, to_table
from genai_guide.storage.toml import parse_toml
from genai_guide.text import quote

SAME_KEY = (
    "You signed this summary with the same key. Somebody else has to decide, with a key"
    " of their own."
)


class ClockError(ValueError):
    """The clock of this computer gives a time that no record can have."""


def signing_time(now: datetime) -> datetime:
    """Return the time as a record has it: in UTC, to the second.

    Raises:
        ClockError: if the clock cannot be right.
    """
    if not is_recordable(now):
        msg = (
            f"The clock of this computer says {format_day(now)}. Set it to today's"
            " date, then sign"
        )
        raise ClockError(msg)
    return now.astimezone(UTC).replace(microsecond=0)


def new_entry(
    summary: Summary, kind: EntryKind, by: Author, now: datetime, **said: Any
) -> Entry:
    """Return an entry that follows the last one of a summary.

    Args:
        summary: What it is about.
        kind: What the entry is.
        by: Who adds it.
        now: The time now.
        said: The other fields of the entry.

    Raises:
        ValueError: if a part is missing or cannot be taken.
    """
    return Entry(
        kind=kind,
        on=summary.digest,
        after=summary.last_link,
        by=by,
        at=signing_time(now),
        **said,
    )


def entry_on(
    verification: Verification,
    kind: EntryKind,
    by: Author,
    now: datetime,
    own: bytes | None,
    **said: Any,
) -> Entry:
    """Return an entry on a summary that was verified, with what follows from that.

    Args:
        verification: What was found of the summary.
        kind: What the entry is.
        by: Who adds it.
        now: The time now.
        own: The public key of the person who adds it, if there is one yet.
        said: What the person says in it.

    Raises:
        ValueError: if a part is missing or cannot be taken, or there is no decision
            that it could be about.
    """
    if kind is EntryKind.DECISION:
        said["found"] = verification.result.word
    said |= _about(verification, kind, said, own)
    return new_entry(verification.summary, kind, by, now, **said)


def _about(
    verification: Verification, kind: EntryKind, said: dict[str, Any], own: bytes | None
) -> dict[str, str]:
    """Return which decision an entry speaks of: the one that stands.

    Of several that contradict each other, one's own is taken back.

    Raises:
        ValueError: if there is none, or it has no such condition.
    """
    standing = verification.standing
    condition = said.get("condition")
    known = [each.condition.id for each in standing.conditions]
    if condition and condition not in known:
        has = ", ".join(known) or "none"
        msg = f"no condition “{condition}” in the decision; it has: {has}"
        raise ValueError(msg + _way_out(verification))
    needs_decision = kind in _ARTICLE
    if needs_decision and not standing.link:
        msg = f"{_ARTICLE[kind]} {kind} needs a decision, and there is none yet"
        raise ValueError(msg + _way_out(verification))
    if not (needs_decision or condition or said.get("in_place_of_other")):
        return {}
    link = standing.link
    if kind is EntryKind.WITHDRAWAL:
        for entry in verification.entries:
            if entry.signed.link in standing.rivals and entry.check.public == own:
                link = entry.signed.link
    return {"about": link} if link else {}


def _way_out(verification: Verification) -> str:
    """Say how a decision that does not count yet comes to count, if there is one."""
    if verification.result is not Result.ENTRY_NOT_TRUSTED:
        return ""
    return ". Trust the decider's key first: `genai-guide trust FILE --decider`"


_ARTICLE = {
    EntryKind.WITHDRAWAL: "a",
    EntryKind.EXTENSION: "an",
    EntryKind.ACCEPTANCE: "an",
    EntryKind.ANSWER: "an",
}


def is_others_decision(verification: Verification, own: bytes | None) -> bool:
    """Return whether somebody else made the decision that stands.

    Args:
        verification: What was found of the summary.
        own: The public key of the person who asks, if there is one yet.
    """
    link = verification.standing.link
    authors = {
        check.signed.link: check.check.public
        for check in verification.entries
        if check.check.is_known
    }
    return link in authors and authors[link] != own


def decision_problem(
    verification: Verification, entry: Entry, public: bytes
) -> str | None:
    """Return why a decision may not be added in this way, or `None`.

    Args:
        verification: What was found of the summary.
        entry: The decision, or what follows it.
        public: The public key that will sign it.
    """
    standing, statement = verification.standing, verification.summary.statement
    if entry.kind.is_decisive and public == verification.signed.public:
        return SAME_KEY.rstrip(".")
    approves = entry.outcome is not None and entry.outcome.lets_proceed
    if approves and not may_approve(
        statement, entry.conditions, although_blocked=entry.although_blocked
    ):
        return (
            f"The verdict is {verification.verdict}. To approve it although it is"
            " blocked, say so and give your reasons, or set conditions before use that"
            " cover every consent and clearance that is missing"
        )
    is_others = is_others_decision(verification, public)
    if is_others and not entry.in_place_of_other:
        if approves:
            return (
                f"Somebody else decided: {standing.summary}. Say that yours"
                " replaces it, or ask them to withdraw it"
            )
        if entry.kind is EntryKind.EXTENSION:
            return "Only the person who decided can extend it, unless yours replaces it"
    return None


def preview_entry(verification: Verification, entry: Entry) -> tuple[str, ...]:
    """Return what has to be read before an entry is signed, a line each.

    What is signed on comes first, then what is signed.
    """
    statement, standing = verification.summary.statement, verification.standing
    lines = [
        f"Use: {quote(statement.title)}, revision {statement.revision}",
        f"Verdict: {verification.verdict}",
    ]
    needed = map(verification.words_of_pack, statement.also_needed)
    names = dict(zip(statement.obligations, needed, strict=True))
    if names:
        lines.append(f"Also needed: {', '.join(names.values())}")
    lines.append(f"So far: {standing.summary}")
    if entry.outcome:
        although = " although blocked" if entry.although_blocked else ""
        lines.append(f"Your decision: {entry.outcome.label}{although}")
    else:
        lines.append(_describe_addition(verification, entry))
    lines += [
        f"It is about: {format_entry(check)}"
        for check in verification.entries
        if entry.about and check.signed.link == entry.about
    ]
    for condition in entry.conditions:
        covered = ", ".join(names.get(each, each) for each in condition.covers)
        covers = f", covers {covered}" if covered else ""
        lines.append(
            f"Condition: {quote_lines(condition.text)} (by {quote(condition.owner)},"
            f" {format_due(condition.due)}{covers})"
        )
    if entry.valid_until:
        day = format_date(entry.valid_until)
        lines.append(f"Valid until: the end of {day}, UTC")
    elif entry.outcome and entry.outcome.lets_proceed:
        lines.append("Valid until: no last day")
    if entry.reasons:
        lines.append(f"In your words: {quote_lines(entry.reasons)}")
    if evidence := entry.evidence:
        shown_by = evidence.text or evidence.link or evidence.file
        lines.append(f"Shown by: {quote_lines(shown_by)}")
    if entry.in_place_of_other:
        lines.append("It replaces what somebody else decided.")
    lines.append(f"You sign as: {format_claims(entry.by)}")
    if verification.result is not Result.GENUINE and entry.kind.is_decisive:
        lines.append(f"The summary is not genuine: {verification.first_line}")
    return tuple(lines)


def _describe_addition(verification: Verification, entry: Entry) -> str:
    """Return what an entry adds, the task or the condition in its own words."""
    tasks = {task.id: task.text for task in verification.summary.statement.tasks}
    conditions = {
        each.condition.id: each.condition.text
        for each in verification.standing.conditions
    }
    if entry.task:
        return f"You close the task: {quote_lines(tasks.get(entry.task, entry.task))}"
    if entry.condition:
        text = quote_lines(conditions.get(entry.condition, entry.condition))
        is_accepted = entry.kind is EntryKind.ACCEPTANCE
        does = "accept as met" if is_accepted else "report as done"
        return f"You {does} the condition: {text}"
    return f"You add: {_ARTICLE.get(entry.kind, 'a')} {entry.kind}"


def append_entry(
    path: Path,
    entry: Entry,
    verification: Verification,
    key: SigningKey,
    instead_of: str = "",
) -> str:
    """Sign an entry, and append it to the summary that was verified.

    The bytes that were there stay, each as it was. `instead_of` is the link of the
    entry in another copy that this one repeats.

    Returns:
        Why it is not remembered on this computer; empty if it is.

    Raises:
        FileError: if it may not be added, the file is not any more the one that was
            verified, or it cannot be written.
    """
    if problem := decision_problem(verification, entry, key.public):
        raise FileError(path, f"not written: {problem}")
    # A link that somebody turns round meanwhile must not lead to another file.
    path = path.resolve()
    before = read_bytes(path, RECORD_BYTES)
    if is_read_only(path):
        raise FileError(path, f"not written: {READ_ONLY}")
    summary = parse_summary(path, parse_toml(path, before))
    shown = verification.summary
    if (summary.link, summary.last_link) != (shown.link, shown.last_link):
        raise FileError(path, "not written: it was changed since it was shown")
    if len(summary.entries) >= MOST_ENTRIES:
        raise FileError(path, f"not written: it has {MOST_ENTRIES} entries already")
    table = to_table(entry)
    part = entry_part(entry)
    signed = payload(part, table)
    signature = key.sign(part, signed)
    text = serialize_entry(table, signature)
    start = "\n" if before.endswith(b"\n") else "\n\n"
    after = before + f"{start}{text}".encode()
    if len(after) > RECORD_BYTES:
        raise FileError(path, "not written: there is no room left in the file")
    added = parse_toml(path, after)
    # A comment without a line end, or a text that is not closed, would swallow it.
    if {**added, "entry": added.get("entry", [])[:-1]} != {
        "entry": [],
        **summary.tables,
    }:
        raise FileError(path, "not written: the file does not end where a table does")
    parse_summary(path, added)  # nobody could read it otherwise
    # Two people may add to one file in a shared folder in the same moment.
    lock = acquire_lock(path, entry.at.isoformat())
    try:
        if lock.holder or read_bytes(path, RECORD_BYTES) != before:
            raise FileError(path, "not written: it is being changed by somebody else")
        write_shared(path, after)
    finally:
        lock.release()
    statement = summary.statement
    remembered = Remembered(
        statement.id,
        statement.revision,
        summary.digest,
        str(entry.kind),
        entry.at.isoformat(),
        link_digest(signed, signature),
        str(entry.outcome or ""),
        verification.result.word,
        instead_of,
    )
    try:
        remember(remembered)
    except FileError as error:
        return f"this was not noted on this computer: {error}"
    return ""


def add_own_entries(
    path: Path,
    copy: Path,
    verify: Callable[[Path], Verification],
    key: SigningKey,
    confirm: Callable[[Verification, Entry], bool],
) -> int:
    """Add one's own entries of another copy of a summary, newly signed, at the end.

    Two people can add to two copies of one file at the same time. Nobody can add the
    entries of somebody else, so each adds their own again.

    Args:
        path: The copy that goes on.
        copy: The other copy.
        verify: Verifies a file.
        key: One's own key.
        confirm: Shows an entry, and returns whether it is to be added.

    Returns:
        How many entries were added.

    Raises:
        FileError: if the copies are of two statements, or an entry cannot be added.
        ValueError: if the clock of this computer cannot be right, or an entry says
            what can no longer be said.
    """
    here, there = verify(path), verify(copy)
    if here.summary.link != there.summary.link:
        raise FileError(copy, f"this is not a copy of {path}: the statements differ")
    own_here, own_there = _own_entries(here, key), _own_entries(there, key)
    new = {link: entry for link, entry in own_there.items() if link not in own_here}
    decides = any(entry.kind.is_decisive for entry in new.values())
    # Added again at the end, the older of two decisions would be the one that counts.
    if lost := set(here.missing) & set(there.missing):
        raise FileError(path, f"nothing was added: {min(lost)}")
    if decides and any(
        entry.kind.is_decisive and link not in own_there
        for link, entry in own_here.items()
    ):
        sentence = "both copies have a decision of yours. Decide again on this one"
        raise FileError(path, f"nothing was added: {sentence}")
    links: dict[str, str] = {}
    added = 0
    for link, entry in new.items():
        here = verify(path)
        again = replace(
            entry,
            after=here.summary.last_link,
            about=links.get(entry.about, entry.about),
            at=signing_time(here.now),
            found=here.result.word if entry.found else "",
        )
        if not confirm(here, again):
            break
        append_entry(path, again, here, key, link)
        links[link] = verify(path).summary.last_link
        added += 1
    return added


def _own_entries(verification: Verification, key: SigningKey) -> dict[str, Entry]:
    """Return the entries that were signed with a key, by their links."""
    return {
        check.signed.link: check.signed.entry
        for check in verification.entries
        if check.check.public == key.public and not check.is_invalid
    }
