"""What can be added to a summary now, and what each addition asks for.

The app and plain mode offer the same list, and ask for the same texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from genai_guide.record.entries import EntryKind, EvidenceEntry
from genai_guide.rules.dates import format_date
from genai_guide.signing.verification import (
    Result,
    Verification,
    format_due,
    quote_lines,
)
from genai_guide.storage.evidence import parse_evidence
from genai_guide.workflows.entries import SAME_KEY, is_others_decision

REASONS, VALID_UNTIL, EVIDENCE = "reasons", "valid until", "evidence"


@dataclass(frozen=True)
class Prompt:
    """A text that is asked for."""

    key: str
    label: str
    optional: bool = False


@dataclass(frozen=True)
class PossibleEntry:
    """Something that can be added now."""

    kind: EntryKind
    label: str
    """What adding it does, as a choice."""
    prompts: tuple[Prompt, ...] = ()
    task: str = ""
    condition: str = ""
    is_on_others: bool = False
    """Whether it is about what somebody else decided, and can take its place."""

    def said(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return the fields of the entry, with what was typed; measure evidence.

        Raises:
            FileError: if a file cannot be read as evidence.
        """
        said: dict[str, Any] = {
            "reasons": texts.get(REASONS, ""),
            "valid_until": texts.get(VALID_UNTIL, ""),
            "task": self.task,
            "condition": self.condition,
        }
        if shown_by := texts.get(EVIDENCE, ""):
            said["evidence"] = parse_entry_evidence(shown_by)
        return said


def parse_entry_evidence(
    typed: str, clean: Callable[[str], str] = lambda text: text
) -> EvidenceEntry:
    """Return what shows that something is done: words, a link, or a measured file.

    Args:
        typed: What a person typed.
        clean: Returns the words or the link as a record may hold them.

    Raises:
        FileError: if it is a file that cannot be read.
    """
    evidence = parse_evidence(typed)
    return EvidenceEntry.of(
        replace(evidence, text=clean(evidence.text), link=clean(evidence.link))
    )


def why_no_decision(verification: Verification, own: bytes | None) -> str:
    """Return why this person cannot decide on a summary; empty if they can."""
    return SAME_KEY if own and own == verification.signed.public else ""


def why_no_update(verification: Verification) -> str:
    """Return why nothing can be said of a summary; empty if something can."""
    result = verification.result
    if result.is_broken or result is Result.UNSIGNED:
        return f"Nothing can be added. {verification.first_line}"
    return ""


def possible_decisions(
    verification: Verification, own: bytes | None
) -> Iterator[PossibleEntry]:
    """Yield what a decider can add now: the decision first, then what follows it."""
    standing = verification.standing
    is_others = is_others_decision(verification, own)
    label = "Decide again" if standing.link else "Decide"
    yield PossibleEntry(EntryKind.DECISION, label, is_on_others=is_others)
    decision = standing.decision
    if decision is None or decision.outcome is None:
        return
    for each in standing.conditions:
        if not each.is_met:
            condition = each.condition
            about = f"{quote_lines(condition.text)} ({each.words})"
            yield PossibleEntry(
                EntryKind.ACCEPTANCE,
                f"Accept as met: {about}",
                (Prompt(REASONS, "Remark", optional=True),),
                condition=condition.id,
            )
    if standing.valid_until:
        yield PossibleEntry(
            EntryKind.EXTENSION,
            f"Extend it: it is valid until {format_date(standing.valid_until)}",
            (
                Prompt(VALID_UNTIL, "New last day"),
                Prompt(REASONS, "Reasons", optional=True),
            ),
            is_on_others=is_others,
        )
    # An approval is withdrawn by any decider, anything else by whoever said it.
    if decision.outcome.lets_proceed or not is_others:
        yield PossibleEntry(
            EntryKind.WITHDRAWAL,
            f"Withdraw: {standing.summary}",
            (Prompt(REASONS, "Why it is withdrawn"),),
        )


def possible_updates(verification: Verification) -> Iterator[PossibleEntry]:
    """Yield what a producer can add now."""
    statement, standing = verification.summary.statement, verification.standing
    done = (
        Prompt(EVIDENCE, "What shows it: words, a link or a file", optional=True),
        Prompt(REASONS, "Remark", optional=True),
    )
    for each in standing.conditions:
        if each.state == "open":
            condition = each.condition
            due = format_due(condition.due)
            yield PossibleEntry(
                EntryKind.CLOSING,
                f"Report a condition as done: {quote_lines(condition.text)} ({due})",
                done,
                condition=condition.id,
            )
    if standing.link:
        yield PossibleEntry(
            EntryKind.ANSWER,
            f"Answer: {standing.summary}",
            (Prompt(REASONS, "Your answer"),),
        )
    for task in statement.tasks:
        if not task.done_on and task.id not in standing.closings:
            prompts = done
            if task.evidence_wanted:
                prompts = (
                    Prompt(EVIDENCE, "What shows it: words, a link or a file"),
                    done[1],
                )
            yield PossibleEntry(
                EntryKind.CLOSING, f"Close a task: {task.text}", prompts, task=task.id
            )
    yield PossibleEntry(EntryKind.NOTE, "Add a note", (Prompt(REASONS, "Your note"),))
