"""The register: many summaries in one view, a row for each use.

The signed files are the truth. A row says what verifying a file found, and what is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from genai_guide.record.entries import BEFORE_DELIVERY, BEFORE_USE, Outcome
from genai_guide.record.revisions import Revision, compare_revisions
from genai_guide.rules.answers import is_iso_date

_BLOCKED = ("blocked", "forbidden")
EXPIRY_DAYS = 30
"""How many days before its last day an approval is said to expire."""


class View(StrEnum):
    """Which uses are asked for."""

    ALL = "all"
    WAITING = "waiting"
    DUE = "due"
    EXPIRING = "expiring"
    BLOCKED = "blocked"
    CONFLICTS = "conflicts"


@dataclass(frozen=True)
class DueItem:
    """A task or a condition that is not done yet."""

    text: str
    owner: str
    on: str = ""
    """The day, YYYY-MM-DD; empty where no day is known."""


@dataclass(frozen=True)
class UsedTool:
    """A tool of a use, as far as uses are compared by it."""

    name: str
    library_id: str = ""
    """The same for one tool of a production's library."""
    answers: Mapping[str, str] | None = None
    """What was answered of it, by the questions' ids."""


@dataclass(frozen=True)
class RegisterRow:
    """One use, by its latest summary, or a file that is no summary."""

    file: str
    result: str = ""
    error: str = ""
    """Why the file cannot be listed; then nothing else is known."""
    production: str = ""
    use: str = ""
    """The title of the use."""
    use_id: str = ""
    revision: int = 0
    digest: str = ""
    supersedes: tuple[str, ...] = ()
    level: str = ""
    label: str = ""
    sign: str = ""
    needs_approval: str = ""
    obligations: tuple[str, ...] = ()
    decision: str = ""
    """The outcome of the decision that stands; empty without one."""
    decided: str = ""
    """The same in words."""
    by: str = ""
    """Who decided: the address that their key is trusted for."""
    valid_until: str = ""
    in_force: bool = False
    obstacles: tuple[str, ...] = ()
    due: tuple[DueItem, ...] = ()
    conflicts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    signer: str = ""
    """The address that the signer's key is trusted for, or its fingerprint."""
    key: str = ""
    is_trusted: bool = False
    entries: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    same_element_as: str = ""
    """The id of a use with the same element, as the signer says."""
    cues: Mapping[str, str] | None = None
    """What the cue list says of it, by column; empty if it does not belong in it.

    `None` where that is not known, for want of the questions that were answered.
    """
    tools: tuple[UsedTool, ...] = ()

    @property
    def next_due(self) -> str:
        """The first day on which something is due; empty where no day is known."""
        return min((item.on for item in self.due if item.on), default="")

    def is_due(self, today: date, days: int) -> bool:
        """Return whether something is overdue, or due within some days."""
        last = (today + timedelta(days)).isoformat()
        return any(item.on and item.on <= last for item in self.due)

    def is_in(self, view: View, today: date, days: int) -> bool:
        """Return whether the use belongs in a view.

        Args:
            view: Which uses are asked for.
            today: Today.
            days: How many days ahead something counts as due.
        """
        if self.error:
            return view is View.ALL
        match view:
            case View.WAITING:
                asked = self.decision == Outcome.MORE_INFORMATION
                return self.needs_approval != "no" and (not self.decision or asked)
            case View.DUE:
                return self.is_due(today, days)
            case View.EXPIRING:
                last = (today + timedelta(EXPIRY_DAYS)).isoformat()
                return bool(self.valid_until) and self.valid_until <= last
            case View.BLOCKED:
                return self.needs_approval in _BLOCKED and not self.in_force
            case View.CONFLICTS:
                return bool(self.conflicts)
            case _:
                return True


def due_day(due: str, start: str, delivery: str) -> str:
    """Return the day on which something is due; empty where it is not known.

    Args:
        due: `before-use`, `before-delivery` or a date.
        start: The day on which the use begins, if it is known.
        delivery: The day of delivery, if it is known.
    """
    day = {BEFORE_USE: start, BEFORE_DELIVERY: delivery}.get(due, due)
    return day if is_iso_date(day) else ""


def latest_rows(rows: Iterable[RegisterRow]) -> list[RegisterRow]:
    """Return a row for each use: its latest revision, with what the others say of it.

    Files that cannot be listed stay, each with its reason.
    """
    rows = list(rows)
    readable = {row.file: row for row in rows if row.use_id}
    revisions = [
        Revision(
            row.file,
            row.use_id,
            row.revision,
            row.digest,
            row.supersedes,
            row.key,
            row.is_trusted,
            row.entries,
            frozenset(row.decisions),
        )
        for row in readable.values()
    ]
    for note in compare_revisions(revisions):
        for file in note.files:
            row = readable[file]
            readable[file] = replace(row, warnings=(*row.warnings, note.text))
        for file in note.stopped:
            row = readable[file]
            obstacles = (*row.obstacles, note.obstacle)
            readable[file] = replace(row, in_force=False, obstacles=obstacles)
    uses: dict[str, RegisterRow] = {}
    for row in readable.values():
        known = uses.get(row.use_id)
        if known is None or _rank(row) > _rank(known):
            uses[row.use_id] = row
    others = [row for row in rows if not row.use_id]
    listed = with_conflicts(sorted(uses.values(), key=_order))
    return [*listed, *sorted(others, key=lambda row: row.file)]


def _rank(row: RegisterRow) -> tuple[bool, int, int, str]:
    """Rank the files of one use: trusted ones first, then the latest, with the most."""
    return row.is_trusted, row.revision, len(row.entries), row.file


def _order(row: RegisterRow) -> tuple[str, str, str]:
    return row.production.casefold(), row.use.casefold(), row.file


def with_conflicts(rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    """Add what uses say of each other that cannot both be true.

    Only what certainly is the same is compared: a tool of one library, an element that
    the signer named as the same, and two uses of one production with one title.
    """
    found: dict[str, list[str]] = defaultdict(list)
    by_title, by_tool = defaultdict(list), defaultdict(list)
    by_id = {row.use_id: row for row in rows}
    for row in rows:
        title = row.production.casefold(), row.use.casefold()
        by_title[title].append(row)
        for tool in row.tools:
            if tool.library_id:
                by_tool[tool.library_id].append((row, tool))
        other = by_id.get(row.same_element_as)
        if other is not None and _is_settled_otherwise(row, other):
            found[row.use_id].append(
                f"“{other.use}” is the same element: {other.decided}"
            )
            found[other.use_id].append(
                f"“{row.use}” is the same element: {row.decided}"
            )
    for (_, use), same in by_title.items():
        if use and len(same) > 1:
            for row in same:
                found[row.use_id].append(f"{len(same)} uses have this title")
    for users in by_tool.values():
        for question in sorted({q for _, tool in users for q in tool.answers or {}}):
            given = {(tool.answers or {}).get(question) for _, tool in users}
            if len(given - {None}) > 1:
                for row, tool in users:
                    found[row.use_id].append(
                        f"another use answers otherwise about {tool.name}: {question}"
                    )
    return [replace(row, conflicts=tuple(found[row.use_id])) for row in rows]


def _is_settled_otherwise(row: RegisterRow, other: RegisterRow) -> bool:
    """Return whether one of two uses was refused, and the other approved."""
    outcomes = {row.decision, other.decision}
    refused = str(Outcome.REFUSED) in outcomes
    return refused and any(
        outcome and Outcome(outcome).lets_proceed
        for outcome in outcomes
        if outcome in set(Outcome)
    )


@dataclass(frozen=True)
class Change:
    """What became of a use since the register was looked at last."""

    use: str
    production: str
    text: str


def find_changes(
    before: Mapping[str, str], rows: Iterable[RegisterRow]
) -> tuple[list[Change], dict[str, str]]:
    """Return what changed since last time, and the states to compare with next time.

    Args:
        before: The states of the uses as they were, by their ids.
        rows: The uses as they are.
    """
    now = {row.use_id: _state(row) for row in rows if row.use_id}
    names = {row.use_id: row for row in rows}
    changes = []
    for use_id, state in now.items():
        old = before.get(use_id)
        if before and old != state:
            row = names[use_id]
            text = "new" if old is None else f"was {old}; is {state}"
            changes.append(Change(row.use, row.production, text))
    return changes, now


def _state(row: RegisterRow) -> str:
    force = "in force" if row.in_force else "not in force"
    return f"revision {row.revision}, {row.label}, {row.decided}, {force}"
