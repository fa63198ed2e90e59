"""What several summaries, read together, say of each other.

They may be revisions of one use, or copies of one statement to which different people
have added entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, groupby
from typing import NamedTuple

from genai_guide.text import quote


class Revision(NamedTuple):
    """One summary among several; its signature holds, whoever made it."""

    file: str
    use: str
    """The id that all revisions of one use have."""
    number: int
    digest: str
    supersedes: tuple[str, ...] = ()
    """The digests of those that it replaces, the latest first."""
    key: str = ""
    """The fingerprint of the key that signed it."""
    is_trusted: bool = True
    """Whether that key is trusted."""
    entries: tuple[str, ...] = ()
    """The links of its entries, in their order."""
    decisions: frozenset[str] = frozenset()
    """The links of the entries that count and may put it in force, or end that."""


class RevisionNote(NamedTuple):
    """What several summaries say of each other, and which files it is about."""

    text: str
    files: tuple[str, ...]
    obstacle: str = ""
    """Why some of the files are not in force because of it."""
    stopped: tuple[str, ...] = ()
    """These files."""


def compare_revisions(revisions: Iterable[Revision]) -> Iterator[RevisionNote]:
    """Yield what is older than another, what differs, and what cannot both be next."""
    by_use = defaultdict(list)
    for revision in revisions:
        by_use[revision.use].append(revision)
    for _, of_one_use in sorted(by_use.items()):
        of_one_use.sort(key=lambda revision: (revision.number, revision.file))
        yield from _older(of_one_use)
        yield from _other_signers(of_one_use)
        for number, group in groupby(of_one_use, lambda revision: revision.number):
            yield from _rivals(number, list(group))
        yield from _copies(of_one_use)


def _older(of_one_use: Sequence[Revision]) -> Iterator[RevisionNote]:
    """Yield which revisions were replaced."""
    for old in of_one_use:
        after = [each for each in of_one_use if old.digest in each.supersedes[:1]]
        later = after + [each for each in of_one_use if each.number > old.number]
        if not later:
            continue
        text = f"{_quoted(old)} is an older revision; "
        if after:
            verb = "replaces" if len(after) == 1 else "replace"
            text += f"{format_list(map(_quoted, after))} {verb} it"
        else:
            text += f"{_quoted(later[-1])} is a later one"
        # Anybody can write a file that says it is a later one.
        counts = any(each.is_trusted or each.key == old.key for each in later)
        stopped = (old.file,) if counts else ()
        obstacle = "a later revision of this use is known"
        yield RevisionNote(text, (old.file,), obstacle, stopped)


def _other_signers(of_one_use: Sequence[Revision]) -> Iterator[RevisionNote]:
    """Yield which revisions are signed by somebody else than the one before."""
    by_digest = {revision.digest: revision for revision in of_one_use}
    for revision in of_one_use:
        before = by_digest.get(next(iter(revision.supersedes), ""))
        if before and before.key != revision.key:
            text = f"{_quoted(revision)} is not signed by whoever signed"
            text += f" {_quoted(before)}, which it replaces"
            yield RevisionNote(text, (revision.file,))


def _rivals(number: int, group: Sequence[Revision]) -> Iterator[RevisionNote]:
    """Yield different statements that are the same revision."""
    count = len({revision.digest for revision in group})
    if count > 1:
        many = "two" if count == 2 else str(count)  # noqa: PLR2004 - a word
        text = f"{many} different revisions {number} of one use:"
        text += f" {format_list(map(_quoted, group))}; ask the producer which one"
        text += " counts"
        yield RevisionNote(text, tuple(revision.file for revision in group))


def _copies(of_one_use: Sequence[Revision]) -> Iterator[RevisionNote]:
    """Yield copies of one statement that do not have the same entries."""
    # One of those that are the same speaks for all of them.
    different: dict[tuple[str, tuple[str, ...]], list[Revision]] = defaultdict(list)
    for copy in of_one_use:
        different[copy.digest, copy.entries].append(copy)
    for same, others in combinations(different.values(), 2):
        one, other = same[0], others[0]
        if one.digest != other.digest:
            continue
        short, long = sorted((one, other), key=lambda copy: len(copy.entries))
        count = len(short.entries)
        if long.entries[:count] == short.entries:
            more = len(long.entries) - count
            text = f"{_quoted(short)} is an older copy of {_quoted(long)}, which has"
            text += f" {more} more {'entry' if more == 1 else 'entries'}"
        else:
            text = f"forked: {_quoted(one)} and {_quoted(other)} are copies of one"
            text += " summary with different entries"
        stopped = [
            *(same if other.decisions - one.decisions else ()),
            *(others if one.decisions - other.decisions else ()),
        ]
        yield RevisionNote(
            text,
            tuple(copy.file for copy in (*same, *others)),
            "another copy has a decision that is not in this one",
            tuple(copy.file for copy in stopped),
        )


def _quoted(revision: Revision) -> str:
    return quote(revision.file)


def format_list(names: Iterable[str]) -> str:
    """Join names as a person does: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
