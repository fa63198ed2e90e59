"""What the entries of a summary come to: the decision that stands, and its state.

Only entries that were signed by those who may add them are looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from genai_guide.record.draft import ClosedTask
from genai_guide.record.entries import (
    BEFORE_USE,
    Condition,
    Entry,
    EntryKind,
    Outcome,
    SignedEntry,
)
from genai_guide.record.state_words import MET, OPEN, REPORTED
from genai_guide.record.statement import SignedStatement, Statement
from genai_guide.rules.answers import is_iso_date
from genai_guide.rules.dates import format_date, format_day
from genai_guide.text import quote

CLOCK_SLACK = timedelta(minutes=5)
"""How far two clocks may be apart."""
NO_DECISION = "No decision yet"


@dataclass(frozen=True)
class TrustedEntry:
    """An entry that counts, and by whom it is."""

    signed: SignedEntry
    key: bytes
    """The public key that signed it."""


@dataclass(frozen=True)
class ConditionState:
    """A condition of the decision that stands, and what became of it."""

    condition: Condition
    reported_on: str = ""
    """The day on which it was reported as done; empty if it was not."""
    accepted_on: str = ""
    """The day on which a decider accepted that; empty if nobody did."""

    @property
    def is_met(self) -> bool:
        """Whether a decider accepted it."""
        return bool(self.accepted_on)

    def is_overdue(self, today: date) -> bool:
        """Return whether its date has passed and it is not met."""
        due = self.condition.due
        return not self.is_met and is_iso_date(due) and due < today.isoformat()

    @property
    def state(self) -> Literal["open", "reported", "met"]:
        """The state, for scripts."""
        if self.is_met:
            return "met"
        return "reported" if self.reported_on else "open"

    @property
    def quoted(self) -> str:
        """What the condition says, in quotes and in one line."""
        return quote(" ".join(self.condition.text.split()))

    @property
    def words(self) -> str:
        """The state in words."""
        return {"open": OPEN, "reported": REPORTED, "met": MET}[self.state]


@dataclass(frozen=True)
class Closing:
    """That a task was closed after signing."""

    task: str
    on: str
    """The day, YYYY-MM-DD."""
    entry: Entry


@dataclass(frozen=True)
class Standing:
    """What stands on a statement, as of its last entry."""

    decision: Entry | None
    """The latest decision that counts."""
    link: str
    """The link of that decision, by which others speak of it."""
    rivals: tuple[str, ...]
    """The links of the decisions that contradict each other."""
    summary: str
    """The decision in a few words, or that there is none."""
    valid_until: str
    """The last day, extensions included; empty without one."""
    conditions: tuple[ConditionState, ...]
    obstacles: tuple[str, ...]
    """Why the use is not in force, a sentence each; empty: nothing is against it."""
    warnings: tuple[str, ...]
    overdue: tuple[str, ...]
    """Those of the warnings that are about a condition whose day is over."""
    closings: Mapping[str, Closing]
    """The tasks that were closed after signing, by their ids."""
    as_of: datetime
    """The time of the last entry, or of signing."""


@dataclass
class _State:
    """What has been said so far, entry by entry."""

    approvals: dict[str, TrustedEntry] = field(default_factory=dict)
    """The approvals that stand, by their links; more than one are rivals."""
    blocks: dict[str, TrustedEntry] = field(default_factory=dict)
    """The refusals, withdrawals and requests that stand."""
    decisions: dict[str, TrustedEntry] = field(default_factory=dict)
    """All decisions, by their links."""
    until: dict[str, str] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    """The day of the last answer to each decision, by its link."""
    reported: dict[tuple[str, str], str] = field(default_factory=dict)
    accepted: dict[tuple[str, str], str] = field(default_factory=dict)
    closings: dict[str, Closing] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def find_standing(
    statement: SignedStatement, entries: Sequence[TrustedEntry], now: datetime
) -> Standing:
    """Return what stands on a statement.

    Args:
        statement: What was signed.
        entries: The entries that count, in their order.
        now: The time now.
    """
    state = _State()
    for each in entries:
        _apply(state, each)
    if len(state.blocks) + len(state.approvals) == 0:
        current = None
    else:
        current = list((state.blocks or state.approvals).values())[-1]
    decision = current.signed.entry if current else None
    link = current.signed.link if current else ""
    approval = current if current and not state.blocks else None
    conditions = tuple(_conditions(state, approval))
    valid_until = state.until.get(link, decision.valid_until if decision else "")
    # The last day of a decision, and that of a condition, end at 24:00 UTC.
    today = now.astimezone(UTC).date()
    wrong_times = tuple(_wrong_times(statement, entries, now))
    obstacles = [*wrong_times]
    if state.blocks or len(state.approvals) > 1 or statement.needs_approval != "no":
        obstacles += _obstacles(state, statement, valid_until, today)
    if len(state.approvals) == 1:
        obstacles += [
            f"the condition {each.quoted} has to be met before use, and is {each.words}"
            for each in conditions
            if each.condition.due == BEFORE_USE and not each.is_met
        ]
    overdue = tuple(
        f"the condition {each.quoted} was due on {format_date(each.condition.due)}"
        f" and is {each.words}"
        for each in conditions
        if each.is_overdue(today)
    )
    return Standing(
        decision=decision,
        link=link,
        rivals=tuple(state.approvals) if _are_rivals(state) else (),
        summary=_summary(
            state, decision, conditions, valid_until, state.answered.get(link, "")
        ),
        valid_until=valid_until if approval else "",
        conditions=conditions,
        obstacles=tuple(obstacles),
        warnings=(*wrong_times, *state.warnings, *overdue),
        overdue=overdue,
        closings={
            task.id: state.closings[task.id]
            for task in statement.tasks
            if task.id in state.closings
        },
        as_of=entries[-1].signed.entry.at if entries else statement.signoff.at,
    )


def closed_tasks(
    statement: Statement, closings: Iterable[Closing] = ()
) -> dict[str, ClosedTask]:
    """Return which tasks are done, with what shows it.

    Args:
        statement: What was signed.
        closings: The tasks that were closed since.
    """
    done = [
        *((task.id, task.done_on, task.evidence) for task in statement.tasks),
        *((each.task, each.on, each.entry.evidence) for each in closings),
    ]
    return {
        task: ClosedTask(on, shown_by.evidence if shown_by else None)
        for task, on, shown_by in done
        if on
    }


def _apply(state: _State, trusted: TrustedEntry) -> None:
    entry, link = trusted.signed.entry, trusted.signed.link
    day = entry.at.date().isoformat()
    target = state.decisions.get(entry.about)
    match entry.kind:
        case EntryKind.DECISION:
            state.decisions[link] = trusted
            _decide(state, trusted)
        case EntryKind.WITHDRAWAL if target:
            _withdraw(state, trusted, target)
        case EntryKind.EXTENSION if target:
            if target.key == trusted.key or entry.in_place_of_other:
                state.until[entry.about] = entry.valid_until
                if target.key != trusted.key:
                    state.warnings.append(
                        "the decision was extended by somebody other than its author"
                    )
            else:
                state.warnings.append(
                    "an extension by somebody other than the decision's author"
                    " does not count"
                )
        case EntryKind.ACCEPTANCE if target:
            state.accepted[entry.about, entry.condition] = day
        case EntryKind.CLOSING if entry.condition:
            state.reported[entry.about, entry.condition] = day
        case EntryKind.CLOSING:
            state.closings[entry.task] = Closing(entry.task, day, entry)
        case EntryKind.ANSWER:
            state.answered[entry.about] = day
        case EntryKind.NOTE:
            pass  # what it says changes nothing
        case _:
            state.warnings.append(
                f"{_ARTICLES[entry.kind]} {entry.kind} is about a decision that is"
                " not in this file, or does not count"
            )


_ARTICLES = {
    EntryKind.WITHDRAWAL: "a",
    EntryKind.EXTENSION: "an",
    EntryKind.ACCEPTANCE: "an",
}


def _decide(state: _State, trusted: TrustedEntry) -> None:
    """Add a decision to what stands: a refusal counts at once, whoever makes it."""
    entry, link = trusted.signed.entry, trusted.signed.link
    if entry.outcome is Outcome.REFUSED:
        state.approvals.clear()
        state.blocks[link] = trusted
        return
    if entry.outcome is Outcome.MORE_INFORMATION:
        state.blocks[link] = trusted
        return
    others = [each for each in state.blocks.values() if each.key != trusted.key]
    if others and not entry.in_place_of_other:
        state.warnings.append(
            "an approval does not count: it follows what somebody else refused,"
            " withdrew or requested, and does not say that it takes its place"
        )
        return
    replaced = [each for each in state.approvals.values() if each.key != trusted.key]
    if entry.in_place_of_other and (others or replaced):
        state.warnings.append("this decision replaces what somebody else decided")
        replaced = []
    state.blocks.clear()
    state.approvals = {each.signed.link: each for each in replaced} | {link: trusted}


def _withdraw(state: _State, trusted: TrustedEntry, target: TrustedEntry) -> None:
    """Take a decision back: an approval at once, anything else by its author alone."""
    about, link = target.signed.link, trusted.signed.link
    if about in state.approvals:
        del state.approvals[about]
        if not state.approvals:
            state.blocks[link] = trusted
    elif about in state.blocks and target.key == trusted.key:
        del state.blocks[about]
    elif about in state.blocks:
        state.warnings.append(
            "a refusal or request can only be withdrawn by whoever made it"
        )


def _conditions(
    state: _State, approval: TrustedEntry | None
) -> Iterator[ConditionState]:
    if approval is None:
        return
    link = approval.signed.link
    for condition in approval.signed.entry.conditions:
        name = link, condition.id
        yield ConditionState(
            condition, state.reported.get(name, ""), state.accepted.get(name, "")
        )


def _obstacles(
    state: _State, statement: SignedStatement, valid_until: str, today: date
) -> Iterator[str]:
    for block in state.blocks.values():
        entry = block.signed.entry
        yield f"{_block(entry)} on {format_day(entry.at)}"
    if state.blocks:
        return
    if len(state.approvals) > 1:
        yield (
            f"{len(state.approvals)} decisions by different people stand against"
            " each other; one of them has to be withdrawn"
        )
        return
    approval = next(iter(state.approvals.values()), None)
    if approval is None:
        yield "there is no decision yet"
        return
    entry = approval.signed.entry
    if valid_until and valid_until < today.isoformat():
        yield f"the decision was valid until {format_date(valid_until)}"
    if not may_approve(
        statement, entry.conditions, although_blocked=entry.although_blocked
    ):
        yield (
            "the verdict blocks the use, and the decision does not say that"
            " it approves the use although it is blocked"
        )


def may_approve(
    statement: SignedStatement,
    conditions: Iterable[Condition],
    *,
    although_blocked: bool,
) -> bool:
    """Return whether an approval may stand on this verdict.

    What is on hold or ruled out is approved knowingly, or on conditions that take care
    of every obligation of the rules that block it before the use begins.
    """
    if statement.needs_approval not in ("blocked", "forbidden") or although_blocked:
        return True
    levels = {
        level.id
        for level in statement.level_by_id.values()
        if level.approval in ("blocked", "forbidden")
    }
    blocking = [each for each in statement.reasons if each.level in levels]
    covered = {
        obligation
        for condition in conditions
        if condition.due == BEFORE_USE
        for obligation in condition.covers
    }
    return all(
        reason.obligations and covered.issuperset(reason.obligations)
        for reason in blocking
    )


def _wrong_times(
    statement: SignedStatement, entries: Iterable[TrustedEntry], now: datetime
) -> Iterator[str]:
    """Yield which of the times cannot all be true."""
    before, name = statement.signoff.at, "the statement"
    if before > now + CLOCK_SLACK:
        yield "the time of signing is in the future"
    for each in entries:
        entry = each.signed.entry
        if entry.at < before - CLOCK_SLACK:
            yield f"the {entry.kind} has an earlier time than {name} before it"
        if entry.at > now + CLOCK_SLACK:
            yield f"the time of the {entry.kind} is in the future"
        before, name = entry.at, f"the {entry.kind}"


def _are_rivals(state: _State) -> bool:
    return not state.blocks and len(state.approvals) > 1


def _block(entry: Entry) -> str:
    if entry.kind is EntryKind.WITHDRAWAL:
        return "the approval was withdrawn"
    if entry.outcome is Outcome.REFUSED:
        return "the use was refused"
    return "more information was requested"


def _summary(
    state: _State,
    decision: Entry | None,
    conditions: Sequence[ConditionState],
    valid_until: str,
    answered: str,
) -> str:
    if decision is None:
        return NO_DECISION
    if _are_rivals(state):
        return f"{len(state.approvals)} decisions that contradict each other"
    label = decision.outcome.label if decision.outcome else "Approval withdrawn"
    if conditions:
        count = len(conditions)
        label = f"Approved with {count} condition{'s' if count > 1 else ''}"
    if decision.although_blocked:
        label += " although blocked"
    until = (
        f", until {format_date(valid_until)}"
        if valid_until and not state.blocks
        else ""
    )
    if answered and decision.outcome is Outcome.MORE_INFORMATION:
        until = f", answered on {format_date(answered)}"
    return f"{label} on {format_day(decision.at)}{until}"
