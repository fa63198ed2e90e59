"""What this person signed before, held against a summary that comes back.

A file can lose its end, and a refused use can be sent again as if it were new. What was
signed on this computer is remembered, so that both are noticed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from genai_guide.record.entries import EntryKind, Outcome
from genai_guide.record.statement import Summary
from genai_guide.rules.dates import format_day

STATEMENT = "statement"
_GENUINE = "genuine"
_STOPS = (str(Outcome.REFUSED), str(Outcome.MORE_INFORMATION))


@dataclass(frozen=True)
class Remembered:
    """Something that was signed on this computer."""

    use: str
    """The id that all revisions of a use have."""
    revision: int
    statement: str
    """The digest of the statement."""
    kind: str
    """`statement`, or the kind of an entry."""
    at: str
    """When, as ISO 8601 in UTC."""
    entry: str = ""
    """The link of the entry; empty for a statement."""
    outcome: str = ""
    found: str = ""
    """What verification said of the summary that the entry was added to."""
    instead_of: str = ""
    """The link of the entry in another copy that this one repeats, if it does."""

    @property
    def shows_revision(self) -> bool:
        """Whether there is such a revision for sure, whatever a stranger claimed."""
        return self.kind == STATEMENT or self.found == _GENUINE


@dataclass(frozen=True)
class Recollection:
    """What is remembered of the use of a summary."""

    warnings: tuple[str, ...] = ()
    """What is missing in the file, a sentence each."""
    obstacles: tuple[str, ...] = ()
    """What is missing and would stop the use."""
    notes: tuple[str, ...] = ()
    newer_revision: bool = False
    """Whether a later revision was signed here."""


def recall(summary: Summary, memory: Iterable[Remembered]) -> Recollection:
    """Return what is remembered of a use, and is not in its summary."""
    statement, digest = summary.statement, summary.digest
    links = {entry.link for entry in (*summary.entries, *summary.earlier)}
    memory = tuple(memory)
    first = _first_links(memory)
    present = {first.get(link, link) for link in links}
    missing, stops, notes = [], [], []
    newest = statement.revision
    rival = False
    for each in memory:
        if each.use != statement.id:
            if each.statement in statement.supersedes:
                other = "what this file calls an earlier revision is of another use"
                missing.append(f"{other}, which is known here")
            continue
        rival |= each.revision == statement.revision and each.statement != digest
        if each.shows_revision:
            newest = max(newest, each.revision)
        if each.kind == STATEMENT:
            continue
        sentence = f"you {_verb(each)} on {format_day(datetime.fromisoformat(each.at))}"
        if each.statement != digest:
            notes.append(sentence)
        elif first[each.entry] not in present:
            missing.append(f"{sentence}, and that is not in this file")
            if each.outcome in _STOPS or each.kind == EntryKind.WITHDRAWAL:
                stops.append(missing[-1])
    if rival:
        missing.append(f"another revision {statement.revision} of this use is known")
    is_newer = newest > statement.revision
    if is_newer:
        missing.append(f"revision {newest} of this use is known here")
    return Recollection(
        tuple(dict.fromkeys(missing)), tuple(stops), tuple(notes), is_newer
    )


def _first_links(memory: Iterable[Remembered]) -> dict[str, str]:
    """Return for each entry the one that it repeats, or itself."""
    first: dict[str, str] = {}
    for each in memory:
        source = each.instead_of or each.entry
        first[each.entry] = first.get(source, source)
    return first


def _verb(remembered: Remembered) -> str:
    """Return what was done, with its object."""
    this = f"revision {remembered.revision} of this use"
    if remembered.outcome == Outcome.MORE_INFORMATION:
        return f"requested more information on {this}"
    if remembered.outcome == Outcome.NOT_NEEDED:
        return f"decided that {this} needs no approval"
    if remembered.outcome == Outcome.REFUSED:
        return f"refused {this}"
    if remembered.outcome:
        return f"approved {this}"
    verbs = {
        EntryKind.WITHDRAWAL: "withdrew the decision on",
        EntryKind.EXTENSION: "extended the decision on",
        EntryKind.ACCEPTANCE: "accepted a condition on",
    }
    return f"{verbs.get(EntryKind(remembered.kind), 'added an entry to')} {this}"
