"""The register: many summaries in one view, a row for each use.

The signed files are the truth. A row says what verifying a file found, and what is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from genai_guide.record.entries import BEFORE_DELIVERY, BEFORE_USE, Outcome
from genai_guide.record.revisions import Revision, compare_revisions
from genai_guide.rules.answers import is_iso_date
from genai_guide.rules.dates import format_date
from genai_guide.text import quote

_BLOCKED = ("blocked", "forbidden")
DUE_DAYS = 14
"""How many days ahead something counts as due, unless a person says otherwise."""
EXPIRY_DAYS = 30
"""How many days before its last day an approval is said to expire."""
DRAFT = "draft"
"""The result of a use that is not signed yet."""


class View(StrEnum):
    """Which uses are asked for."""

    ALL = "all"
    WAITING = "waiting"
    DUE = "due"
    EXPIRING = "expiring"
    BLOCKED = "blocked"
    CONFLICTS = "conflicts"


HEADINGS = {
    View.ALL: "All uses",
    View.WAITING: "Waiting for a decision",
    View.DUE: "Due and overdue",
    View.EXPIRING: f"Expired or expiring within {EXPIRY_DAYS} days",
    View.BLOCKED: "Blocked",
    View.CONFLICTS: "Conflicts",
}
WHICH_USE = "Which use of this production has the same element?"
NO_OTHER_USES = (
    "No other use of this production is signed. A use can be named once its summary is"
    " in your folder of summaries."
)
USE_CONFLICTS = "Conflicts with other uses of this production"
NOTHING = "None."
"""What stands in a view without any use."""


class RowOrder(StrEnum):
    """In which order the uses are listed."""

    PRODUCTION = "by production"
    DUE = "what is due first"
    EXPIRY = "what expires first"
    VERDICT = "highest verdict first"

    @classmethod
    def of_view(cls, view: View) -> RowOrder:
        """Return the order that answers the question of a view."""
        first = {View.DUE: cls.DUE, View.EXPIRING: cls.EXPIRY}
        return first.get(view, cls.PRODUCTION)


@dataclass(frozen=True)
class DueItem:
    """A task or a condition that is not done yet."""

    text: str
    owner: str
    on: str = ""
    """The day, YYYY-MM-DD; empty where no day is known."""
    is_condition: bool = False
    """Whether it is a condition of the decision, and no task of the producer's."""
    is_reported: bool = False
    """Whether the producer says that it is done, and legal has yet to accept it."""


@dataclass(frozen=True)
class UsedTool:
    """A tool of a use, as far as uses are compared by it."""

    name: str
    library_id: str = ""
    """The same for one tool of a production's library."""
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By the ids of the questions, each question and its answer as they were shown.

    Only of a tool of a library, for no other is compared.
    """


@dataclass(frozen=True)
class RegisterRow:
    """One use, by its latest summary, or a file that is no summary."""

    file: str
    result: str = ""
    error: str = ""
    """Why the file cannot be listed; then nothing else is known."""
    production: str = ""
    production_id: str = ""
    """The id of the production, if the use was started from one."""
    use: str = ""
    """The title of the use."""
    use_id: str = ""
    revision: int = 0
    digest: str = ""
    supersedes: tuple[str, ...] = ()
    level: str = ""
    label: str = ""
    sign: str = ""
    rank: int = 0
    """The place of the level among those of its questions, from the lowest."""
    color: str = ""
    """The role of the level's colour."""
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
    """The fingerprint of the key that signed it; empty if its signature is broken."""
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
    def is_draft(self) -> bool:
        """Whether it is not signed yet."""
        return self.result == DRAFT

    @property
    def name(self) -> str:
        """The use as others speak of it."""
        if self.is_draft:
            return f"{quote(self.use)} (not signed yet)"
        doubt = "" if self.is_trusted else " (by a key that you do not trust)"
        return f"{quote(self.use)}{doubt}"

    @property
    def next_due(self) -> str:
        """The first day on which something is due; empty where no day is known."""
        return min((item.on for item in self.due if item.on), default="")

    def has(self, words: Iterable[str]) -> bool:
        """Return whether each word, in small letters, is in what a row shows."""
        named = f"{self.production} {self.use} {self.file}"
        text = f"{named} {self.label} {self.decided}".casefold()
        return all(word in text for word in words)

    def is_due(self, today: date, days: int) -> bool:
        """Return whether something is overdue, or due within some days."""
        last = _days_after(today, days)
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
                undecided = self.needs_approval != "no" and not self.decision
                return undecided or asked or any(each.is_reported for each in self.due)
            case View.DUE:
                return self.is_due(today, days)
            case View.EXPIRING:
                last = _days_after(today, EXPIRY_DAYS)
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


def _days_after(today: date, days: int) -> str:
    """Return the day so many days after another: the first or last one at the most."""
    most, least = (date.max - today).days, (date.min - today).days
    return (today + timedelta(max(least, min(days, most)))).isoformat()


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
        if row.key  # what nobody signed says nothing of others
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
    for row in readable.values():
        shown = uses[row.use_id]
        if shown.key and not row.key:
            text = f"{quote(row.file)} says that it is this use, and no signature"
            warnings = (*shown.warnings, f"{text} shows it")
            uses[row.use_id] = replace(shown, warnings=warnings)
    others = [row for row in rows if not row.use_id]
    listed = with_conflicts(sorted(uses.values(), key=_order))
    return [*listed, *sorted(others, key=lambda row: row.file)]


def _rank(row: RegisterRow) -> tuple[bool, bool, int, int, str]:
    """Rank the files of one use: trusted ones first, then the latest, with the most."""
    return row.is_trusted, bool(row.key), row.revision, len(row.entries), row.file


def _order(row: RegisterRow) -> tuple[str, str, str]:
    return row.production.casefold(), row.use.casefold(), row.file


def with_conflicts(rows: Sequence[RegisterRow]) -> list[RegisterRow]:
    """Add what uses say of each other that cannot both be true.

    Only what certainly is the same is compared: a tool of one library, an element that
    a person named as the same, and two uses of one production with one title.
    """
    found: dict[str, list[str]] = defaultdict(list)
    _compare_elements(rows, found)
    by_title, by_answer = defaultdict(list), defaultdict(list)
    for row in rows:
        by_title[row.production.casefold(), row.use.casefold()].append(row)
        for tool in row.tools:
            for question in tool.answers if tool.library_id else ():
                by_answer[tool.library_id, question].append((row, tool))
    for (_, use), same in by_title.items():
        if use and len(same) > 1:
            for row in same:
                text = f"{len(same)} uses of this production have this title"
                found[row.use_id].append(text)
    for (_, question), users in by_answer.items():
        # The first use with each answer is named: a trusted one before a stranger's.
        users.sort(key=lambda user: not (user[0].is_trusted or user[0].is_draft))
        first = dict[str, RegisterRow]()
        for row, tool in users:
            first.setdefault(tool.answers[question][1], row)
        for row, tool in users if len(first) > 1 else ():
            asked, ours = tool.answers[question]
            theirs = next(answer for answer in first if answer != ours)
            found[row.use_id].append(
                f"about {quote(tool.name)}, {quote(asked)} is answered with"
                f" {quote(ours)} here, and with {quote(theirs)} in {first[theirs].name}"
            )
    return [
        replace(row, conflicts=tuple(dict.fromkeys(found[row.use_id])))
        if row.use_id in found
        else row
        for row in rows
    ]


def _compare_elements(rows: Sequence[RegisterRow], found: dict[str, list[str]]) -> None:
    """Find where uses of one element are decided, or meant, in different ways."""
    by_id = {row.use_id: row for row in rows}
    named = [row for row in rows if row.same_element_as in by_id]
    linked = {each for row in named for each in (row.use_id, row.same_element_as)}
    leader = {use_id: use_id for use_id in linked}

    def lead(use_id: str) -> str:
        while leader[use_id] != use_id:
            leader[use_id] = use_id = leader[leader[use_id]]
        return use_id

    for row in named:
        leader[lead(row.use_id)] = lead(row.same_element_as)
    groups = defaultdict(list)
    for row in rows:
        if row.use_id in linked:
            groups[lead(row.use_id)].append(row)
    for group in groups.values():
        refused = [row for row in group if row.decision == Outcome.REFUSED]
        # Who is about to sign wants it approved.
        approved = [row for row in group if row.is_draft or _is_approved(row)]
        delivered = [row for row in group if row.cues]
        temporary = [row for row in group if row.cues is not None and not row.cues]
        for ours, theirs in ((refused, approved), (approved, refused)):
            for row in ours if theirs else ():
                other = theirs[0]
                text = f"{other.name} is the same element: {other.decided}"
                found[row.use_id].append(text)
        for ours, theirs, text in (
            (temporary, delivered, "it is in the delivery, and this is not"),
            (delivered, temporary, "it is not in the delivery, and this is"),
        ):
            for row in ours if theirs else ():
                text_of_row = f"{theirs[0].name} is the same element: {text}"
                found[row.use_id].append(text_of_row)


def _is_approved(row: RegisterRow) -> bool:
    is_outcome = row.decision in set(Outcome)
    return is_outcome and Outcome(row.decision).lets_proceed


def is_of_production(row: RegisterRow, title: str, production_id: str) -> bool:
    """Return whether a use belongs to a production, by its id or its title."""
    is_named = bool(title) and row.production.casefold() == title.casefold()
    return is_named or (bool(production_id) and row.production_id == production_id)


# The words of the register, for the command and the app


def format_same_element(name: str | None) -> str:
    """Format which use has the same element.

    Args:
        name: The title of the other use; empty if it is not at hand, `None` if no use
            is named.
    """
    if name is None:
        return "Same element as another use: none named"
    other = quote(name) if name else "a use that is not in your folder of summaries"
    return f"Same element as another use: {other}"


def sort_rows(rows: Iterable[RegisterRow], order: RowOrder) -> list[RegisterRow]:
    """Sort rows that stand by production; those that are alike stay as they were."""
    match order:
        case RowOrder.DUE:
            return sorted(rows, key=lambda row: (not row.next_due, row.next_due))
        case RowOrder.EXPIRY:
            return sorted(rows, key=lambda row: (not row.valid_until, row.valid_until))
        case RowOrder.VERDICT:
            return sorted(rows, key=lambda row: (bool(row.error), -row.rank))
        case _:
            return list(rows)


def format_title(row: RegisterRow) -> str:
    """Format the title of a use, with its revision if it is not the first."""
    return f"{row.use} (revision {row.revision})" if row.revision > 1 else row.use


def format_use(row: RegisterRow) -> str:
    """Format a use in a line: its verdict, its decision, whether it is in force."""
    force = "In force" if row.in_force else "Not in force"
    head = f"{row.sign} {format_title(row)}: {row.label}. {row.decided}. {force}."
    result = row.result.replace("_", " ").upper()
    return head if result == "GENUINE" else f"{head} {result}."


def format_details(row: RegisterRow, view: View, today: date, days: int) -> list[str]:
    """Format why a use is in a view; in that of all uses, what asks for a look."""
    due = _format_due(row, today, days)
    expiry = []
    if row.is_in(View.EXPIRING, today, days):
        verb = "expired" if row.valid_until < today.isoformat() else "expires"
        expiry = [f"{verb} after {format_date(row.valid_until)}"]
    conflicts = [f"conflict: {conflict}" for conflict in row.conflicts]
    asked = [row.decided] * (row.decision == Outcome.MORE_INFORMATION)
    reported = [
        f"condition reported as done, to be accepted: {item.text} ({item.owner})"
        for item in row.due
        if item.is_reported
    ]
    lines = {
        View.ALL: [*due, *expiry, *conflicts],
        View.DUE: due,
        View.EXPIRING: expiry,
        View.WAITING: [*asked, *reported, *conflicts],
    }.get(view, conflicts)
    return [*lines, *(f"WARNING: {warning}" for warning in row.warnings)]


def _format_due(row: RegisterRow, today: date, days: int) -> list[str]:
    """Format what is overdue, or due within some days: the earliest first."""
    last = _days_after(today, days)
    by_day = defaultdict(list)
    for item in row.due:
        if item.on and item.on <= last:
            # Each condition has a line; the tasks of one day share one.
            text = item.text if item.is_condition else ""
            kind = "condition" if item.is_condition else "task"
            kind += " reported as done," * item.is_reported
            by_day[item.on, text, kind].append(item)
    lines = []
    for (on, _, kind), items in sorted(by_day.items()):
        count = f"{len(items)} tasks" if len(items) > 1 else kind
        when = "overdue since" if on < today.isoformat() else "due"
        first = ", the first" if len(items) > 1 else ""
        what = f"{items[0].text} ({items[0].owner})"
        lines.append(f"{count} {when} {format_date(on)}{first}: {what}")
    return lines


def count_views(rows: Iterable[RegisterRow], today: date, days: int) -> dict[View, int]:
    """Count the uses in each view."""
    uses = [row for row in rows if not row.error]
    return {view: sum(row.is_in(view, today, days) for row in uses) for view in View}


def format_counts(counts: Mapping[View, int], days: int) -> str:
    """Format how many uses there are, and how many ask for something."""
    words = {
        View.WAITING: "waiting for a decision",
        View.DUE: f"due within {days} days",
        View.EXPIRING: "expiring",
        View.BLOCKED: "blocked",
        View.CONFLICTS: "in conflict",
    }
    uses = "1 use" if counts[View.ALL] == 1 else f"{counts[View.ALL]} uses"
    parts = ", ".join(f"{counts[view]} {text}" for view, text in words.items())
    return f"{uses}: {parts}."


@dataclass(frozen=True)
class Change:
    """What became of a use since the register was looked at last."""

    use: str
    production: str
    text: str

    def __str__(self) -> str:
        return f"{self.production}: {self.use}: {self.text}"


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
            changes.append(Change(row.use, row.production, _compare(old, state)))
    return changes, now


def _compare(old: str | None, new: str) -> str:
    """Format what became of a use: the parts of its state that changed."""
    if old is None:
        return "new"
    before, after = old.split(", "), new.split(", ")
    gone = ", ".join(part for part in before if part not in after)
    come = ", ".join(part for part in after if part not in before)
    return "; ".join([f"was {gone}"] * bool(gone) + [f"is {come}"] * bool(come))


def _state(row: RegisterRow) -> str:
    force = "in force" if row.in_force else "not in force"
    return f"revision {row.revision}, {row.label}, {row.decided}, {force}"
